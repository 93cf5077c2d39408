# SPDX-License-Identifier: AGPL-3.0-or-later
"""Living through the invented matters of stay: each is filed and each step taken on its day, in order of time, through the same
services as in an office."""

import contextlib
import datetime as dt
import heapq
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from panah.casework.models import Charge, Clock, ProcedureVersion
from panah.casework.services import perform, start_case
from panah.domains.employment.services import set_quota
from panah.domains.residence.record.jobs import keep_records
from panah.foundation import clock
from panah.foundation.access.actor import Actor, service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.models import Office
from panah.interfaces.cli.seed import people
from panah.interfaces.cli.seed.country import Country
from panah.interfaces.cli.seed.stay import answers
from panah.interfaces.cli.seed.stay.stories import BEGIN, CITIZENSHIP, EXPULSION, MATTERS, WORK, Matter
from panah.interfaces.cli.seed.stories import Step
from panah.law.pack import Pack, load_pack
from panah.register.public import create_person

PURPOSE = "case"
OFFICE, RETURN = "stay", "return"
PLACES = 400  # not-law: of the invented quota, for each trade
DAY_BY_DAY = dt.timedelta(minutes=25)

#: Who takes which step; the applicant's own are typed at the desk. What is not here, the desk does.
DOES: dict[str, str] = {
    "assign": "stayhead",
    "approve_decision": "stayreviewer",
    "confirm_entry": "stayreviewer",
    "decide_complaint": "stayappeals",
    "lodge_suit": "stayappeals",
}
#: The same in matters of expulsion; the rest is the return officer's.
DOES_THERE: dict[str, str] = {
    "assign": "returnhead",
    "approve_decision": "returnhead",
    "confirm_lifting": "returnhead",
    "decide_complaint": "stayappeals",
}
BY_ITSELF = frozenset(
    {"close_after_period", "count_silence", "lapse_unpaid", "note_silence", "papers_term_over", "settle"}
)
"""Steps that the end of a term takes."""


@contextlib.contextmanager
def _by_term(actor: Actor) -> Iterator[None]:
    """As the system acts when a term ends (`casework.jobs.act_on_due`)."""
    with acting(actor, PURPOSE), elevated(*Compartment, reason="the end of a term of an invented file is looked up"):
        yield


@dataclass
class Application:
    """One matter on its way."""

    country: Country
    pack: Pack
    number: int
    matter: Matter
    family: people.Family
    chance: Random
    filed_at: dt.datetime
    steps: deque[Step] = field(default_factory=deque)
    case_id: uuid.UUID | None = None
    version: int = 0
    person_id: uuid.UUID | None = None
    began_second: bool = False

    @property
    def procedure(self) -> str:
        """The procedure of the matter on which steps are taken now."""
        return self.matter.second if self.began_second else self.matter.procedure

    @property
    def takes_papers(self) -> bool:
        """Whether papers are asked for with what is filed."""
        return self.matter.procedure in self.pack.papers

    @property
    def body(self) -> str:
        """The body that is asked for an opinion."""
        return "labour" if self.matter.procedure == WORK else "security"

    @property
    def filed_as(self) -> uuid.UUID:
        """The case. Raises RuntimeError before the application is filed."""
        if self.case_id is None:
            raise RuntimeError("A step was told before the application was filed.")
        return self.case_id

    @property
    def country_of_origin(self) -> str:
        """A country that the person has to do with."""
        return next(iter(self.family.people[0].citizenships), "GEO")

    @property
    def told_citizenships(self) -> list[str]:
        """What the person says at the desk; who asks of which state they are a citizen says it only with a passport of one."""
        if self.matter.procedure == CITIZENSHIP and self.matter.outcome != "other_state":
            return []
        return self.family.people[0].citizenships

    def account(self, login: str) -> uuid.UUID:
        """The account of a login of the country."""
        return self.country.accounts[login]

    def office(self, code: str) -> Office:
        """An office of the country."""
        return self.country.offices[code]

    def papers(self) -> list[dict[str, str]]:
        """Every paper that the procedure may ask for."""
        found = self.pack.papers.get(self.matter.procedure)
        return [{"paper": paper.code} for paper in found or ()]

    def payment(self) -> dict[str, Any]:
        """What is due, paid today."""
        due = Charge.objects.get(case_id=self.filed_as, settled_at=None, void_at=None)
        return {
            "paid_amount": due.amount,
            "paid_on": clock.today().isoformat(),
            "payment_reference": f"INVENTED-{self.number:06d}",
        }

    @property
    def removal(self) -> bool:
        """Whether somebody is to leave: the return office's matter."""
        return self.matter.procedure == EXPULSION

    @property
    def desk(self) -> str:
        """Whose work the matter is."""
        if self.removal:
            return "returns"
        return "stay" if self.number % 2 else "stay2"

    def actor(self, action: str) -> Actor:
        """Who takes a step."""
        does = DOES_THERE if self.removal else DOES
        asked = action in ("give_opinion", "answer_inquiry")
        return self.country.actors[self.body if asked else does.get(action, self.desk)]

    def request(self) -> uuid.UUID:
        """The number of a request, from chance."""
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def file(self) -> None:
        """Register the person at the desk, and the application."""
        somebody = self.family.people[0]
        actor = self.country.actors["stay" if self.number % 2 else "stay2"]
        with acting(actor, "reception"):
            person = create_person(
                actor=actor,
                data={
                    "names": [
                        {
                            "given": somebody.name.given,
                            "family": somebody.name.family,
                            "full": somebody.name.full,
                            "language": somebody.pool.language,
                        }
                    ],
                    "sex": somebody.sex,
                    "born": somebody.born,
                    "citizenships": self.told_citizenships,
                    "stateless": not somebody.citizenships and self.matter.procedure != CITIZENSHIP,
                    "languages": somebody.languages,
                    "papers": [
                        {"kind": "passport", "number": somebody.paper, "country": (somebody.citizenships or [""])[0]}
                    ]
                    if somebody.paper and (self.matter.procedure != CITIZENSHIP or self.told_citizenships)
                    else [],
                },
                compartment=Compartment.STAY.value,
                check=False,
            )
        self.person_id = person.pk
        self._open(self.actor("start"), answers.filing(self))

    def _open(self, actor: Actor, data: dict[str, Any]) -> None:
        if self.person_id is None:
            raise RuntimeError("A matter was opened before its person was registered.")
        with acting(actor, PURPOSE):
            case = start_case(
                actor=actor,
                procedure=self.procedure,
                person_id=self.person_id,
                office_id=self.country.offices[RETURN if self.removal else OFFICE].pk,
                data=data,
                request_id=self.request(),
            )
        self.case_id, self.version = case.pk, case.version

    def do(self, step: Step) -> None:
        """Take a step, as the right person."""
        if step.action == BEGIN:
            self.began_second = True
            self._open(self.actor(BEGIN), answers.second(self))
            return
        actor = service_actor("terms") if step.action in BY_ITSELF else self.actor(step.action)
        with _by_term(actor) if step.action in BY_ITSELF else acting(actor, PURPOSE):
            done = perform(
                actor=actor,
                case_id=self.filed_as,
                action=step.action,
                data=answers.step(self, step.action),
                expected_version=self.version,
                request_id=self.request(),
            )
        self.version = done.case.version

    def ends_at(self, action: str) -> dt.datetime:
        """When the term ends at which a step follows by itself."""
        rules = _clocks_ending_in(self.procedure, action)
        with _by_term(service_actor("terms")):
            return Clock.objects.filter(case_id=self.filed_as, key__in=rules, stopped_at=None).latest("due_at").due_at


def _clocks_ending_in(procedure: str, action: str) -> list[str]:
    """The clocks of a procedure whose end means an action."""
    version = ProcedureVersion.objects.filter(key=procedure).latest("version")
    return [name for name, rule in version.procedure.clocks.items() if rule.on_due == action]


def _works(pack: Pack, day: dt.date) -> dt.date:
    while not pack.calendar.is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def _office_time(pack: Pack, chance: Random, earliest: dt.datetime) -> dt.datetime:
    """A moment at which offices are open, not before `earliest`."""
    local = earliest.astimezone(clock.zone())
    at = dt.datetime.combine(_works(pack, local.date()), dt.time(9), clock.zone())
    at += dt.timedelta(minutes=chance.randrange(5, 480))
    return max(at, local) if local.date() == at.date() else at


#: Days that are left, for planning, to the end of the term on which a step follows by itself.
_LONGEST = {
    "count_silence": 17,
    "lapse_unpaid": 68,
    "close_after_period": 33,
    "settle": 33,
    "note_silence": 33,
    "papers_term_over": 33,
}  # not-law: room for planning alone


def _first_day(pack: Pack, matter: Matter, last: dt.date) -> dt.date:
    """The latest working day of filing from which all steps are taken before a day, which is today: how early in the morning
    the country is invented changes nothing in it."""
    waits = [_LONGEST[step.action] if step.wait is None else step.wait for step in matter.steps]
    first = last - dt.timedelta(days=sum(waits))
    while True:
        if pack.calendar.is_working_day(first):
            day = first
            for wait in waits:
                day = _works(pack, day + dt.timedelta(days=wait)) if wait else day
            if day < last:
                return first
        first -= dt.timedelta(days=1)


def plan(country: Country, count: int, seed: int, today: dt.date) -> list[Application]:
    """The matters to be lived: one of each first, then by weight. The same arguments give the same matters."""
    pack = load_pack(settings.PANAH_PACK)
    majority = int(pack.parameter("age.majority", today).value)
    drawn = [one for one in MATTERS if one.weight]
    found = []
    for number in range(count):
        chance = Random(f"stay:{seed}:{number}")  # noqa: S311 - invented people, not keys
        matter = MATTERS[number] if number < len(MATTERS) else chance.choices(drawn, [one.weight for one in drawn])[0]
        family = people.invent_family(chance, number, majority=majority, kind="single", most=1)
        since = chance.randint(*matter.since)
        first = _first_day(pack, matter, today - dt.timedelta(days=since))
        people.settle(chance, family, first)
        if family.people[0].years <= majority + people.NEAR:
            # Whoever applies alone is grown up on any reading of an inexact birth.
            family.people[0].born = f"{first.year - majority - 9}-03-04"
        at = _office_time(pack, chance, dt.datetime.combine(first, dt.time(9), clock.zone()))
        found.append(Application(country, pack, number, matter, family, chance, at, deque(matter.steps)))
    return found


def live(country: Country, count: int, seed: int, tick: Callable[[], None] = lambda: None) -> int:
    """File the matters and take their steps in order of time, up to now. Returns how many steps were taken."""
    now = timezone.now()
    matters = plan(country, count, seed, clock.local_date(now))
    if not matters:
        return 0
    _quotas(country, {one.filed_at.year for one in matters} | {now.year})
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    queue = [(min(one.filed_at, now), one.number, True) for one in matters]
    heapq.heapify(queue)
    taken = 0
    while queue:
        at, number, filing = heapq.heappop(queue)
        one = matters[number]
        with clock.moved_to(at):
            if filing:
                one.file()
            else:
                one.do(one.steps.popleft())
        taken += 1
        tick()
        when = _next(one, at)
        if when is not None and when <= now:
            heapq.heappush(queue, (when, number, False))
    keep_records()
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
    return taken


def _next(one: Application, at: dt.datetime) -> dt.datetime | None:
    if not one.steps:
        return None
    step = one.steps[0]
    if step.wait is None:
        return one.ends_at(step.action) + dt.timedelta(minutes=5)
    if step.wait == 0:
        return at + DAY_BY_DAY
    return _office_time(one.pack, one.chance, at + dt.timedelta(days=step.wait))


def _quotas(country: Country, years: set[int]) -> None:
    actor = country.actors["stayhead"]
    with acting(actor, "quota"):
        for year in sorted(years):
            for activity, _occupation, _need in answers.TRADES:
                set_quota(actor=actor, year=year, activity=activity, places=PLACES, basis="Invented decision 1")
