# SPDX-License-Identifier: AGPL-3.0-or-later
"""Living through the invented months: every claim is received and every step taken on its day, in order of time, through
the same services as in an office. Only the clock is moved."""

import contextlib
import datetime as dt
import heapq
import json
import os
import pickle
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction
from django.test.utils import override_settings
from django.utils import timezone, translation

from panah.casework.jobs import watch_terms
from panah.casework.letters import service
from panah.casework.models import Case, IssuedDocument
from panah.casework.services import publish_pack
from panah.domains.asylum.reception import receive_claim
from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.database.founding import founding
from panah.foundation.documents.codes import printed
from panah.interfaces.cli.seed import people, stories
from panah.interfaces.cli.seed.country import PURPOSE, Country, found
from panah.interfaces.cli.seed.doubles import register_doubles
from panah.interfaces.cli.seed.life import Life, World
from panah.interfaces.cli.seed.process import CONTEXT, Turns, begin
from panah.interfaces.cli.seed.stay.run import live as live_stay
from panah.interfaces.cli.seed.stay.run import plan as plan_stay
from panah.interfaces.cli.seed.stories import Step, Story
from panah.law.pack import load_pack
from panah.register.models import Household

LOGINS = "logins.json"
NOTICES = ("az", "en", "ru", "fa")
WORKERS = 2
"""Processes: one for each determining office, which share no officer and no hour of an interpreter."""
ROOM = 400  # not-law: days before today from which the invented roles are held
STAY = -1
"""The share of a plan in which matters of stay, residence and work are lived."""
PLACES = 10**6
"""Steps come after receipts of the same moment."""
SETTLE = 5  # not-law: days that a crowded calendar may put an interview off, for planning


class QuickArgon2(Argon2PasswordHasher):
    """The same hash with less work, for the PINs of invented people; what it takes stands in each hash."""

    time_cost = 1
    memory_cost = 1024
    parallelism = 1


@dataclass
class Journey:
    """A household on its way: its lives and the steps that each has still to take."""

    family: people.Family
    lives: list[Life]
    received_at: dt.datetime
    turn: int = 0
    steps: list[deque[Step]] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """What is going to happen: every process that lives a part of it works it out for itself, alike."""

    country: Country
    persons: int
    seed: int
    today: dt.date

    def journeys(self) -> list[Journey]:
        """All households with their turns of being received."""
        world = World(self.country, load_pack(settings.PANAH_PACK))
        journeys = list(_plan(world, self.persons, self.seed, self.today))
        for turn, journey in enumerate(sorted(journeys, key=lambda one: (one.received_at, one.family.number))):
            journey.turn = turn
        return journeys


@dataclass(frozen=True)
class Outcome:
    """What one process did: steps that still lie ahead, and code and PIN by place of household and person."""

    ahead: int
    accesses: dict[int, tuple[uuid.UUID | None, str]]


@dataclass(frozen=True)
class Loaded:
    """What was loaded: people in claims, steps taken, the logins, how many steps still lie in the future."""

    persons: int
    steps: int
    logins: list[dict[str, str]]
    ahead: int


Tick = Callable[[int, int], None]


def load(*, persons: int, seed: int = 1, tick: Tick | None = None, workers: int = WORKERS) -> Loaded:
    """Load the invented country into an empty database.

    Args:
        persons: people in claims. seed: the same number gives the same people and the same stories; passwords, PINs
            and card codes are made anew for each installation.
        tick: called with (steps taken, steps planned).
        workers: processes to work with; 1 works in this one.

    Returns:
        What was loaded, with the logins; nothing is written outside the database.
    """
    today = clock.today()
    with _quickly():
        publish_pack(settings.PANAH_PACK)
        with founding(), transaction.atomic():
            country = found(today - dt.timedelta(days=ROOM))
        plan = Plan(country, persons, seed, today)
        journeys = plan.journeys()
        total = sum(len(journey.lives) + sum(map(len, journey.steps)) for journey in journeys)
        total += sum(1 + len(one.steps) for one in plan_stay(country, matters_beside(persons), seed, today))
        shares = _shares(journeys, workers)
        turns = Turns()

        def passed() -> None:
            if tick:
                tick(turns.taken.value, total)

        if len(shares) < 2:
            outcomes = [_live(journeys, turns, passed), _stay(plan, turns)]
        else:
            outcomes = _side_by_side(plan, len(shares), turns, passed)
        register_doubles(country)
    watch_terms()
    accesses = {number: access for outcome in outcomes for number, access in outcome.accesses.items()}
    return Loaded(
        persons=sum(len(journey.lives) for journey in journeys),
        steps=turns.taken.value,
        logins=[*country.logins, *_portal_logins(journeys, accesses)],
        ahead=sum(outcome.ahead for outcome in outcomes),
    )


def matters_beside(persons: int) -> int:
    """How many matters of stay, residence and work stand beside so many people in claims."""
    return persons // 5  # not-law: eighty beside the four hundred of `./panah up`, one of each and a few more


def found_country() -> list[dict[str, str]]:
    """Open the offices and a login for every role, without claims. Returns the logins."""
    with _quickly(), founding(), transaction.atomic():
        return found(clock.today() - dt.timedelta(days=ROOM)).logins


def write_logins(home: Path, logins: list[dict[str, str]]) -> Path:
    """Keep the logins where `up` finds them, for the owner of the installation alone (mode 0600)."""
    path = home / LOGINS
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(logins, file, ensure_ascii=False, indent=1)
    path.chmod(0o600)
    return path


# -- planning


def _plan(world: World, persons: int, seed: int, today: dt.date) -> Iterator[Journey]:
    majority = int(world.pack.parameter("age.majority", today).value)
    drawn = [told for told in stories.STORIES if told.weight]
    weights = [told.weight for told in drawn]
    number = 0
    left = persons
    while left > 0:
        chance = Random(f"{seed}:{number}")  # noqa: S311 - invented people, not keys
        if number < len(stories.ONE_OF_EACH):
            told = stories.story(stories.ONE_OF_EACH[number])
            kind = chance.choice(told.kinds) if told.kinds else "single"
        else:
            told = chance.choices(drawn, weights)[0]
            kind = chance.choice(told.kinds) if told.kinds else ""
        family = people.invent_family(chance, number, majority=majority, kind=kind, most=left)
        if told.login and number < len(stories.ONE_OF_EACH):
            family.channel = "service"
        if told.review_outcome:
            # One process opens all reviews, so that their numbers depend on the seed alone.
            family.office = "first"
        since = chance.randint(*told.since)
        steps = _with_extras(chance, told)
        longest = stories.with_guardian(steps) if family.kind in ("alone", "siblings") else steps
        received_on = _first_day(world, longest, today - dt.timedelta(days=since))
        people.settle(chance, family, received_on)
        at = _office_time(world, chance, dt.datetime.combine(received_on, dt.time(9), clock.zone()))
        lives = [
            Life(
                world,
                Random(f"{seed}:{number}:{place}"),  # noqa: S311 - invented people, not keys
                told,
                family,
                person,
                place,
                arrived_on=received_on - dt.timedelta(days=family.arrived_before),
            )
            for place, person in enumerate(family.people)
        ]
        yield Journey(
            family,
            lives,
            at,
            steps=[deque(stories.with_guardian(steps) if life.person.alone else steps) for life in lives],
        )
        left -= len(family.people)
        number += 1


def _with_extras(chance: Random, told: Story) -> list[Step]:
    """The steps of a story, with some that go on beside it."""
    steps = told.steps
    interviewed = next((i for i, step in enumerate(steps) if step.action == "record_interview"), None)
    if interviewed is not None and chance.random() < 0.12:
        steps.insert(interviewed + 1, Step(1, "add_interview_addendum"))
    for action, share in (
        ("add_representative", 0.2),
        ("record_address_change", 0.12),
        ("add_need", 0.08),
        ("hand_over_documents", 0.06),
    ):
        if len(steps) > 1 and chance.random() < share:
            steps.insert(chance.randint(1, min(3, len(steps) - 1)), Step(chance.choice((0, 1, 3)), action))
    return steps


def _first_day(world: World, steps: list[Step], last: dt.date) -> dt.date:
    """The latest day of receipt from which the steps can be taken by a day."""
    notice = world.pack.parameter("ref.interview_notice", last).duration()
    ahead = world.pack.calendar.add(last, notice)
    booked = ((ahead.date() if isinstance(ahead, dt.datetime) else ahead) - last).days + SETTLE
    first = last - dt.timedelta(days=sum(booked if step.wait is None else step.wait for step in steps))
    while True:
        first = _workday(world, first, back=True)
        day = first
        for step in steps:
            day = _workday(world, day + dt.timedelta(days=booked if step.wait is None else step.wait))
        if day <= last or not steps:
            return first
        first -= dt.timedelta(days=1)


def _workday(world: World, day: dt.date, *, back: bool = False) -> dt.date:
    while not world.works(day):
        day += dt.timedelta(days=-1 if back else 1)
    return day


def _office_time(world: World, chance: Random, earliest: dt.datetime) -> dt.datetime:
    """A moment at which offices are open, not before `earliest`."""
    local = earliest.astimezone(clock.zone())
    opens = dt.datetime.combine(_workday(world, local.date()), dt.time(9), clock.zone())
    at = opens + dt.timedelta(minutes=chance.randrange(5, 510))
    return max(at, local) if local.date() == at.date() else at


# -- living


def _shares(journeys: list[Journey], workers: int) -> list[list[Journey]]:
    """The households of each process: those of one determining office stay together."""
    offices = sorted({journey.family.office for journey in journeys})
    if workers < 2 or len(offices) < 2:
        return [journeys]
    return [[journey for journey in journeys if journey.family.office == office] for office in offices]


def _side_by_side(plan: Plan, shares: int, turns: Turns, tick: Callable[[], None]) -> list[Outcome]:
    """Each share in a process of its own. Raises RuntimeError when one fails; its traceback is on standard error.

    The processes are begun anew, not forked (`process.CONTEXT`).
    """
    # A model is read only where Django stands already: the new process sets it up and then unpacks this.
    packed = pickle.dumps(plan)
    running = []
    # What is filed in matters of stay shares no officer and no number with the claims.
    for share in (*range(shares), STAY):
        reader, writer = CONTEXT.Pipe(duplex=False)
        process = CONTEXT.Process(target=begin, args=(packed, share, turns, writer), daemon=True)
        process.start()
        writer.close()
        running.append((process, reader))
    try:
        while any(process.is_alive() and not reader.poll() for process, reader in running):
            tick()
            if any(process.exitcode for process, _reader in running):
                raise RuntimeError("Loading the invented country failed; the reason stands above.")
            time.sleep(0.1)
        try:
            outcomes = [reader.recv() for _process, reader in running]
        except EOFError as error:
            raise RuntimeError("Loading the invented country failed; the reason stands above.") from error
        tick()
    finally:
        for process, _reader in running:
            process.join(timeout=5)
            if process.is_alive():
                process.terminate()
    return outcomes


def _stay(plan: Plan, turns: Turns) -> Outcome:
    """The matters of stay, residence and work of a plan."""
    live_stay(plan.country, matters_beside(plan.persons), plan.seed, turns.step)
    return Outcome(0, {})


def work(packed: bytes, share: int, turns: Turns, writer: Connection) -> None:
    """What a process of `process.begin` does: live one share of a plan and send the outcome."""
    plan: Plan = pickle.loads(packed)  # noqa: S301 - made by the process that began this one
    with _quickly():
        writer.send(
            _stay(plan, turns)
            if share == STAY
            else _live(_shares(plan.journeys(), WORKERS)[share], turns, lambda: None)
        )
    connection.close()


@contextlib.contextmanager
def _quickly() -> Iterator[None]:
    """Quick hashes: passwords made here have eighty random bits and PINs open invented files, which a slow hash would not
    guard any better. Texts of letters are chosen in English."""
    hashers = [f"{QuickArgon2.__module__}.{QuickArgon2.__name__}", *settings.PASSWORD_HASHERS]
    with override_settings(PASSWORD_HASHERS=hashers), translation.override("en"):
        yield


def _live(journeys: list[Journey], turns: Turns, tick: Callable[[], None]) -> Outcome:
    """Everything in order of time, up to now."""
    with connection.cursor() as cursor:
        # What is lost in a crash is loaded anew as a whole, so nothing waits for the disk here.
        cursor.execute("SET synchronous_commit = off")
    now = timezone.now()
    queue: list[tuple[dt.datetime, int, int, int]] = []
    for index, journey in enumerate(journeys):
        heapq.heappush(queue, (min(journey.received_at, now), journey.turn, index, -1))
    ahead, order = 0, PLACES
    while queue:
        at, _order, index, place = heapq.heappop(queue)
        journey = journeys[index]
        with clock.moved_to(at):
            if place < 0:
                turns.wait_for(journey.turn)
                _receive(journey)
                turns.done()
            else:
                journey.lives[place].do(journey.steps[place].popleft())
        for one in range(len(journey.lives)) if place < 0 else (place,):
            turns.step()
            when = _next(journey, one, at)
            if when is not None and when <= now:
                heapq.heappush(queue, (when, order, index, one))
                order += 1
            else:
                ahead += len(journey.steps[one])
        tick()
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
    return Outcome(
        ahead,
        {journey.family.number: (journey.lives[0].case_id, journey.lives[0].pin) for journey in journeys},
    )


def _next(journey: Journey, place: int, at: dt.datetime) -> dt.datetime | None:
    """When a life takes its next step; None where it has none left."""
    if not journey.steps[place]:
        return None
    life, step = journey.lives[place], journey.steps[place][0]
    if step.wait is None:
        return life.slot + dt.timedelta(minutes=200)
    if step.wait == 0:
        return at + dt.timedelta(minutes=life.chance.randrange(10, 40))
    return _office_time(life.world, life.chance, at + dt.timedelta(days=step.wait))


def _receive(journey: Journey) -> None:
    family, first = journey.family, journey.lives[0]
    world = first.world
    border = family.channel == "border"
    office = world.country.offices["border" if border else family.office]
    poster = world.country.of(Role.BORDER_OFFICER)[0] if border else first.post("registrar")
    actor = world.country.actors[poster.login]
    notice = next((one for one in first.person.languages if one in NOTICES), "en")
    request = uuid.UUID(int=first.chance.getrandbits(128), version=4)
    by = office.name_az if family.channel in ("border", "service") else f"{family.town}, növbə hissəsi"
    with acting(actor, "reception"):
        result = receive_claim(
            actor=actor,
            intake=people.intake(
                family,
                received_on=clock.today(),
                received_by=by,
                office_id=str(world.country.offices[family.office].pk),
                notice=notice,
                version=str(service(settings.PANAH_PACK)["notice_version"]),
            ),
            request_id=request,
            check=False,
        )
    accesses = {person.case_id: person.access for person in result.people}
    for life, case in zip(journey.lives, _cases(request), strict=True):
        life.case_id, life.person_id, life.group_id, life.version = case.pk, case.person_id, case.group_id, case.version
        access = accesses.get(case.pk)
        if access is not None:
            life.code, life.pin = access.code, access.pin


def _cases(request: uuid.UUID) -> list[Case]:
    """The cases that a request opened, in the order of the household: a post is not told which they are."""
    with (
        acting(service_actor(PURPOSE), PURPOSE),
        elevated(Compartment.ASYLUM, reason="the invented country goes on with a file that a post handed over"),
    ):
        household = Household.objects.get(request_id=request)
        return list(Case.objects.filter(group_id=household.pk).order_by("number"))


def _portal_logins(journeys: list[Journey], accesses: dict[int, tuple[uuid.UUID | None, str]]) -> list[dict[str, str]]:
    """A portal login for one adult of each telling story, with the code of the certificate that is good now."""
    rows: list[dict[str, str]] = []
    told: set[str] = set()
    with (
        acting(service_actor(PURPOSE), PURPOSE),
        elevated(Compartment.ASYLUM, reason="the codes of a few invented people are printed for visitors"),
    ):
        for journey in journeys:
            story = journey.lives[0].story
            case_id, pin = accesses[journey.family.number]
            if not story.login or story.key in told or not pin or case_id is None:
                continue
            live = IssuedDocument.objects.filter(case_id=case_id, ended_at=None)
            document = live.select_related("case__office").first()
            if document is None:
                continue
            told.add(story.key)
            label = document.case.procedure.states[document.case.state].label.in_("en")
            rows.append(
                {
                    "role": f"person ({label.lower()})",
                    "login": printed(document.code),
                    "password": pin,
                    "office": document.case.office.name_en,
                    "site": "portal",
                }
            )
    return rows
