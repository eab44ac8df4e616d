"""The approval workflow: a second marketer reads. It stands ready for the whole site and rests until
EDITORIAL_APPROVAL is on; Wagtail's own, whose groups are gone, makes room for it.
"""

from django.db import migrations

NAME, STEP = "Editorial approval", "Read by a second marketer"


def make(apps, schema_editor):
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    Page = apps.get_model("wagtailcore", "Page")
    Group = apps.get_model("auth", "Group")
    ContentType = apps.get_model("contenttypes", "ContentType")

    wagtails = apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(groups=None)
    Workflow.objects.filter(workflow_tasks__task__in=wagtails).delete()
    wagtails.delete()
    kind, _ = ContentType.objects.get_or_create(app_label="content", model="secondreader")
    step = apps.get_model("content", "SecondReader").objects.create(name=STEP, content_type=kind, active=True)
    step.groups.add(Group.objects.get(name="Marketing"))
    workflow = Workflow.objects.create(name=NAME, active=True)
    WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=0)
    WorkflowPage.objects.update_or_create(page=Page.objects.get(depth=1), defaults={"workflow": workflow})


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0011_second_reader"),
        ("wagtailcore", "0096_referenceindex_referenceindex_source_object_and_more"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
