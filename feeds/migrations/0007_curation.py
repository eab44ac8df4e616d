"""Room for what follows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("feeds", "0006_editions_and_exposures")]

    operations = []  # type: ignore[var-annotated]
