"""`manage.py import_calendar 2027`: enters the state's holidays of a year, as far as they are known."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common import calendar
from common.errors import NotFound
from common.holidays import enter_year


class Command(BaseCommand):
    help = "Enter the state's holidays and worked weekends of a year. Days already entered are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)

    def handle(self, *args: Any, year: int, **options: Any) -> None:
        try:
            new = enter_year(year)
        except NotFound as problem:
            raise CommandError(str(problem)) from problem
        calendar.forget()
        self.stdout.write(_("%(year)s: entered %(new)s days.") % {"year": year, "new": new})
