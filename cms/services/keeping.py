"""What was public once is kept: it is withdrawn, never deleted."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.models import BriefingPage
from common.errors import Conflict


def pages_on_record(page: Page) -> list[str]:
    """Titles of what must be kept, at the page or below it: published once, or with an issue number."""
    below = Page.objects.filter(path__startswith=page.path)
    numbered = BriefingPage.objects.filter(path__startswith=page.path, number__isnull=False)
    kept = below.filter(Q(first_published_at__isnull=False) | Q(pk__in=numbered.values("pk")))
    return list(kept.order_by("path").values_list("title", flat=True)[:5])


def refuse_deletion(page: Page) -> None:
    """Raises Conflict when the page, or one below it, is on record."""
    if pages_on_record(page):
        raise Conflict(
            "cms.page_on_record",
            _("This has been published or numbered, so it is kept. Withdraw it instead: nobody sees it any more."),
        )
