"""The database itself refuses to change an edition. It may be deleted: editions are not kept for ever."""

import django.utils.timezone
from django.db import migrations, models

POSTGRESQL = [
    """
    CREATE FUNCTION feeds_edition_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'an edition never changes';
    END $$
    """,
    """
    CREATE TRIGGER feeds_edition_never_changes BEFORE UPDATE ON feeds_edition
    FOR EACH ROW EXECUTE FUNCTION feeds_edition_refuse()
    """,
]
SQLITE = [
    """
    CREATE TRIGGER feeds_edition_never_changes BEFORE UPDATE ON feeds_edition
    BEGIN SELECT RAISE(ABORT, 'an edition never changes'); END
    """
]
UNDO = {
    "postgresql": [
        "DROP TRIGGER feeds_edition_never_changes ON feeds_edition",
        "DROP FUNCTION feeds_edition_refuse()",
    ],
    "sqlite": ["DROP TRIGGER feeds_edition_never_changes"],
}


def forwards(apps, schema_editor):
    for sql in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(sql)


def backwards(apps, schema_editor):
    for sql in UNDO["postgresql" if schema_editor.connection.vendor == "postgresql" else "sqlite"]:
        schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("feeds", "0005_own_feeds")]
    operations = [
        migrations.AlterField(
            model_name="edition",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(forwards, backwards),
    ]
