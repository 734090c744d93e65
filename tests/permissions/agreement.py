"""The three renderings of a rule, compared over rows that exist."""

from collections.abc import Iterable

from django.db import models

from common.access import Reader, Rule


def disagreements(rule: Rule, model: type[models.Model], readers: Iterable[Reader]) -> list[str]:
    """Where check, filter and tokens don't say the same of a row; duplicates in the filter included."""
    rows = list(model._default_manager.order_by("pk"))
    found = []
    for reader in readers:
        reader_tokens = rule.reader_tokens(reader)
        checked = [row.pk for row in rows if rule.check(reader, row)]
        filtered = list(model._default_manager.filter(rule.filter(reader)).order_by("pk").values_list("pk", flat=True))
        met = [row.pk for row in rows if rule.tokens(row) & reader_tokens]
        if not checked == filtered == met:
            found.append(f"{model.__name__} for {reader}: check {checked}, filter {filtered}, tokens {met}")
    return found
