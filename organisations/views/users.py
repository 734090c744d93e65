"""People in the admin, in place of Wagtail's own screens: no groups, no deletion, scoped by units."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton

from accounts import services
from accounts.models import User
from common.access import InScope, Reader
from common.viewsets import WIDE
from organisations import forms
from organisations.enums import Role
from organisations.models import Dated, Post
from organisations.selectors import today
from organisations.views.base import ScopedList, VerbForm, VerbViewSet, administers_a_tree


class UserList(ScopedList):
    search_fields = ["username", "last_name", "first_name"]
    buttons = {
        "edit": ("edit", _("Edit")),
        "password": ("key", _("Set a new password")),
        "deactivate": ("cross", _("Deactivate")),
        "reactivate": ("check", _("Reactivate")),
    }

    def get_base_queryset(self) -> QuerySet[User]:
        return super().get_base_queryset().order_by("last_name", "first_name", "pk")

    @property
    def columns(self) -> list[Any]:
        return [
            self.title_column("get_full_name", _("name")),
            Column("username", label=_("user name"), accessor="username"),
            Column("kind", label=_("kind"), accessor="get_kind_display", classname=WIDE),
            BooleanColumn("is_active", label=_("active"), accessor="is_active"),
            DateColumn("last_login", label=_("last sign-in"), accessor="last_login", classname=WIDE),
        ]

    def offers(self, name: str, instance: User) -> bool:
        wanted = {"password": True, "deactivate": True, "reactivate": False}.get(name)
        return wanted is None or wanted is instance.is_active


class UserAdd(VerbForm):
    form_class = forms.NewPersonForm
    title = _("New person")
    done = _("The account is made. Give it a post and a first password.")
    made: User

    def run(self, data: dict[str, Any]) -> Any:
        self.made = services.user_create(actor=self.request.user, **data)

    def get_success_url(self) -> str:
        return self.url("password", self.made.pk)


class UserEdit(VerbForm):
    form_class = forms.PersonForm
    title = _("Person")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in self.form_class.base_fields}

    def run(self, data: dict[str, Any]) -> Any:
        services.user_change(actor=self.request.user, user=self.row, **data)

    @property
    def header_buttons(self) -> list[Any]:
        ends = ("deactivate", _("Deactivate")) if self.row.is_active else ("reactivate", _("Reactivate"))
        verbs = (("password", _("Set a new password")), ends)
        return [HeaderButton(label, url=self.url(name, self.row.pk)) for name, label in verbs]


class UserPassword(VerbForm):
    form_class = forms.ConfirmForm
    title = _("Set a new password")
    submit_label = _("Make a new password")
    done = None
    explanation = _(
        "A password is made and shown once. Tell it to the person; at the next sign-in the person chooses another. "
        "All sessions of the person end."
    )

    def run(self, data: dict[str, Any]) -> Any:
        password = services.password_reset_by_admin(actor=self.request.user, user=self.row)
        self.done = _("The new password of %(name)s: %(password)s. It is shown only now.") % {
            "name": self.row,
            "password": password,
        }
        messages.warning(self.request, _("Write it down before you leave this page."))


class UserDeactivate(VerbForm):
    form_class = forms.ConfirmForm
    title = _("Deactivate")
    submit_label = _("Deactivate")
    done = _("The account is deactivated. All its sessions have ended.")
    explanation = _("The person can no longer sign in. Names and opinions stay where they are recorded.")

    def run(self, data: dict[str, Any]) -> Any:
        services.user_deactivate(actor=self.request.user, user=self.row)


class UserReactivate(VerbForm):
    form_class = forms.ConfirmForm
    title = _("Reactivate")
    submit_label = _("Reactivate")
    done = _("The person can sign in again. Posts that have not ended count again.")

    def run(self, data: dict[str, Any]) -> Any:
        services.user_reactivate(actor=self.request.user, user=self.row)


class UserViewSet(VerbViewSet):
    """Answers under Wagtail's own names as well (`wagtailusers_users:index`, `:edit`): its templates link to them."""

    model = User
    icon = "user"
    menu_label = _("People")
    menu_name = "users"
    menu_order = 600
    add_to_settings_menu = True
    add_label = _("New person")
    views = {
        "index": ("", UserList),
        "index_results": ("results/", UserList),
        "add": ("add/", UserAdd),
        "edit": ("<int:pk>/", UserEdit),
        "password": ("<int:pk>/password/", UserPassword),
        "deactivate": ("<int:pk>/deactivate/", UserDeactivate),
        "reactivate": ("<int:pk>/reactivate/", UserReactivate),
    }

    def rows(self, reader: Reader) -> QuerySet[User]:
        """As `may_manage_user` decides: all units where the person holds a post today are the reader's."""
        held = Post.objects.filter(Dated.on(today()))
        elsewhere = held.exclude(InScope(Role.ADMINISTRATOR).filter(reader)).values("person")
        rows = User.objects.filter(~Q(pk__in=elsewhere))
        return rows if administers_a_tree(reader) else rows.exclude(kind=User.Kind.RESIDENT)
