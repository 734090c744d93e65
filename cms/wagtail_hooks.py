"""What cms adds to Wagtail's admin."""

from cms import import_hooks  # noqa: F401
