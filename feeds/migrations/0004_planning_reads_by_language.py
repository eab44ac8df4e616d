from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feeds", "0003_marketers_curate"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="feedentry",
            name="feeds_feedentry_lane",
        ),
        migrations.AddIndex(
            model_name="feedentry",
            index=models.Index(
                condition=models.Q(("standing__in", ("eligible", "featured"))),
                fields=["feed", "lane", "language", "-key", "-id"],
                name="feeds_feedentry_lane",
            ),
        ),
    ]
