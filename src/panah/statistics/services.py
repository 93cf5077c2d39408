# SPDX-License-Identifier: AGPL-3.0-or-later
"""Simulations that somebody asked for on the pages: kept, run by a worker, read again."""

import datetime as dt
import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from panah.foundation import clock
from panah.foundation.access.actor import Actor, service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.law.engine import load_pack
from panah.law.errors import LawError, Problem
from panah.law.measures import load_measures
from panah.law.pack import Pack
from panah.law.reforms import Reform, parse_reform, shipped_reforms
from panah.statistics.models import Simulation, SimulationState
from panah.statistics.policy import StatisticsPermission
from panah.statistics.simulation import invented_subjects, run, simulate_register

DEAD = dt.timedelta(minutes=10)
"""A run that has not moved for so long has lost its worker; the next one takes it up."""

MOST_INVENTED = 1_000_000


class DraftRefused(Exception):
    """A draft with errors; `problems` lists them in words."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(str(problem) for problem in problems))


def current_pack() -> Pack:
    """The pack of this installation."""
    return load_pack(settings.PANAH_PACK)


def drafts(*, actor: Actor) -> list[tuple[str, Reform]]:
    """The drafts that come with the pack: name of the file and what it says. Raises Denied."""
    require(actor, StatisticsPermission.SIMULATE)
    law = current_pack()
    found = []
    for path in shipped_reforms(law):
        reform, _ = parse_reform(path.read_text(encoding="utf-8"), law, path.name)
        if reform is not None:
            found.append((path.stem, reform))
    return found


def source_of(name: str) -> str:
    """The text of a draft of the pack. Raises NotFound."""
    paths: dict[str, Path] = {path.stem: path for path in shipped_reforms(current_pack())}
    if name not in paths:
        raise NotFound("reform")
    return paths[name].read_text(encoding="utf-8")


def ask(*, actor: Actor, source: str, on: dt.date, invented: int = 0) -> Simulation:
    """Have a draft tried.

    Args:
        source: the text of the draft. on: day of both laws. invented: people to invent, 0 for the register.

    Raises:
        Denied: the actor may not. DraftRefused: the draft has errors. ValueError: a day or number out of bounds.
    """
    require(actor, StatisticsPermission.SIMULATE)
    law = current_pack()
    if not law.law_from <= on <= law.calendar.last:
        raise ValueError(f"{on} lies outside the days of the pack.")
    if not 0 <= invented <= MOST_INVENTED:
        raise ValueError(f"At most {MOST_INVENTED} people can be invented.")
    reform, problems = parse_reform(source, law)
    if reform is None:
        raise DraftRefused(problems)
    now = clock.now()
    with transaction.atomic():
        made = Simulation.objects.create(
            pack=law.code,
            key=reform.key,
            title=dict(reform.title),
            source=source,
            on_day=on,
            invented=invented,
            state=SimulationState.WAITING,
            account_id=actor.account_id,
            created_at=now,
            moved_at=now,
        )
        record(actor, Verb.CREATE, subject_type="simulation", subject_id=made.pk, detail={"reform": reform.key})
        from panah.statistics.jobs import wake

        wake()
    return made


def simulations(*, actor: Actor) -> QuerySet[Simulation]:
    """What was tried, the newest first. Raises Denied."""
    require(actor, StatisticsPermission.SIMULATE)
    return Simulation.objects.order_by("-created_at")


def simulation(*, actor: Actor, simulation_id: uuid.UUID) -> Simulation:
    """One of them. Raises Denied, NotFound."""
    require(actor, StatisticsPermission.SIMULATE)
    found = Simulation.objects.filter(pk=simulation_id).first()
    if found is None:
        raise NotFound("simulation")
    return found


def work_off() -> int:
    """Run every simulation that waits, or whose worker died. Returns how many."""
    count = 0
    while (found := _take()) is not None:
        _run(found)
        count += 1
    return count


def _take() -> Simulation | None:
    now = clock.now()
    free = Q(state=SimulationState.WAITING) | Q(state=SimulationState.RUNNING, moved_at__lt=now - DEAD)
    with transaction.atomic():
        found = Simulation.objects.select_for_update(skip_locked=True).filter(free).order_by("created_at").first()
        if found is not None:
            found.state, found.moved_at, found.done = SimulationState.RUNNING, now, 0
            found.save(update_fields=["state", "moved_at", "done"])
    return found


def _run(asked: Simulation) -> None:
    rows = Simulation.objects.filter(pk=asked.pk)

    def progress(done: int, total: int) -> None:
        rows.update(done=done, total=total, moved_at=clock.now())

    try:
        law = load_pack(asked.pack)
        reform, problems = parse_reform(asked.source, law)
        if reform is None:
            raise DraftRefused(problems)
        if asked.invented:
            measures = load_measures(law)
            subjects = invented_subjects(law, asked.invented, asked.on_day, measures)
            result = run(law, reform, subjects, asked.on_day, measures, progress=progress)
        else:
            result = simulate_register(
                actor=service_actor("simulation"), law=law, reform=reform, on=asked.on_day, progress=progress
            )
    except (LawError, DraftRefused) as error:
        # Their words name parameters and clauses, never a person.
        rows.update(state=SimulationState.FAILED, failure=str(error)[:500], ended_at=clock.now(), moved_at=clock.now())
        return
    except Exception:
        rows.update(state=SimulationState.FAILED, ended_at=clock.now(), moved_at=clock.now())
        raise
    with acting(service_actor("simulation"), "policy"), transaction.atomic():
        rows.update(state=SimulationState.DONE, result=result, ended_at=clock.now(), moved_at=clock.now())
        record(
            service_actor("simulation"),
            Verb.CHANGE,
            subject_type="simulation",
            subject_id=asked.pk,
            detail={"reform": asked.key, "state": SimulationState.DONE.value},
        )
