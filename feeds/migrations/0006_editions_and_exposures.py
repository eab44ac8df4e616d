"""Room for what follows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("feeds", "0005_own_feeds")]

    operations = []  # type: ignore[var-annotated]
