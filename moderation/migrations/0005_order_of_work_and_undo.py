"""The desk works in the order of urgency; an undo knows what to put back."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0003_drafts_handed_in_and_photos_moving"),
        ("moderation", "0004_fingerprints_and_first_look"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="moderation_case_queue",
        ),
        migrations.AddField(
            model_name="case",
            name="urgency",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="The order of work: the risk, raised by reports and appeals."
            ),
        ),
        migrations.AddField(
            model_name="decisiontext",
            name="before",
            field=models.JSONField(
                default=dict, help_text='What an undo puts back: {"in_feeds", "reason", "is_edit"}.'
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="risk",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="0 to 100, as screening summed it up."
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "decided"), _negated=True),
                fields=["-urgency", "opened_at", "id"],
                name="moderation_case_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "decided"), _negated=True),
                fields=["opened_at"],
                name="moderation_case_oldest",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["case_id"], name="moderation_decision_case"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["created_at"], name="moderation_decision_month"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("appeals__isnull", False)),
                fields=("appeals",),
                name="moderation_case_one_appeal",
            ),
        ),
    ]
