"""What somebody has said so far: kept on the server for a session, so that no step, error or way back loses it."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from common.cipher import decrypt, encrypt
from common.personal import masked
from exchange.models import Category
from exchange.services import Asked
from organisations.models import Unit
from organisations.selectors import units_on
from portal.needs.promises import promises

KEY = "need_draft"
UNSURE = "unsure"
STEPS = ("what", "words", "photos", "where", "contact")


@dataclass
class Draft:
    """The answers by step. In the session they lie encrypted, as they will in the rows."""

    category: int | None = None
    # Does not know which kind it is: the station says so.
    unsure: bool = False
    words: str = ""
    people_count: int | None = None
    wanted_from: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    photos: list[int] = field(default_factory=list)
    unit: int | None = None
    name: str = ""
    phone: str = ""
    address: str = ""
    done: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest) -> "Draft":
        return cls.read(request.session.get(KEY)) or cls()

    @classmethod
    def read(cls, kept: str | None) -> "Draft | None":
        """None for no draft, and for one of an older version of the site."""
        if not kept:
            return None
        try:
            return cls(**json.loads(decrypt(kept)))
        except (TypeError, ValueError):
            return None

    def keep(self, request: HttpRequest, step: str = "") -> None:
        if step and step not in self.done:
            self.done.append(step)
        request.session[KEY] = encrypt(json.dumps(vars(self), ensure_ascii=False))

    @property
    def next_step(self) -> str:
        """The first step that was not taken yet; "check" after the last."""
        return next((step for step in STEPS if step not in self.done), "check")

    @property
    def row_of_category(self) -> Category | None:
        if self.category is None:
            return None
        found: Category | None = Category.objects.prefetch_related("questions").filter(pk=self.category).first()
        return found

    @property
    def row_of_unit(self) -> Unit | None:
        return units_on().filter(pk=self.unit).first() if self.unit else None

    @property
    def starts(self) -> dt.datetime | None:
        found = parse_datetime(self.wanted_from) if self.wanted_from else None
        return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found

    def asked(self) -> Asked:
        return Asked(
            words=self.words,
            name=self.name,
            phone=self.phone,
            address=self.address,
            people_count=self.people_count,
            wanted_from=self.starts,
            answers={int(key): value for key, value in self.answers.items()},
            photos=tuple(self.photos),
        )

    def values(self, step: str) -> dict[str, Any]:
        """What a step's form begins with."""
        given = {name: getattr(self, name) for name in FIELDS[step]}
        if step == "what" and self.unsure:
            given["category"] = UNSURE
        if step == "words":
            given |= {f"answer-{key}": value for key, value in self.answers.items()}
        return given


def frame(step: str, draft: Draft) -> dict[str, Any]:
    """What the page of a step shows around its question: where one is, the way back, and what others will see."""
    number = STEPS.index(step)
    return {
        "step": step,
        "number": number + 1,
        "steps": [(each, index < number, index == number) for index, each in enumerate(STEPS)],
        "back": reverse("portal:need_step", args=[STEPS[number - 1]]) if number else "",
        "seen": masked(draft.words),
        "draft": draft,
        "promises": promises(draft.row_of_category),
    }


FIELDS: dict[str, tuple[str, ...]] = {
    "what": ("category",),
    "words": ("words", "people_count", "wanted_from"),
    "where": ("unit",),
    "contact": ("name", "phone", "address"),
}
