from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0010_contributing_to_its_depth")]

    operations = [
        migrations.AddField(
            model_name="blog",
            name="proof_url",
            field=models.URLField(
                blank=True, help_text="The page the member named, where the proof stood.", max_length=500
            ),
        ),
    ]
