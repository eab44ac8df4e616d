"""Spot checks of what nothing fired for, and what moderators say of the signals."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [("waiting", "waiting"), ("reported", "reported"), ("appeal", "appeal"), ("sample", "spot check")]


class Migration(migrations.Migration):
    dependencies = [("moderation", "0011_logs_are_never_emptied")]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="kind",
            field=models.CharField(choices=KINDS, default="waiting", max_length=8),
        ),
        migrations.AlterField(
            model_name="decision",
            name="case_kind",
            field=models.CharField(
                blank=True, choices=KINDS, help_text="What opened its case; empty: no case.", max_length=8
            ),
        ),
        migrations.CreateModel(
            name="SignalCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30)),
                ("was_right", models.BooleanField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="moderation.decision",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="moderation_signal_check_month")],
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "code"), name="moderation_signal_check_once")
                ],
            },
        ),
    ]
