"""The notices of a person. Nothing is counted against them: reading is marked by a button, not by looking."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflows.desk.due import moment_words
from workflows.desk.services import notices_mark_read
from workflows.models import Notification

PAGE_SIZE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        notices_mark_read(actor=request.user)
        return redirect("desk:notices")
    found = Paginator(Notification.objects.filter(person_id=request.user.pk), PAGE_SIZE)
    page = found.get_page(request.GET.get("p"))
    now = timezone.now()
    listed = [(notice, moment_words(notice.created, now)) for notice in page.object_list]
    context = {"notices_listed": listed, "page_obj": page, "query": "", "title": _("Notices")}
    return render(request, "desk/notices.html", context)
