"""Where a message leads. Packages above say so; a message of the exchange knows no address of the portal."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

_links: dict[str, Callable[[Any], str]] = {}


def register_link(name: str, path: Callable[[Any], str]) -> None:
    """`path(row)` is the address of the row for whoever `name` stands for. Called in an app's `ready`."""
    _links[name] = path


def link_to(name: str, row: Any) -> str:
    """The path, or that of the first page while nobody has registered one."""
    return _links[name](row) if name in _links else "/"


def absolute(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"
