"""The review that every page goes through, and the time limits to begin with."""

from django.db import migrations

LIMITS = {"first_review": 8, "co_sign": 16, "second_review": 8, "final_review": 8}


def add(apps, schema_editor):
    content_types = apps.get_model("contenttypes", "ContentType")
    content_type, _ = content_types.objects.get_or_create(app_label="workflows", model="contentapprovaltask")
    task_model = apps.get_model("workflows", "ContentApprovalTask")
    task = task_model.objects.filter(name="三审三校").first() or task_model.objects.create(
        name="三审三校", content_type=content_type, active=True
    )
    workflow_model = apps.get_model("wagtailcore", "Workflow")
    # Wagtail's own single approval would publish on the word of one group.
    workflow_model.objects.exclude(name="三审三校").update(active=False)
    apps.get_model("wagtailcore", "WorkflowPage").objects.all().delete()
    workflow, _ = workflow_model.objects.get_or_create(name="三审三校", defaults={"active": True})
    apps.get_model("wagtailcore", "WorkflowTask").objects.get_or_create(
        workflow=workflow, task_id=task.task_ptr_id, defaults={"sort_order": 0}
    )
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    if root is not None:
        apps.get_model("wagtailcore", "WorkflowPage").objects.get_or_create(page=root, defaults={"workflow": workflow})
    limits = apps.get_model("workflows", "StepLimit")
    for step, hours in LIMITS.items():
        limits.objects.get_or_create(step=step, defaults={"hours": hours})


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0002_engine"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
