"""The two forms of the import screen. Everything that was read or typed lives in them, nothing in a session."""

from dataclasses import replace
from operator import attrgetter
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.importer.draft import Block, ImportedDraft, ImportedPicture, Kind, TailParagraph
from cms.importer.kept import KeptPicture, read, thumbnail_of, uploads_of
from cms.importer.marked import from_marked, to_marked
from cms.importer.pictures import LONGEST_ALT, MOST
from cms.importer.reading import read_document, read_text
from cms.models import UnitPage
from common.errors import Invalid
from organisations.widgets import UnitSelect, unit_choices

MAX_TEXT = 200_000
# What one form can carry back; the rest of a longer tail is dropped text anyway and named in the notes.
MAX_TAIL = 60
SHARED = ("title", "source", "series", "number", "special_number", "issuer", "remark")
SHARED += ("document_number", "report_to", "send_to", "copies", "file_number", "date")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Document"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("A file ending in .txt, .docx or .html, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".txt,.docx,.html,.htm"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the text"),
        required=False,
        max_length=MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    draft: ImportedDraft

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        uploaded = data.get("file")
        try:
            if uploaded:
                self.draft = read_document(uploaded.read(), uploaded.name)
            elif (data.get("text") or "").strip():
                self.draft = read_text(data["text"])
            else:
                self.add_error("file", _("Choose a document, or paste the text below."))
        except Invalid as error:
            self.add_error(error.field, str(error))
        return data


class UnitChoice(forms.ModelChoiceField):
    """Pages of units, offered as the tree of their units."""

    widget = UnitSelect

    def offer(self, pages: Any) -> None:
        by_unit = {page.unit_id: page for page in pages}
        units = sorted((page.unit for page in by_unit.values()), key=attrgetter("path"))
        self.queryset = pages
        self.choices = [("", self.empty_label), *unit_choices(units, lambda unit: by_unit[unit.pk].pk)]


class PreviewForm(forms.Form):
    """The draft as its reader sees it: each field can be changed before the page is made."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=255,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Give it a title.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Becomes"), choices=Kind.choices)
    unit = UnitChoice(
        label=gettext_lazy("Unit"),
        queryset=UnitPage.objects.none(),
        empty_label=gettext_lazy("Choose the unit"),
        help_text=gettext_lazy("Only the units that you write for."),
        error_messages={"required": gettext_lazy("Choose the unit that the page is for.")},
    )
    date = forms.DateField(
        label=gettext_lazy("Date"),
        required=False,
        input_formats=["%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "2026-11-28"}),
    )
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=80)
    series = forms.CharField(label=gettext_lazy("Briefing series"), required=False, max_length=60)
    number = forms.IntegerField(label=gettext_lazy("Issue"), required=False, min_value=1, max_value=32_767)
    special_number = forms.IntegerField(
        label=gettext_lazy("Special issue"), required=False, min_value=1, max_value=32_767
    )
    issuer = forms.CharField(label=gettext_lazy("Issuer"), required=False, max_length=60)
    remark = forms.CharField(label=gettext_lazy("Remark at the head"), required=False, max_length=40)
    report_to = forms.CharField(
        label=gettext_lazy("Reported to (报)"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    send_to = forms.CharField(
        label=gettext_lazy("Sent to (发)"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    copies = forms.IntegerField(
        label=gettext_lazy("Printed copies"), required=False, min_value=1, max_value=2_147_483_647
    )
    file_number = forms.CharField(label=gettext_lazy("File number"), required=False, max_length=40)
    document_number = forms.CharField(label=gettext_lazy("Document number"), required=False, max_length=60)
    special_name = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=gettext_lazy(
            "An empty line between paragraphs. ## begins a heading, 【】 alone on a line a section,"
            " ### an article in it, - an item of a list, **bold**."
        ),
    )
    notes = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        units: Any,
        user: Any,
        tail: list[TailParagraph] | None = None,
        pictures: list[KeptPicture] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.uploads: dict[int, Any] = {}
        self.pictures = pictures if pictures is not None else self._posted_pictures()
        for picture in self.pictures:
            self._add_picture_fields(picture)
        self.fields["unit"].offer(units)
        self.tail = tail if tail is not None else self._posted_tail()
        for index, paragraph in enumerate(self.tail):
            self.fields[f"tail_drop_{index}"] = forms.BooleanField(
                label=_("Leave this paragraph out"), required=False, initial=True
            )
            self.fields[f"tail_text_{index}"] = forms.CharField(
                required=False, initial=paragraph.text, widget=forms.HiddenInput
            )
            self.fields[f"tail_why_{index}"] = forms.CharField(
                required=False, initial=paragraph.why, widget=forms.HiddenInput
            )

    @classmethod
    def of(
        cls, draft: ImportedDraft, *, units: Any, unit: UnitPage | None, user: Any, pictures: list[KeptPicture]
    ) -> "PreviewForm":
        initial = {name: getattr(draft, name) for name in (*SHARED, "special_name")}
        initial |= {
            "kind": draft.kind_guess,
            "unit": unit.pk if unit else None,
            "text": to_marked(draft.blocks, draft.sections),
            "notes": "\n".join(draft.notes),
        }
        return cls(initial=initial, units=units, user=user, tail=draft.tail[:MAX_TAIL], pictures=pictures)

    def _add_picture_fields(self, picture: KeptPicture) -> None:
        number = picture.number
        self.fields[f"picture_upload_{number}"] = forms.IntegerField(initial=picture.upload, widget=forms.HiddenInput)
        self.fields[f"picture_drop_{number}"] = forms.BooleanField(label=_("Leave this picture out"), required=False)
        self.fields[f"picture_alt_{number}"] = forms.CharField(
            label=_("Text read aloud"),
            required=False,
            max_length=LONGEST_ALT,
            initial=picture.alt,
            help_text="" if picture.alt else _("Empty: those who cannot see it learn nothing. One sentence is enough."),
        )

    def _posted_pictures(self) -> list[KeptPicture]:
        """What was kept for this person; what is gone, or another's, is not shown any more."""
        named = {
            number: self.data.get(self.add_prefix(f"picture_upload_{number}"), "") for number in range(1, MOST + 1)
        }
        ids = {number: int(value) for number, value in named.items() if value.isdecimal() and len(value) < 19}
        self.uploads = uploads_of(list(ids.values()), actor=self.user)
        return [
            KeptPicture(
                pk,
                number,
                self.data.get(self.add_prefix(f"picture_alt_{number}"), ""),
                thumbnail_of(self.uploads[pk]),
            )
            for number, pk in ids.items()
            if pk in self.uploads
        ]

    @property
    def picture_rows(self) -> list[dict[str, Any]]:
        return [
            {name: self[f"picture_{name}_{picture.number}"] for name in ("upload", "drop", "alt")}
            | {"picture": picture}
            for picture in self.pictures
        ]

    @property
    def shown_figures(self) -> dict[str, dict[str, str]]:
        """The pictures that the text would show, by number."""
        return {
            str(picture.number): {
                "thumbnail": picture.thumbnail,
                "alt": str(self[f"picture_alt_{picture.number}"].value() or ""),
            }
            for picture in self.pictures
            if not self[f"picture_drop_{picture.number}"].value()
        }

    def _posted_tail(self) -> list[TailParagraph]:
        tail = []
        for index in range(MAX_TAIL):
            text = self.data.get(self.add_prefix(f"tail_text_{index}"))
            if text is None:
                break
            tail.append(TailParagraph(text, self.data.get(self.add_prefix(f"tail_why_{index}"), "")))
        return tail

    @property
    def tail_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "drop": self[f"tail_drop_{index}"],
                "text": self[f"tail_text_{index}"],
                "why": self[f"tail_why_{index}"],
                "paragraph": paragraph,
            }
            for index, paragraph in enumerate(self.tail)
        ]

    @property
    def shown_text(self) -> str:
        return str(self["text"].value() or "")

    @property
    def shown_notes(self) -> list[str]:
        return [note for note in str(self["notes"].value() or "").split("\n") if note]

    def draft(self) -> ImportedDraft:
        """The draft as edited: kept paragraphs of the tail are its last ones. Only when valid."""
        data = self.cleaned_data
        blocks, sections = from_marked(data["text"])
        kept = [
            Block("paragraph", paragraph.text)
            for index, paragraph in enumerate(self.tail)
            if not data[f"tail_drop_{index}"]
        ]
        draft = ImportedDraft(blocks=blocks, sections=sections, special_name=data["special_name"])
        draft = replace(draft, **{name: data[name] for name in SHARED})
        draft.title = " ".join(draft.title.split())
        draft.tail = [TailParagraph(block.text, "") for block in kept]
        draft.pictures = [
            self._picture(picture) for picture in self.pictures if not data[f"picture_drop_{picture.number}"]
        ]
        return draft

    def _picture(self, picture: KeptPicture) -> ImportedPicture:
        upload = self.uploads[picture.upload]
        extension = upload.file.name.rpartition(".")[2]
        return ImportedPicture(
            picture.number, read(upload), extension, self.cleaned_data[f"picture_alt_{picture.number}"]
        )
