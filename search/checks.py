"""What must not be forgotten when a kind is added or the site is set up."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.translation import gettext as _

from search.engines.base import KEYWORDS, EngineUnavailable, NeedsRebuild
from search.generations import CURRENT, current, pointed
from search.query import SORTS
from search.registry import Document, Kind, kinds


def check_kinds(**_kwargs: Any) -> list[CheckMessage]:
    """Every kind has a rule; every facet, sort and suggestion has a field."""
    return [message for kind in kinds() for message in _check(kind)]


def _check(kind: Kind) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    try:
        kind.rule  # noqa: B018 raises where there is none
    except KeyError as error:
        found.append(Error(str(error.args[0]), obj=kind.name, id="search.E001"))
    unknown = [name for name in kind.facets if name not in KEYWORDS or name == "perm"]
    unknown += [name for name in kind.sorts if name not in SORTS]
    if kind.suggest not in {field.name for field in fields(Document)}:
        unknown.append(kind.suggest)
    for name in unknown:
        found.append(Error(f"{name!r} is no field of the index.", obj=kind.name, id="search.E002"))
    return found


def check_hosts(**_kwargs: Any) -> list[CheckMessage]:
    """A folder on one machine cannot serve several."""
    if not settings.SEARCH_MULTI_HOST or settings.ELASTICSEARCH_URL:
        return []
    text = _("The embedded index serves one host only, and SEARCH_MULTI_HOST is set.")
    hint = _("Name a cluster in ELASTICSEARCH_URL, or serve the site from one host and leave SEARCH_MULTI_HOST unset.")
    return [Error(text, hint=hint, id="search.E003")]


def check_index(**_kwargs: Any) -> list[CheckMessage]:
    """An index that cannot be used is asked for, and search goes on without it. None at all is a new site."""
    try:
        if pointed(CURRENT):
            current()
    except NeedsRebuild:
        text = _("The index was made by another version: search answers from the database.")
        return [Warning(text, hint=_("Run: manage.py rebuild_search"), id="search.W001")]
    except EngineUnavailable as error:
        text = _("The index cannot be read: %s") % error
        return [Warning(text, hint=_("Run: manage.py rebuild_search"), id="search.W002")]
    return []


def register_checks() -> None:
    checks: list[Callable[..., list[CheckMessage]]] = [check_kinds, check_hosts, check_index]
    for check in checks:
        register(check, Tags.compatibility)
