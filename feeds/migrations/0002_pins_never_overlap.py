"""Two live pins on one slot of one feed at one time: refused by PostgreSQL, without an extension.

SQLite has no exclusion constraints; there the action checks inside its IMMEDIATE transaction.
"""

from django.db import migrations

ADD = """
ALTER TABLE feeds_placement ADD CONSTRAINT feeds_placement_pins_never_overlap
EXCLUDE USING gist (
    int8range(feed_id, feed_id, '[]') WITH &&,
    int4range(slot, slot, '[]') WITH &&,
    tstzrange(starts_at, ends_at) WITH &&
) WHERE (slot IS NOT NULL AND cancelled_at IS NULL)
"""
DROP = "ALTER TABLE feeds_placement DROP CONSTRAINT feeds_placement_pins_never_overlap"


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("feeds", "0001_initial")]
    operations = [migrations.RunPython(on_postgresql(ADD), on_postgresql(DROP))]
