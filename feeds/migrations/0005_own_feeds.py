"""Room for what follows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("feeds", "0004_planning_reads_by_language")]

    operations = []  # type: ignore[var-annotated]
