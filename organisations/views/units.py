"""Units in the admin: the tree, and the verbs that change it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from common.access import Reader
from common.viewsets import WIDE
from organisations import forms, services
from organisations.models import Level, Unit
from organisations.rules import GOVERN_UNIT
from organisations.selectors import today
from organisations.views.base import ScopedList, VerbForm, VerbViewSet, administers_a_tree
from organisations.views.divisions import DivisionsImport


class UnitList(ScopedList):
    paginate_by = 100
    search_fields = ["name", "short_name", "division_code"]
    buttons = {
        "edit": ("edit", _("Edit")),
        "move": ("arrow-right-full", _("Move")),
        "merge": ("resubmit", _("Merge")),
        "end": ("cross", _("End")),
    }

    def get_base_queryset(self) -> QuerySet[Unit]:
        return super().get_base_queryset().select_related("level", "merged_into").order_by("path")

    @property
    def columns(self) -> list[Any]:
        return [
            self.title_column(self._indented, _("unit")),
            Column("kind", label=_("kind"), accessor="get_kind_display", classname=WIDE),
            Column("level", label=_("level"), accessor="level", classname=WIDE),
            Column("state", label=_("state"), accessor=self._state),
            Column("division_code", label=_("division code"), accessor="division_code", classname=WIDE),
        ]

    @staticmethod
    def _indented(unit: Unit) -> str:
        return f"{'　' * (unit.depth - 1)}{unit.name}"

    @staticmethod
    def _state(unit: Unit) -> Any:
        if unit.merged_into is not None:
            return _("merged into %s") % unit.merged_into
        if unit.valid_to is not None:
            return _("until %s") % unit.valid_to
        return _("in use") if unit.valid_from <= today() else _("from %s") % unit.valid_from

    @property
    def header_buttons(self) -> list[Any]:
        buttons = super().header_buttons
        if administers_a_tree(self.reader):
            label = _("Import the division list")
            buttons.append(HeaderButton(label, url=self.url("divisions"), icon_name="upload"))
        return buttons

    def offers(self, name: str, instance: Unit) -> bool:
        if name == "edit":
            return True
        above = instance.path[: -Unit.steplen] or instance.path
        return instance.valid_to is None and any(
            above.startswith(held) for held in self.reader.paths(["administrator"])
        )


class UnitAdd(VerbForm):
    form_class = forms.NewUnitForm
    title = _("New unit")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "reader": self.reader}

    def run(self, data: dict[str, Any]) -> Any:
        return services.unit_create(actor=self.request.user, **data)


class UnitEdit(VerbForm):
    form_class = forms.UnitForm
    title = _("Unit")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in self.form_class.base_fields}

    def run(self, data: dict[str, Any]) -> Any:
        return services.unit_change(actor=self.request.user, unit=self.row, **data)

    @property
    def header_buttons(self) -> list[Any]:
        verbs = (("move", _("Move")), ("merge", _("Merge")), ("end", _("End")))
        return [HeaderButton(label, url=self.url(name, self.row.pk)) for name, label in verbs]


class UnitVerb(VerbForm):
    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "reader": self.reader, "unit": self.row}


class UnitMove(UnitVerb):
    form_class = forms.MoveForm
    title = _("Move unit")
    submit_label = _("Move")
    done = _("The unit was moved, with all below it.")
    explanation = _("All units below it move along. Posts stay; addresses of pages change, old ones lead to the new.")

    def run(self, data: dict[str, Any]) -> Any:
        return services.unit_move(actor=self.request.user, unit=self.row, **data)


class UnitEnd(UnitVerb):
    form_class = forms.EndForm
    title = _("End unit")
    submit_label = _("End")
    done = _("The unit ends on that day. Its history stays.")
    explanation = _("Nothing is deleted: pages, posts and records of the unit stay where they are found.")

    def run(self, data: dict[str, Any]) -> Any:
        return services.unit_end(
            actor=self.request.user, unit=self.row, last_day=data["last_day"], posts_to=data["posts_to"]
        )


class UnitMerge(UnitVerb):
    form_class = forms.MergeForm
    title = _("Merge unit")
    submit_label = _("Merge")
    done = _("The unit was merged. Its history stays.")
    explanation = _("Units below it will stand below the other one. Nothing is deleted.")

    def run(self, data: dict[str, Any]) -> Any:
        return services.unit_merge(
            actor=self.request.user,
            unit=self.row,
            into=data["into"],
            last_day=data["last_day"],
            posts_to=data["posts_to"],
        )


class UnitViewSet(VerbViewSet):
    name = "units"
    model = Unit
    rule = GOVERN_UNIT
    icon = "site"
    menu_label = _("Units")
    menu_order = 100
    add_label = _("New unit")
    views = {
        "index": ("", UnitList),
        "index_results": ("results/", UnitList),
        "divisions": ("divisions/", DivisionsImport),
        "add": ("add/", UnitAdd),
        "edit": ("<int:pk>/", UnitEdit),
        "move": ("<int:pk>/move/", UnitMove),
        "merge": ("<int:pk>/merge/", UnitMerge),
        "end": ("<int:pk>/end/", UnitEnd),
    }


class LevelList(ScopedList):
    @property
    def columns(self) -> list[Any]:
        return [
            self.title_column("label", _("label")),
            Column("order", label=pgettext_lazy("place in a list", "order"), accessor="order"),
        ]


class LevelForm(VerbForm):
    form_class = forms.LevelForm
    title = _("Level")
    explanation = _("What a level is called here. Every unit of the level shows the new name at once.")

    def get_initial(self) -> dict[str, Any]:
        return {} if self.row is None else {"label": self.row.label, "order": self.row.order}

    def run(self, data: dict[str, Any]) -> Any:
        return services.level_save(actor=self.request.user, level=self.row, **data)


class LevelViewSet(VerbViewSet):
    name = "levels"
    model = Level
    icon = "list-ol"
    menu_label = _("Levels")
    menu_order = 150
    add_label = _("New level")
    views = {"index": ("", LevelList), "add": ("add/", LevelForm), "edit": ("<int:pk>/", LevelForm)}

    def admits(self, reader: Reader) -> bool:
        return administers_a_tree(reader)

    def rows(self, reader: Reader) -> QuerySet[Level]:
        return Level.objects.all()
