"""Wagtail finds hooks here; each concern has a module of its own."""

from workflows import moderation_hooks
from workflows.service_desk import hooks as service_desk_hooks

__all__ = ["moderation_hooks", "service_desk_hooks"]
