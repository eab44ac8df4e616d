"""Feeds that marketers make by a rule: how far each is filled."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("feeds", "0004_planning_reads_by_language")]

    operations = [
        migrations.AddField(
            model_name="feed",
            name="fill_asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="feed",
            name="fill_after",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="feed",
            index=models.Index(
                condition=Q(("fill_asked_at__isnull", False)),
                fields=["fill_asked_at"],
                name="feeds_feed_unfilled",
            ),
        ),
    ]
