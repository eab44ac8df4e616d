import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0003_drafts_handed_in_and_photos_moving"),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="latest_revision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="community.postrevision",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="public_revision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="community.postrevision",
            ),
        ),
    ]
