# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing a person or a file: every row that belongs to it, in every table, with its history (DP-09, DP-10).

What belongs to it follows from the models alone: a key that leads to it, or to a row that goes, and the columns `person_id`
and `case_id`. How a row goes is what its model declares: `row` and `with_parent` are deleted; of `blank` the columns of class C2
and above are emptied but for what the model keeps, the skeleton of the decision; `never` stays (the log, which knows
ids only). A table that comes later is taken along by being declared.

The log of the database and older backups hold the old rows until they are past their time; backups are kept for
`backup.place.BASES_KEPT` days, and a restore from one repeats every erasure.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment, service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.keys.fields import SealedField
from panah.foundation.privacy.checks import models_of_ours
from panah.foundation.privacy.declaration import APART, C2
from panah.foundation.privacy.models import Erasure
from panah.foundation.privacy.policy import PrivacyPermission

Rows = dict[type[models.Model], set[uuid.UUID]]
PERSON, CASE = "person", "case"
MODELS = {PERSON: "register.Person", CASE: "casework.Case"}
"""The two kinds of subject, by the names that columns of other apps call them: `<kind>_id`."""
_CHUNK = 1000


class Held(Exception):
    """Somebody has stopped this erasure, with a reason and until a day (DP-11)."""


class NotErasable(Exception):
    """Something of it is still going on: an open case, a status that holds."""


@dataclass(frozen=True)
class Erased:
    """One line of the list of erasures: what was erased, and when."""

    kind: str
    subject_id: str
    at: dt.datetime


@dataclass
class Erasing:
    """An erasure that is being done: what goes, by model. Hooks read it, and may add rows before anything goes."""

    kind: str
    subject_id: uuid.UUID
    at: dt.datetime
    rows: Rows = field(default_factory=dict)

    def ids(self, kind: str) -> set[uuid.UUID]:
        """The persons or cases that go."""
        return self.rows.get(_model(kind), set())


Hook = Callable[[Erasing], Callable[[], None] | None]
Whole = Callable[[set[uuid.UUID]], set[uuid.UUID]]
_hooks: list[Hook] = []
_whole: list[Whole] = []
_open: list[Callable[[set[uuid.UUID], set[uuid.UUID]], bool]] = []


def on_erasure(hook: Hook) -> Hook:
    """Have a function called with every erasure, before anything goes; what it returns is called when everything has gone.

    Both run in the transaction of the erasure; the first must change nothing, since a plan calls it as well. For what no key leads to (words of a search that nobody bears any
    more), and for keys that are to be destroyed.
    """
    _hooks.append(hook)
    return hook


def one_person(function: Whole) -> Whole:
    """Register a function that says which other files are the same person: they are erased together."""
    _whole.append(function)
    return function


def still_open(function: Callable[[set[uuid.UUID], set[uuid.UUID]], bool]) -> Any:
    """Register a function that says, of persons and cases, whether something of them is still going on."""
    _open.append(function)
    return function


def eraser() -> Actor:
    """The system, as data protection: it sees which files are held."""
    service = service_actor("erasure")
    return Actor(
        kind="service",
        account_id=service.account_id,
        assignments=(Assignment(Role.DATA_PROTECTION, uuid.UUID(int=0)),),
    )


def dry_run(*, kind: str, subject_id: uuid.UUID) -> dict[str, int]:
    """What `erase` would do, table -> rows; done and rolled back, so that it cannot differ. Raises Held; NotErasable."""
    return _erase(actor=eraser(), kind=kind, subject_id=subject_id, rule="plan", dry=True)


def erase(
    *,
    actor: Actor,
    kind: str,
    subject_id: uuid.UUID,
    rule: str,
    asked_by: uuid.UUID | None = None,
    agreed_by: uuid.UUID | None = None,
    again: bool = False,
) -> dict[str, int]:
    """Erase a person with all their files, or one file. One transaction; the event is its last row.

    Args:
        actor: who does it.
        kind, subject_id: the person or the case.
        rule: the retention rule whose term is over, or `request`.
        asked_by, agreed_by: the natural persons who asked and who agreed, where two are needed; else the actor alone.
        again: repeat an erasure after a restore, also where what was restored was still going on then.

    Returns table -> rows that went or were blanked.

    Raises Denied; Held; NotErasable; IntegrityError where a row would be left behind: then nothing went.
    """
    require(actor, PrivacyPermission.ERASE)
    return _erase(
        actor=actor, kind=kind, subject_id=subject_id, rule=rule, asked_by=asked_by, agreed_by=agreed_by, again=again
    )


def _erase(
    *,
    actor: Actor,
    kind: str,
    subject_id: uuid.UUID,
    rule: str,
    asked_by: uuid.UUID | None = None,
    agreed_by: uuid.UUID | None = None,
    again: bool = False,
    dry: bool = False,
) -> dict[str, int]:
    at = clock.now()
    system = eraser()
    with (
        acting(system, "erasure"),
        elevated(*Compartment, reason="what is erased goes from every compartment; nothing of it is shown"),
        transaction.atomic(),
    ):
        erasing = Erasing(kind, subject_id, at, subject(kind, subject_id))
        alone_with(erasing.ids(PERSON) or _persons_of(erasing.ids(CASE)))
        if not again and any(test(erasing.ids(PERSON), erasing.ids(CASE)) for test in _open):
            raise NotErasable()
        row = Erasure(
            kind=kind,
            subject_id=subject_id,
            rule=rule,
            at=at,
            persons=sorted(erasing.ids(PERSON) or _persons_of(erasing.ids(CASE))),
            cases=sorted(erasing.ids(CASE)),
            asked_by=asked_by or actor.holder_id,
            agreed_by=agreed_by,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            if "A hold stops" in str(error):
                raise Held() from error
            raise
        # Drafts, histories and the like are seen from here on, in this transaction alone.
        _tell(str(row.pk))
        reach(erasing.rows)
        # What a hook does outside the database must not be done in a rehearsal.
        afterwards = [hook(erasing) for hook in _hooks]
        reach(erasing.rows)
        counts = _go(erasing)
        for function in () if dry else filter(None, afterwards):
            function()
        _tell("")
        if dry:
            transaction.set_rollback(True)
            return counts
        shown = {name: count for name, count in counts.items() if count}
        record(
            actor if actor.kind == "staff" else system,
            Verb.JOB if actor.kind != "staff" else Verb.CHANGE,
            subject_type=f"erased {kind}",
            subject_id=subject_id,
            purpose="retention" if rule != "request" else "erasure",
            detail={"rule": rule, **shown},
        )
    return shown


def delete_unseen(rows: Any, *, rule: str) -> int:
    """Delete rows that their authors alone see and that belong to nobody (drafts past their term). Returns how many went."""
    system = eraser()
    with acting(system, "erasure"), transaction.atomic():
        row = Erasure(kind="rows", subject_id=system.signed_in_as, rule=rule, at=clock.now())
        row.save(force_insert=True)
        _tell(str(row.pk))
        gone = int(rows.count())
        rows._raw_delete(using=rows.db)
        _tell("")
        if not gone:
            transaction.set_rollback(True)
    return gone


def replay(listed: Iterable[Erased]) -> tuple[int, list[str]]:
    """Erase again what a restored database still holds of those on the list (DP-12).

    Returns how many were erased again, and what stood in the way, in words.
    """
    done, problems = 0, []
    system = eraser()
    with acting(system, "erasure"):
        known = {(kind, str(subject)) for kind, subject in Erasure.objects.values_list("kind", "subject_id")}
    for one in listed:
        if (one.kind, one.subject_id) in known or one.kind not in MODELS:
            continue
        try:
            # The list says when it was; it is done now, and both stand in the log.
            if is_there(one.kind, one.subject_id):
                erase(actor=system, kind=one.kind, subject_id=uuid.UUID(one.subject_id), rule="restored", again=True)
                done += 1
        except Held:
            problems.append(
                f"The {one.kind} {one.subject_id} was erased on {one.at:%Y-%m-%d}, and the restored data holds a stop on it. End "
                "the stop (it had ended before the erasure), and finish again."
            )
    return done, problems


def is_there(kind: str, subject_id: uuid.UUID | str) -> bool:
    """Whether there is such a person or case, in whatever compartment; part of a service, which has asked."""
    with (
        acting(eraser(), "erasure"),
        elevated(*Compartment, reason="whether a row is there; nothing of it is shown"),
    ):
        return _model(kind)._default_manager.filter(pk=subject_id).exists()


def was_erased(person_id: uuid.UUID) -> bool:
    """Whether the list of erasures names a person: of some an empty row stays, on which the skeleton of a decision hangs."""
    return Erasure.objects.filter(kind=PERSON, persons__contains=[person_id]).exists()


def alone_with(persons: Iterable[uuid.UUID]) -> None:
    """Keep erasing and stopping an erasure of these persons apart until the transaction ends: a hold that is proposed while somebody goes
    would be told that it stands, and would not."""
    with connection.cursor() as cursor:
        for person in sorted(persons):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"erasing {person}"])


def _tell(erasure: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('panah.erasing', %s, true)", [erasure])


def _model(kind: str) -> type[models.Model]:
    return apps.get_model(MODELS[kind])


def subject(kind: str, subject_id: uuid.UUID) -> Rows:
    """The person with all files that are the same person, and their cases; or the one case."""
    case = _model(CASE)
    if kind == CASE:
        return {case: {subject_id}}
    persons = {subject_id}
    for also in _whole:
        persons |= also(persons)
    cases = set(case._default_manager.filter(person_id__in=persons).values_list("pk", flat=True))
    return {_model(PERSON): persons, case: cases}


def _persons_of(cases: set[uuid.UUID]) -> set[uuid.UUID]:
    return set(_model(CASE)._default_manager.filter(pk__in=cases).values_list("person_id", flat=True))


# -- what belongs to it


def links(model: type[models.Model]) -> list[tuple[str, type[models.Model]]]:
    """The columns of a model by which its rows belong to others: keys, and ids of persons and cases without a key."""
    found: list[tuple[str, type[models.Model]]] = []
    for column in model._meta.concrete_fields:
        if column.is_relation:
            found.append((column.attname, column.related_model))  # type: ignore[arg-type]
        else:
            found += [(column.name, _model(kind)) for kind in MODELS if column.name == f"{kind}_id"]
    return found


def erasable() -> list[type[models.Model]]:
    """Models of which rows go."""
    return [model for model in models_of_ours() if model.privacy.eraser != "never"]


def reach(rows: Rows, among: Iterable[type[models.Model]] | None = None) -> None:
    """Follow the keys from what is there until nothing more is found. among: the models looked through; else those of which rows go."""
    roots = {_model(PERSON), _model(CASE)}
    reachable = [model for model in (erasable() if among is None else among) if model not in roots]
    grew = True
    while grew:
        grew = False
        for model in reachable:
            condition = Q()
            for column, target in links(model):
                if rows.get(target):
                    condition |= Q(**{f"{column}__in": rows[target]})
            if not condition:
                continue
            before = rows.setdefault(model, set())
            found = set(model._default_manager.filter(condition).values_list("pk", flat=True))
            if found - before:
                before |= found
                grew = True


# -- how it goes


def _go(erasing: Erasing) -> dict[str, int]:
    counts: dict[str, int] = {}
    histories = {model.pgh_tracked_model: model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}
    for model, ids in erasing.rows.items():
        if not ids:
            continue
        table = model._meta.db_table
        done = 0
        for part in _parts(ids):
            rows = model._default_manager.filter(pk__in=part)
            if model.privacy.eraser == "blank":  # type: ignore[attr-defined]
                done += _blank(model, rows)
            else:
                rows._raw_delete(using=rows.db)
                done += len(part) - rows.count()
            history = histories.get(model)
            if history is not None:
                old = history._default_manager.filter(pgh_obj_id__in=part)
                old._raw_delete(using=old.db)
                if old.exists():
                    raise IntegrityError(f"History of {table} would be left behind.")
        if done != len(ids):
            raise IntegrityError(f"{len(ids) - done} rows of {table} would be left behind.")
        # The plan and the event of an erasure are read by people of whom the complaint may tell.
        if model.privacy.withheld != APART:  # type: ignore[attr-defined]
            counts[table] = done
    return counts


def _blank(model: type[models.Model], rows: Any) -> int:
    """Empty what the declaration does not keep. Unique texts get the row's own id, so that two blank rows do not collide."""
    emptied = {column.name: _empty(column) for column in blanked(model)}
    unique = [column for column in blanked(model) if column.unique]
    for row in rows.values_list("pk", flat=True) if unique else ():
        model._default_manager.filter(pk=row).update(**{column.name: row.hex for column in unique})
    plain = {name: value for name, value in emptied.items() if name not in {column.name for column in unique}}
    return int(rows.update(**plain)) if plain else int(rows.count())


def blanked(model: type[models.Model]) -> list[Any]:
    """The columns of a model that are emptied when a row is blanked."""
    privacy = model.privacy  # type: ignore[attr-defined]
    return [
        column
        for column in model._meta.concrete_fields
        if not column.primary_key
        and column.name not in privacy.keeps
        and privacy.columns.get(column.name, privacy.data_class) >= C2
    ]


def _empty(column: Any) -> Any:
    if column.null:
        return None
    if isinstance(column, SealedField):
        return b"" if column.empty is None else column.empty
    if column.has_default():
        return column.get_default()
    if column.empty_strings_allowed:
        return ""
    if isinstance(column, models.BooleanField):
        return False
    raise TypeError(f"{column} can not be emptied: let its declaration keep it, or give it a default.")


def _parts(ids: set[uuid.UUID]) -> list[list[uuid.UUID]]:
    ordered = sorted(ids)
    return [ordered[n : n + _CHUNK] for n in range(0, len(ordered), _CHUNK)]
