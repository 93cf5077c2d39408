# SPDX-License-Identifier: AGPL-3.0-or-later
"""The run of an import, from the file to the queue of suspected duplicates.

Each phase goes forward in transactions of its own, and what it did stands in the run in the same transaction. Whoever is
killed leaves a run that goes on there; since the ids of people are made of the file and the row, the end is the same.
"""

import contextlib
import itertools
import uuid
from collections.abc import Callable, Sequence

from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.db.models import F

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, current_purpose
from panah.foundation.access.errors import AccessError, NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.register.intake import staging
from panah.register.intake.errors import FileRefused
from panah.register.intake.hands import Hands
from panah.register.intake.limits import limits
from panah.register.intake.match import match
from panah.register.intake.preparing import prepared
from panah.register.intake.rows import RowReader
from panah.register.intake.write import Span, next_spans, rows_to_write, write_rows
from panah.register.models import ImportRow, ImportRun, Person, RowOutcome, RunPhase, RunState
from panah.register.policy import RegisterPermission
from panah.register.selectors.likeness import likeness
from panah.register.services.duplicates import COMPARED, Suspicion, recheck, suspect

READ_AT_ONCE = 4_000
WRITE_AT_ONCE = 2_000
SPANS_AT_ONCE = 16
"""Batches of a large file that are done side by side before one looks up."""
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
    with _Alone(run) as mine, Hands(run.size) as hands:
        if not mine:
            return run
        try:
            while _goes_on(run := _the_run(actor, run_id)):
                if run.stop_asked:
                    return _leave(run, RunState.STOPPED)
                _PHASES[RunPhase(run.phase)](actor, run, hands)
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


def _read(actor: Actor, run: ImportRun, hands: Hands) -> None:
    """All rows of the file, `READ_AT_ONCE` in a transaction."""
    with staging.the_file(run) as file:
        table = staging.the_table(run, file)
        if list(table.header) != list(run.header):
            raise FileRefused("columns.changed")
        reader = RowReader(staging.the_plan(run), source=run.source, today=run.on_day, ragged=table.kind == "csv")
        households = staging.Households()
        chunks = prepared(table.rows(), reader, run.seed, hands, at_once=READ_AT_ONCE)
        with contextlib.closing(chunks):
            for chunk in chunks:
                # Also of those that are kept already: who lives together is known by the first of them.
                anchors = households.anchors(chunk)
                left = chunk.from_row(run.at_row)
                if len(left) and not _keep(run, left, anchors[len(chunk) - len(left) :]):
                    return
        with transaction.atomic():
            if ImportRun.objects.select_for_update().get(pk=run.pk).stop_asked:
                return
            _step(run, phase=RunPhase.MATCHING)


def _keep(run: ImportRun, rows: staging.Prepared, anchors: Sequence[int]) -> bool:
    """Keep rows that were read; False when somebody asked to stop."""
    with transaction.atomic():
        if ImportRun.objects.select_for_update().get(pk=run.pk).stop_asked:
            return False
        staging.stage(run, rows, anchors)
        _step(run, at_row=rows.columns["number"][-1], rows=run.rows + len(rows))
    return True


def _match(actor: Actor, run: ImportRun, hands: Hands) -> None:
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


def _write(actor: Actor, run: ImportRun, hands: Hands) -> None:
    """Some batches of people, those of a large file side by side. How far the run is follows them, without a gap."""
    spans = next_spans(run, WRITE_AT_ONCE, SPANS_AT_ONCE if hands.several else 1)
    if not spans:
        with transaction.atomic():
            _step(run, phase=RunPhase.QUEUEING)
        return
    purpose = current_purpose()
    written = hands.each(_write_span, ((actor, purpose, run.pk, span) for span in spans))
    with contextlib.closing(written):
        for span, whole in zip(spans, written, strict=True):
            if not whole:
                return
            with transaction.atomic():
                _step(run, at_anchor=span.last)


def _write_span(actor: Actor, purpose: str, run_id: uuid.UUID, span: Span) -> bool:
    """Write one batch; how many people are written stands in the run with them. False: somebody asked to stop."""
    with acting(actor, purpose), transaction.atomic():
        run = ImportRun.objects.get(pk=run_id)
        if run.stop_asked or run.phase != RunPhase.WRITING:
            return False
        rows = rows_to_write(run, span)
        written = write_rows(actor=actor, run=run, rows=rows) if rows else 0
        # Last of all, since the others wait for the row of the run from here to the end of the transaction.
        ImportRun.objects.filter(pk=run_id).update(written=F("written") + written, moved_at=clock.now())
    return True


def _queue(actor: Actor, run: ImportRun, hands: Hands) -> None:
    """Some batches of suspected duplicates; those of a large file are compared side by side."""
    doubtful = ImportRow.objects.filter(run=run, outcome=RowOutcome.DOUBTFUL, number__gt=run.at_queue)
    most = QUEUE_AT_ONCE * (SPANS_AT_ONCE if hands.several else 1)
    numbers = list(doubtful.order_by("number").values_list("number", flat=True)[:most])
    parts = [numbers[place : place + QUEUE_AT_ONCE] for place in range(0, len(numbers), QUEUE_AT_ONCE)]
    purpose = current_purpose()
    found = hands.each(_suspicions, ((actor, purpose, run.pk, part) for part in parts))
    with contextlib.closing(found):
        for part, suspicions in zip(parts, found, strict=True):
            with transaction.atomic():
                locked = ImportRun.objects.select_for_update().get(pk=run.pk)
                if locked.stop_asked or locked.phase != RunPhase.QUEUEING:
                    return
                queued = suspect(actor=actor, pairs=suspicions, source="import")
                _step(locked, at_queue=part[-1], queued=locked.queued + queued)
    if not parts:
        _end_queue(actor, run)


def _end_queue(actor: Actor, run: ImportRun) -> None:
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.stop_asked or locked.phase != RunPhase.QUEUEING:
            return
        if locked.written <= RECHECKED:
            new = ImportRow.objects.filter(run=run, outcome__in=(RowOutcome.NEW, RowOutcome.DOUBTFUL))
            recheck(actor=actor, person_ids=list(new.values_list("own_id", flat=True)), source="import")
        _step(locked, phase=RunPhase.CLOSING)


def _suspicions(actor: Actor, purpose: str, run_id: uuid.UUID, numbers: Sequence[int]) -> list[Suspicion]:
    """The pairs of some doubtful rows, compared in full."""
    found: list[Suspicion] = []
    with acting(actor, purpose), transaction.atomic():
        run = ImportRun.objects.get(pk=run_id)
        rows = ImportRow.objects.filter(run=run, number__in=numbers).only("number", "own_id", "suspects")
        pairs = {
            (row.own_id, uuid.UUID(one["person"]) if "person" in one else staging.own_id(run, int(one["row"])))
            for row in rows
            for one in row.suspects
        }
        wanted = set(itertools.chain.from_iterable(pairs))
        people = Person.objects.filter(pk__in=wanted, compartments__contains=[run.compartment])
        known = {person.pk: person for person in people.prefetch_related(*COMPARED)}
    for left, right in sorted(pairs):
        # A row that was found to be somebody on record after all made no person.
        if left != right and left in known and right in known:
            alike = likeness(known[left], known[right])
            found.append(Suspicion(left, right, alike.probability, run.compartment, list(alike.because)))
    return found


def _close(actor: Actor, run: ImportRun, hands: Hands) -> None:
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


_PHASES: dict[RunPhase, Callable[[Actor, ImportRun, Hands], None]] = {
    RunPhase.READING: _read,
    RunPhase.MATCHING: _match,
    RunPhase.REMATCHING: _match,
    RunPhase.WRITING: _write,
    RunPhase.QUEUEING: _queue,
    RunPhase.CLOSING: _close,
}
