"""Writing the audit log. Reading and verifying it are commands and screens of their own."""

from typing import Any

from django.db import models

from common.models import AuditEntry


def record(
    action: str,
    row: models.Model,
    *,
    actor: Any,
    on_behalf_of: Any = None,
    unit_path: str = "",
    **data: Any,
) -> AuditEntry:
    """Writes one entry in the caller's transaction.

    `actor` is a user or None for the system itself; `action` is `<package>.<past tense>`.
    """
    return AuditEntry.objects.create(
        actor_id=actor.pk if actor else None,
        actor_name=actor.get_full_name() if actor else "",
        on_behalf_of_id=on_behalf_of.pk if on_behalf_of else None,
        action=action,
        object_type=row._meta.label_lower,
        object_id=str(row.pk),
        unit_path=unit_path,
        data=data,
    )
