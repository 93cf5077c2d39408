# SPDX-License-Identifier: AGPL-3.0-or-later
"""One case, whole, as far as the actor may see it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects

from panah.casework.errors import Problem
from panah.casework.models import (
    Action,
    ActionContent,
    Appointment,
    Case,
    Clock,
    ClockPause,
    Decision,
    Draft,
    IssuedDocument,
    Letter,
    Task,
)
from panah.casework.models.clock import AppointmentState
from panah.casework.policy import CasePermission
from panah.casework.procedure.schema import Action as ActionRule
from panah.casework.procedure.schema import ClockRule, Procedure
from panah.casework.registry import Priority, priorities
from panah.casework.selectors.dates import Due, due
from panah.casework.selectors.names import Names, names_of
from panah.casework.selectors.rests import ASKED, Rests, rests_on
from panah.casework.services.offers import Offer, available_actions, standing_in_the_way, whole_case
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import allows, require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.law.engine import Findings
from panah.law.pack import load_pack


@dataclass(frozen=True)
class TimelineEntry:
    """An action in the timeline. `readable`: its content may be opened by this actor."""

    action: Action
    label: str
    from_label: str
    to_label: str
    content_id: uuid.UUID | None
    is_sealed: bool
    letters: Sequence[Letter]

    @property
    def readable(self) -> bool:
        """Whether there is a content that the actor may open."""
        return self.content_id is not None


@dataclass(frozen=True)
class ClockView:
    """A clock with its label and how near its end is."""

    clock: Clock
    rule: ClockRule | None
    label: str
    due: Due
    pause: ClockPause | None


@dataclass(frozen=True)
class CaseFile:
    """Everything that the case page shows. `law_open`: the actor may ask for `findings`. rests: where it was asked for.

    whole: False for another body that is asked for its opinion, which is given what was filed and its own part alone.
    """

    case: Case
    names: Names
    state_label: str
    waits_for: str
    timeline: Sequence[TimelineEntry]
    clocks: Sequence[ClockView]
    tasks: Sequence[Task]
    appointments: Sequence[Appointment]
    letters: Sequence[Letter]
    documents: Sequence[IssuedDocument]
    decisions: Sequence[Decision]
    family: Sequence[Case]
    offers: Sequence[Offer]
    in_the_way: Sequence[Problem]
    in_the_way_of: str
    priority: Sequence[Priority]
    drafts: frozenset[str]
    accounts: dict[uuid.UUID, str] = field(default_factory=dict)
    law_open: bool = False
    whole: bool = True
    findings: Findings | None = None
    rests: Rests | None = None


def visible(actor: Actor, cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases that the actor may see: the same rule that row-level security enforces below it."""
    opened = actor.compartments()
    conditions: Q | None = None
    for compartment, offices in opened.items():
        here = Q(compartment=compartment.value)
        if offices is not None:
            here &= Q(offices__overlap=sorted(offices))
        conditions = here if conditions is None else conditions | here
    if actor.account_id is not None:
        named = Q(participants__contains=[actor.account_id])
        conditions = named if conditions is None else conditions | named
    if actor.person_id is not None:
        own = Q(person_id=actor.person_id)
        conditions = own if conditions is None else conditions | own
    return cases.filter(conditions) if conditions is not None else cases.none()


def get_case(*, actor: Actor, case_id: uuid.UUID) -> Case:
    """The case, or NotFound: the same for one that does not exist and one that may not be known (NR-15)."""
    case = visible(actor, Case.objects.select_related("person", "office")).filter(pk=case_id).first()
    if case is None or not allows(actor, CasePermission.READ, case):
        raise NotFound("file")
    return case


def _timeline(case: Case, language: str) -> list[TimelineEntry]:
    readable = {
        row.action_id: row
        for row in ActionContent.objects.filter(case=case).only(
            "id", "action_id", "is_sealed", "compartment", "case_id"
        )
    }
    actions = Action.objects.filter(case=case).prefetch_related("letters")
    entries = []
    for action in actions.order_by("-seq"):
        try:
            label = case.procedure.act(action.name).label.in_(language)
        except KeyError:
            label = action.name
        content = readable.get(action.pk)
        entries.append(
            TimelineEntry(
                action=action,
                label=label,
                from_label=_state_label(case, action.from_state, language),
                to_label=_state_label(case, action.to_state, language),
                content_id=content.pk if content else None,
                is_sealed=bool(content and content.is_sealed),
                letters=list(action.letters.all()),
            )
        )
    return entries


def _state_label(case: Case, state: str, language: str) -> str:
    known = case.procedure.states.get(state)
    return known.label.in_(language) if known else state


def clock_views(case: Case, language: str) -> list[ClockView]:
    """The clocks of a case, running ones first, the nearest end first."""
    pauses = {pause.clock_id: pause for pause in ClockPause.objects.filter(case=case, ended_at=None)}
    pack = load_pack(case.pack)
    views = []
    for row in Clock.objects.filter(case=case):
        rule = case.procedure.clocks.get(row.key)
        pause = pauses.get(row.pk)
        weighed = due(
            row.started_at, row.due_at, pack=pack, stopped=row.stopped_at is not None, paused=pause is not None
        )
        views.append(ClockView(row, rule, rule.label.in_(language) if rule else row.key, weighed, pause))
    views.sort(key=lambda v: (v.clock.stopped_at is not None, v.clock.due_at))
    return views


def case_file(*, actor: Actor, case_id: uuid.UUID, with_findings: bool = True, with_rests: bool = False) -> CaseFile:
    """The case with all that belongs to it and that the actor may see; the read is logged.

    with_findings: ask the law as well, for those who may read the content; pages that do not show it leave it out.
    with_rests: what the file rests on (papers, grounds, charges), for the same people, while it is open.

    Raises NotFound.
    """
    with transaction.atomic():
        case = get_case(actor=actor, case_id=case_id)
        language, whole = actor.language, allows(actor, CasePermission.WHOLE, case)
        memo: dict[str, Any] = {}
        with whole_case(case):
            offers = available_actions(actor=actor, case=case, memo=memo)
            way, of = _in_the_way(actor, case, memo)
        family = list(
            visible(actor, Case.objects.select_related("person"))
            .filter(group_id=case.group_id)
            .exclude(pk=case.pk)
            .order_by("number")
            if case.group_id
            else []
        )
        prefetch_related_objects([case, *family], "person__names")
        timeline = _timeline(case, language)
        file = CaseFile(
            case=case,
            names=names_of([case.person_id, *(member.person_id for member in family)]),
            state_label=_state_label(case, case.state, language),
            waits_for=case.waits_for,
            timeline=timeline,
            clocks=clock_views(case, language),
            tasks=list(Task.objects.filter(case=case).order_by("done_at", "due_at", "opened_at")),
            appointments=list(Appointment.objects.filter(case=case).order_by("-starts_at")),
            letters=sorted(
                (letter for entry in timeline for letter in entry.letters), key=lambda one: one.made_at, reverse=True
            ),
            documents=list(IssuedDocument.objects.filter(case=case).order_by("-issued_at")),
            decisions=list(Decision.objects.filter(case=case).order_by("-decided_at")),
            family=family,
            offers=offers,
            in_the_way=way,
            in_the_way_of=of,
            priority=priority_of([case]).get(case.pk, []),
            drafts=frozenset(
                Draft.objects.filter(case_id=case.pk, author_id=actor.signed_in_as).values_list("name", flat=True)
            ),
            accounts=account_names([entry.action.account_id for entry in timeline] + [case.assigned_to]),
            law_open=whole and allows(actor, CasePermission.CONTENT, case),
            whole=whole,
            findings=_findings(actor, case) if with_findings and whole else None,
            rests=rests_on(actor=actor, case=case, memo=memo)
            if with_rests and allows(actor, CasePermission.CONTENT, case)
            else None,
        )
        record(
            actor,
            Verb.READ,
            subject_type="case",
            subject_id=case.pk,
            persons=[case.person_id, *(member.person_id for member in family)],
            purpose="case",
            parts=shown_parts(shown := file if whole else _as_asked(file, actor)),
        )
    return shown


_PARTS = (
    "timeline",
    "clocks",
    "tasks",
    "appointments",
    "letters",
    "documents",
    "decisions",
    "family",
    "findings",
    "rests",
)


def shown_parts(file: CaseFile) -> list[str]:
    """The parts of a file in which something stands, for the log (LG-02)."""
    return [name for name in _PARTS if getattr(file, name)]


def _as_asked(file: CaseFile, actor: Actor) -> CaseFile:
    """The file as a body is given it that is asked about it: what was filed, its days, what it was asked, and its own steps.

    What officers did and found, letters, decisions, and what others were asked are none of its matters (standards 5.4).
    """
    asked = next((one for one in file.timeline if one.action.name == ASKED), None)
    mine = actor.signed_in_as
    return replace(
        file,
        timeline=[
            replace(one, letters=[])
            for one in file.timeline
            if one is asked or one.action.account_id == mine or (one.readable and one.action.name != ASKED)
        ],
        tasks=[one for one in file.tasks if one.account_id == mine or one.role in {role.value for role in actor.roles}],
        clocks=[one for one in file.clocks if one.clock.stopped_at is None],
        appointments=[],
        letters=[],
        documents=[],
        decisions=[],
        family=[],
        offers=[one for one in file.offers if one.permitted],
        in_the_way=[],
        in_the_way_of="",
        priority=[],
    )


def _findings(actor: Actor, case: Case) -> Findings | None:
    from panah.casework.registry import assess_case

    if not allows(actor, CasePermission.CONTENT, case):
        return None
    with whole_case(case):
        return assess_case(case, clock.today(), actor.language)


def _in_the_way(actor: Actor, case: Case, memo: dict[str, Any]) -> tuple[list[Problem], str]:
    """What stands in the way of the decision that the case is on its way to: all of it at once, however far it is."""
    rule = deciding_action(case.procedure, case.state)
    return (standing_in_the_way(actor=actor, case=case, of=rule.name, memo=memo), rule.name) if rule else ([], "")


def deciding_action(procedure: Procedure, state: str) -> ActionRule | None:
    """The nearest action ahead that can refuse: reached by steps that neither refuse nor end the case."""
    seen, ring = {state}, [state]
    while ring:
        ahead: list[str] = []
        for here in ring:
            offered = procedure.offered_in(here)
            # An action that only this state offers is its own decision; one that many states offer is a way out.
            own = [rule for rule in offered if rule.refuses and len(rule.from_) == 1]
            if own:
                return own[0]
            for rule in offered:
                targets = () if rule.refuses else rule.targets
                ahead += [t for t in targets if t not in seen and procedure.states[t].kind != "final"]
                seen.update(targets)
        ring = ahead
    return None


def priority_of(cases: Sequence[Case]) -> dict[uuid.UUID, list[Priority]]:
    """Why each case should come sooner, weightiest reason first."""
    by_procedure: dict[str, list[Case]] = {}
    for case in cases:
        by_procedure.setdefault(case.procedure_key, []).append(case)
    found: dict[uuid.UUID, list[Priority]] = {}
    for key, group in by_procedure.items():
        provider = priorities.get(key)
        if provider:
            for case_id, reasons in provider(group, clock.today()).items():
                found[case_id] = sorted(reasons, key=lambda r: -r.points)
    return found


def account_names(ids: Sequence[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Names of members of staff by account."""
    from panah.foundation.accounts.models import Account

    wanted = {i for i in ids if i is not None}
    return dict(Account.objects.filter(pk__in=wanted).values_list("pk", "holder__name")) if wanted else {}


def appointments(*, actor: Actor, first: dt.date, last: dt.date) -> list[Appointment]:
    """The appointments from one day to another (both included): one's own, or those of one's offices."""
    require(actor, CasePermission.APPOINTMENTS)
    zone = clock.zone()
    begin = dt.datetime.combine(first, dt.time.min, zone)
    end = dt.datetime.combine(last, dt.time.max, zone)
    with transaction.atomic():
        rows = list(
            Appointment.objects.filter(starts_at__gte=begin, starts_at__lte=end)
            .exclude(state=AppointmentState.CANCELLED)
            .order_by("starts_at")
        )
        # Whose they are, as far as the actor may know. Of the rest whoever holds or interprets one sees a time, a place and a first name,
        # and loses it with its end (NR-12).
        cases = visible(actor, Case.objects.filter(pk__in={row.case_id for row in rows}))
        known, now = set(cases.values_list("pk", flat=True)), clock.now()
        rows = [row for row in rows if row.case_id in known or row.ends_at > now]
        # An interpreter sees no file, and the list tells of its people all the same: when and where each of them will be.
        with elevated(*Compartment, reason="whom the list tells of, for the log alone (LG-03)"):
            people = list(Case.objects.filter(pk__in={one.case_id for one in rows}).values_list("person_id", flat=True))
        record(
            actor,
            Verb.LIST,
            subject_type="appointments",
            persons=people,
            purpose="appointments",
            detail={"shown": len(rows)},
        )
    return rows
