"""Pages, and what pages share."""

from cms.models.base import ContentPage
from cms.models.gate import GateOverride
from cms.models.pages import HomePage, SectionPage, UnitPage
from cms.models.papers import BriefingPage, PolicyAttachment, PolicyPage
from cms.models.programmes import LecturePage, LectureSession, RoutePage, RouteStop, VenuePage
from cms.models.settings import SiteSettings
from cms.models.snippets import (
    Audience,
    BriefingCounter,
    BriefingSeries,
    DrawnCover,
    Hue,
    Notice,
    Phrase,
    Topic,
    WordRule,
)
from cms.models.stories import CaseHonour, CasePage, NewsPage, ProjectPage

__all__ = [
    "Audience",
    "BriefingCounter",
    "BriefingPage",
    "BriefingSeries",
    "CaseHonour",
    "CasePage",
    "ContentPage",
    "DrawnCover",
    "GateOverride",
    "HomePage",
    "Hue",
    "LecturePage",
    "LectureSession",
    "NewsPage",
    "Notice",
    "Phrase",
    "PolicyAttachment",
    "PolicyPage",
    "ProjectPage",
    "RoutePage",
    "RouteStop",
    "SectionPage",
    "SiteSettings",
    "Topic",
    "UnitPage",
    "VenuePage",
    "WordRule",
]
