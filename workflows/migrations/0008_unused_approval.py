"""Wagtail's own approval, which nothing uses here, is called so: it stands in the reports."""

from django.db import migrations

THEIRS, OURS = "Moderators approval", "版主审批（未启用）"


def rename(apps, schema_editor):
    for name in ("Workflow", "Task"):
        apps.get_model("wagtailcore", name).objects.filter(name=THEIRS).update(name=OURS)


class Migration(migrations.Migration):
    dependencies = [("workflows", "0007_need_flow")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
