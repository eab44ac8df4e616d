import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0012_spot_checks_and_signals")]
    operations = [
        migrations.AlterField(
            model_name="report",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="reports",
                to="moderation.case",
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="decision",
            field=models.BigIntegerField(
                blank=True,
                help_text="The Decision it tells of; null: the receipt; 0: it is gone.",
                null=True,
            ),
        ),
    ]
