"""Marketers may use the picture library: Wagtail asks for the permissions of its own Image, not of ours."""

from django.db import migrations


def permit(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")

    group = Group.objects.get(name="Marketing")
    library = Collection.objects.get(depth=1)
    kind, _ = ContentType.objects.get_or_create(app_label="wagtailimages", model="image")
    group_rights = GroupCollectionPermission.objects.filter(group=group)
    group_rights.filter(permission__content_type__app_label="content").delete()
    for verb in ("add", "change", "choose"):
        # Django's own step after migrating may not have made it yet.
        permission, _ = Permission.objects.get_or_create(
            content_type=kind, codename=f"{verb}_image", defaults={"name": f"Can {verb} image"}
        )
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=library, permission=permission
        )


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0004_picture_sizes_and_choices"),
        ("wagtailimages", "0027_image_description"),
    ]
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
