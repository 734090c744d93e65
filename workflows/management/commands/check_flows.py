"""Compares rows and flows, and exits non-zero where they disagree."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.checks import drifts


class Command(BaseCommand):
    help = "Compare work items, tasks, processes and Wagtail's states."

    def handle(self, *args: Any, **options: Any) -> None:
        found = drifts()
        for drift in found:
            line = _("Process %(number)s [%(code)s]: %(text)s")
            self.stdout.write(line % {"number": drift.process_id, "code": drift.code, "text": drift.text})
        if found:
            words = ngettext(
                "%(count)s thing does not agree. Mend it on the repair desk.",
                "%(count)s things do not agree. Mend them on the repair desk.",
                len(found),
            )
            raise CommandError(words % {"count": len(found)})
        self.stdout.write(_("Items, flows and pages agree."))
