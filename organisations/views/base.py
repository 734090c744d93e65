"""What the admin's screens of units and people have in common: scoped lists, and forms that call one verb."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from common.access import NOBODY, Reader, Rule
from common.errors import LinliError
from organisations.enums import Role
from organisations.models import Unit
from organisations.selectors import reader_of


def administers(reader: Reader) -> bool:
    return bool(reader.paths([Role.ADMINISTRATOR]))


def administers_a_tree(reader: Reader) -> bool:
    return any(len(each) == Unit.steplen for each in reader.paths([Role.ADMINISTRATOR]))


class Screen:
    """A view of a VerbViewSet. Whoever is not admitted is sent away; what is not one's own is not there."""

    viewset: Any = None
    request: HttpRequest

    @property
    def reader(self) -> Reader:
        return reader_of(self.request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.viewset.admits(self.reader):
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    def own_rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.viewset.rows(self.reader)
        return rows

    def url(self, name: str, *args: Any) -> str:
        return reverse(self.viewset.get_url_name(name), args=args)


class ScopedList(Screen, IndexView):
    """Only the rows that the reader governs; columns and buttons are the subclass's."""

    any_permission_required = None
    permission_policy = None
    paginate_by: int | None = 50
    default_ordering = None
    search_url = None
    buttons: ClassVar[Mapping[str, tuple[str, Any]]] = {}

    def get_index_url(self) -> str:
        return self.url("index")

    def get_index_results_url(self) -> str | None:
        return self.url("index_results") if "index_results" in self.viewset.views else None

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.own_rows()

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if queryset.ordered else queryset.order_by("-pk")

    def get_page_title(self) -> Any:
        return self.viewset.menu_label

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.viewset.menu_label}]

    def title_column(self, accessor: Any, label: Any) -> Any:
        """The first column: a link to the row's own screen, and the buttons beside it."""
        from wagtail.admin.ui.tables import TitleColumn  # A column class is made for each view.

        column_class = self._get_title_column_class(TitleColumn)
        return column_class("title", label=label, accessor=accessor, get_url=self.get_edit_url)

    def get_edit_url(self, instance: Model) -> str | None:
        return self.url("edit", instance.pk) if "edit" in self.viewset.views else None

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        return [
            Button(label, url=self.url(name, instance.pk), icon_name=icon)
            for name, (icon, label) in self.buttons.items()
            if self.offers(name, instance)
        ]

    def offers(self, name: str, instance: Any) -> bool:
        """Whether a button makes sense for the row."""
        return True

    @property
    def header_buttons(self) -> list[Any]:
        if "add" not in self.viewset.views:
            return []
        return [HeaderButton(self.viewset.add_label, url=self.url("add"), icon_name="plus")]


class VerbForm(Screen, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """A form whose `run` calls one verb. What the verb refuses is said at its field, and nothing typed is lost."""

    template_name = "organisations/admin/form.html"
    title: Any = ""
    done: Any = _("Saved.")
    submit_label: Any = _("Save")
    explanation: Any = ""
    row: Any = None
    back = "index"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if "pk" in kwargs and request.user.is_authenticated:
            self.row = self.own_rows().filter(pk=kwargs["pk"]).first()
            if self.row is None:
                raise Http404

    def run(self, data: dict[str, Any]) -> Any:
        raise NotImplementedError

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            self.run(form.cleaned_data)
        except LinliError as error:
            field = error.field if error.field in form.fields else NON_FIELD_ERRORS
            form.add_error(None if field == NON_FIELD_ERRORS else field, str(error))
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return self.url(self.back)

    def get_page_title(self) -> Any:
        return self.title

    def get_page_subtitle(self) -> str:
        return str(self.row) if self.row is not None else ""

    def get_header_icon(self) -> str:
        return str(self.viewset.icon)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        own = {"url": self.url("index"), "label": self.viewset.menu_label}
        return [*self.breadcrumbs_items, own, {"url": "", "label": self.get_header_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.update(
            media=context["form"].media,
            submit_button_label=self.submit_label,
            submit_button_active_label=_("Working…"),
            action_url="",
            explanation=self.explanation,
            page_subtitle=capfirst(self.get_header_title()),
        )
        return context


class ScopedMenuItem(MenuItem):
    """Shown to those whom the viewset admits."""

    def __init__(self, *args: Any, viewset: "VerbViewSet", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewset = viewset

    def is_shown(self, request: HttpRequest) -> bool:
        return self.viewset.admits(reader_of(request))


class VerbViewSet(ViewSet):
    """Screens over one kind of row. `views` maps a name to its route and view class, the list first."""

    views: ClassVar[Mapping[str, tuple[str, type]]] = {}
    model: Any = None
    rule: Rule | None = None
    add_label: Any = _("Add")

    def admits(self, reader: Reader) -> bool:
        return administers(reader)

    def rows(self, reader: Reader) -> QuerySet[Any]:
        condition = self.rule.filter(reader) if self.rule is not None else NOBODY
        rows: QuerySet[Any] = self.model._default_manager.filter(condition)
        return rows

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path(route, self._as_view(name, view), name=name) for name, (route, view) in self.views.items()]

    def _as_view(self, name: str, view: Any) -> Any:
        # The same list without the page around it: what typing in the search box fetches.
        kwargs = {"results_only": True} if name == "index_results" else {}
        return view.as_view(viewset=self, **kwargs)

    def get_menu_item(self, order: int | None = None) -> ScopedMenuItem:
        return ScopedMenuItem(
            label=self.menu_label,
            url=self.menu_url,
            name=self.name,
            icon_name=self.icon,
            order=order or self.menu_order,
            viewset=self,
        )
