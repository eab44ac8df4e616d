"""On PostgreSQL a TRUNCATE passes by the triggers of rows: the logs refuse it too. SQLite knows none."""

from django.db import migrations

TABLES = ("decision", "arrival")


def guard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER moderation_{table}_never_emptied BEFORE TRUNCATE ON moderation_{table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION moderation_{table}_refuse()"
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER moderation_{table}_never_emptied ON moderation_{table}")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0010_rules_and_figures")]
    operations = [migrations.RunPython(guard, unguard)]
