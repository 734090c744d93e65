"""Every row of one database into another, freshly migrated one: how a site leaves SQLite for PostgreSQL.

Tables are copied as they are, in one transaction: no signal is sent, no default is filled in, keys stay. What the
migrations wrote into the target gives way first.
"""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import sql
from django.utils.translation import gettext as _

from common.errors import Conflict
from common.models import AuditEntry

BATCH = 500
# Has other columns on every kind of database, and is not used: the admin's search has no index.
LEFT_OUT = {"wagtailsearch_indexentry"}


def tables() -> list[type[models.Model]]:
    """Every model with a table of its own, those between two others too, each table once."""
    found = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT
    }
    return list(found.values())


def copy_database(source: str, target: str, tell: Callable[[str, int], None]) -> dict[str, int]:
    """Copies between two aliases of DATABASES; `tell` hears of each table. The number of rows by table.

    Raises Conflict where the two are not of the same version, where the target already holds an audit log, and
    where afterwards the two do not hold the same number of rows; nothing is changed then.
    """
    _compare_versions(source, target)
    copied: dict[str, int] = {}
    with transaction.atomic(using=source), transaction.atomic(using=target):
        _empty(target)
        for model in tables():
            copied[model._meta.db_table] = count = _copy(model, source, target)
            tell(model._meta.db_table, count)
        _reset_sequences(target)
        ContentType.objects.clear_cache()
        for model in tables():
            held = _rows(model, target).count()
            if held != copied[model._meta.db_table]:
                raise Conflict("common.copy_differs", _("%s does not hold what was copied.") % model._meta.db_table)
        connections[target].check_constraints()
    return copied


def _compare_versions(source: str, target: str) -> None:
    applied = [set(MigrationRecorder(connections[alias]).applied_migrations()) for alias in (source, target)]
    if applied[0] != applied[1]:
        differ = ", ".join(sorted(".".join(name) for name in applied[0] ^ applied[1])[:5])
        raise Conflict(
            "common.copy_versions",
            _("The two databases are not of the same version (%s). Run migrate on both first.") % differ,
        )


def _empty(target: str) -> None:
    """Takes away what migrations wrote. The audit log can't be emptied: a target that has one is in use."""
    connection = connections[target]
    if AuditEntry.objects.using(target).exists():
        raise Conflict("common.copy_in_use", _("The target has an audit log: it is in use. Take an empty database."))
    names = [model._meta.db_table for model in tables() if model is not AuditEntry] + sorted(LEFT_OUT)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(map(quote, names))}")
            return
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for name in names:
            cursor.execute(f"DELETE FROM {quote(name)}")  # noqa: S608


def _rows(model: type[models.Model], alias: str) -> models.QuerySet[Any]:
    """Straight from the table: no manager of a package hides rows."""
    return models.QuerySet(model, using=alias)


def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _copy(model: type[models.Model], source: str, target: str) -> int:
    columns = _columns(model)
    count = 0
    for batch in _batches(model, columns, source):
        query = sql.InsertQuery(model)
        # Raw: the values as they stand, not what a field would make of them on saving.
        query.insert_values(columns, batch, raw=True)
        query.get_compiler(using=target).execute_sql()
        count += len(batch)
    return count


def _batches(model: type[models.Model], columns: list[Any], source: str) -> Iterator[list[Any]]:
    names = [field.attname for field in columns]
    # SQLite takes a limited number of values in one statement.
    size = min(BATCH, connections[source].features.max_query_params or 30_000 // len(names), 30_000 // len(names))
    batch: list[Any] = []
    for values in _rows(model, source).order_by("pk").values_list(*names).iterator(chunk_size=BATCH):
        batch.append(SimpleNamespace(**dict(zip(names, values, strict=True))))
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def _reset_sequences(target: str) -> None:
    connection = connections[target]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
