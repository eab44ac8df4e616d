"""Words and sites to watch for, as rows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0006_a_level_is_lowered"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=[("word", "word"), ("host", "site")], max_length=4)),
                (
                    "language",
                    models.CharField(
                        blank=True, help_text="Of the posts it is for; empty for all.", max_length=8
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        help_text="A word or phrase in small letters, or a host.", max_length=120
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Why it is listed, for colleagues.", max_length=200
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "retired_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "list entry",
                "verbose_name_plural": "list entries",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True),
                        name="moderation_listentry_has_value",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("kind", "language", "value"),
                        name="moderation_listentry_once",
                    ),
                ],
            },
        ),
    ]
