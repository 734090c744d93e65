"""The first list of wrong words. Staff edit it from then on; nothing is overwritten later."""

import csv
from pathlib import Path

from django.db import migrations

LIST = Path(__file__).resolve().parent.parent / "data" / "word_rules.csv"


def add(apps, schema_editor):
    rule = apps.get_model("cms", "WordRule")
    with LIST.open(encoding="utf-8", newline="") as lines:
        rule.objects.bulk_create([rule(**row) for row in csv.DictReader(lines)], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("cms", "0003_editing")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
