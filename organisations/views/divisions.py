"""Reading the national division list in the admin: choose the file, look at what would be done, confirm."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from common.errors import Conflict, LinliError
from organisations import services
from organisations.division_forms import DivisionsForm, as_it_is
from organisations.models import Unit
from organisations.views.base import VerbForm, administers_a_tree


class DivisionsImport(VerbForm):
    """POST without `step` shows, with `step=confirm` does what was shown; anything else by now is shown again."""

    form_class = DivisionsForm
    template_name = "organisations/admin/divisions.html"
    title = gettext_lazy("Import the division list")
    submit_label = gettext_lazy("Next: have a look")
    explanation = gettext_lazy(
        "Units of towns and villages are made and put right from the national list. You see everything before anything"
        " is done; nothing is ended or deleted."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not administers_a_tree(self.reader):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {**as_it_is(self.reader)}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            if self.request.POST.get("step") == "confirm":
                return self._confirmed(form)
            return self._shown(form)
        except LinliError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)

    def _confirmed(self, form: Any) -> HttpResponse:
        try:
            outcome = self._import(form, expected=form.cleaned_data["seen"])
        except Conflict as error:
            messages.warning(self.request, str(error))
            return self._shown(form)
        counts = {"added": len(outcome.added), "changed": len(outcome.changes)}
        messages.success(self.request, _("%(added)s units were added, %(changed)s put right.") % counts)
        return redirect(self.get_success_url())

    def _shown(self, form: Any) -> HttpResponse:
        outcome = self._import(form, dry_run=True)
        kept = form.carrying(outcome.fingerprint)
        changes = [(change.name, [_words(each) for each in change.differences]) for change in outcome.changes]
        return self.render_to_response(self.get_context_data(form=kept, outcome=outcome, changes=changes))

    def _import(self, form: Any, **how: Any) -> services.Outcome:
        return services.divisions_import(actor=self.request.user, divisions=form.divisions, labels=form.labels, **how)


def _words(difference: services.Difference) -> str:
    if difference.detail == "parent":
        return _("moves below %s") % difference.becomes
    return _("%(detail)s: %(was)s → %(becomes)s") % {
        "detail": next(field.verbose_name for field in Unit._meta.fields if field.name == difference.detail),
        "was": difference.was or "–",
        "becomes": difference.becomes,
    }
