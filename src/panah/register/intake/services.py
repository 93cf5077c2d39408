# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people do with an import: hand in a file, say what its columns are, let it be checked, written, stopped, thrown away."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.taking import require_clean
from panah.foundation.documents.uploads import UploadRefused
from panah.foundation.ids import secret_id
from panah.register.intake import columns, staging
from panah.register.intake.errors import FileRefused
from panah.register.intake.limits import limits
from panah.register.intake.readers import Format, open_table
from panah.register.intake.xlsx_scan import check_archive, look_like_a_workbook
from panah.register.models import ImportMapping, ImportRun, RunPhase, RunState
from panah.register.policy import RegisterPermission

_SOURCE = 20
_OPEN = (RunState.RECEIVED, RunState.CHECKED, RunState.STOPPED, RunState.FAILED)


class NotNow(ValueError):
    """The import does not stand where this could be done. `code`: a key of `words.FILE`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class _Into:
    compartment: str


def receive_file(*, actor: Actor, file: BinaryIO, compartment: str, source: str = "") -> ImportRun:
    """Take a file in, before anybody has said how it is to be read.

    Args:
        actor: who imports.
        file: opened for reading bytes, able to seek.
        compartment: who is to know the people.
        source: a short name of the register that it comes from, where its numbers could meet those of another one.

    Returns:
        The run, in the state `received`.

    Raises:
        Denied: the actor may not import there.
        FileRefused: the file is empty, too large, or of a kind that is not read.
    """
    require(actor, RegisterPermission.IMPORT, _Into(compartment))
    source = columns.plain(source)
    if len(source) > _SOURCE:
        raise FileRefused("file.source", limit=_SOURCE)
    _require_clean(actor, file)
    kind = _kind(file)
    sha256, size = staging.fingerprint(file)
    now = clock.now()
    with transaction.atomic():
        # The same file makes the same people: whoever imports it again finds them there.
        before = ImportRun.objects.filter(sha256=sha256, compartment=compartment).order_by("created_at").first()
        run = ImportRun.objects.create(
            compartment=compartment,
            starter=actor.kind,
            account_id=actor.account_id,
            source=source,
            sha256=sha256,
            size=size,
            kind=kind,
            seed=before.seed if before else secret_id(),
            state=RunState.RECEIVED,
            on_day=clock.today(),
            created_at=now,
            moved_at=now,
        )
        staging.keep_file(run, file)
        _record(actor, run, "received")
    return run


def _require_clean(actor: Actor, file: BinaryIO) -> None:
    """The size and the virus scanner come before anything that reads the file."""
    file.seek(0, 2)
    if file.tell() > limits().bytes:
        raise FileRefused("file.bytes", limit=limits().bytes // (1024 * 1024))
    try:
        require_clean(actor=actor, file=file)
    except UploadRefused as refused:
        raise FileRefused(refused.reason_key) from None


def _kind(file: BinaryIO) -> str:
    """`csv` or `xlsx`; refuses early what no answer of anybody would make readable."""
    file.seek(0)
    if look_like_a_workbook(file.read(8)):
        file.seek(0, 2)
        if file.tell() > limits().bytes:
            raise FileRefused("file.bytes", limit=limits().bytes // (1024 * 1024))
        check_archive(file, limits())
        return "xlsx"
    try:
        open_table(file, limits())
    except FileRefused as refused:
        if refused.code != "file.encoding_in_doubt":
            raise
    return "csv"


def decide_columns(
    *,
    actor: Actor,
    run_id: uuid.UUID,
    how: Format,
    plan_for: Callable[[Sequence[str]], columns.Plan],
    write: bool = False,
) -> ImportRun:
    """Say how the file is read and which column is which; what was read before is forgotten, and the check begins.

    Args:
        actor: who imports.
        run_id: the run; nothing of it may have been written yet.
        how: encoding, delimiter, sheet.
        plan_for: makes the plan of the headings found.
        write: go on to write without waiting for somebody to look at the check (the command line with --yes).

    Raises:
        Denied, NotFound, NotNow.
        FileRefused: the file cannot be read so, or no person can be made of its columns.
    """
    require(actor, RegisterPermission.IMPORT)
    with transaction.atomic():
        run = _locked(actor, run_id)
        if run.state not in _OPEN or run.written:
            raise NotNow("now.decided")
        with staging.the_file(run) as file:
            table = open_table(file, limits(), how)
        plan = plan_for(table.header)
        plan.check()
        staging.forget_rows(run)
        run.read_as = {"encoding": table.encoding, "delimiter": table.delimiter, "sheet": table.sheet}
        run.header, run.columns = list(plan.header), list(plan.columns)
        run.phase, run.failure, run.stop_asked, run.counts = RunPhase.READING, {}, False, {}
        run.at_row = run.at_anchor = run.at_queue = run.rows = run.queued = 0
        _begin(actor, run, write=write)
        _record(actor, run, "columns_decided")
    return run


def _begin(actor: Actor, run: ImportRun, *, write: bool) -> None:
    """Let the run be worked on, in the name of whoever said so last."""
    run.starter, run.account_id = actor.kind, actor.account_id
    run.to_write = write
    run.state = RunState.RUNNING if write else RunState.CHECKING
    run.moved_at = clock.now()
    if write:
        run.started_at = run.started_at or run.moved_at
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:
        raise NotNow("now.another") from None


def start(*, actor: Actor, run_id: uuid.UUID) -> ImportRun:
    """Let a checked import be written. Raises Denied, NotFound, NotNow."""
    require(actor, RegisterPermission.IMPORT)
    with transaction.atomic():
        run = _locked(actor, run_id)
        if run.state != RunState.CHECKED:
            raise NotNow("now.not_checked")
        # People may have been registered since the check: look again before writing.
        run.phase, run.stop_asked = RunPhase.REMATCHING, False
        _begin(actor, run, write=True)
        _record(actor, run, "started")
    return run


def stop(*, actor: Actor, run_id: uuid.UUID) -> ImportRun:
    """Ask a run to stop after its batch. What it wrote stays. Raises Denied, NotFound, NotNow."""
    require(actor, RegisterPermission.IMPORT)
    with transaction.atomic():
        run = _locked(actor, run_id)
        if run.state not in (RunState.CHECKING, RunState.RUNNING):
            raise NotNow("now.not_running")
        run.stop_asked = True
        run.save(update_fields=["stop_asked"])
        _record(actor, run, "stop_asked")
    return run


def resume(*, actor: Actor, run_id: uuid.UUID) -> ImportRun:
    """Let a run that was stopped, or that failed, go on where it was. Raises Denied, NotFound, NotNow."""
    require(actor, RegisterPermission.IMPORT)
    with transaction.atomic():
        run = _locked(actor, run_id)
        if run.state in (RunState.CHECKING, RunState.RUNNING) and not run.stop_asked:
            return run
        if run.state not in (RunState.STOPPED, RunState.FAILED, RunState.CHECKING, RunState.RUNNING) or not run.header:
            raise NotNow("now.not_stopped")
        run.stop_asked, run.failure = False, {}
        _begin(actor, run, write=run.to_write)
        _record(actor, run, "resumed")
    return run


def discard(*, actor: Actor, run_id: uuid.UUID) -> ImportRun:
    """Throw an import away: its file and its rows. People whom it wrote stay. Raises Denied, NotFound, NotNow."""
    require(actor, RegisterPermission.IMPORT)
    with transaction.atomic():
        run = _locked(actor, run_id)
        if run.state not in _OPEN:
            raise NotNow("now.working")
        staging.forget_file(run)
        staging.forget_rows(run)
        run.state, run.ended_at, run.moved_at = RunState.DISCARDED, clock.now(), clock.now()
        run.save(update_fields=["state", "ended_at", "moved_at"])
        _record(actor, run, "discarded")
    return run


def save_mapping(
    *, actor: Actor, compartment: str, name: str, headings: Mapping[str, str], how: Format | None = None
) -> ImportMapping:
    """Keep which heading is which column, under a name; the same name again replaces what it stood for.

    Raises:
        Denied: the actor may not import there.
        FileRefused: no name, or it names a column that there is not.
    """
    require(actor, RegisterPermission.IMPORT, _Into(compartment))
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise FileRefused("mapping.name", limit=60)
    if not set(headings.values()) <= {"", *columns.COLUMNS}:
        raise FileRefused("columns.changed")
    kept: dict[str, Any] = {"headings": dict(headings), "saved_by": actor.account_id, "saved_at": clock.now()}
    kept["read_as"] = {"encoding": how.encoding, "delimiter": how.delimiter} if how else {}
    with transaction.atomic():
        saved, _made = ImportMapping.objects.update_or_create(compartment=compartment, name=name, defaults=kept)
        record(
            actor, Verb.CHANGE, subject_type="import_mapping", subject_id=saved.pk, detail={"compartment": compartment}
        )
    return saved


def drop_mapping(*, actor: Actor, mapping_id: uuid.UUID) -> None:
    """Delete a saved mapping. Raises Denied, NotFound."""
    require(actor, RegisterPermission.IMPORT)
    with transaction.atomic():
        found = ImportMapping.objects.filter(pk=mapping_id).first()
        if found is None:
            raise NotFound("mapping")
        require(actor, RegisterPermission.IMPORT, found, hide=True)
        found.delete()
        record(
            actor,
            Verb.CHANGE,
            subject_type="import_mapping",
            subject_id=mapping_id,
            detail={"compartment": found.compartment, "what": "dropped"},
        )


def _locked(actor: Actor, run_id: uuid.UUID) -> ImportRun:
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound("import")
    require(actor, RegisterPermission.IMPORT, run, hide=True)
    return run


def _record(actor: Actor, run: ImportRun, what: str) -> None:
    record(
        actor,
        Verb.CHANGE,
        subject_type="import",
        subject_id=run.pk,
        detail={"what": what, "compartment": run.compartment},
    )
