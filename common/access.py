"""One access rule, rendered three ways.

A rule is written once, from small predicates joined with `|` and `&`, and answers:

- `check(reader, row)`: may this reader see this row?
- `filter(reader)`: a `Q` that selects exactly the rows for which `check` is true;
- `tokens(row)` and `reader_tokens(reader)`: two sets that meet exactly when `check` is true,
  for an index that knows nothing of people.

A reader is a plain value. Nothing here knows units or users: `organisations` makes readers.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.constants import LOOKUP_SEP

TOKEN_PUBLIC = "public"  # noqa: S105

NOBODY = Q(pk__in=[])
EVERYBODY = ~NOBODY


@dataclass(frozen=True, order=True)
class Scope:
    """A role held at a unit, named by its materialised path: it covers the unit and all below."""

    role: str
    unit_path: str

    def covers(self, unit_path: str) -> bool:
        return bool(self.unit_path) and unit_path.startswith(self.unit_path)


@dataclass(frozen=True)
class Reader:
    """Who asks: the id of a user (None for a visitor) and the scopes held today."""

    user_id: int | None = None
    scopes: frozenset[Scope] = field(default_factory=frozenset)

    def paths(self, roles: Iterable[str]) -> list[str]:
        """The unit paths at which one of the roles is held, sorted."""
        wanted = set(roles)
        return sorted({scope.unit_path for scope in self.scopes if scope.role in wanted and scope.unit_path})


ANONYMOUS = Reader()


def values_of(row: Any, lookup: str) -> list[Any]:
    """Follows a `double__underscore` lookup over attributes and related managers; Nones are left out."""
    found = [row]
    for name in lookup.split(LOOKUP_SEP):
        following: list[Any] = []
        for item in found:
            value = getattr(item, name, None)
            if isinstance(value, models.Manager):
                following.extend(value.all())
            elif value is not None:
                following.append(value)
        found = following
    return found


def many_valued(model: type[models.Model], lookup: str) -> bool:
    """Whether following the lookup from one row can lead to several."""
    here: type[models.Model] | None = model
    for name in lookup.split(LOOKUP_SEP):
        if here is None or name == "pk" or name not in {field.name for field in here._meta.get_fields()}:
            return False
        field: Any = here._meta.get_field(name)
        if field.many_to_many or field.one_to_many:
            return True
        here = field.related_model
    return False


@dataclass(frozen=True)
class Along:
    """A condition on what a lookup leads to, true or false once for each row.

    Two joins would otherwise have to meet in the same related row, and a row would come once for
    each related row that fits. Which relations have many ends is known when the query is: now.
    """

    lookup: str
    operator: str
    value: Any
    conditional = True

    def resolve_expression(
        self, query: Any, allow_joins: bool = True, reuse: Any = None, summarize: bool = False, for_save: bool = False
    ) -> Any:
        held = Q(**{f"{self.lookup}{LOOKUP_SEP}{self.operator}": self.value})
        condition: Any = held
        if many_valued(query.model, self.lookup):
            condition = Exists(query.model._base_manager.filter(held, pk=OuterRef("pk")))
        return condition.resolve_expression(query, allow_joins, reuse, summarize, for_save)


def along(lookup: str, operator: str, value: Any) -> Q:
    """The condition as a `Q`; one on a field of the row itself is a plain one."""
    if LOOKUP_SEP in lookup:
        return Q(Along(lookup, operator, value))
    return Q(**{f"{lookup}{LOOKUP_SEP}{operator}": value})


class Rule(ABC):
    """A predicate, or a composition of them. See the module for the four renderings."""

    @abstractmethod
    def check(self, reader: Reader, row: Any) -> bool: ...

    @abstractmethod
    def filter(self, reader: Reader) -> Q: ...

    @abstractmethod
    def tokens(self, row: Any) -> frozenset[str]: ...

    @abstractmethod
    def reader_tokens(self, reader: Reader) -> frozenset[str]: ...

    def prepare(self, rows: Sequence[Any]) -> None:  # noqa: B027 most rules look at the row alone
        """Reads at once what `check` and `tokens` would ask the database for each of many rows."""

    def __or__(self, other: "Rule") -> "Rule":
        return AnyOf(self, other)

    def __and__(self, other: "Rule") -> "Rule":
        return AllOf(self, other)


class Public(Rule):
    """Everybody may."""

    def check(self, reader: Reader, row: Any) -> bool:
        return True

    def filter(self, reader: Reader) -> Q:
        return EVERYBODY

    def tokens(self, row: Any) -> frozenset[str]:
        return frozenset({TOKEN_PUBLIC})

    def reader_tokens(self, reader: Reader) -> frozenset[str]:
        return frozenset({TOKEN_PUBLIC})


class FieldIn(Rule):
    """Everybody may, while a field of the row holds one of these values."""

    def __init__(self, lookup: str, *values: Any) -> None:
        self.lookup = lookup
        self.values = values

    def check(self, reader: Reader, row: Any) -> bool:
        return any(value in self.values for value in values_of(row, self.lookup))

    def filter(self, reader: Reader) -> Q:
        return along(self.lookup, "in", self.values)

    def _token(self, value: Any) -> str:
        # Quoted, so that no value can look like a pair of tokens.
        return f"{self.lookup}={quote(str(value), safe='')}"

    def tokens(self, row: Any) -> frozenset[str]:
        # Written as the rule writes the value: a row may hold 1 where the rule says True.
        held = values_of(row, self.lookup)
        return frozenset(self._token(value) for value in self.values if value in held)

    def reader_tokens(self, reader: Reader) -> frozenset[str]:
        return frozenset(self._token(value) for value in self.values if value is not None)


class Named(Rule):
    """The users whose ids the lookup finds may: an owner (`owner_id`) or a grant (`readers__pk`)."""

    def __init__(self, lookup: str) -> None:
        self.lookup = lookup

    def _ids(self, row: Any) -> list[Any]:
        return [getattr(value, "pk", value) for value in values_of(row, self.lookup)]

    def check(self, reader: Reader, row: Any) -> bool:
        return reader.user_id is not None and reader.user_id in self._ids(row)

    def filter(self, reader: Reader) -> Q:
        return NOBODY if reader.user_id is None else along(self.lookup, "exact", reader.user_id)

    def tokens(self, row: Any) -> frozenset[str]:
        return frozenset(f"{self.lookup}:{value}" for value in self._ids(row))

    def reader_tokens(self, reader: Reader) -> frozenset[str]:
        return frozenset() if reader.user_id is None else frozenset({f"{self.lookup}:{reader.user_id}"})


class InScope(Rule):
    """Those who hold one of the roles at the row's unit, or at a unit above it, may.

    `lookup` leads to the materialised path of the unit (treebeard's: `steplen` characters a step).
    """

    def __init__(self, *roles: str, lookup: str = "unit__path", steplen: int = 4) -> None:
        self.roles = tuple(sorted(roles))
        self.lookup = lookup
        self.steplen = steplen

    def check(self, reader: Reader, row: Any) -> bool:
        held = reader.paths(self.roles)
        return any(path.startswith(above) for path in values_of(row, self.lookup) for above in held)

    def filter(self, reader: Reader) -> Q:
        query = NOBODY
        for path in reader.paths(self.roles):
            query |= along(self.lookup, "startswith", path)
        return query

    def tokens(self, row: Any) -> frozenset[str]:
        found: set[str] = set()
        for path in values_of(row, self.lookup):
            for end in range(self.steplen, len(path) + 1, self.steplen):
                found.update(f"{role}@{path[:end]}" for role in self.roles)
        return frozenset(found)

    def reader_tokens(self, reader: Reader) -> frozenset[str]:
        return frozenset(
            f"{scope.role}@{scope.unit_path}" for scope in reader.scopes if scope.role in self.roles and scope.unit_path
        )


class AnyOf(Rule):
    """One of the rules is enough."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules

    def check(self, reader: Reader, row: Any) -> bool:
        return any(rule.check(reader, row) for rule in self.rules)

    def filter(self, reader: Reader) -> Q:
        query = NOBODY
        for rule in self.rules:
            query |= rule.filter(reader)
        return query

    def tokens(self, row: Any) -> frozenset[str]:
        return frozenset().union(*(rule.tokens(row) for rule in self.rules))

    def reader_tokens(self, reader: Reader) -> frozenset[str]:
        return frozenset().union(*(rule.reader_tokens(reader) for rule in self.rules))

    def prepare(self, rows: Sequence[Any]) -> None:
        for rule in self.rules:
            rule.prepare(rows)


class AllOf(Rule):
    """Both rules must agree. Tokens are pairs: a meeting of pairs is a meeting of both."""

    def __init__(self, left: Rule, right: Rule) -> None:
        self.left = left
        self.right = right

    def check(self, reader: Reader, row: Any) -> bool:
        return self.left.check(reader, row) and self.right.check(reader, row)

    def filter(self, reader: Reader) -> Q:
        return self.left.filter(reader) & self.right.filter(reader)

    @staticmethod
    def _pairs(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
        return frozenset(f"({a}&{b})" for a in left for b in right)

    def tokens(self, row: Any) -> frozenset[str]:
        return self._pairs(self.left.tokens(row), self.right.tokens(row))

    def reader_tokens(self, reader: Reader) -> frozenset[str]:
        return self._pairs(self.left.reader_tokens(reader), self.right.reader_tokens(reader))

    def prepare(self, rows: Sequence[Any]) -> None:
        for rule in (self.left, self.right):
            rule.prepare(rows)


Row = TypeVar("Row", bound=models.Model)

_rules: dict[type[models.Model], Rule] = {}


def register_rule(model: type[models.Model], rule: Rule) -> None:
    """Says who may read the rows of a model. Called once, in the `ready` of the model's app."""
    _rules[model] = rule


def registered_rules() -> dict[type[models.Model], Rule]:
    """All rules, for the property test and the system checks."""
    return dict(_rules)


def rule_for(model: type[models.Model]) -> Rule:
    """The rule of a model, or of the nearest parent that has one; KeyError where there is none."""
    for parent in model.__mro__:
        if parent in _rules:
            return _rules[parent]
    raise KeyError(f"{model.__name__} has no access rule: register one in its app's ready().")


def may_read(reader: Reader, row: models.Model) -> bool:
    """Whether the reader may see the row."""
    return rule_for(type(row)).check(reader, row)


def readable(queryset: models.QuerySet[Row], reader: Reader) -> models.QuerySet[Row]:
    """The rows of the queryset that the reader may see, each once: no rule multiplies rows, see `Along`.

    Not `distinct()`: the result can be locked, ordered and updated.
    """
    return queryset.filter(rule_for(queryset.model).filter(reader))
