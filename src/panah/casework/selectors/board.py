# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board of terms: what has run late, what ends this week and next and why, whose days were used, and how teams stand.

Each part is one query, however many files there are; working days are those of the pack's national calendar.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from panah.casework.models import Action, ActionContent, Case, Clock, ClockPause
from panah.casework.models.case import published
from panah.casework.policy import CasePermission
from panah.casework.procedure.schema import Procedure
from panah.casework.selectors.dates import Due, due, last_day_of
from panah.casework.selectors.file import account_names, visible
from panah.casework.selectors.names import names_of
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, allows, require
from panah.foundation.accounts.models import Office
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.law.errors import LawError
from panah.law.pack import Pack, load_pack

Week = Literal["late", "this", "next"]
WEEKS: tuple[Week, ...] = ("late", "this", "next")
Addressee = Literal["office", "person", "all"]
HOUR = "hour"
PAGE = 50
MOST = 20_000
"""Open files that are looked at for one board."""

SERVICE, BODY, APPEALS = "service", "body", "appeals"
OUTSIDE = ("person", "court")
"""Who may hold a file that is no office: a state that waits for one of them is in their hands."""
_OFFICE_IS: Mapping[str, str] = {"body": BODY, "appeal": APPEALS}


@dataclass(frozen=True)
class Holder:
    """In whose hands a file is. kind: `service`, `appeals`, `body` (another office that was asked), `person` or `court`.

    name: of the office, in the reader's language; empty for `person` and `court`.
    """

    kind: str
    name: str = ""


@dataclass(frozen=True)
class Term:
    """A term that has run out, or ends this week or next.

    left: working days that are left, hours where the term counts in hours; negative once it is over.
    tier: the figure that was chosen among several, such as the faster decision that was paid for; empty where there is no choice.
    days: working days that each holder has had the file.
    since: the day from which the file has lain where it lies, and had: working days from then until today.
    waits_for: the role that has to act there, as the procedure names it.
    outlasts: the last day of what whoever has the file may still take, where that is later than this term: it will run late.
    verified: nobody has to check the figure first.
    """

    case_id: uuid.UUID
    number: str
    name: str
    procedure: str
    label: str
    article: str
    parameter: str
    addressee: str
    tier: str
    week: Week
    due: Due
    left: int
    in_hours: bool
    state: str
    holder: Holder
    assigned: str
    days: Sequence[tuple[Holder, int]]
    since: dt.date
    had: int
    waits_for: str
    outlasts: dt.date | None
    verified: bool


@dataclass(frozen=True)
class BodyDays:
    """What a holder had of the open files: how many files, working days together, and the most for one file."""

    holder: Holder
    files: int
    days: int
    most: int


@dataclass(frozen=True)
class Team:
    """Open files of an office under a procedure, or of an officer: how many, and how many have a term of the office in each week.

    elsewhere: files that are in other hands than the office's.
    """

    name: str
    procedure: str
    open: int
    elsewhere: int
    weeks: Mapping[Week, int]


@dataclass(frozen=True)
class Board:
    """The board. complete: False where more files were open than are looked at. teams, officers: for a head alone."""

    rows: Sequence[Term]
    counts: Mapping[str, int]
    standing: int
    bodies: Sequence[BodyDays]
    teams: Sequence[Team] = ()
    officers: Sequence[Team] = ()
    total: int = 0
    page: int = 1
    pages: int = 1
    complete: bool = True


@dataclass
class _Files:
    """The open files that the actor may see, and what was read of them."""

    cases: Mapping[uuid.UUID, Case]
    offices: Mapping[uuid.UUID, str]
    used: dict[uuid.UUID, dict[Holder, int]] = field(default_factory=dict)
    holder: dict[uuid.UUID, Holder] = field(default_factory=dict)


def board(
    *, actor: Actor, week: Week | Literal[""] = "", addressee: Addressee = "office", procedure: str = "", page: int = 1
) -> Board:
    """The board of the files that the actor may see.

    Args:
        week: `late`, `this`, `next`; all of them without it. addressee: whose terms. procedure: key; all without it.

    Raises:
        Denied: the actor may not.
    """
    require(actor, CasePermission.TERMS, SOME)
    now = clock.now()
    with transaction.atomic():
        files, complete = _files(actor, procedure)
        clocks, standing = _clocks(actor, procedure, addressee, now)
        found = [(row, of) for row in clocks if row.case_id in files.cases and (of := _week_of(row, now))]
        found.sort(key=lambda pair: (pair[0].due_at, files.cases[pair[0].case_id].number, pair[0].key))
        _read_days(files, actor.language)
        counts = Counter(of for _row, of in found)
        wanted = [pair for pair in found if week in ("", pair[1])]
        pages = max(1, -(-len(wanted) // PAGE))
        page = min(max(1, page), pages)
        rows = _terms(wanted[(page - 1) * PAGE : page * PAGE], files, actor.language)
        result = Board(
            rows=rows,
            counts={name: counts.get(name, 0) for name in WEEKS},
            standing=standing,
            bodies=_bodies(files),
            total=len(wanted),
            page=page,
            pages=pages,
            complete=complete,
        )
        if allows(actor, CasePermission.TEAM_TERMS, SOME):
            nearest = _nearest(row for row in found if row[0].addressee == "office")
            result = _with_teams(result, files, nearest, actor.language)
        record(
            actor,
            Verb.LIST,
            subject_type="terms",
            persons=[files.cases[row.case_id].person_id for row in rows],
            purpose="terms",
            detail={"shown": len(rows), "week": week or "all"},
        )
    return result


def _open(actor: Actor, procedure: str) -> QuerySet[Case]:
    # The system itself sees what whoever called it has opened.
    cases = Case.objects.all() if actor.kind == "service" else visible(actor, Case.objects.all())
    cases = cases.filter(closed_at=None)
    return cases.filter(procedure_key=procedure) if procedure else cases


def _files(actor: Actor, procedure: str) -> tuple[_Files, bool]:
    rows = list(_open(actor, procedure).order_by("opened_at", "id")[: MOST + 1])
    offices = {office.pk: office.name(actor.language) for office in Office.objects.all()}
    return _Files({case.pk: case for case in rows[:MOST]}, offices), len(rows) <= MOST


def _clocks(actor: Actor, procedure: str, addressee: Addressee, now: dt.datetime) -> tuple[list[Clock], int]:
    """The running terms up to the end of next week, and how many stand still."""
    paused = Exists(ClockPause.objects.filter(clock=OuterRef("pk"), ended_at=None))
    rows = Clock.objects.filter(case__in=_open(actor, procedure).values("pk"), stopped_at=None)
    if addressee != "all":
        rows = rows.filter(addressee=addressee)
    found = list(rows.annotate(stands=paused).filter(due_at__lte=_end_of_week(now, 1)))
    running: list[Clock] = [row for row in found if not row.stands]
    return running, len(found) - len(running)


def _end_of_week(now: dt.datetime, ahead: int) -> dt.datetime:
    """The midnight that ends this week (0) or next week (1), Monday to Sunday, where offices are."""
    day = clock.local_date(now)
    monday = day + dt.timedelta(days=7 * (ahead + 1) - day.weekday())  # not-law: a week
    return dt.datetime.combine(monday, dt.time(), clock.zone())


def _week_of(row: Clock, now: dt.datetime) -> Week | None:
    if row.due_at <= now:
        return "late"
    if row.due_at <= _end_of_week(now, 0):
        return "this"
    return "next" if row.due_at <= _end_of_week(now, 1) else None


# -- whose days


def _holder(case: Case, state: str, files: _Files, asked: Iterable[uuid.UUID]) -> Holder:
    rule = case.procedure.states.get(state)
    # Where it stands now the file itself knows whom it waits for: a permit that is free or paid waits for the office.
    waits = case.waits_for if state == case.state else (rule.waits_for if rule else None)
    if waits in OUTSIDE:
        return Holder(str(waits))
    kind = _OFFICE_IS.get(str(rule.unit) if rule else "", SERVICE)
    if kind == BODY:
        return Holder(BODY, ", ".join(sorted(files.offices.get(one, "") for one in asked)))
    return Holder(kind, files.offices.get(case.office_id, "") if kind == SERVICE else "")


def _read_days(files: _Files, language: str) -> None:
    """Working days that each holder has had each file, from one step to the next and from the last until today."""
    steps: dict[uuid.UUID, list[tuple[uuid.UUID, dt.datetime, str]]] = defaultdict(list)
    actions = Action.objects.filter(case__in=list(files.cases)).order_by("case_id", "seq")
    for action_id, case_id, at, state in actions.values_list("id", "case_id", "at", "to_state"):
        steps[case_id].append((action_id, at, state))
    asking = [
        action_id
        for case_id, taken in steps.items()
        for action_id, _at, state in taken
        if _is_body(files.cases[case_id].procedure, state)
    ]
    asked: dict[uuid.UUID, list[uuid.UUID]] = {
        content.action_id: [uuid.UUID(str(one)) for one in content.data.get("bodies") or ()]
        for content in ActionContent.objects.filter(action__in=asking).only("action_id", "data")
    }
    today = clock.today()
    for case_id, case in files.cases.items():
        calendar = load_pack(case.pack).calendar
        used: dict[Holder, int] = {}
        bodies: list[uuid.UUID] = []
        taken = steps.get(case_id, [])
        for place, (action_id, at, state) in enumerate(taken):
            bodies = asked.get(action_id) or bodies
            holder = _holder(case, state, files, bodies)
            ends = clock.local_date(taken[place + 1][1]) if place + 1 < len(taken) else today
            used[holder] = used.get(holder, 0) + _working(calendar, clock.local_date(at), ends)
        files.used[case_id] = used
        files.holder[case_id] = _holder(case, case.state, files, bodies)


def _is_body(procedure: Procedure, state: str) -> bool:
    rule = procedure.states.get(state)
    return rule is not None and rule.unit == BODY


def _working(calendar: Any, start: dt.date, end: dt.date) -> int:
    try:
        return int(calendar.working_days_between(start, end))
    except LawError:
        # Before the first year of the calendar nobody knows what days were free.
        return 0


def _bodies(files: _Files) -> list[BodyDays]:
    found: dict[Holder, list[int]] = defaultdict(list)
    for used in files.used.values():
        for holder, days in used.items():
            found[holder].append(days)
    order = (SERVICE, BODY, APPEALS, *OUTSIDE)
    return sorted(
        (BodyDays(holder, len(days), sum(days), max(days)) for holder, days in found.items()),
        key=lambda one: (order.index(one.holder.kind), one.holder.name),
    )


# -- the rows


def _terms(found: Sequence[tuple[Clock, Week]], files: _Files, language: str) -> list[Term]:
    cases = [files.cases[row.case_id] for row, _week in found]
    names = names_of([case.person_id for case in cases])
    accounts = account_names([case.assigned_to for case in cases])
    beside = _beside(cases)
    return [
        _term(row, of, case, files, language, names.of(case.person_id), accounts, beside[case.pk])
        for (row, of), case in zip(found, cases, strict=True)
    ]


def _beside(cases: Sequence[Case]) -> dict[uuid.UUID, list[Clock]]:
    """The terms that run in each file for what it waits for now: those of the step that brought it where it lies."""
    found: dict[uuid.UUID, list[Clock]] = defaultdict(list)
    by_id = {case.pk: case for case in cases}
    for row in Clock.objects.filter(case__in=list(by_id), stopped_at=None).select_related("started_by"):
        begun = row.started_by
        if begun is not None and begun.to_state == by_id[row.case_id].state != begun.from_state:
            found[row.case_id].append(row)
    return found


def _outlasts(row: Clock, beside: Sequence[Clock]) -> dt.date | None:
    later = [other.due_at for other in beside if other.pk != row.pk and other.due_at > row.due_at]
    return last_day_of(max(later)) if later else None


def _term(
    row: Clock,
    of: Week,
    case: Case,
    files: _Files,
    language: str,
    name: str,
    accounts: Mapping[uuid.UUID, str],
    beside: Sequence[Clock],
) -> Term:
    pack, procedure = load_pack(case.pack), case.procedure
    rule = procedure.clocks.get(row.key)
    state = procedure.states.get(case.state)
    in_hours = row.unit == HOUR
    holder, since = files.holder[case.pk], clock.local_date(case.state_since)
    return Term(
        case_id=case.pk,
        number=case.number,
        name=name,
        procedure=procedure.title.in_(language),
        label=rule.label.in_(language) if rule else row.key,
        article=row.article,
        parameter=row.parameter,
        addressee=row.addressee,
        tier=_figure(pack, row.parameter, language) if rule and rule.choose else "",
        week=of,
        due=due(row.started_at, row.due_at, pack=pack),
        left=_left(row, pack, in_hours),
        in_hours=in_hours,
        state=state.label.in_(language) if state else case.state,
        holder=holder,
        assigned=accounts.get(case.assigned_to, "") if case.assigned_to else "",
        days=sorted(files.used.get(case.pk, {}).items(), key=lambda pair: -pair[1]),
        since=since,
        had=_working(pack.calendar, since, clock.today()),
        waits_for=case.waits_for or "",
        outlasts=_outlasts(row, beside) if holder.kind != SERVICE else None,
        verified=row.status == "verified",
    )


def _left(row: Clock, pack: Pack, in_hours: bool) -> int:
    if in_hours:
        # Whole hours, rounded towards the end of the term: nobody is told of an hour that is not there.
        return int((row.due_at - clock.now()).total_seconds() // 3600)  # not-law: seconds of an hour
    return _working(pack.calendar, clock.today(), last_day_of(row.due_at))


def _figure(pack: Pack, parameter: str, language: str) -> str:
    spec = pack.specs.get(parameter)
    if spec is None:
        return ""
    return str(spec.label.get(language) or spec.label.get("en") or parameter)


# -- teams


def _nearest(found: Iterable[tuple[Clock, Week]]) -> dict[uuid.UUID, Week]:
    """Of each file the term that comes first."""
    nearest: dict[uuid.UUID, Week] = {}
    for row, of in found:
        nearest.setdefault(row.case_id, of)
    return nearest


def _with_teams(known: Board, files: _Files, nearest: Mapping[uuid.UUID, Week], language: str) -> Board:
    accounts = account_names([case.assigned_to for case in files.cases.values()])
    by_team: dict[tuple[str, str], list[uuid.UUID]] = defaultdict(list)
    by_officer: dict[str, list[uuid.UUID]] = defaultdict(list)
    titles: dict[uuid.UUID, str] = {}
    for case in files.cases.values():
        version = case.procedure_version_id
        if version not in titles:
            titles[version] = published(version).procedure.title.in_(language)
        by_team[files.offices.get(case.office_id, ""), titles[version]].append(case.pk)
        by_officer[accounts.get(case.assigned_to, "") if case.assigned_to else ""].append(case.pk)

    def team(name: str, procedure: str, ids: Sequence[uuid.UUID]) -> Team:
        weeks = Counter(nearest[one] for one in ids if one in nearest)
        away = sum(files.holder[one].kind != SERVICE for one in ids)
        return Team(name, procedure, len(ids), away, {one: weeks.get(one, 0) for one in WEEKS})

    return replace(
        known,
        teams=[team(*key, ids) for key, ids in sorted(by_team.items())],
        officers=[team(name, "", ids) for name, ids in sorted(by_officer.items())],
    )


__all__ = ["OUTSIDE", "PAGE", "WEEKS", "Board", "BodyDays", "Holder", "Team", "Term", "board"]
