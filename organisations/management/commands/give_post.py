"""`manage.py give_post USERNAME ROLE UNIT`: how the first administrator comes to be."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils.translation import gettext as _

from common.errors import LinliError
from organisations.enums import Role
from organisations.models import Unit
from organisations.services import post_give


class Command(BaseCommand):
    help = "Gives a person a role at a unit, from today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("unit", help="The unit's code, division code or full name.")

    def handle(self, *args: Any, **options: Any) -> None:
        person = get_user_model().objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(_("There is no user %s.") % options["username"])
        wanted = options["unit"]
        units = list(Unit.objects.filter(Q(code=wanted) | Q(division_code=wanted) | Q(name=wanted))[:2])
        if len(units) != 1:
            raise CommandError(_("There is no single unit %s. Give its code.") % wanted)
        try:
            post = post_give(actor=None, person=person, role=options["role"], unit=units[0])
        except LinliError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(post))
