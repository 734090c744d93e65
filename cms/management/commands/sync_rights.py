"""`manage.py sync_rights`: makes groups and rights what today's posts say."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from cms import rights


class Command(BaseCommand):
    help = "Makes Wagtail's groups and rights what today's posts say. Running it twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = rights.sync()
        for line in outcome.lines():
            self.stdout.write(line)
        if not outcome:
            self.stdout.write(_("Everything was as the posts say."))
