"""Who may do what to a need and its order: one table. A test walks it, and `docs/permissions.md` is printed from it.

`python -m tests.permissions.needs_matrix > docs/permissions.md`
"""

from dataclasses import dataclass

ALLOWED, REFUSED, HIDDEN, STATE = "allowed", "refused", "hidden", "wrong state"

TEAM = ("captain", "deputy")
DISPATCH = ("dispatcher", "town_dispatcher")
READING_STAFF = ("helper", "panellist", *DISPATCH, "director", "auditor", "administrator")
PEOPLE = {
    "receipt": "whoever came by receipt code, on a need asked without an account",
    "asker": "the resident who asked, with an account",
    "other_resident": "another resident",
    "helper": "helper of the station",
    "panellist": "panellist of the station",
    "other_panellist": "panellist of another station",
    "dispatcher": "dispatcher of the centre",
    "town_dispatcher": "dispatcher of the town",
    "other_dispatcher": "dispatcher of another town",
    "director": "director of the centre",
    "auditor": "auditor of the centre",
    "administrator": "administrator of the centre",
    "assessor": "assessor of an outside organisation",
    "captain": "captain of the team",
    "deputy": "deputy of the team",
    "rival": "captain of another team",
}

BEFORE = ("submitted", "returned", "deliberation", "rejected", "cancelled")
FREE = ("waiting", "pooled")
PLANNED = ("accepted", "scheduled")
HELD = ("assigned", *PLANNED, "in_service", "paused")
AFTER = ("done", "rated", "unrated")
ORDERED = (*FREE, *HELD, *AFTER)
# Of the need before it has an order, of the order then.
STAGES = (*BEFORE, *ORDERED)
WITH_TEAM = (*HELD, *AFTER)


@dataclass(frozen=True)
class Rule:
    """`who` may do it in the stages of `when`; in the others of `tried` they are told that it has moved on."""

    who: tuple[str, ...]
    when: tuple[str, ...]
    tried: tuple[str, ...] = ORDERED


ASKER = ("receipt", "asker")
CONCLUDES = ("panellist", *DISPATCH, "director")
STOPPABLE = (*FREE, "assigned", *PLANNED, "paused")

TABLE: dict[str, Rule] = {
    "need_supplement": Rule(ASKER, ("returned",), STAGES),
    "need_cancel": Rule(ASKER, ("submitted", "returned", "deliberation", *STOPPABLE), STAGES),
    "need_withdraw": Rule((*DISPATCH, "director"), STOPPABLE, STAGES),
    "panel_say": Rule(("panellist",), ("submitted", "deliberation"), STAGES),
    "screen": Rule(CONCLUDES, ("submitted", "deliberation"), STAGES),
    "deliberation_record": Rule(CONCLUDES, ("deliberation",), STAGES),
    "order_assign": Rule(DISPATCH, FREE),
    "order_pool": Rule(DISPATCH, ("waiting", "assigned")),
    "order_recall": Rule(DISPATCH, ("pooled", "assigned", *PLANNED, "paused")),
    "order_accept": Rule(TEAM, ("assigned",)),
    "order_refuse": Rule(TEAM, ("assigned",)),
    "order_take": Rule((*TEAM, "rival"), ("pooled",)),
    "extension_ask": Rule(TEAM, HELD),
    "extension_decide": Rule(DISPATCH, HELD, HELD),
    "order_plan": Rule(TEAM, PLANNED),
    "order_start": Rule(TEAM, ("scheduled",)),
    "order_pause": Rule(TEAM, (*PLANNED, "in_service")),
    "order_resume": Rule(TEAM, ("paused",)),
    "order_report": Rule(TEAM, ("in_service",)),
    "order_rate": Rule(ASKER, ("done",)),
    "follow_up_record": Rule(("assessor",), ("rated", "unrated"), ("rated", "unrated")),
}


def reads(who: str, stage: str) -> bool:
    """Whether the row may be known: the team's captain and deputy know it while the team has it."""
    return who in (*ASKER, *READING_STAFF) or (who in TEAM and stage in WITH_TEAM)


def expected(verb: str, who: str, stage: str) -> str:
    rule = TABLE[verb]
    # Captain and deputy are people like others as long as another team, or none, has the order.
    led = who not in TEAM or stage in WITH_TEAM or verb == "order_take"
    if who in rule.who and led:
        return ALLOWED if stage in rule.when else STATE
    return REFUSED if reads(who, stage) else HIDDEN


def cells() -> dict[tuple[str, str, str], str]:
    """Every verb by every stage it is tried in by everybody."""
    return {
        (verb, stage, who): expected(verb, who, stage)
        for verb, rule in TABLE.items()
        for stage in rule.tried
        for who in PEOPLE
    }


MARKS = {ALLOWED: "✓", REFUSED: "403", HIDDEN: "404", STATE: "409"}
HEAD = """# Who may do what to a need and its order

Printed from `tests/permissions/needs_matrix.py`, which a test walks cell by cell on a real county:
`python -m tests.permissions.needs_matrix > docs/permissions.md`.

✓ done · 403 may be read, not done · 404 looks as if it did not exist · 409 has the right, at another state.
A visitor without a receipt code reaches no need at all. Timers alone expire needs and leave orders unrated.
"""


def page() -> str:
    """The document: people, then a table for each verb."""
    parts = [HEAD, "## People\n", *(f"- `{who}`: {words}" for who, words in PEOPLE.items())]
    for verb, rule in TABLE.items():
        parts += [f"\n## {verb}\n", "| | " + " | ".join(rule.tried) + " |", "|---" * (len(rule.tried) + 1) + "|"]
        parts += [
            f"| {who} | " + " | ".join(MARKS[expected(verb, who, stage)] for stage in rule.tried) + " |"
            for who in PEOPLE
        ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - this is what it is for
