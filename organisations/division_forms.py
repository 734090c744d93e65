"""The form of the screen that reads the national division list: the rows travel in it, nothing lies in a session."""

import io
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.access import Reader
from common.errors import LinliError
from organisations.enums import Role, UnitKind
from organisations.models import Unit
from organisations.selectors import units_on
from organisations.services import DEFAULT_LABELS, Division, DivisionErrors, read_divisions, written_divisions

MOST_BYTES = 20 * 1024 * 1024
# Whose names the list decides.
LISTED = (UnitKind.CENTRE, UnitKind.INSTITUTE, UnitKind.STATION)


class DivisionsForm(forms.Form):
    """A file, or the rows of one that was read before (`text`) with what was seen of it (`seen`)."""

    file = forms.FileField(
        label=gettext_lazy("Division list"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("A CSV in UTF-8 with the columns code, name, level and parent_code, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv"}),
    )
    county = forms.RegexField(
        r"^[0-9]{6}\Z",
        label=gettext_lazy("Code of the county"),
        help_text=gettext_lazy("Six digits, as 320582. Rows of other counties are passed over."),
        error_messages={"invalid": gettext_lazy("The code of a county has six digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    centre = forms.CharField(label=gettext_lazy("What the county’s unit is called"), max_length=20)
    institute = forms.CharField(label=gettext_lazy("What a town’s unit is called"), max_length=20)
    station = forms.CharField(label=gettext_lazy("What a village’s unit is called"), max_length=20)
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    divisions: list[Division]
    wrong_rows: list[tuple[int, str]] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "county" not in data or "file" in self.errors:
            return data
        uploaded = data.get("file")
        if uploaded and uploaded.size > MOST_BYTES:
            self.add_error("file", _("The file is larger than 20 MB. The rows of your own county are enough."))
        elif uploaded or data["text"]:
            self._read(uploaded or io.BytesIO(data["text"].encode()), data["county"])
        else:
            self.add_error("file", _("Choose the file with the list."))
        return data

    def _read(self, source: Any, county: str) -> None:
        try:
            self.divisions = read_divisions(source, county)
        except DivisionErrors as error:
            self.wrong_rows = error.rows
            count = len(error.rows)
            text = ngettext("One row cannot be taken.", "%(count)s rows cannot be taken.", count)
            self.add_error("file", text % {"count": count})
        except LinliError as error:
            self.add_error("file", str(error))

    @property
    def labels(self) -> dict[UnitKind, str]:
        """Only when valid."""
        return {kind: self.cleaned_data[kind.value] for kind in LISTED}

    def carrying(self, fingerprint: str) -> "DivisionsForm":
        """The same as hidden fields: what a confirmation sends back."""
        data = {**self.cleaned_data, "text": written_divisions(self.divisions), "seen": fingerprint}
        form = DivisionsForm(initial=data)
        for field in form.fields.values():
            field.widget = forms.HiddenInput()
        del form.fields["file"]
        return form


def as_it_is(reader: Reader) -> dict[str, str]:
    """The county's code and the names of its levels as they are in use: what an import should keep."""
    centre = next((path for path in reader.paths([Role.ADMINISTRATOR]) if len(path) == Unit.steplen), "")
    units = units_on().filter(path__startswith=centre)
    known = {"county": units.filter(path=centre).values_list("division_code", flat=True).first() or ""}
    for kind in LISTED:
        label = units.filter(kind=kind).values_list("level__label", flat=True).first()
        known[kind.value] = label or DEFAULT_LABELS[kind]
    return known
