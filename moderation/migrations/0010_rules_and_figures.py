from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("moderation", "0009_reports_against_the_law")]
    operations = []
