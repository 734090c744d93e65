"""What has happened, as a plain value that can wait in a table."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Event:
    """Something that happened to one row.

    `name` is `<package>.<past tense>` (`cms.page_published`), `object_type` the model's label
    (`cms.newspage`), `object_id` its primary key as text, `data` JSON that the receivers need
    besides the row itself. Receivers re-read the row: an event is a hint, never a copy.
    """

    name: str
    object_type: str
    object_id: str
    data: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, row: models.Model, **data: Any) -> "Event":
        return cls(name, row._meta.label_lower, str(row.pk), data)
