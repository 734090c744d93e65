"""One's own webhooks, inside the admin: where programs are told, what was sent, and sending it again."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from api.models import WebhookEvent, WebhookSubscription
from api.webhooks.services import delivery_again, webhook_of, webhook_switch
from common.errors import LinliError, NotFound

ON_A_PAGE = 25
SWITCHES = {"on": True, "off": False}


@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    """Those of the person alone: a webhook has the rights of its owner."""
    found = WebhookSubscription.objects.filter(owner=request.user.pk).select_related("unit")
    page: Any = Paginator(found, ON_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "desk/webhooks/list.html", {"webhooks": page, "page_obj": page, "query": ""})


@require_safe
def webhook(request: HttpRequest, code: str) -> HttpResponse:
    """One of them with its deliveries, newest first. 404 for somebody else's."""
    found = _own(request, code)
    page: Any = Paginator(found.deliveries.all(), ON_A_PAGE).get_page(request.GET.get("p"))
    labels = dict(WebhookEvent.choices)
    context = {"webhook": found, "events": [labels[each] for each in found.events if each in labels]}
    context |= {"deliveries": page, "page_obj": page, "query": ""}
    return render(request, "desk/webhooks/one.html", context)


def _own(request: HttpRequest, code: str) -> WebhookSubscription:
    try:
        return webhook_of(request.user, code)
    except NotFound as error:
        raise Http404 from error


@require_POST
def switch(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """`on`, `off`."""
    _own(request, code)
    if verb not in SWITCHES:
        raise Http404
    try:
        webhook_switch(actor=request.user, code=code, on=SWITCHES[verb])
        messages.success(request, _("Saved. What waits is sent while the webhook is on."))
    except LinliError as error:
        messages.error(request, str(error))
    return redirect("api_webhook", code)


@require_POST
def again(request: HttpRequest, code: str, event_id: str) -> HttpResponse:
    """Sends an event once more, with the same id."""
    _own(request, code)
    try:
        delivery_again(actor=request.user, code=code, event_id=event_id)
    except NotFound as error:
        raise Http404 from error
    messages.success(request, _("It is sent again within a minute, with the same number."))
    return redirect("api_webhook", code)
