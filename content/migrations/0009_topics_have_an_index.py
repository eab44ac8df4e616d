"""The page that lists all topics, in each language; and pictures said to be decoration, as they were by default.

Rows are written as Wagtail's tree stores them, because historical models know no tree methods.
"""

import uuid

from django.db import migrations
from django.utils import timezone

TITLES = {"en": "Topics", "nb": "Emner"}
KEY = uuid.uuid5(uuid.NAMESPACE_URL, "alongside:TopicIndexPage")
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP = 4
PAGES = ["homepage", "productindexpage", "productpage", "storyindexpage", "storypage", "landingpage"]


def next_step(step):
    """Return the path step that follows, which treebeard counts in base 36."""
    number, text = int(step, 36) + 1, ""
    while number:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text.rjust(STEP, "0")


def plant(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="content", model="topicindexpage")
    now = timezone.now()
    for home in apps.get_model("content", "HomePage").objects.select_related("locale"):
        title = TITLES.get(home.locale.language_code)
        if title is None:
            continue
        below = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
        last = below.order_by("-path").values_list("path", flat=True).first()
        step = next_step(last[-STEP:]) if last else "0001"
        below.filter(slug="topics").update(slug="topics-before")
        apps.get_model("content", "TopicIndexPage").objects.create(
            title=title,
            draft_title=title,
            slug="topics",
            content_type=kind,
            path=home.path + step,
            depth=home.depth + 1,
            numchild=0,
            url_path=f"{home.url_path}topics/",
            locale=home.locale,
            translation_key=KEY,
            live=True,
            first_published_at=now,
            last_published_at=now,
        )
        Page.objects.filter(pk=home.pk).update(numchild=below.count())


def mark_decoration(apps, schema_editor):
    for name in PAGES:
        rows = apps.get_model("content", name).objects.exclude(picture=None).filter(picture_alt="")
        rows.update(picture_is_decoration=True)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0008_topic_and_legal_pages_and_more_blocks"),
        ("wagtailcore", "0096_referenceindex_referenceindex_source_object_and_more"),
    ]
    operations = [
        migrations.RunPython(plant, migrations.RunPython.noop),
        migrations.RunPython(mark_decoration, migrations.RunPython.noop),
    ]
