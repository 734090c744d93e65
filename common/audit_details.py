"""What an entry of the audit log says besides person, action and object, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

# By the keyword that the entry was written with; a key without words is shown as it is.
LABELS: dict[str, Any] = {
    "address": pgettext_lazy("audit detail", "address of the device"),
    "added": pgettext_lazy("audit detail", "added"),
    "after": pgettext_lazy("audit detail", "after"),
    "asked_by": pgettext_lazy("audit detail", "asked by, number"),
    "begun": pgettext_lazy("audit detail", "begun"),
    "before": pgettext_lazy("audit detail", "before"),
    "captain": pgettext_lazy("audit detail", "captain, number"),
    "earlier": pgettext_lazy("audit detail", "moved up"),
    "changed": pgettext_lazy("audit detail", "changed"),
    "closure": pgettext_lazy("audit detail", "closure number"),
    "code": pgettext_lazy("audit detail", "code"),
    "considered": pgettext_lazy("audit detail", "orders that waited"),
    "count": pgettext_lazy("audit detail", "places"),
    "decision": pgettext_lazy("audit detail", "decision"),
    "division_code": pgettext_lazy("audit detail", "division code"),
    "email": pgettext_lazy("audit detail", "e-mail"),
    "failed": pgettext_lazy("audit detail", "could not be sent"),
    "fields": pgettext_lazy("audit detail", "what changed"),
    "first_name": pgettext_lazy("audit detail", "given name"),
    "into": pgettext_lazy("audit detail", "merged into unit number"),
    "kind": pgettext_lazy("audit detail", "kind"),
    "kinds": pgettext_lazy("audit detail", "kinds"),
    "label": pgettext_lazy("audit detail", "name"),
    "last_day": pgettext_lazy("audit detail", "last day"),
    "last_name": pgettext_lazy("audit detail", "family name"),
    "latitude": pgettext_lazy("audit detail", "latitude"),
    "level": pgettext_lazy("audit detail", "level"),
    "longitude": pgettext_lazy("audit detail", "longitude"),
    "name": pgettext_lazy("audit detail", "name"),
    "new_path": pgettext_lazy("audit detail", "new place in the tree"),
    "old_path": pgettext_lazy("audit detail", "former place in the tree"),
    "order": pgettext_lazy("audit detail", "order"),
    "owner": pgettext_lazy("audit detail", "owner"),
    "page": pgettext_lazy("audit detail", "page number"),
    "placed": pgettext_lazy("audit detail", "with a team"),
    "sent": pgettext_lazy("audit detail", "sent out"),
    "partner": pgettext_lazy("audit detail", "partner, unit number"),
    "person": pgettext_lazy("audit detail", "person, number"),
    "phone": pgettext_lazy("audit detail", "phone"),
    "post": pgettext_lazy("audit detail", "post number"),
    "reason": pgettext_lazy("audit detail", "reason"),
    "role": pgettext_lazy("audit detail", "role"),
    "rules": pgettext_lazy("audit detail", "rules"),
    "scopes": pgettext_lazy("audit detail", "scopes"),
    "short_name": pgettext_lazy("audit detail", "short name"),
    "substitute": pgettext_lazy("audit detail", "substitute, number"),
    "title": pgettext_lazy("audit detail", "title"),
    "unit": pgettext_lazy("audit detail", "unit number"),
    "username": pgettext_lazy("audit detail", "user name"),
    "valid_from": pgettext_lazy("audit detail", "from"),
    "valid_to": pgettext_lazy("audit detail", "to"),
    "active": pgettext_lazy("audit detail", "in use"),
    "channel": pgettext_lazy("audit detail", "channel"),
    "member": pgettext_lazy("audit detail", "member, number"),
    "capacity": pgettext_lazy("audit detail", "orders a week"),
    "categories": pgettext_lazy("audit detail", "categories, numbers"),
    "hours": pgettext_lazy("audit detail", "working hours"),
    "is_open": pgettext_lazy("audit detail", "can be asked for"),
    "parent": pgettext_lazy("audit detail", "above it, number"),
    "step": pgettext_lazy("audit detail", "limited step"),
    "mode": pgettext_lazy("audit detail", "way of dispatch"),
    "outcome": pgettext_lazy("audit detail", "outcome"),
    "population": pgettext_lazy("audit detail", "number to draw from"),
    "reach": pgettext_lazy("audit detail", "whether reached"),
    "size": pgettext_lazy("audit detail", "number drawn"),
    "team": pgettext_lazy("audit detail", "team, number"),
    "until": pgettext_lazy("audit detail", "until"),
}
LABELS_OF_READING: dict[str, Any] = {"fields": pgettext_lazy("audit detail", "what was read")}

# By key, then by stored value; under `beginning of the actions: key` what holds for these alone. Packages add theirs.
_values: dict[str, dict[str, Any]] = {
    "decision": {
        "approve": pgettext_lazy("audit detail", "approved"),
        "return_to_step": pgettext_lazy("audit detail", "returned to an earlier step"),
        "return_to_author": pgettext_lazy("audit detail", "returned to the author"),
        "reject": pgettext_lazy("audit detail", "rejected"),
    },
    "kind": {
        "news": pgettext_lazy("audit detail", "activity news"),
        "case": pgettext_lazy("audit detail", "model case"),
        "briefing": pgettext_lazy("audit detail", "briefing"),
        "policy": pgettext_lazy("audit detail", "policy document"),
        "identity": pgettext_lazy("audit detail", "identity number"),
        "mobile": pgettext_lazy("audit detail", "mobile number"),
        "landline": pgettext_lazy("audit detail", "phone number"),
        "bank_card": pgettext_lazy("audit detail", "bank card number"),
        "address": pgettext_lazy("audit detail", "home address"),
    },
}

# Keys whose values are names of fields themselves.
NAMES_OF_FIELDS = frozenset({"fields"})


def register_values(key: str, words: Mapping[str, Any], *, of: str = "") -> None:
    """Says what stored values of a key are called, in entries whose action begins with `of`.

    Called in an app's `ready`.
    """
    _values.setdefault(f"{of}:{key}" if of else key, {}).update(words)


def label_words(key: str, action: str = "") -> str:
    """What a key is called; an entry of reading changed nothing."""
    if action.endswith("_read") and key in LABELS_OF_READING:
        return str(LABELS_OF_READING[key])
    return str(LABELS.get(key, key))


def value_words(key: str, value: Any, action: str = "") -> str:
    """A stored value as a person reads it: codes by their names, lists and pairs spelt out."""
    if isinstance(value, Mapping):
        return _(", ").join(f"{label_words(name)} {value_words(name, each, action)}" for name, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _(", ").join(value_words(key, each, action) for each in value)
    if value is None or value in ("", "None"):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if (words := _word(key, str(value), action)) is not None:
        return words
    return label_words(str(value)) if key in NAMES_OF_FIELDS else str(value)


def _word(key: str, value: str, action: str) -> str | None:
    """What holds for the action goes before what holds for all."""
    for name, words in _values.items():
        of, found, own = name.rpartition(":")
        if found and own == key and action.startswith(of) and value in words:
            return str(words[value])
    # `kinds` holds what `kind` names.
    word = _values.get(key.removesuffix("s"), {}).get(value)
    return None if word is None else str(word)


def details(data: Mapping[str, Any], action: str = "") -> str:
    """The entry's own data in one line; what was empty is left out. A code may mean two things in two actions."""
    said = (
        (label_words(key, action), value_words(key, value, action))
        for key, value in data.items()
        if value not in ("", None, [], {})
    )
    return " · ".join(_("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in said)
