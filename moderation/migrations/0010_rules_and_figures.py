"""What the public figures are made from: the version of the rules, the wait and the arrivals stand in the log.

The triggers of the log are made again: on SQLite a table that is rebuilt for a new column loses its own.
"""

from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

import moderation.models

KINDS = [("waiting", "waiting"), ("reported", "reported"), ("appeal", "appeal")]
SQLITE = [
    f"""
    CREATE TRIGGER IF NOT EXISTS moderation_{table}_no_{verb.lower()} BEFORE {verb} ON moderation_{table}
    BEGIN SELECT RAISE(ABORT, 'the {words} is append-only'); END
    """
    for table, words in (("decision", "decision log"), ("arrival", "log of arrivals"))
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    """
    CREATE FUNCTION moderation_arrival_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the log of arrivals is append-only';
    END $$
    """,
    """
    CREATE TRIGGER moderation_arrival_append_only BEFORE UPDATE OR DELETE ON moderation_arrival
    FOR EACH ROW EXECUTE FUNCTION moderation_arrival_refuse()
    """,
]
UNDO = {
    "postgresql": [
        "DROP TRIGGER moderation_arrival_append_only ON moderation_arrival",
        "DROP FUNCTION moderation_arrival_refuse()",
    ],
    "sqlite": ["DROP TRIGGER moderation_arrival_no_update", "DROP TRIGGER moderation_arrival_no_delete"],
}


def count_what_came(apps, schema_editor):
    """Take in the reports and appeals that came before they were counted."""
    Arrival = apps.get_model("moderation", "Arrival")
    reports = apps.get_model("moderation", "Report").objects.order_by("pk")
    appeals = apps.get_model("moderation", "Case").objects.filter(appeals__isnull=False).order_by("pk")
    Arrival.objects.bulk_create(
        [
            *(
                Arrival(case_id=case, kind="reported", reason=reason, created_at=at)
                for case, reason, at in reports.values_list("case_id", "reason", "created_at")
            ),
            *(
                Arrival(case_id=case, kind="appeal", created_at=at)
                for case, at in appeals.values_list("pk", "opened_at")
            ),
        ],
        batch_size=1000,
    )


def guard(apps, schema_editor):
    for sql in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(sql)


def unguard(apps, schema_editor):
    for sql in UNDO["postgresql" if schema_editor.connection.vendor == "postgresql" else "sqlite"]:
        schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0009_reports_against_the_law")]
    operations = [
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("case_id", models.BigIntegerField()),
                ("kind", models.CharField(help_text="`Case.Kind`: reported or appeal.", max_length=8)),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="`Report.Reason`; an appeal has none.", max_length=12
                    ),
                ),
                ("created_at", models.DateTimeField(default=timezone.now, editable=False)),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="moderation_arrival_month")],
                "constraints": [
                    models.CheckConstraint(
                        condition=(Q(kind="reported") & ~Q(reason="")) | Q(kind="appeal", reason=""),
                        name="moderation_arrival_reason_of_reports",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NeutralityCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "month",
                    models.DateField(
                        help_text="The first day of the month after the half-year.", unique=True
                    ),
                ),
                ("is_significant", models.BooleanField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        # What was decided until now was decided under the first version.
        migrations.AddField(
            model_name="decision",
            name="rules",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="decision",
            name="rules",
            field=models.PositiveSmallIntegerField(
                default=moderation.models.rules_in_force,
                editable=False,
                help_text="The version of the public rules it was made under.",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="case_kind",
            field=models.CharField(
                blank=True,
                choices=KINDS,
                default="",
                help_text="What opened its case; empty: no case.",
                max_length=8,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="decision",
            name="opened_at",
            field=models.DateTimeField(
                help_text="When its case was opened: the case can be erased, the wait stays known.", null=True
            ),
        ),
        migrations.RunPython(count_what_came, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
