"""The log knows one more thing the desk does: no column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0005_order_of_work_and_undo")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="action",
            field=models.CharField(
                choices=[
                    ("clear", "cleared"),
                    ("out_of_feeds", "cleared, kept out of feeds"),
                    ("return", "returned to the author"),
                    ("decline", "declined"),
                    ("remove", "removed"),
                    ("restore", "restored"),
                    ("keep", "report looked at, nothing done"),
                    ("uphold", "appeal looked at, decision stands"),
                    ("undo", "taken back"),
                    ("hold", "held for a first look"),
                    ("lower", "level lowered"),
                ],
                max_length=12,
            ),
        ),
    ]
