"""Wagtail finds hooks here; each concern has a module of its own."""

from workflows import moderation_hooks

__all__ = ["moderation_hooks"]
