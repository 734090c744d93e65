"""What the body of a page is made of. Each block has a template in templates/components/."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

INLINE_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


def public_pages(pages: Iterable[Any]) -> list[Any]:
    """Those of the pages that visitors may read, in their order, as items of a list."""
    from cms.models import ContentPage
    from cms.selectors.shelf import Shelf

    wanted = [page.pk for page in pages if page is not None]
    if not wanted:
        return []
    found = {page.pk: page for page in Shelf().items(ContentPage).filter(pk__in=wanted)}
    return [found[pk] for pk in wanted if pk in found]


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "components/heading/heading.html"


class ParagraphBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        template = "components/paragraph/paragraph.html"


class FigureValue(blocks.StructValue):
    @property
    def read_aloud(self) -> str:
        """What is read in place of the picture: the block's own words, else the picture's."""
        image = self.get("image")
        return self.get("alt") or getattr(image, "description", "") or ""


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        label=_("Text read aloud"),
        required=False,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        value_class = FigureValue
        label = _("Figure")
        template = "components/figure/figure.html"


class VoiceBlock(blocks.StructBlock):
    """A person's own words: set in 楷 and never rewritten."""

    words = blocks.TextBlock(label=_("What was said"), rows=3)
    speaker = blocks.CharBlock(
        label=_("Who says so"), required=False, help_text=_("As “百家桥村村民 陈**”, never a full name.")
    )

    class Meta:
        icon = "openquote"
        label = _("Voice")
        template = "components/voice/voice.html"


class LetterValue(blocks.StructValue):
    @property
    def paragraphs(self) -> list[str]:
        """An empty line begins a new paragraph; a single line break is only a break."""
        return [part.strip() for part in re.split(r"\n\s*\n", self.get("text") or "") if part.strip()]


class LetterBlock(blocks.StructBlock):
    """A 家书: vertical on wide screens, horizontal on phones and on paper."""

    greeting = blocks.CharBlock(label=_("Greeting"), default="各位乡亲：")
    text = blocks.TextBlock(label=_("Text"), rows=8, help_text=_("An empty line begins a new paragraph."))
    signature = blocks.CharBlock(label=_("Signature"))
    date = blocks.CharBlock(label=_("Date"), required=False)

    class Meta:
        icon = "mail"
        value_class = LetterValue
        label = _("Letter")
        template = "components/letter/letter.html"


class FactsBlock(blocks.ListBlock):
    def __init__(self, **kwargs: object) -> None:
        fact = blocks.StructBlock(
            [
                ("figure", blocks.CharBlock(label=_("Figure"))),
                ("meaning", blocks.CharBlock(label=_("What it counts"))),
            ]
        )
        super().__init__(fact, **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("Facts in figures")
        template = "components/facts/facts.html"


class FileValue(blocks.StructValue):
    @property
    def label(self) -> str:
        document = self.get("document")
        return self.get("title") or (document.title if document else "")


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), required=False)

    class Meta:
        icon = "doc-full"
        value_class = FileValue
        label = _("File to download")
        template = "components/file/file.html"


class MentionsBlock(blocks.ListBlock):
    """Pages that the text speaks of, shown as cards."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(blocks.PageChooserBlock(label=_("Page")), **kwargs)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        value.cards = public_pages(value)  # the template's list, asked for at once
        return {**super().get_context(value, parent_context), "cards": value.cards}

    class Meta:
        icon = "link"
        label = _("Mentioned here")
        template = "components/mentions/mentions.html"


class BodyBlock(blocks.StreamBlock):
    """The body of every page with a story."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock(features=INLINE_FEATURES)
    figure = FigureBlock()
    voice = VoiceBlock()
    letter = LetterBlock()
    facts = FactsBlock()
    file = FileBlock()
    mentions = MentionsBlock()


class BriefingItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.RichTextBlock(label=_("Text"), features=INLINE_FEATURES)
    page = blocks.PageChooserBlock(label=_("Taken from"), required=False)

    class Meta:
        icon = "doc-full-inverse"
        label = _("Item")


class BriefingSectionBlock(blocks.StructBlock):
    """A column of a briefing (编者按, 重要部署, 工作动态, 经验交流)."""

    heading = blocks.CharBlock(label=_("Section"))
    items = blocks.ListBlock(BriefingItemBlock(), label=_("Items"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """`entries`: each item with `source_page`, the page it was taken from when visitors may read that."""
        public = {page.pk: page for page in public_pages(item["page"] for item in value["items"])}
        for item in value["items"]:
            item.source_page = public.get(item["page"].pk) if item["page"] else None
        entries = [
            {"title": item["title"], "text": item["text"], "source_page": item.source_page} for item in value["items"]
        ]
        return {**super().get_context(value, parent_context), "entries": entries}

    class Meta:
        icon = "list-ul"
        label = _("Section")
        template = "components/briefing_section/briefing_section.html"


class BriefingBlock(blocks.StreamBlock):
    """The sections of a briefing, in their order."""

    section = BriefingSectionBlock()
