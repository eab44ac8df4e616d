"""The database itself refuses to change or delete a line of the decision log."""

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION moderation_decision_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the decision log is append-only';
    END $$
    """,
    """
    CREATE TRIGGER moderation_decision_append_only BEFORE UPDATE OR DELETE ON moderation_decision
    FOR EACH ROW EXECUTE FUNCTION moderation_decision_refuse()
    """,
]
SQLITE = [
    f"""
    CREATE TRIGGER moderation_decision_no_{verb.lower()} BEFORE {verb} ON moderation_decision
    BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END
    """
    for verb in ("UPDATE", "DELETE")
]
UNDO = {
    "postgresql": [
        "DROP TRIGGER moderation_decision_append_only ON moderation_decision",
        "DROP FUNCTION moderation_decision_refuse()",
    ],
    "sqlite": ["DROP TRIGGER moderation_decision_no_update", "DROP TRIGGER moderation_decision_no_delete"],
}


def forwards(apps, schema_editor):
    for sql in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(sql)


def backwards(apps, schema_editor):
    for sql in UNDO["postgresql" if schema_editor.connection.vendor == "postgresql" else "sqlite"]:
        schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
