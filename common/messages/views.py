"""Screens for the texts: all kinds in a list, one of them with a preview; and trying again."""

from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from common.messages import text_services
from common.messages.enums import Channel
from common.messages.forms import TextForm
from common.messages.kinds import MessageKind, kinds
from common.messages.models import MessageTemplate, OutgoingMessage
from common.messages.services import try_again

EDIT = "outgoing.change_messagetemplate"


@permission_required(EDIT)
def texts(request: HttpRequest) -> HttpResponse:
    """Every kind with its channels, in order of preference; one statement, however many there are."""
    own = {(row.kind, row.channel): row for row in MessageTemplate.objects.all()}
    groups = [
        {
            "kind": kind,
            "ways": [
                {"channel": Channel(channel), "row": own.get((kind.code, channel)), "text": kind.text}
                for channel in kind.channels
            ],
        }
        for kind in kinds().values()
    ]
    return render(request, "desk/messages/texts.html", {"groups": groups})


def _kind(code: str, channel: str) -> MessageKind:
    kind = kinds().get(code)
    if kind is None or channel not in kind.channels:
        raise Http404
    return kind


@permission_required(EDIT)
def text(request: HttpRequest, code: str, channel: str) -> HttpResponse:
    """One text. `preview` shows it with what was typed, and saves nothing: for who has no script."""
    kind = _kind(code, channel)
    stored = MessageTemplate.objects.filter(kind=code, channel=channel).first()
    row = stored or MessageTemplate(kind=code, channel=channel, text=kind.text)
    form = TextForm(request.POST or None, instance=row)
    typed = request.POST.get("text", row.text)
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        text_services.text_save(row=form.save(commit=False), actor=request.user)
        flash.success(request, _("Saved: it is said so from now on."))
        return redirect("messages:texts")
    context = {
        "kind": kind,
        "channel": Channel(channel),
        "form": form,
        "stored": stored,
        "preview": text_services.preview(kind, channel, typed),
    }
    return render(request, "desk/messages/text.html", context)


@require_POST
@permission_required(EDIT)
def preview(request: HttpRequest, code: str, channel: str) -> HttpResponse:
    """The preview alone, for the script that asks while somebody types."""
    shown = text_services.preview(_kind(code, channel), channel, request.POST.get("text", "")[:1000])
    return render(request, "desk/messages/preview.html", {"preview": shown, "channel": Channel(channel)})


@require_POST
@permission_required(EDIT)
def reset(request: HttpRequest, code: str, channel: str) -> HttpResponse:
    _kind(code, channel)
    for row in MessageTemplate.objects.filter(kind=code, channel=channel):
        text_services.text_reset(row=row, actor=request.user)
    flash.success(request, _("The default text is used again."))
    return redirect("messages:texts")


@require_POST
@permission_required("outgoing.change_outgoingmessage")
def retry(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One message, or all that failed or were given up. The worker sends them; nobody waits here."""
    rows: Any = OutgoingMessage.objects.all() if pk is None else OutgoingMessage.objects.filter(pk=pk)
    count = try_again(messages=rows, actor=request.user)
    if count:
        text = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", count)
        flash.success(request, text % {"count": count})
    else:
        flash.warning(request, _("Nothing to send again: it has left, or its text has been erased."))
    return redirect("messages:index")
