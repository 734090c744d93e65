"""The forms behind the page editor."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from cms.slugs import is_ascii_slug, pinyin_slug


class UnitForm(WagtailAdminPageForm):
    """A page that names a unit: filled in from the page above, offered from that unit downwards."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            from cms.posted import check_whole

            check_whole(self)
        above = getattr(self.parent_page, "specific_deferred", None)
        unit = getattr(above, "unit", None)
        field = self.fields.get("unit")
        if unit is None or field is None:
            return
        field.queryset = field.queryset.filter(path__startswith=unit.path).order_by("path")
        field.error_messages["invalid_choice"] = _(
            "This unit is not below the one whose page this is. Choose that unit or one below it."
        )
        if not self.instance.unit_id and type(self.instance).__name__ != "UnitPage":
            self.initial.setdefault("unit", unit.pk)
            self.initial["unit"] = self.initial["unit"] or unit.pk

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if self.for_user is not None:
            from cms.posted import refuse_foreign

            refuse_foreign(self, self.for_user)
        return data

    def clean_slug(self) -> str:
        """Titles give Chinese slugs in the browser: kept readable as pinyin."""
        slug: str = self.cleaned_data.get("slug") or ""
        if not slug or is_ascii_slug(slug):
            return slug
        readable = pinyin_slug(slug)
        return self.free_slug(readable) if readable else slug

    def free_slug(self, slug: str) -> str:
        """The slug, with a number behind it when a sister page has it already."""
        if self.parent_page is None:
            return slug
        taken = set(
            self.parent_page.get_children()
            .exclude(pk=self.instance.pk)
            .filter(slug__startswith=slug)
            .values_list("slug", flat=True)
        )
        candidates = (slug if number == 1 else f"{slug}-{number}" for number in range(1, len(taken) + 2))
        return next(candidate for candidate in candidates if candidate not in taken)


class ContentForm(UnitForm):
    """A page with a story: what the gate found in the draft stands at the field where it was found."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gate_hits: list[Any] = []
        if not self.is_bound and self.instance.pk:
            from cms.gate_editor import mark_hits

            mark_hits(self)
