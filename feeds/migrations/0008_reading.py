"""Readers' visits, and the indexes of the archive, of one language and of what is followed."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("feeds", "0007_curation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reader",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("came_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("came_before_at", models.DateTimeField(blank=True, null=True)),
                ("prefers_followed", models.BooleanField(default=False)),
            ],
        ),
        migrations.AddIndex(
            model_name="feedentry",
            index=models.Index(
                fields=["feed", "language", "-published_at", "-id"], name="feeds_feedentry_language"
            ),
        ),
        migrations.AddIndex(
            model_name="feedentry",
            index=models.Index(
                condition=models.Q(("standing__in", ("new", "eligible", "featured"))),
                fields=["feed", "-published_at", "-id"],
                name="feeds_feedentry_archive",
            ),
        ),
        migrations.AddIndex(
            model_name="feedentry",
            index=models.Index(
                condition=models.Q(("author__isnull", False)),
                fields=["feed", "author", "-published_at", "-id"],
                name="feeds_feedentry_author",
            ),
        ),
    ]
