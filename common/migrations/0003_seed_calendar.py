from django.db import migrations


def seed(apps, schema_editor):
    from common.holidays import enter_year, known_years

    day = apps.get_model("common", "CalendarDay")
    for year in known_years():
        enter_year(year, day)


class Migration(migrations.Migration):
    dependencies = [("common", "0002_work_and_calendar")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop, elidable=False)]
