# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making an invented register with several processes: each block is made, written to the database and to the files.

A block is one transaction. What was loaded before a crash is recognised by its external ids and left as it is, so the
same command goes on where it stopped, and nobody is there twice.
"""

import contextlib
import datetime as dt
import multiprocessing
import time
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
from django.db import IntegrityError, connection
from psycopg import sql

from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.database import urls
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.database.set_aside import build_what_is_missing, indexes_afterwards
from panah.foundation.ids import secret_id
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.seed.register import files
from panah.interfaces.cli.seed.register.blocks import BLOCK, Plan, records
from panah.interfaces.cli.seed.register.humans import COUNTRY
from panah.interfaces.cli.seed.register.records import Record
from panah.register.models import Person
from panah.register.public import BulkName, BulkPaper, BulkPerson, write_people

PURPOSE = "invented_register"
WORKERS = 2
INDEXES_AFTER = 50_000
"""Records from which on it is quicker to build the indexes of an empty register afterwards."""
ACTOR = service_actor("invented-register")
_LOOKS_LIKE = r"^[BCDFGHJKLMNPQRSTVWXZ]{5}-[0-9]{8}$"

Tick = Callable[[int], None]


@dataclass(frozen=True)
class Task:
    """What is to be made of a register. `csv`, `truth`: files, or None. `load`: into the database as well."""

    plan: Plan
    compartment: str = Compartment.DISPLACED.value
    load: bool = True
    csv: Path | None = None
    truth: Path | None = None


@dataclass(frozen=True)
class Made:
    """What became of a block: for the files, and how long the parts took (s)."""

    records: int
    people: int
    households: int
    loaded: int
    csv: bytes
    truth: bytes
    generating: float
    loading: float


@dataclass(frozen=True)
class Seeded:
    """The register that was made. Counts of records, of human beings, of households, of records that were there already;
    times by the clock on the wall (s), and of all processes together for the parts."""

    tag: str
    persons: int
    people: int
    duplicates: int
    households: int
    loaded: int
    before: int
    seconds: float
    generating: float
    loading: float
    analysing: float


def bulk_person(record: Record) -> BulkPerson:
    """A record as the register takes it."""
    first = last = None
    precision = "unknown"
    if len(record.born) == 4:
        year = int(record.born)
        first, last, precision = dt.date(year, 1, 1), dt.date(year, 12, 31), "year"
    elif record.born:
        first = last = dt.date.fromisoformat(record.born)
        precision = "day"
    names = [BulkName(record.full, record.given, record.family, record.patronymic)]
    if record.original:
        names.append(BulkName(record.original, kind="as_on_document"))
    return BulkPerson(
        names=tuple(names),
        id=secret_id(),
        external_id=record.external_id,
        sex=record.human.sex,
        born_from=first,
        born_to=last,
        birth_precision=precision,
        birth_place=record.place,
        birth_country=COUNTRY if record.place else "",
        citizenships=(COUNTRY,),
        papers=(BulkPaper(*record.paper, COUNTRY),) if record.paper else (),
        phones=(record.phone,) if record.phone else (),
        address=(record.address, record.district, COUNTRY, record.since) if record.address else None,
        household=record.household_id,
        role=record.role,
        # Unique in the database: also two commands at once leave nobody there twice.
        request_id=uuid.uuid5(uuid.NAMESPACE_URL, f"panah:{record.external_id}"),
    )


def make_block(task: Task, block: int, *, load: bool) -> Made:
    """Make a block, for the files and, where `load`, in the database. Inside `acting`.

    Raises CommandProblem when somebody else loads the same people at the same time.
    """
    started = time.perf_counter()
    those = records(task.plan, block)
    csv = files.csv_of(those) if task.csv else b""
    truth = files.truth_bytes(those, parquet=files.is_parquet(task.truth)) if task.truth else b""
    between = time.perf_counter()
    if load:
        people = [bulk_person(record) for record in those]
        request = uuid.uuid5(uuid.NAMESPACE_URL, f"panah:{task.plan.external_id(block * BLOCK)}")
        try:
            write_people(actor=ACTOR, people=people, compartment=task.compartment, request_id=request)
        except IntegrityError as error:
            raise CommandProblem(
                "Another ./panah seed is loading the same people. Nobody is there twice; let that one end."
            ) from error
    return Made(
        records=len(those),
        people=sum(not record.again for record in those),
        households=len({record.household_id for record in those}),
        loaded=len(those) if load else 0,
        csv=csv,
        truth=truth,
        generating=between - started,
        loading=time.perf_counter() - between if load else 0.0,
    )


def seed_register(task: Task, *, workers: int = WORKERS, tick: Tick | None = None) -> Seeded:
    """Make an invented register.

    Args:
        task: what to make. workers: processes; 1 works in this one. tick: called with how many records are made.

    Raises:
        CommandProblem: another invented register is there, or this one is complete already.
    """
    started = time.perf_counter()
    plan = task.plan
    done = _there(task) if task.load else frozenset()
    if task.load and len(done) == plan.blocks:
        build_what_is_missing()
        raise CommandProblem(
            f"This invented register ({plan.persons} persons, seed {plan.seed}) is loaded already; nothing was changed. "
            "Its truth file and import file can be made again with --files-only."
        )
    wanted = [block for block in range(plan.blocks) if task.csv or task.truth or block not in done]
    made: list[Made] = []
    total = 0
    with contextlib.ExitStack() as stack:
        if task.load:
            stack.enter_context(indexes_afterwards(wanted=plan.persons >= INDEXES_AFTER and not _anybody()))
        csv = stack.enter_context(files.CsvFile(task.csv)) if task.csv else None
        truth = stack.enter_context(files.truth_file(task.truth)) if task.truth else None
        blocks = (
            _alone(task, wanted, done) if workers < 2 or len(wanted) < 2 else _together(task, wanted, done, workers)
        )
        for one in stack.enter_context(contextlib.closing(blocks)):
            if csv:
                csv.add(one.csv)
            if truth:
                truth.add(one.truth)
            total += one.records
            made.append(Made(**{**one.__dict__, "csv": b"", "truth": b""}))
            if tick:
                tick(total)
    analysing = _analyse() if task.load else 0.0
    return Seeded(
        tag=plan.tag,
        persons=total,
        people=sum(one.people for one in made),
        duplicates=total - sum(one.people for one in made),
        households=sum(one.households for one in made),
        loaded=sum(one.loaded for one in made),
        before=sum(plan.size(block) for block in done),
        seconds=round(time.perf_counter() - started, 1),
        generating=round(sum(one.generating for one in made), 1),
        loading=round(sum(one.loading for one in made), 1),
        analysing=round(analysing, 1),
    )


def _anybody() -> bool:
    with acting(ACTOR, PURPOSE), elevated(*Compartment, reason="whether anybody at all is on record"):
        return Person.objects.exists()


def _there(task: Task) -> frozenset[int]:
    """The blocks of this register that are loaded already.

    Raises CommandProblem when another invented register is there: their people would be taken for one another's.
    """
    plan = task.plan
    firsts = {plan.external_id(block * BLOCK): block for block in range(plan.blocks)}
    with (
        acting(ACTOR, PURPOSE),
        elevated(*Compartment, reason="an invented register is loaded once, wherever it is known"),
    ):
        found = dict(Person.objects.filter(external_id__in=list(firsts)).values_list("external_id", "compartments"))
        other = (
            Person.objects.filter(external_id__regex=_LOOKS_LIKE)
            .exclude(external_id__startswith=f"{plan.tag}-")
            .values_list("external_id", flat=True)
            .first()
        )
    if other:
        raise CommandProblem(
            f"Another invented register is loaded (its numbers begin with {other.partition('-')[0]}-), and two of them would be "
            "taken for each other's people. Nothing was changed. ./panah up --reset begins anew with an empty database."
        )
    elsewhere = {compartment for known in found.values() for compartment in known} - {task.compartment}
    if elsewhere:
        raise CommandProblem(
            f"This invented register is known to {', '.join(sorted(elsewhere))} already. Go on with --compartment "
            f"{sorted(elsewhere)[0]}, or begin anew with an empty database (./panah up --reset)."
        )
    return frozenset(firsts[external_id] for external_id in found)


def _alone(task: Task, wanted: Sequence[int], done: frozenset[int]) -> Generator[Made]:
    with _working(task):
        for block in wanted:
            yield make_block(task, block, load=task.load and block not in done)


@contextlib.contextmanager
def _working(task: Task) -> Iterator[None]:
    if not task.load:
        yield
        return
    with acting(ACTOR, PURPOSE):
        with connection.cursor() as cursor:
            # A block lost in a crash is missed by its external ids and made again: nothing has to wait for the disk.
            cursor.execute("SET synchronous_commit = off")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET synchronous_commit")


def _together(task: Task, wanted: Sequence[int], done: frozenset[int], workers: int) -> Generator[Made]:
    """Blocks in their order, made in turn by so many processes."""
    context = multiprocessing.get_context("fork")
    connection.close()
    running = []
    readers: list[Connection] = []
    for worker in range(min(workers, len(wanted))):
        reader, writer = context.Pipe(duplex=False)
        share = wanted[worker::workers]
        process = context.Process(target=_work, args=(task, share, done, writer, [*readers, reader]), daemon=True)
        process.start()
        writer.close()
        running.append(process)
        readers.append(reader)
    try:
        for place in range(len(wanted)):
            try:
                made = readers[place % workers].recv()
            except EOFError:
                made = "a process ended without a word"
            if isinstance(made, CommandProblem):
                raise made
            if isinstance(made, str):
                raise CommandProblem(
                    f"Making the invented register failed: {made}. What is loaded is whole; the same command goes on with the rest."
                )
            yield made
    finally:
        for reader in readers:
            reader.close()
        for process in running:
            process.join(timeout=20)
            if process.is_alive():
                process.terminate()
                process.join()


def _work(
    task: Task, share: Sequence[int], done: frozenset[int], writer: Connection, readers: Sequence[Connection]
) -> None:
    for reader in readers:
        # Held here as well, they would hide from us that whoever reads has gone.
        reader.close()
    try:
        with _working(task):
            for block in share:
                writer.send(make_block(task, block, load=task.load and block not in done))
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    except Exception as error:
        with contextlib.suppress(BrokenPipeError):
            # Of what the database says only the first line: the next may hold values.
            told = f"{type(error).__name__}: {error}".strip().splitlines()[0]
            writer.send(error if isinstance(error, CommandProblem) else told)
    finally:
        connection.close()


def _analyse() -> float:
    """Tell the planner what is in the tables now, as their owner. Returns how long it took (s).

    Where only the application's address is known, the database comes to that by itself, some minutes later.
    """
    started = time.perf_counter()
    with (
        contextlib.suppress(psycopg.OperationalError, DatabaseProblem),
        psycopg.connect(urls.as_url(urls.connection_info("owner")), autocommit=True) as owner,
    ):
        tables = owner.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND (tablename LIKE 'register_%' OR tablename = 'audit_event')"
        ).fetchall()
        for (table,) in tables:
            owner.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
    return time.perf_counter() - started
