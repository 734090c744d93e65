"""What the body of a page is made of. Each block has a template in templates/components/."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

INLINE_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


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
        label = _("Figure")
        template = "components/figure/figure.html"


class VoiceBlock(blocks.StructBlock):
    """A person's own words: set in 楷 and never rewritten."""

    words = blocks.TextBlock(label=_("Words"), rows=3)
    speaker = blocks.CharBlock(
        label=_("Who says so"), required=False, help_text=_("As “百家桥村村民 陈**”, never a full name.")
    )

    class Meta:
        icon = "openquote"
        label = _("Voice")
        template = "components/voice/voice.html"


class LetterBlock(blocks.StructBlock):
    """A 家书: vertical on wide screens, horizontal on phones and on paper."""

    greeting = blocks.CharBlock(label=_("Greeting"), default="各位乡亲：")
    text = blocks.TextBlock(label=_("Text"), rows=8, help_text=_("An empty line begins a new paragraph."))
    signature = blocks.CharBlock(label=_("Signature"))
    date = blocks.CharBlock(label=_("Date"), required=False)

    class Meta:
        icon = "mail"
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


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("File to download")
        template = "components/file/file.html"


class MentionsBlock(blocks.ListBlock):
    """Pages that the text speaks of, shown as cards."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(blocks.PageChooserBlock(label=_("Page")), **kwargs)

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

    class Meta:
        icon = "list-ul"
        label = _("Section")
        template = "components/briefing_section/briefing_section.html"


class BriefingBlock(blocks.StreamBlock):
    section = BriefingSectionBlock()
