# SPDX-License-Identifier: AGPL-3.0-or-later
"""The work basket: what waits on whom, what runs out, what is blocked and by what."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from panah.casework.models import Case, Clock, ProcedureVersion, Task
from panah.casework.models.case import published
from panah.casework.policy import CasePermission
from panah.casework.registry import Priority
from panah.casework.selectors.dates import Due, due
from panah.casework.selectors.file import account_names, priority_of, visible
from panah.casework.selectors.names import names_of
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME
from panah.foundation.access.policy import require as require_permission
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.law.pack import load_pack

View = Literal["mine", "team", "due", "blocked", "unassigned", "all"]
VIEWS: tuple[View, ...] = ("mine", "team", "due", "blocked", "unassigned", "all")
Sort = Literal["priority", "due", "opened", "number"]
PAGE = 25
_RANKED_BY = (
    "flags", "next_due_at", "state_since", "opened_at", "closed_at", "number", "procedure_key", "procedure_version",
)  # fmt: skip


@dataclass(frozen=True)
class BasketRow:
    """A line of the basket."""

    case: Case
    name: str
    state: str
    waits_for: str
    assigned: str
    due: Due | None
    due_label: str
    priority: Sequence[Priority]
    blocked_by: Sequence[str]

    @property
    def points(self) -> int:
        """The weight of all reasons together."""
        return sum(reason.points for reason in self.priority)


@dataclass(frozen=True)
class Basket:
    """A page of the basket and how many there are in each view."""

    view: View
    rows: Sequence[BasketRow]
    counts: dict[str, int]
    states: Sequence[tuple[str, str, int]]
    total: int
    page: int
    pages: int


def _blocking() -> Exists:
    return Exists(Task.objects.filter(case=OuterRef("pk"), blocking=True, done_at=None))


def _views(actor: Actor) -> dict[str, Q]:
    roles = sorted(role.value for role in actor.roles)
    mine = Q(assigned_to=actor.account_id) & (Q(waits_for__in=roles) | Q(waits_for=""))
    open_to_my_role = Q(waits_for__in=roles) & (Q(assigned_to=None) | ~Q(waits_for="case_officer"))
    return {
        "mine": mine | open_to_my_role,
        "team": Q(),
        "due": Q(next_due_at__isnull=False),
        "blocked": Q(is_blocked=True),
        "unassigned": Q(assigned_to=None),
        "all": Q(),
    }


def _open_cases(actor: Actor) -> QuerySet[Case]:
    return visible(actor, Case.objects.all()).filter(closed_at=None).annotate(is_blocked=_blocking())


def basket(
    *,
    actor: Actor,
    view: View = "mine",
    sort: Sort = "priority",
    state: str = "",
    number: str = "",
    page: int = 1,
) -> Basket:
    """One page of the actor's basket.

    view: `mine` waits on me or on my role; `team` everything open in my offices; `due` what has a term, the nearest first;
    `blocked` what a task stops; `unassigned` what has no officer; `all` as team, closed cases included.
    """
    require_permission(actor, CasePermission.BASKET, SOME)
    with transaction.atomic():
        views = _views(actor)
        base = _open_cases(actor)
        counts = base.aggregate(
            **{name: Count("pk", filter=q) if q else Count("pk") for name, q in views.items() if name != "all"}
        )
        chosen = (
            visible(actor, Case.objects.all()).annotate(is_blocked=_blocking())
            if view == "all"
            else base.filter(views[view])
        )
        state_counts: list[Any] = list(chosen.values("procedure_key", "state").annotate(n=Count("pk")).order_by("-n"))
        if state:
            chosen = chosen.filter(state=state)
        if number:
            chosen = chosen.filter(number__icontains=number.strip()[:40])
        ordered, total, page, pages = _page(chosen, "due" if view == "due" else sort, page)
        rows = _rows(actor, ordered)
        record(
            actor,
            Verb.LIST,
            subject_type="basket",
            persons=[row.case.person_id for row in rows],
            purpose="basket",
            detail={"view": view, "shown": len(rows)},
        )
    return Basket(view, rows, counts, _state_labels(actor, rows, state_counts), total, page, pages)


def _page(cases: QuerySet[Case], sort: Sort, page: int) -> tuple[list[Case], int, int, int]:
    total = cases.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    cases = cases.select_related("person")
    first = (page - 1) * PAGE
    if sort == "priority":
        # Reasons are computed in Python from flags and dates of the row; the whole view is ranked, one page is shown.
        light = list(cases.select_related(None).only(*_RANKED_BY))
        weights = {case_id: sum(r.points for r in reasons) for case_id, reasons in priority_of(light).items()}
        light.sort(key=lambda c: (-weights.get(c.pk, 0), c.next_due_at or c.opened_at, c.number))
        shown = [case.pk for case in light[first : first + PAGE]]
        whole = {case.pk: case for case in cases.filter(pk__in=shown)}
        return [whole[pk] for pk in shown if pk in whole], total, page, pages
    orders: dict[str, tuple[Any, ...]] = {
        "due": (F("next_due_at").asc(nulls_last=True), "number"),
        "opened": ("opened_at", "number"),
        "number": ("number",),
    }
    return list(cases.order_by(*orders[sort])[first : first + PAGE]), total, page, pages


def _rows(actor: Actor, cases: Sequence[Case]) -> list[BasketRow]:
    names = names_of([case.person_id for case in cases])
    accounts = account_names([case.assigned_to for case in cases])
    priority = priority_of(cases)
    ids = [case.pk for case in cases]
    clocks: dict[uuid.UUID, Clock] = {}
    for row in Clock.objects.filter(case_id__in=ids, stopped_at=None).order_by("-due_at"):
        if row.addressee == "office":
            clocks[row.case_id] = row
    blocked: dict[uuid.UUID, list[str]] = {}
    for task in Task.objects.filter(case_id__in=ids, blocking=True, done_at=None):
        blocked.setdefault(task.case_id, []).append(task.key)
    return [
        BasketRow(
            case=case,
            name=names.of(case.person_id),
            state=case.procedure.states[case.state].label.in_(actor.language),
            waits_for=case.waits_for,
            assigned=accounts.get(case.assigned_to, "") if case.assigned_to else "",
            due=_due(case, clocks.get(case.pk)),
            due_label=_due_label(case, clocks.get(case.pk), actor.language),
            priority=priority.get(case.pk, []),
            blocked_by=blocked.get(case.pk, []),
        )
        for case in cases
    ]


def _due(case: Case, running: Clock | None) -> Due | None:
    if case.next_due_at is None:
        return None
    started = running.started_at if running and running.key == case.next_due_clock else case.state_since
    return due(min(started, case.next_due_at), case.next_due_at, pack=load_pack(case.pack))


def _due_label(case: Case, running: Clock | None, language: str) -> str:
    rule = case.procedure.clocks.get(case.next_due_clock)
    return rule.label.in_(language) if rule else ""


def _state_labels(actor: Actor, rows: Sequence[BasketRow], counted: Sequence[Any]) -> list[tuple[str, str, int]]:
    labels: dict[str, str] = {}
    for version_id in ProcedureVersion.objects.order_by("key", "version").values_list("pk", flat=True):
        for name, state in published(version_id).procedure.states.items():
            labels[name] = state.label.in_(actor.language)
    merged: dict[str, int] = {}
    for row in counted:
        merged[str(row["state"])] = merged.get(str(row["state"]), 0) + int(str(row["n"]))
    return [(name, labels.get(name, name), n) for name, n in sorted(merged.items(), key=lambda item: -item[1])]


__all__ = ["VIEWS", "Basket", "BasketRow", "basket"]
