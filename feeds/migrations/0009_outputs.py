"""Room for what follows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("feeds", "0008_reading")]

    operations = []  # type: ignore[var-annotated]
