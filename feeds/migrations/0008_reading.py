"""Room for what follows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("feeds", "0007_curation")]

    operations = []  # type: ignore[var-annotated]
