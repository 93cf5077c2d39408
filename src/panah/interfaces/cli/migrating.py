# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking migrations back and forward one by one (DB-11), and the two ways in which one may have no way back: each with its reason.

A test takes every migration back to nothing and forward again, and holds what stands in the database after each step against what stood there
on the other way. Another one refuses a new migration that has no way back and is not listed here.
"""

import contextlib
import gc
import itertools
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import AddConstraint, AddIndex, RemoveConstraint, RemoveIndex
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from panah.foundation.database import urls
from panah.foundation.privacy.erasable import allow_erasing, withdraw_erasing
from panah.interfaces.cli.problems import CommandProblem, report

#: Migrations that cannot be taken back at all, each with its reason.
IRREVERSIBLE: dict[str, str] = {}

#: Statements of a migration whose way back does nothing, each with the reason why nothing is left to undo.
NOTHING_TO_UNDO: dict[str, str] = {
    "accounts.0004_stay": "the trigger is written of the roles as they are now, which it was before as well",
    "accounts.0005_policy_analyst": "the trigger is written of the roles as they are now, which it was before as well",
    "accounts.0006_return_head": "the trigger is written of the roles as they are now, which it was before as well",
    "audit.0004_evidence": "events that waited for their place go with the table in which they wait",
    "oversight.0002_guarantees": "the policy goes with the others of its table",
}

#: Migrations that refuse to be taken back where there are rows, since what the rows say would be lost; each with its reason. A
#: restore of the backup before the upgrade is the way back then.
KEEPS_ROWS_FROM_HERE: dict[str, str] = {
    "register.0019_sealed": "sealed words would become bytes that nobody can read",
    "casework.0008_sealed": "sealed words would become bytes that nobody can read",
    "documents.0002_sealed": "sealed bytes would become bytes that nobody can read",
    "residence.0008_sealed": "sealed words would become bytes that nobody can read",
}

LOCK_WAIT = 0.5  # not-law: policy
"""How long a migration stands in the queue for a table (s): whoever writes there stands behind it meanwhile."""
TRIES, PAUSE = 120, 0.5
"""How often a migration that did not get its table is tried, and how long others go first (s)."""
AT_ONCE = 8
"""Of many migrations, so many are prepared together: the models of each step are kept meanwhile."""
TOGETHER = 30
"""After so many that went forward what they left is cleared away, some hundred megabytes."""
_GUARDS = (AddConstraint, RemoveConstraint, AddIndex, RemoveIndex, AddTrigger, RemoveTrigger)
"""Operations that change what a table is guarded by, and no field."""
_NOT_NOW = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)


@dataclass(frozen=True)
class Taken:
    """A migration that was taken back or forward. tries: how often it was begun; seconds: its last try by itself; began, ended: of all
    its tries, by the monotonic clock."""

    name: str
    back: bool
    tries: int
    seconds: float
    began: float
    ended: float


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Let Django work as the owner of the tables of the database that it is on."""
    connection = connections[DEFAULT_DB_ALIAS]
    entry = connections.databases[DEFAULT_DB_ALIAS]
    before = {key: entry.get(key) for key in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    info = urls.connection_info("owner")
    connection.close()
    entry.update(
        NAME=info["dbname"], HOST=info.get("host", ""), PORT=info.get("port", ""), USER=info["user"],
        PASSWORD=info.get("password", ""),
    )  # fmt: skip
    try:
        yield
    finally:
        connection.close()
        entry.update(before)


@contextlib.contextmanager
def owner_connection() -> Iterator[psycopg.Connection]:
    """A connection of the owner beside Django's, in autocommit."""
    with psycopg.connect(urls.as_url(urls.connection_info("owner")), autocommit=True) as connection:
        yield connection


def name_of(migration: Migration) -> str:
    """As it is listed: app and name."""
    return f"{migration.app_label}.{migration.name}"


def is_ours(label: str) -> bool:
    """Whether an app is Panah's."""
    return apps.get_app_config(label).name.startswith("panah.")


def in_order() -> list[Migration]:
    """Every migration, in the order in which an empty database takes them."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)]


def of_ours(migrations: Sequence[Migration]) -> list[Migration]:
    """Ours, and those of others that stand on ours, in the same order."""
    chosen: dict[tuple[str, str], Migration] = {}
    for migration in migrations:
        if is_ours(migration.app_label) or any(tuple(one) in chosen for one in migration.dependencies):
            chosen[migration.app_label, migration.name] = migration
    return list(chosen.values())


def applied() -> set[str]:
    """The names of those that this database has."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return {f"{app}.{name}" for app, name in executor.loader.applied_migrations}


@dataclass
class _Step:
    """An operation of a migration with the models before and after it."""

    operation: Operation
    before: ProjectState
    after: ProjectState

    def run(self, migration: Migration, editor: BaseDatabaseSchemaEditor, *, back: bool) -> None:
        """Take it back or forward, as `Migration.unapply` and `apply` do."""
        operation, label = self.operation, migration.app_label
        whole = operation.atomic or (migration.atomic and operation.atomic is not False)
        with transaction.atomic() if whole and not editor.atomic_migration else contextlib.nullcontext():
            if back:
                operation.database_backwards(label, editor, self.after, self.before)
            else:
                operation.database_forwards(label, editor, self.before, self.after)


@dataclass
class _Prepared:
    """A migration with its steps."""

    migration: Migration
    steps: list[_Step]

    def run(self, executor: MigrationExecutor, *, back: bool) -> None:
        """Take it back or forward in a transaction of its own, and note that it was."""
        migration, recorder = self.migration, executor.recorder
        if back and (no_way := [step.operation for step in self.steps if not step.operation.reversible]):
            raise IrreversibleError(f"{no_way[0]} in {migration} is not reversible")
        note = recorder.record_unapplied if back else recorder.record_applied
        names = migration.replaces or [(migration.app_label, migration.name)]
        with executor.connection.schema_editor(atomic=migration.atomic) as editor:
            for step in reversed(self.steps) if back else self.steps:
                step.run(migration, editor, back=back)
            if migration.atomic:
                for app, name in names:
                    note(app, name)
        if not migration.atomic:
            for app, name in names:
                note(app, name)


def _prepare(executor: MigrationExecutor, migrations: Collection[Migration]) -> Iterator[_Prepared]:
    """Migrations with their steps, in the order in which an empty database takes them.

    Django makes the models of every step anew on the way to a migration that is to go back, and once more when it goes. Here it
    is done once, and a change of what a table is guarded by leaves the models that others have of it alone until a field changes.
    """
    loader, wanted = executor.loader, {(one.app_label, one.name) for one in migrations}
    state = ProjectState(real_apps=loader.unmigrated_apps)
    for migration, _ in executor.migration_plan(loader.graph.leaf_nodes(), clean_start=True):
        key = (migration.app_label, migration.name)
        if key in wanted:
            wanted.remove(key)
            state = state.clone()
            state.apps  # noqa: B018 - makes the models
            steps = []
            guarded: set[tuple[str, str]] = set()
            for operation in migration.operations:
                before = state
                if isinstance(operation, _GUARDS):
                    state = before.clone()
                    models = state.__dict__.pop("apps")
                    operation.state_forwards(migration.app_label, state)
                    state.apps = models
                    guarded.add((migration.app_label, operation.model_name.lower()))
                else:
                    _catch_up(before, guarded)
                    state = before.clone()
                    operation.state_forwards(migration.app_label, state)
                steps.append(_Step(operation, before, state))
            _catch_up(state, guarded)
            yield _Prepared(migration, steps)
            if not wanted:
                return
        elif key in loader.applied_migrations:
            if "apps" in state.__dict__:
                state = state.clone()
            migration.mutate_state(state, preserve=False)


def _catch_up(state: ProjectState, guarded: set[tuple[str, str]]) -> None:
    if guarded:
        # Those before it keep what they have.
        state.apps = state.apps.clone()
        state.reload_models(sorted(guarded), delay=True)
        guarded.clear()


def take(migrations: Iterable[Migration], *, back: bool, after: Callable[[Taken], None] = lambda taken: None) -> None:
    """Take migrations back (in this order) or forward, each in its own transaction, as the owner.

    One that does not get a table within LOCK_WAIT gives way to whoever works there, and is tried again.

    Args:
        migrations: in the order in which they are taken. after: is told of each.

    Raises what the migration raised; those before it stay taken.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if back:
        be_polite()
        _in_turn(withdraw_erasing, connection.connection)
    left = list(migrations)
    # Each step makes a model of each table anew; looking for what is garbage would take two fifths of the time.
    collects = gc.isenabled()
    gc.disable()
    try:
        while left:
            executor = MigrationExecutor(connection)
            # Those that go back have to be kept until their turn comes; of the others one at a time.
            many = AT_ONCE if back else len(left)
            some, left = left[:many], left[many:]
            prepared = reversed([*_prepare(executor, some)]) if back else _prepare(executor, some)
            for number, one in enumerate(prepared, 1):
                after(_take_one(executor, one, back=back))
                if number % (AT_ONCE if back else TOGETHER) == 0:
                    gc.collect()
    finally:
        if collects:
            gc.enable()
        # Also where one refused: people are erased meanwhile.
        _in_turn(allow_erasing, connection.connection)


def _take_one(executor: MigrationExecutor, one: _Prepared, *, back: bool) -> Taken:
    first = time.monotonic()
    for tries in itertools.count(1):
        be_polite()
        began = time.monotonic()
        try:
            one.run(executor, back=back)
        except OperationalError as error:
            if not is_not_now(error) or tries >= TRIES:
                raise
            time.sleep(PAUSE)
        else:
            now = time.monotonic()
            return Taken(name_of(one.migration), back, tries, now - began, first, now)
    raise AssertionError


def _in_turn(work: Callable[[psycopg.Connection], None], connection: psycopg.Connection) -> None:
    for again in range(TRIES):
        try:
            return work(connection)
        except _NOT_NOW:
            if again == TRIES - 1:
                raise
            time.sleep(PAUSE)
    return None


def newer_than(name: str) -> list[Migration]:
    """What was taken after a migration, newest first. Raises CommandProblem where there is none of that name here."""
    ours, known = of_ours(in_order()), applied()
    names = [name_of(one) for one in ours]
    if name not in names or name not in known:
        raise CommandProblem(f"This database has no migration {name}. Name one as app.name: {', '.join(names[-5:])}")
    return [one for one in reversed(ours[names.index(name) + 1 :]) if name_of(one) in known]


def migrate() -> None:
    """Bring the tables up to date, as the owner that Django works as; giving way to whoever works there, and trying again.

    Raises CommandProblem where somebody does not let go of a table.
    """
    known = applied()
    try:
        if waiting := [one for one in in_order() if name_of(one) not in known]:
            take(waiting, back=False)
        for again in range(TRIES):
            be_polite()
            try:
                # Nothing is left for it to take: it sees to what follows a migration, such as the names of the models.
                call_command("migrate", skip_checks=True, interactive=False, verbosity=0)
                return
            except OperationalError as error:
                if not is_not_now(error) or again == TRIES - 1:
                    raise
                time.sleep(PAUSE)
    except OperationalError as error:
        if not is_not_now(error):
            raise
        raise CommandProblem(
            "The tables could not be brought up to date: something works on them and does not let go. Stop what runs for "
            "long (an import, a backup by pg_dump), then start again; what is done already stays done."
        ) from error


def be_polite() -> None:
    """Have Django's connection stand in no queue for long."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{int(LOCK_WAIT * 1000)}ms"])


def is_not_now(error: OperationalError) -> bool:
    """Whether a statement gave way to somebody who works on the same table."""
    return isinstance(error.__cause__, _NOT_NOW)


def main() -> int:
    """What `steps.migrate` runs, in a process that works as the owner."""
    import django

    django.setup()
    # What is there by now stays until the end: looking for garbage leaves it out.
    gc.freeze()
    try:
        migrate()
    except CommandProblem as problem:
        report(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
