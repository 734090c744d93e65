"""Lists of the small things that staff edit."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.models import Audience, BriefingSeries, Notice, Phrase, Topic, WordRule


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", Column("get_hue_display", label=_("hue")), "other_names", "order"]
    search_fields = ["name", "other_names"]


class AudienceViewSet(SnippetViewSet):
    model = Audience
    icon = "group"
    list_display = ["name", "order"]


class PhraseViewSet(SnippetViewSet):
    model = Phrase
    icon = "comment"
    list_display = ["text", "order"]


class NoticeViewSet(SnippetViewSet):
    model = Notice
    icon = "info-circle"
    list_display = ["text", "starts_at", "ends_at"]


class WordRuleViewSet(SnippetViewSet):
    model = WordRule
    icon = "edit"
    list_display = ["word", "replacement", Column("get_severity_display", label=_("severity")), "reason"]
    list_filter = ["severity"]
    list_export = ["word", "replacement", "severity", "reason"]
    search_fields = ["word", "replacement", "reason"]
    list_per_page = 50


class BriefingSeriesViewSet(SnippetViewSet):
    model = BriefingSeries
    icon = "list-ol"
    list_display = ["name", "issuer", "special_name"]


class SmallThings(SnippetViewSetGroup):
    items = (TopicViewSet, AudienceViewSet, NoticeViewSet, PhraseViewSet, WordRuleViewSet, BriefingSeriesViewSet)
    menu_label = _("Lists")
    menu_icon = "list-ul"
    menu_name = "lists"
    menu_order = 500


def register() -> None:
    register_snippet(SmallThings)
