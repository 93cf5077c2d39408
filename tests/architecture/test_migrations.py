# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every migration has a way back, or a written reason why it has none (DB-11)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

from panah.interfaces.cli.migrating import IRREVERSIBLE, KEEPS_ROWS_FROM_HERE, NOTHING_TO_UNDO


def ours() -> dict[str, Any]:
    """Our migrations by name."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {
        f"{app}.{name}": migration
        for (app, name), migration in loader.disk_migrations.items()
        if apps.get_app_config(app).name.startswith("panah.")
    }


def single(operations: Iterable[Any]) -> Iterator[Any]:
    """Each operation, those inside of others as well."""
    for operation in operations:
        inside = getattr(operation, "database_operations", None)
        if inside is None:
            yield operation
        else:
            yield from single(inside)


def does_nothing_back(operation: Any) -> bool:
    """Whether an operation does something on the way forward and nothing on the way back."""
    if isinstance(operation, migrations.RunSQL):
        return operation.sql != migrations.RunSQL.noop and operation.reverse_sql == migrations.RunSQL.noop
    if isinstance(operation, migrations.RunPython):
        return operation.reverse_code == migrations.RunPython.noop and operation.code != migrations.RunPython.noop
    return False


#: What only looks, and changes nothing: there is nothing to take back.
ONLY_LOOKS = "DO $$ BEGIN IF pg_relation_size("


def without_way_back(migration: Any) -> bool:
    return not all(operation.reversible for operation in single(migration.operations))


def with_silent_way_back(migration: Any) -> bool:
    return any(
        does_nothing_back(operation) and ONLY_LOOKS not in " ".join(str(getattr(operation, "sql", "")).split())
        for operation in single(migration.operations)
    )


def found() -> tuple[set[str], set[str]]:
    every = ours()
    return (
        {name for name, one in every.items() if without_way_back(one)},
        {name for name, one in every.items() if with_silent_way_back(one)},
    )


def test_every_migration_goes_back_or_says_why_not() -> None:
    """And what is listed is still so: a reason that outlives its migration hides the next one."""
    no_way, silent = found()
    assert len(ours()) >= 60
    assert no_way == set(IRREVERSIBLE), "give it a reverse, or a reason in panah.interfaces.cli.migrating.IRREVERSIBLE"
    assert silent == set(NOTHING_TO_UNDO), "undo what it does, or say in NOTHING_TO_UNDO why there is nothing to undo"
    assert set(KEEPS_ROWS_FROM_HERE) <= set(ours())
    reasons = [*IRREVERSIBLE.values(), *NOTHING_TO_UNDO.values(), *KEEPS_ROWS_FROM_HERE.values()]
    assert all(len(reason.split()) >= 5 for reason in reasons)


class New(migrations.Migration):
    """As somebody might write the next one."""

    operations = [  # noqa: RUF012 - as Django wants it
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL("UPDATE register_person SET sex = 'X'")]
        )
    ]


def test_a_new_migration_without_a_way_back_is_refused() -> None:
    one = New("0099_new", "register")
    assert without_way_back(one)
    one.operations = [migrations.RunPython(lambda apps, editor: None)]
    assert without_way_back(one)
    one.operations = [migrations.RunPython(lambda apps, editor: None, migrations.RunPython.noop)]
    assert not without_way_back(one)
    assert with_silent_way_back(one)
    one.operations = [migrations.RunSQL("DELETE FROM register_address", migrations.RunSQL.noop)]
    assert with_silent_way_back(one)
    one.operations = [migrations.RunSQL("CREATE VIEW a AS SELECT 1", "DROP VIEW a")]
    assert not without_way_back(one)
    assert not with_silent_way_back(one)
