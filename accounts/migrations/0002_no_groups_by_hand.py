"""Wagtail ships groups that may publish. Here groups come from posts, and none may."""

from django.db import migrations

BY_WAGTAIL = ("Moderators", "Editors")


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=BY_WAGTAIL).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        # After everything that gives these groups rights.
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0005_editingsession_is_editing"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
