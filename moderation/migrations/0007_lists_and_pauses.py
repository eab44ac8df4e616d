from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("moderation", "0006_a_level_is_lowered")]
    operations = []
