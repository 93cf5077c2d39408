# SPDX-License-Identifier: AGPL-3.0-or-later
"""The run of an import, from the file to the queue of suspected duplicates.

Each phase goes forward in transactions of its own, and what it did stands in the run in the same transaction. Whoever is
killed leaves a run that goes on there; since the ids of people are made of the file and the row, the end is the same.
"""

import itertools
import uuid
from collections.abc import Callable, Iterator, Sequence

from django.db import Error as DatabaseError
from django.db import connection, transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import AccessError, NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.register.intake import staging
from panah.register.intake.errors import FileRefused
from panah.register.intake.limits import limits
from panah.register.intake.match import match
from panah.register.intake.rows import RowRead, RowReader
from panah.register.intake.write import next_rows, write_rows
from panah.register.models import ImportRow, ImportRun, Person, RowOutcome, RunPhase, RunState
from panah.register.policy import RegisterPermission
from panah.register.selectors.likeness import likeness
from panah.register.services.duplicates import Suspicion, recheck, suspect

READ_AT_ONCE = 4_000
WRITE_AT_ONCE = 2_000
QUEUE_AT_ONCE = 500
RECHECKED = 2_000
"""Up to so many new people are also compared one by one with the whole register; more are left to the nightly look."""

Told = Callable[[ImportRun], None]


def work(*, actor: Actor, run_id: uuid.UUID, told: Told | None = None) -> ImportRun:
    """Go on with a run until it waits for somebody, is stopped, refused or done.

    Args:
        actor: who imports; each batch asks for the permission again. Call it inside `acting`.
        run_id: the run.
        told: called after each step with the run as it is then.

    Returns:
        The run as it is left. Unchanged where another process works on it.

    Raises:
        Denied, NotFound: the actor may not import there, or there is no such run.
        Whatever fails besides the file itself; the run then says that it failed, and may be resumed.
    """
    run = _the_run(actor, run_id)
    with _Alone(run) as mine:
        if not mine:
            return run
        try:
            while _goes_on(run := _the_run(actor, run_id)):
                if run.stop_asked:
                    return _leave(run, RunState.STOPPED)
                _PHASES[RunPhase(run.phase)](actor, run)
                if told:
                    told(_the_run(actor, run_id))
        except FileRefused as refused:
            return _leave(run, RunState.FAILED, {"code": refused.code, "params": refused.params})
        except AccessError:
            _leave(run, RunState.STOPPED, {"code": "run.denied"})
            raise
        except DatabaseError:
            # The database is away, or refuses: nothing can be noted there. Whoever looks next goes on.
            raise
        except Exception as error:
            _leave(run, RunState.FAILED, {"code": "run.fault", "params": {"kind": type(error).__name__}})
            raise
    return _the_run(actor, run_id)


def _the_run(actor: Actor, run_id: uuid.UUID) -> ImportRun:
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None:
        raise NotFound("import")
    require(actor, RegisterPermission.IMPORT, run)
    return run


def _goes_on(run: ImportRun) -> bool:
    if run.state not in (RunState.CHECKING, RunState.RUNNING):
        return False
    return run.phase != RunPhase.DONE


class _Alone:
    """A lock of the session on a run: held by the process that works on it, and gone with it."""

    def __init__(self, run: ImportRun) -> None:
        self._key = f"register:import:{run.pk}"

    def __enter__(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 1))", [self._key])
            self._mine = bool(cursor.fetchone()[0])
        return self._mine

    def __exit__(self, *_raised: object) -> None:
        if self._mine and connection.connection is not None and not connection.connection.closed:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 1))", [self._key])
            except DatabaseError:
                connection.close()


def _step(run: ImportRun, **changes: object) -> None:
    """Note how far a run is, in the caller's transaction."""
    changed = ImportRun.objects.filter(pk=run.pk).update(moved_at=clock.now(), **changes)
    if not changed:
        raise NotFound("import")
    for name, value in changes.items():
        setattr(run, name, value)


def _leave(run: ImportRun, state: RunState, failure: dict[str, object] | None = None) -> ImportRun:
    _step(run, state=state, stop_asked=False, failure=failure or {})
    return run


def refuse_starter(run: ImportRun) -> None:
    """Stop a run whose starter may no longer import: somebody who may has to let it go on."""
    _leave(run, RunState.STOPPED, {"code": "run.denied"})


# -- phases


def _read(actor: Actor, run: ImportRun) -> None:
    """All rows of the file, `READ_AT_ONCE` in a transaction."""
    with staging.the_file(run) as file:
        table = staging.the_table(run, file)
        if list(table.header) != list(run.header):
            raise FileRefused("columns.changed")
        reader = RowReader(staging.the_plan(run), source=run.source, today=run.on_day, ragged=table.kind == "csv")
        households = staging.Households()
        waiting: list[tuple[RowRead, int]] = []
        for number, cells in table.rows():
            row = reader.read(number, cells)
            anchor = households.anchor(row)
            if number > run.at_row:
                waiting.append((row, anchor))
            if len(waiting) >= READ_AT_ONCE:
                if not _keep(run, waiting):
                    return
                waiting = []
        if not _keep(run, waiting):
            return
        with transaction.atomic():
            _step(run, phase=RunPhase.MATCHING)


def _keep(run: ImportRun, rows: Sequence[tuple[RowRead, int]]) -> bool:
    """Keep rows that were read; False when somebody asked to stop."""
    with transaction.atomic():
        if ImportRun.objects.select_for_update().get(pk=run.pk).stop_asked:
            return False
        if rows:
            staging.stage(run, rows)
            _step(run, at_row=rows[-1][0].number, rows=run.rows + len(rows))
    return True


def _match(actor: Actor, run: ImportRun) -> None:
    """Whom the rows stand for. One transaction: the rows are decided together, or not at all."""
    with transaction.atomic():
        counts = match(run, limits().household)
        if run.to_write:
            somebody = counts["new"] + counts["doubtful"]
            _step(run, counts=counts, phase=RunPhase.WRITING if somebody else RunPhase.CLOSING)
        else:
            _step(run, counts=counts, phase=RunPhase.CHECKED, state=RunState.CHECKED)
        record(
            actor,
            Verb.JOB,
            subject_type="import",
            subject_id=run.pk,
            detail={"what": "checked", "compartment": run.compartment, **counts},
        )


def _write(actor: Actor, run: ImportRun) -> None:
    """One batch of people. What was written and how far the run is stand in one transaction."""
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.stop_asked or locked.phase != RunPhase.WRITING:
            return
        rows = next_rows(locked, WRITE_AT_ONCE)
        if not rows:
            _step(locked, phase=RunPhase.QUEUEING)
            return
        written = write_rows(actor=actor, run=locked, rows=rows)
        _step(locked, at_anchor=rows[-1].anchor, written=locked.written + written)


def _queue(actor: Actor, run: ImportRun) -> None:
    """One batch of suspected duplicates."""
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.stop_asked or locked.phase != RunPhase.QUEUEING:
            return
        doubtful = ImportRow.objects.filter(run=run, outcome=RowOutcome.DOUBTFUL, number__gt=locked.at_queue)
        rows = list(doubtful.order_by("number").only("number", "own_id", "suspects")[:QUEUE_AT_ONCE])
        if not rows:
            if locked.written <= RECHECKED:
                new = ImportRow.objects.filter(run=run, outcome__in=(RowOutcome.NEW, RowOutcome.DOUBTFUL))
                recheck(actor=actor, person_ids=list(new.values_list("own_id", flat=True)), source="import")
            _step(locked, phase=RunPhase.CLOSING)
            return
        queued = suspect(actor=actor, pairs=_suspicions(locked, rows), source="import")
        _step(locked, at_queue=rows[-1].number, queued=locked.queued + queued)


def _suspicions(run: ImportRun, rows: Sequence[ImportRow]) -> Iterator[Suspicion]:
    pairs = {
        (row.own_id, uuid.UUID(one["person"]) if "person" in one else staging.own_id(run, int(one["row"])))
        for row in rows
        for one in row.suspects
    }
    wanted = set(itertools.chain.from_iterable(pairs))
    people = Person.objects.filter(pk__in=wanted, compartments__contains=[run.compartment])
    known = {person.pk: person for person in people.prefetch_related("names", "papers")}
    for left, right in sorted(pairs):
        # A row that was found to be somebody on record after all made no person.
        if left != right and left in known and right in known:
            alike = likeness(known[left], known[right])
            yield Suspicion(left, right, alike.probability, run.compartment, list(alike.because))


def _close(actor: Actor, run: ImportRun) -> None:
    """Delete the file and every row that nobody has to look at; keep of the others only what is to be looked at."""
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        staging.forget_file(run)
        rows = ImportRow.objects.filter(run=run)
        rows.filter(outcome__in=(RowOutcome.NEW, RowOutcome.MATCHED), faults=[]).delete()
        rows.update(data="", blocks=[], digest="")
        now = clock.now()
        _step(locked, phase=RunPhase.DONE, state=RunState.DONE, ended_at=now)
        record(
            actor,
            Verb.JOB,
            subject_type="import",
            subject_id=run.pk,
            detail={
                "what": "imported",
                "compartment": run.compartment,
                "written": locked.written,
                "queued": locked.queued,
                **locked.counts,
            },
        )


_PHASES: dict[RunPhase, Callable[[Actor, ImportRun], None]] = {
    RunPhase.READING: _read,
    RunPhase.MATCHING: _match,
    RunPhase.REMATCHING: _match,
    RunPhase.WRITING: _write,
    RunPhase.QUEUEING: _queue,
    RunPhase.CLOSING: _close,
}
