"""Both languages, and the pages no site can be without: a home page, the products and the stories in each.

Replaces Wagtail's welcome page and its groups. Rows are written as Wagtail's tree stores them, because
historical models know no tree methods.
"""

import uuid

from django.db import migrations
from django.utils import timezone

# By language: (title, slug) of home, products and stories. The slugs are the same, so that a page's address
# differs only by its /nb/ prefix; siblings under the root need different ones.
TREE = {
    "en": [
        ("HomePage", "Home", "home"),
        ("ProductIndexPage", "Products", "products"),
        ("StoryIndexPage", "Stories", "stories"),
    ],
    "nb": [
        ("HomePage", "Hjem", "home-nb"),
        ("ProductIndexPage", "Produkter", "products"),
        ("StoryIndexPage", "Historier", "stories"),
    ],
}
KEYS = {
    name: uuid.uuid5(uuid.NAMESPACE_URL, f"alongside:{name}")
    for name in ("HomePage", "ProductIndexPage", "StoryIndexPage")
}


def plant(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")

    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    now = timezone.now()

    def add(model, title, slug, path, url_path, locale):
        kind, _ = ContentType.objects.get_or_create(app_label="content", model=model.lower())
        return apps.get_model("content", model).objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            content_type=kind,
            path=path,
            depth=len(path) // 4,
            numchild=2 if model == "HomePage" else 0,
            url_path=url_path,
            locale=locale,
            translation_key=KEYS[model],
            live=True,
            first_published_at=now,
            last_published_at=now,
        )

    for number, (code, pages) in enumerate(TREE.items(), start=1):
        locale, _ = Locale.objects.get_or_create(language_code=code)
        top = f"0001000{number}"
        (model, title, slug), *children = pages
        home = add(model, title, slug, top, f"/{slug}/", locale)
        for place, (model, title, slug) in enumerate(children, start=1):
            add(model, title, slug, f"{top}000{place}", f"{home.url_path}{slug}/", locale)
        if code == "en":
            Site.objects.create(
                hostname="localhost",
                port=80,
                root_page_id=home.pk,
                is_default_site=True,
                site_name="Alongside",
            )
    Page.objects.filter(depth=1).update(numchild=len(TREE))


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_initial"),
        ("wagtailcore", "0054_initial_locale"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
