"""Who may manage whose account. Accounts know no units: `organisations` says how far a right reaches."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import NotAllowed

Guard = Callable[[Any, Any | None], bool]

_guards: list[Guard] = []


def register_guard(guard: Guard) -> None:
    """`guard(actor, user)` allows changing the user, or creating one (None). Called in an app's `ready`."""
    if guard not in _guards:
        _guards.append(guard)


def require_may_manage(actor: Any, user: Any | None) -> None:
    """Raises NotAllowed unless a guard allows it. `actor=None` is the system itself."""
    if actor is not None and not any(guard(actor, user) for guard in _guards):
        raise NotAllowed(
            "accounts.not_yours",
            _("You do not administer all units of this person. An administrator above can do this."),
        )
