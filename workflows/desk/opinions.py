"""Opinions as they are read: newest first, each with who, for whom, where, and which version was seen."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from workflows.desk.due import moment_words
from workflows.enums import Decision
from workflows.models import Opinion

HUES = {
    Decision.APPROVE: "zhu",
    Decision.RETURN_TO_AUTHOR: "gui",
    Decision.RETURN_TO_STEP: "gui",
    Decision.REJECT: "err",
}


@dataclass(frozen=True)
class Said:
    initial: str
    name: str
    place: str
    for_whom: str
    decision: str
    hue: str
    text: str
    when: str
    version: int


def said(opinion: Opinion, now: dt.datetime) -> Said:
    name = opinion.person.masked_name if opinion.person else ""
    unit = str(opinion.unit) if opinion.unit else ""
    return Said(
        initial=name[:1],
        name=name,
        place=" · ".join(filter(None, [str(opinion.get_step_display()), unit])),
        for_whom=opinion.on_behalf_of.masked_name if opinion.on_behalf_of else "",
        decision=str(opinion.get_decision_display()),
        hue=HUES.get(Decision(opinion.decision), "qing"),
        text=opinion.text,
        when=moment_words(opinion.at, now),
        version=opinion.revision_number,
    )


def newest_first(opinions: Iterable[Opinion], now: dt.datetime) -> list[Said]:
    ordered = sorted(opinions, key=lambda opinion: (opinion.at, opinion.pk), reverse=True)
    return [said(opinion, now) for opinion in ordered]


def by_people(opinions: Iterable[Opinion]) -> list[Opinion]:
    """Without the machine's own yes, which its panel says better."""
    return [opinion for opinion in opinions if opinion.person_id or opinion.decision != Decision.APPROVE]
