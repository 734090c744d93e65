"""Wagtail finds hooks here; each concern has a module of its own."""

from cms import rights_hooks  # noqa: F401
