"""What screening remembers of texts, and the site's own restrictions until somebody has looked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0003_drafts_handed_in_and_photos_moving"),
        ("moderation", "0003_desk_group"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="action",
            field=models.CharField(
                choices=[
                    ("clear", "cleared"),
                    ("out_of_feeds", "cleared, kept out of feeds"),
                    ("return", "returned to the author"),
                    ("decline", "declined"),
                    ("remove", "removed"),
                    ("restore", "restored"),
                    ("keep", "report looked at, nothing done"),
                    ("uphold", "appeal looked at, decision stands"),
                    ("undo", "taken back"),
                    ("hold", "held for a first look"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="ground",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "none needed"),
                    ("spam", "advertising or spam"),
                    ("abuse", "insults or threats"),
                    ("private", "private information"),
                    ("danger", "dangerous advice"),
                    ("undisclosed", "an undisclosed tie to the brand"),
                    ("off_topic", "not about our products or topics"),
                    ("copied", "somebody else's work"),
                    ("illegal", "against the law"),
                    ("unseen", "somebody has to look at it first"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Fingerprint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("simhash", models.BigIntegerField(help_text="Null: too short to say anything.", null=True)),
                ("hosts", models.JSONField(default=list, help_text="Hosts of its links to other sites.")),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="community.comment",
                    ),
                ),
                (
                    "post",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="community.post",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-at"], name="moderation_fingerprint_recent")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("comment__isnull", True), ("post__isnull", False)),
                            models.Q(("comment__isnull", False), ("post__isnull", True)),
                            _connector="OR",
                        ),
                        name="moderation_fingerprint_one_target",
                    )
                ],
            },
        ),
    ]
