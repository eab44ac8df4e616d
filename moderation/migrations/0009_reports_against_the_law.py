import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0008_canned_reasons_and_measures")]
    operations = [
        migrations.AddField(
            model_name="report",
            name="language",
            field=models.CharField(default="en", help_text="What its answers are written in.", max_length=8),
        ),
        migrations.AlterField(
            model_name="report",
            name="reason",
            field=models.CharField(
                choices=[
                    ("spam", "advertising or spam"),
                    ("abuse", "insulting or threatening"),
                    ("private", "somebody's private information"),
                    ("wrong", "dangerous advice"),
                    ("undisclosed", "a hidden tie to the brand"),
                    ("illegal", "against the law"),
                    ("child", "sexual abuse of a child"),
                    ("other", "something else"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.BigIntegerField(
                        blank=True, help_text="The Decision it tells of; null: the receipt.", null=True
                    ),
                ),
                ("send_after", models.DateTimeField(default=django.utils.timezone.now)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("message_id", models.CharField(blank=True, max_length=120)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="moderation.report",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("cancelled_at", None), ("mailed_at", None)),
                        fields=["send_after"],
                        name="moderation_answer_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decision", None)),
                        fields=("report",),
                        name="moderation_answer_one_receipt",
                    ),
                    models.UniqueConstraint(
                        fields=("report", "decision"), name="moderation_answer_one_outcome"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mailed_at__isnull", True),
                            models.Q(("message_id", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="moderation_answer_mail_has_id",
                    ),
                ],
            },
        ),
    ]
