"""Marketers may place posts and pages in feeds."""

from django.db import migrations


def permit(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="feeds", model="placement")
    group, _ = Group.objects.get_or_create(name="Marketing")
    for verb in ("add", "change", "view"):
        permission, _ = Permission.objects.get_or_create(
            content_type=kind, codename=f"{verb}_placement", defaults={"name": f"Can {verb} placement"}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("feeds", "0002_pins_never_overlap"),
        ("content", "0003_marketing_group"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
