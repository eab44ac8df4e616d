"""Marketers: pages, pictures, documents, redirects, products and topics, the brand. Not the desk."""

from django.db import migrations

PAGES = ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"]
LIBRARY = {
    "content": [f"{verb}_brandimage" for verb in ("add", "change", "choose")],
    "wagtaildocs": [f"{verb}_document" for verb in ("add", "change", "choose")],
}
OTHERS = {
    "wagtailadmin": ["access_admin"],
    "content": [
        "change_brandsettings",
        *(f"{verb}_{model}" for model in ("product", "topic") for verb in ("add", "change", "view")),
    ],
    "wagtailredirects": [f"{verb}_redirect" for verb in ("add", "change", "delete")],
    "wagtail_localize": ["submit_translation"],
}
MODELS = {"access_admin": "admin", "submit_translation": "translation"}


def permission(apps, app, codename):
    """Return a permission, made if Django's own step after migrating has not made it yet."""
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    model = MODELS.get(codename) or codename.partition("_")[2].removeprefix("delete_")
    found = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
    if found:
        return found
    kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
    verb = codename.partition("_")[0]
    return Permission.objects.create(content_type=kind, codename=codename, name=f"Can {verb} {model}")


def make(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Page = apps.get_model("wagtailcore", "Page")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")

    group, _ = Group.objects.get_or_create(name="Marketing")
    root = Page.objects.get(depth=1)
    library = Collection.objects.get(depth=1)
    for codename in PAGES:
        GroupPagePermission.objects.create(
            group=group, page=root, permission=permission(apps, "wagtailcore", codename)
        )
    for app, codenames in LIBRARY.items():
        for codename in codenames:
            GroupCollectionPermission.objects.create(
                group=group, collection=library, permission=permission(apps, app, codename)
            )
    for app, codenames in OTHERS.items():
        group.permissions.add(*(permission(apps, app, codename) for codename in codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0002_site_tree"),
        ("wagtailcore", "0096_referenceindex_referenceindex_source_object_and_more"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailredirects", "0001_initial"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
