"""What marketers need to curate: fallbacks, edits they have seen, and a log whose lines can be undone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feeds", "0006_editions_and_exposures"),
        ("community", "0011_blog_proof_on_another_page"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlacementChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("placed", "placed"),
                            ("moved", "moved"),
                            ("taken back", "taken back"),
                            ("declined", "taken down by its author"),
                            ("restored", "put back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField()),
            ],
            options={
                "verbose_name": "change of a placement",
                "verbose_name_plural": "changes of placements",
            },
        ),
        migrations.AddField(
            model_name="placement",
            name="fallback_page",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.WAGTAIL_PAGE_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="fallback_post",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="community.post",
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="is_in_force",
            field=models.BooleanField(default=False, help_text="What the entries were last told."),
        ),
        migrations.AddField(
            model_name="placement",
            name="seen_revision",
            field=models.ForeignKey(
                blank=True,
                help_text="The words a marketer last saw there.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="community.postrevision",
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=models.Q(("cancelled_at", None), ("is_in_force", False)),
                fields=["starts_at"],
                name="feeds_placement_to_begin",
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=models.Q(("is_in_force", True)), fields=["ends_at"], name="feeds_placement_to_end"
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fallback_post__isnull", True), ("fallback_page__isnull", True), _connector="OR"
                ),
                name="feeds_placement_one_fallback",
            ),
        ),
        migrations.AddField(
            model_name="placementchange",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="placementchange",
            name="feed",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="feeds.feed"
            ),
        ),
        migrations.AddField(
            model_name="placementchange",
            name="placement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="feeds.placement"
            ),
        ),
        migrations.AddField(
            model_name="placementchange",
            name="undoes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="undone_by",
                to="feeds.placementchange",
            ),
        ),
        migrations.AddIndex(
            model_name="placementchange",
            index=models.Index(fields=["feed", "-id"], name="feeds_placementchange_feed"),
        ),
    ]
