"""Rows as lines of JSON, the same from SQLite and PostgreSQL: by the models of the migrations that the rows were written under.

No table is known here by its name: whatever the migrations say there is, is carried.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from merited.base.errors import Refused

Migrations = list[tuple[str, str]]
AT_ONCE = 500
# What `migrate` makes by itself, and sign-ins: a restored place asks everybody to sign in again.
LEFT_OUT = frozenset({"auth", "contenttypes", "sessions"})


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything that is read inside is of one moment; nobody who writes has to wait."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def applied() -> Migrations:
    """The migrations that this database stands at. Raises `Refused` while some wait: the rows would fit no model."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("migrations-wait", "This database is not up to date. Run: merited migrate; then back it up.")
    known = executor.loader.graph.nodes
    return sorted(one for one in MigrationRecorder(connection).applied_migrations() if one in known)


def go_to(migrations: Migrations) -> None:
    """Bring an empty database to where a backup stood. Raises `Refused` when the backup is of a newer Merited."""
    executor = MigrationExecutor(connection)
    unknown = [one for one in migrations if one not in executor.loader.graph.nodes]
    if unknown:
        raise Refused(
            "newer-backup",
            "This backup was made by a newer Merited ({app} {name} is not known here). Install that version first.",
            app=unknown[0][0],
            name=unknown[0][1],
        )
    if set(executor.loader.applied_migrations) - set(migrations):
        raise Refused(
            "tables-ahead",
            "This database was prepared by a newer Merited than the backup's. Give it a database without any table.",
        )
    executor.migrate(_last_of_each(executor, migrations))


def _last_of_each(executor: MigrationExecutor, migrations: Migrations) -> Migrations:
    """Those that no other migration of their own app builds on: going there goes through all."""
    graph = executor.loader.graph
    built_on = {parent.key for one in migrations for parent in graph.node_map[one].parents if parent.key[0] == one[0]}
    return [one for one in migrations if one not in built_on]


def tables(migrations: Migrations) -> list[type[models.Model]]:
    """Every table at these migrations, as models of that time, in a stable order."""
    state = MigrationLoader(connection).project_state(list(migrations))
    found = [
        one
        for one in state.apps.get_models(include_auto_created=True)
        if one._meta.managed and not one._meta.proxy and one._meta.app_label not in LEFT_OUT
    ]
    return sorted(found, key=lambda one: one._meta.label_lower)


def lines_of(table: type[models.Model]) -> Iterator[bytes]:
    """Each row as one line of JSON, in the order of its key."""
    names = [one.attname for one in table._meta.concrete_fields]
    rows = table._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=AT_ONCE)
    for row in rows:
        yield (
            json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False, sort_keys=True).encode()
            + b"\n"
        )


def _plain(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date | time):
        return value.isoformat()  # to the microsecond: the log's seals are made over it
    return str(value) if isinstance(value, UUID | Decimal) else value


def pour(table: type[models.Model], lines: Iterable[bytes]) -> int:
    """Put rows into a table, in batches. Returns how many. What `migrate` may have put there goes first."""
    stored = table._base_manager.all()
    stored._raw_delete(stored.db)
    fields = {one.attname: one for one in table._meta.concrete_fields}
    batch: list[models.Model] = []
    count = 0
    for line in lines:
        batch.append(_row(table, fields, json.loads(line)))
        count += 1
        if len(batch) == AT_ONCE:
            table._base_manager.bulk_create(batch)
            batch = []
    table._base_manager.bulk_create(batch)
    return count


def _row(
    table: type[models.Model], fields: Mapping[str, "models.Field[Any, Any]"], values: Mapping[str, Any]
) -> models.Model:
    return table(**{name: fields[name].to_python(value) for name, value in values.items()})


def count_on(made: Iterable[type[models.Model]]) -> None:
    """Let the database's own counters go on after the highest number that was poured in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(made)):
            cursor.execute(statement)
