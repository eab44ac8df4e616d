"""Films that live pages show, as their sites describe them."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0009_topics_have_an_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Video",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.URLField(max_length=300, unique=True, verbose_name="address")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "not described yet"),
                            ("ready", "ready"),
                            ("elsewhere", "plays at its own site only"),
                            ("gone", "no longer there"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200)),
                ("author", models.CharField(blank=True, max_length=200)),
                ("width", models.PositiveSmallIntegerField(default=1280)),
                ("height", models.PositiveSmallIntegerField(default=720)),
                ("picture_url", models.CharField(blank=True, max_length=500)),
                ("renditions", models.JSONField(blank=True, default=list)),
                ("attempts", models.PositiveSmallIntegerField(default=0, help_text="Failed ones in a row.")),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["due_at"], name="content_video_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("height__gt", 0), ("width__gt", 0)),
                        name="content_video_has_a_shape",
                    )
                ],
            },
        ),
    ]
