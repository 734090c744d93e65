"""How the editor of each page type is laid out. Named by strings and small factories only: models import this."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel, TitleFieldPanel
from wagtail.models import Page


class GatePanel(Panel):
    """What the gate found in the draft, each with its masked form. Nothing is shown while nothing was found."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/gate_panel.html"

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.hits = getattr(self.form, "gate_hits", [])

        def is_shown(self):
            return bool(self.hits)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            context["hits"] = self.hits
            context["page_id"] = self.instance.pk
            return context


def responsibility(*more):
    """Who answers for a page, and where it belongs."""
    return MultiFieldPanel(
        [FieldRowPanel([FieldPanel("unit"), FieldPanel("topic")]), *more],
        heading=_("Whose page, and what it is about"),
        help_text=_("Reviewers of the unit look at it first, then those of the units above."),
    )


def story(*special, body="body"):
    """The content tab of a page with a story: title, summary, picture, what is special, then the body."""
    return [
        GatePanel(heading=_("Personal data")),
        TitleFieldPanel("title", placeholder=_("Title: at most 36 characters read well in lists")),
        responsibility(FieldPanel("audiences")),
        MultiFieldPanel(
            [FieldPanel("summary"), FieldPanel("cover")],
            heading=_("In lists and on shared cards"),
            help_text=_("No photo is needed: a drawn cover of the topic takes its place."),
        ),
        *special,
        FieldPanel(body),
        FieldPanel("source"),
    ]


PROMOTE = [
    MultiFieldPanel(
        [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
        heading=_("Address and search engines"),
        help_text=_("All three may stay empty: address, title and description are made from the page."),
    ),
    *Page.promote_panels[1:],
]

NEWS = story(
    MultiFieldPanel([FieldRowPanel([FieldPanel("happened_on"), FieldPanel("place")])], heading=_("When and where"))
)

PROJECT = story(
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("benefit"), FieldPanel("year")]),
            FieldRowPanel([FieldPanel("organiser"), FieldPanel("contact")]),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldPanel("place"),
        ],
        heading=_("The project"),
    )
)

CASE = story(
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("subject"), FieldPanel("year")]), FieldPanel("deed")], heading=_("The case")
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("notice_from"), FieldPanel("notice_to")])],
        heading=_("Public notice"),
        help_text=_("While it is open, residents may object; afterwards the band disappears by itself."),
    ),
    InlinePanel(
        "honours",
        [FieldPanel("name"), FieldRowPanel([FieldPanel("issuer"), FieldPanel("year")])],
        heading=_("Honours"),
        label=_("Honour"),
    ),
)

POLICY = story(
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("document_number"), FieldPanel("issuer")]),
            FieldPanel("issued_on"),
            FieldRowPanel([FieldPanel("effective_on"), FieldPanel("expires_on")]),
            FieldPanel("replaces"),
        ],
        heading=_("The document"),
        help_text=_("State and days in force are shown from these dates; nothing needs to be taken down by hand."),
    ),
    InlinePanel(
        "attachments", [FieldPanel("document"), FieldPanel("title")], heading=_("Attachments"), label=_("Attachment")
    ),
)

BRIEFING = story(
    MultiFieldPanel(
        [
            FieldPanel("series"),
            FieldRowPanel([FieldPanel("number"), FieldPanel("special_number")]),
            FieldRowPanel([FieldPanel("issued_on"), FieldPanel("remark")]),
        ],
        heading=_("Head of the briefing"),
        help_text=_("The issue number is given when the briefing is submitted, and never again to another."),
    ),
    MultiFieldPanel(
        [
            FieldPanel("report_to"),
            FieldPanel("send_to"),
            FieldRowPanel([FieldPanel("copies"), FieldPanel("file_number")]),
        ],
        heading=_("Distribution"),
        classname="collapsed",
    ),
    body="sections",
)

VENUE = story(FieldPanel("venue"))

STOP = [
    FieldPanel("venue"),
    FieldRowPanel([FieldPanel("title"), FieldPanel("stay_minutes")]),
    FieldPanel("text"),
    FieldPanel("image"),
    FieldRowPanel([FieldPanel("way"), FieldPanel("way_minutes"), FieldPanel("way_metres")]),
]

ROUTE = story(
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("group_size")]), FieldPanel("contact")],
        heading=_("For groups"),
    ),
    InlinePanel(
        "stops",
        STOP,
        heading=_("Stops"),
        label=_("Stop"),
        min_num=1,
        help_text=_("In the order in which they are walked. Total time and distance are computed."),
    ),
)

SESSION = [
    FieldPanel("topic"),
    FieldRowPanel([FieldPanel("lecturer"), FieldPanel("form")]),
    FieldRowPanel([FieldPanel("starts_at"), FieldPanel("minutes")]),
    FieldRowPanel([FieldPanel("venue"), FieldPanel("place")]),
]

LECTURE = story(
    MultiFieldPanel([FieldRowPanel([FieldPanel("season"), FieldPanel("contact")])], heading=_("The season")),
    InlinePanel(
        "sessions", SESSION, heading=_("Sessions"), label=_("Session"), help_text=_("In any order: they sort by time.")
    ),
)

HOME = [
    TitleFieldPanel("title"),
    FieldPanel("unit"),
    MultiFieldPanel([FieldPanel("promise"), FieldPanel("introduction")], heading=_("At the top of the page")),
]

UNIT = [
    TitleFieldPanel("title"),
    FieldPanel("unit", help_text=_("The unit itself: it must be below the unit of the page above.")),
    FieldPanel("introduction"),
    FieldPanel("body"),
]

SECTION = [
    TitleFieldPanel("title"),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("shows"), FieldPanel("unit")]), FieldPanel("introduction")],
        heading=_("What it lists"),
        help_text=_("The column lists what the unit, and the units below it, have published of this kind."),
    ),
    FieldPanel("silent_days"),
]
