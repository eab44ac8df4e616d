from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("moderation", "0008_canned_reasons_and_measures")]
    operations = []
