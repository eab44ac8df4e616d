"""The queue of what a WebSub hub is still to be told of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feeds", "0008_reading")]

    operations = [
        migrations.AddField(
            model_name="feed", name="announce_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="feed", name="announce_tries", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddIndex(
            model_name="feed",
            index=models.Index(
                condition=models.Q(("announce_at__isnull", False)),
                fields=["announce_at"],
                name="feeds_feed_announce",
            ),
        ),
    ]
