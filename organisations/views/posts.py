"""Posts, substitutes and pairings in the admin."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from common.access import Reader
from common.viewsets import WIDE
from organisations import forms, services
from organisations.models import Dated, Delegation, Pairing, Post
from organisations.rules import GOVERN_DELEGATION, GOVERN_PAIRING, GOVERN_POST
from organisations.selectors import today
from organisations.views.base import ScopedList, VerbForm, VerbViewSet


def not_over() -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gte=today())


class PostList(ScopedList):
    buttons = {"substitute": ("group", _("Substitute")), "end": ("cross", _("End"))}

    def get_base_queryset(self) -> QuerySet[Post]:
        rows = super().get_base_queryset().filter(not_over()).select_related("person", "unit")
        return rows.order_by("unit__path", "role", "pk")

    @property
    def columns(self) -> list[Any]:
        return [
            self.title_column("person", _("person")),
            Column("role", label=_("role"), accessor="get_role_display"),
            Column("unit", label=_("unit"), accessor="unit"),
            Column("valid_from", label=_("valid from"), accessor="valid_from", classname=WIDE),
            Column("valid_to", label=_("valid to"), accessor="valid_to"),
        ]


class PostAdd(VerbForm):
    form_class = forms.PostForm
    title = _("New post")
    done = _("The post is given. Rights follow within a minute.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "reader": self.reader}

    def run(self, data: dict[str, Any]) -> Any:
        return services.post_give(actor=self.request.user, **data)


class PostEnd(VerbForm):
    form_class = forms.LastDayForm
    title = _("End post")
    submit_label = _("End")
    done = _("The post ends. What was done in it stays recorded.")

    def run(self, data: dict[str, Any]) -> Any:
        return services.post_end(actor=self.request.user, post=self.row, **data)


class SubstituteGive(VerbForm):
    form_class = forms.SubstituteForm
    title = _("Who acts in your absence")
    done = _("The substitute can act from the first day on; opinions will say on whose behalf.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "post": self.row}

    def run(self, data: dict[str, Any]) -> Any:
        return services.delegation_give(actor=self.request.user, post=self.row, **data)


class PostSubstitute(SubstituteGive):
    title = _("Substitute")


class PostViewSet(VerbViewSet):
    name = "posts"
    model = Post
    rule = GOVERN_POST
    icon = "user"
    menu_label = _("Posts")
    menu_order = 110
    add_label = _("New post")
    views = {
        "index": ("", PostList),
        "add": ("add/", PostAdd),
        "end": ("<int:pk>/end/", PostEnd),
        "substitute": ("<int:pk>/substitute/", PostSubstitute),
    }


class DelegationList(ScopedList):
    """Substitutes of the own posts, and of those at the own units; the own posts stand above."""

    buttons = {"end": ("cross", _("End"))}
    template_name = "organisations/admin/delegations.html"
    # Never many at a time; counting them would be a query for nothing.
    paginate_by = None

    def get_base_queryset(self) -> QuerySet[Delegation]:
        rows = super().get_base_queryset().filter(not_over())
        return rows.select_related("post__person", "post__unit", "substitute").order_by("valid_from", "pk").distinct()

    @property
    def columns(self) -> list[Any]:
        return [
            self.title_column("substitute", _("substitute")),
            Column("post", label=_("acts for"), accessor="post"),
            Column("valid_from", label=_("valid from"), accessor="valid_from", classname=WIDE),
            Column("valid_to", label=_("valid to"), accessor="valid_to"),
            Column("reason", label=_("reason"), accessor="reason"),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        posts = Post.objects.filter(Dated.on(today()), person_id=self.request.user.pk).select_related("unit")
        context["own_posts"] = [(post, self.url("add_for", post.pk)) for post in posts.order_by("unit__path", "role")]
        return context


class OwnSubstitute(SubstituteGive):
    """The post in the address is one's own; another's is not there."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        post_id = kwargs.pop("post_id")
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            own = Post.objects.filter(Dated.on(today()), person_id=request.user.pk, pk=post_id)
            self.row = own.select_related("unit", "person").first()
            if self.row is None:
                raise Http404


class DelegationEnd(VerbForm):
    form_class = forms.LastDayForm
    title = _("End substitution")
    submit_label = _("End")
    done = _("The substitute no longer acts after that day.")

    def run(self, data: dict[str, Any]) -> Any:
        return services.delegation_end(actor=self.request.user, delegation=self.row, **data)


class DelegationViewSet(VerbViewSet):
    name = "delegations"
    model = Delegation
    rule = GOVERN_DELEGATION
    icon = "group"
    menu_label = _("Who acts in my absence")
    menu_order = 120
    views = {
        "index": ("", DelegationList),
        "add_for": ("for/<int:post_id>/", OwnSubstitute),
        "end": ("<int:pk>/end/", DelegationEnd),
    }

    def admits(self, reader: Reader) -> bool:
        return bool(reader.scopes)


class PairingList(ScopedList):
    buttons = {"end": ("cross", _("End"))}

    def get_base_queryset(self) -> QuerySet[Pairing]:
        rows = super().get_base_queryset().filter(not_over()).select_related("unit", "partner")
        return rows.order_by("unit__path", "pk").distinct()

    @property
    def columns(self) -> list[Any]:
        return [
            self.title_column("unit", _("unit")),
            Column("partner", label=_("partner"), accessor="partner"),
            Column("kind", label=_("kind"), accessor="get_kind_display"),
            Column("valid_from", label=_("valid from"), accessor="valid_from", classname=WIDE),
            Column("valid_to", label=_("valid to"), accessor="valid_to"),
        ]


class PairingAdd(VerbForm):
    form_class = forms.PairingForm
    title = _("New pairing")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "reader": self.reader}

    def run(self, data: dict[str, Any]) -> Any:
        return services.pairing_make(actor=self.request.user, **data)


class PairingEnd(VerbForm):
    form_class = forms.LastDayForm
    title = _("End pairing")
    submit_label = _("End")

    def run(self, data: dict[str, Any]) -> Any:
        return services.pairing_end(actor=self.request.user, pairing=self.row, **data)


class PairingViewSet(VerbViewSet):
    name = "pairings"
    model = Pairing
    rule = GOVERN_PAIRING
    icon = "link"
    menu_label = _("Pairings")
    menu_order = 130
    add_label = _("New pairing")
    views = {"index": ("", PairingList), "add": ("add/", PairingAdd), "end": ("<int:pk>/end/", PairingEnd)}
