"""The forms of the admin's screens. They check shape; what may be is the verbs' business."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from accounts.models import User
from common.access import InScope, Reader
from organisations.enums import DayType, PairingKind, Role, UnitKind
from organisations.models import Dated, Level, Post, Unit
from organisations.rules import STAFF_ROLES
from organisations.selectors import paths_above, today, units_governed, units_on
from organisations.widgets import UnitSelect, unit_choices


def day(label: Any, *, required: bool = True, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=AdminDateInput(), **kwargs)


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Units in the order of the tree; a list of many is grouped by town and can be searched."""

    widget = UnitSelect

    def __init__(self, *, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(queryset=units, **kwargs)
        choices = unit_choices(units)
        only = self.required and len(choices) == 1 and not isinstance(choices[0][1], list)
        self.choices = choices if only else [("", "---------"), *choices]


def governed(reader: Reader) -> QuerySet[Unit]:
    """Units in use that the reader administers."""
    return units_governed(reader).filter(Dated.on(today()))


def people_of(reader: Reader) -> QuerySet[User]:
    """Active staff of the reader's units, and those who hold no post yet."""
    held = Post.objects.filter(Dated.on(today()))
    below = held.filter(InScope(Role.ADMINISTRATOR).filter(reader)).values("person")
    free = ~Q(pk__in=held.values("person"))
    staff = get_user_model().objects.filter(is_active=True, kind=User.Kind.STAFF)
    return staff.filter(Q(pk__in=below) | free).order_by("last_name", "first_name", "pk")


def colleagues_of(post: Post) -> QuerySet[User]:
    """Active staff near the post: at the units above it, beside it and below these."""
    parent = post.unit.path[: -Unit.steplen] or post.unit.path
    near = Q(unit__path__startswith=parent) | Q(unit__path__in=paths_above(post.unit))
    held = Post.objects.filter(Dated.on(today()), near, role__in=STAFF_ROLES).values("person")
    staff = get_user_model().objects.filter(is_active=True, kind=User.Kind.STAFF, pk__in=held)
    return staff.exclude(pk=post.person_id).order_by("last_name", "first_name", "pk")


class UnitForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=80)
    short_name = forms.CharField(label=_("short name"), max_length=30, required=False)
    kind = forms.ChoiceField(label=_("kind"), choices=UnitKind.choices)
    level = forms.ModelChoiceField(label=_("level"), queryset=Level.objects.all())
    division_code = forms.CharField(label=_("division code"), max_length=12, required=False)
    phone = forms.CharField(label=_("phone"), max_length=30, required=False)
    address = forms.CharField(label=_("address"), max_length=120, required=False)
    latitude = forms.FloatField(label=_("latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("longitude"), required=False, min_value=-180, max_value=180)


class NewUnitForm(UnitForm):
    field_order = ["parent"]

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = UnitField(units=governed(reader), label=_("unit above"))
        self.order_fields(self.field_order)


class MoveForm(forms.Form):
    def __init__(self, *args: Any, reader: Reader, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        elsewhere = governed(reader).exclude(path__startswith=unit.path)
        self.fields["parent"] = UnitField(units=elsewhere, label=_("unit above"))


class EndForm(forms.Form):
    """Ending says what becomes of the posts: no box is ticked beforehand."""

    END, MOVE = "end", "move"
    last_day = day(_("last day"))
    posts = forms.ChoiceField(
        label=_("its posts"), choices=[(END, _("end as well")), (MOVE, _("go on at another unit"))],
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, reader: Reader, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = governed(reader).exclude(pk=unit.pk)
        self.fields["posts_to"] = UnitField(units=others, label=_("where the posts go on"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("posts") == self.MOVE and not data.get("posts_to"):
            self.add_error("posts_to", _("Choose the unit where the posts go on."))
        if data.get("posts") == self.END:
            data["posts_to"] = None
        return data


class MergeForm(EndForm):
    field_order = ["into"]

    def __init__(self, *args: Any, reader: Reader, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, reader=reader, unit=unit, **kwargs)
        others = governed(reader).exclude(path__startswith=unit.path)
        self.fields["into"] = UnitField(units=others, label=_("merged into"))
        self.order_fields(self.field_order)


class PostForm(forms.Form):
    valid_from = day(_("valid from"), initial=today)
    valid_to = day(_("valid to"), required=False)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(label=_("person"), queryset=people_of(reader))
        self.fields["role"] = forms.ChoiceField(label=_("role"), choices=Role.choices)
        self.fields["unit"] = UnitField(units=governed(reader), label=_("unit"))
        self.order_fields(["person", "role", "unit"])


class LastDayForm(forms.Form):
    last_day = day(_("last day"), required=False, help_text=_("Empty: at once."))


class SubstituteForm(forms.Form):
    valid_from = day(_("valid from"), initial=today)
    valid_to = day(_("valid to"), required=False)
    reason = forms.CharField(label=_("reason"), max_length=120, required=False)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"] = forms.ModelChoiceField(label=_("substitute"), queryset=colleagues_of(post))
        self.order_fields(["substitute"])


class PairingForm(forms.Form):
    kind = forms.ChoiceField(label=_("kind"), choices=PairingKind.choices)
    valid_from = day(_("valid from"), initial=today)
    valid_to = day(_("valid to"), required=False)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(units=governed(reader), label=_("unit"))
        self.fields["partner"] = UnitField(units=units_on(), label=_("partner"))
        self.order_fields(["unit", "partner"])


class LevelForm(forms.Form):
    label = forms.CharField(label=_("label"), max_length=20)
    order = forms.IntegerField(label=pgettext_lazy("place in a list", "order"), min_value=0, max_value=99)


class VenueForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=80)
    address = forms.CharField(label=_("address"), max_length=120, required=False)
    phone = forms.CharField(label=_("phone"), max_length=30, required=False)
    facilities = forms.CharField(label=_("facilities"), max_length=200, required=False)
    latitude = forms.FloatField(label=_("latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("longitude"), required=False, min_value=-180, max_value=180)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keepers = InScope(Role.ADMINISTRATOR, Role.EDITOR, lookup="path")
        own = units_on().filter(keepers.filter(reader))
        self.fields["owner"] = UnitField(units=own, label=_("owner"))
        self.order_fields(["name", "owner"])


class OpeningRuleForm(forms.Form):
    day_type = forms.ChoiceField(label=_("days"), choices=DayType.choices)
    opens = forms.TimeField(label=_("open from, as 09:00"), required=False, widget=AdminTimeInput())
    closes = forms.TimeField(label=_("open until, as 17:00"), required=False, widget=AdminTimeInput())


OpeningRules = forms.formset_factory(OpeningRuleForm, extra=2, can_delete=True, max_num=30)


class ClosureForm(forms.Form):
    valid_from = day(_("valid from"), initial=today)
    valid_to = day(_("valid to"), required=False)
    reason = forms.CharField(label=_("reason"), max_length=120)


class PersonForm(forms.Form):
    last_name = forms.CharField(label=_("family name"), max_length=150)
    first_name = forms.CharField(label=_("given name"), max_length=150, required=False)
    email = forms.EmailField(label=_("e-mail"), required=False)


class NewPersonForm(PersonForm):
    username = forms.CharField(label=_("user name"), max_length=150)
    field_order = ["username"]


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""


class VenueEndForm(forms.Form):
    last_day = day(_("last day"), initial=today)
