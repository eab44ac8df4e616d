"""First chances are read from an index, the least shown first, however many posts wait for theirs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feeds", "0009_outputs")]

    operations = [
        migrations.AddIndex(
            model_name="feedentry",
            index=models.Index(
                condition=models.Q(("standing", "new")),
                fields=["feed", "language", "exposures", "-key", "-id"],
                name="feeds_feedentry_least_shown",
            ),
        ),
    ]
