"""`manage.py check_rights`: says how rights differ from posts, and fails if they do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from cms import rights


class Command(BaseCommand):
    help = "Reports rights that differ from today's posts, and groups that may publish. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        publishing = rights.publishing_groups()
        if publishing:
            self.stderr.write(_("Groups that may publish: %s") % "、".join(publishing))
        for user in User.objects.filter(is_superuser=True, is_active=True):
            self.stdout.write(_("Superuser, beyond all posts: %s") % user.username)
        outcome = rights.drift()
        for line in outcome.lines():
            self.stdout.write(line)
        if outcome or publishing:
            raise CommandError(_("Rights differ from the posts. Run sync_rights to set them right."))
        self.stdout.write(_("Everything was as the posts say."))
