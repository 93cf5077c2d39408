# SPDX-License-Identifier: AGPL-3.0-or-later
"""Living through the invented months: every claim is received and every step taken on its day, in order of time, through
the same services as in an office. Only the clock is moved."""

import datetime as dt
import heapq
import json
import os
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone, translation

from panah.casework.jobs import watch_terms
from panah.casework.models import Case, IssuedDocument
from panah.casework.services import publish_pack
from panah.domains.asylum.letters.common import service
from panah.domains.asylum.reception import receive_claim
from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.documents.codes import printed
from panah.interfaces.cli.seed import people, stories
from panah.interfaces.cli.seed.country import PURPOSE, Country, found
from panah.interfaces.cli.seed.life import Life, World
from panah.interfaces.cli.seed.stories import Step, Story
from panah.law.pack import load_pack
from panah.register.models import Household

LOGINS = "logins.json"
NOTICES = ("az", "en", "ru", "fa")
ROOM = 400  # not-law: days before today from which the invented roles are held
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
    steps: list[deque[Step]] = field(default_factory=list)


@dataclass(frozen=True)
class Loaded:
    """What was loaded: people in claims, steps taken, the logins, how many steps still lie in the future."""

    persons: int
    steps: int
    logins: list[dict[str, str]]
    ahead: int


Tick = Callable[[int, int], None]


def load(*, persons: int, seed: int = 1, tick: Tick | None = None, country: Country | None = None) -> Loaded:
    """Load the invented country into an empty database.

    Args:
        persons: people in claims. seed: the same number gives the same people and the same stories; passwords, PINs
            and card codes are made anew for each installation.
        tick: called with (steps taken, steps planned).
        country: offices and people who work there, when they are there already.

    Returns:
        What was loaded, with the logins; nothing is written outside the database.
    """
    hashers = [f"{QuickArgon2.__module__}.{QuickArgon2.__name__}", *settings.PASSWORD_HASHERS]
    today = clock.today()
    pack = load_pack(settings.PANAH_PACK)
    publish_pack(settings.PANAH_PACK)
    if country is None:
        with transaction.atomic():
            country = found(today - dt.timedelta(days=ROOM))
    world = World(country, pack)
    planned = list(_plan(world, persons, seed, today))
    total = sum(len(household.lives) + sum(map(len, household.steps)) for household in planned)
    with override_settings(PASSWORD_HASHERS=hashers), translation.override("en"):
        taken, ahead, received = _live(world, planned, lambda taken: tick(taken, total) if tick else None)
    watch_terms()
    return Loaded(received, taken, [*country.logins, *_portal_logins(world, planned)], ahead)


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
        if family.kind == "alone" or _has_lone_child(family):
            told = stories.with_guardian(told)
        if told.login and number < len(stories.ONE_OF_EACH):
            family.channel = "service"
        since = chance.randint(*told.since)
        steps = _with_extras(chance, told)
        received_on = _first_day(world, steps, today - dt.timedelta(days=since))
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
        yield Journey(family, lives, at, [deque(steps) for _ in lives])
        left -= len(family.people)
        number += 1


def _has_lone_child(family: people.Family) -> bool:
    return family.kind == "siblings"


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


def _live(world: World, planned: list[Journey], tick: Callable[[int], None]) -> tuple[int, int, int]:
    """Everything in order of time, up to now. Returns steps taken, steps that lie ahead, people received."""
    now = timezone.now()
    queue: list[tuple[dt.datetime, int, int, int]] = []
    order = 0
    for index, household in enumerate(planned):
        heapq.heappush(queue, (min(household.received_at, now), order, index, -1))
        order += 1
    taken = ahead = received = 0
    while queue:
        at, _order, index, place = heapq.heappop(queue)
        household = planned[index]
        with clock.moved_to(at):
            if place < 0:
                _receive(world, household)
                going_on = range(len(household.lives))
                received += len(household.lives)
                taken += len(household.lives)
            else:
                household.lives[place].do(household.steps[place].popleft())
                going_on = range(place, place + 1)
                taken += 1
        tick(taken)
        for place in going_on:
            when = _next(world, household, place, at)
            if when is None:
                continue
            if when > now:
                ahead += len(household.steps[place])
                continue
            heapq.heappush(queue, (when, order, index, place))
            order += 1
    return taken, ahead, received


def _next(world: World, household: Journey, place: int, at: dt.datetime) -> dt.datetime | None:
    """When a life takes its next step."""
    if not household.steps[place]:
        return None
    life, step = household.lives[place], household.steps[place][0]
    if step.wait is None:
        return life.slot + dt.timedelta(minutes=200)
    if step.wait == 0:
        return at + dt.timedelta(minutes=life.chance.randrange(10, 40))
    return _office_time(world, life.chance, at.astimezone(clock.zone()) + dt.timedelta(days=step.wait))


def _receive(world: World, household: Journey) -> None:
    family, first = household.family, household.lives[0]
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
        )
    accesses = {person.case_id: person.access for person in result.people}
    for life, case in zip(household.lives, _cases(request), strict=True):
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


def _portal_logins(world: World, planned: list[Journey]) -> list[dict[str, str]]:
    """A portal login for one adult of each telling story, with the code of the certificate that is good now."""
    found: list[dict[str, str]] = []
    told: set[str] = set()
    with (
        acting(service_actor(PURPOSE), PURPOSE),
        elevated(Compartment.ASYLUM, reason="the codes of a few invented people are printed for visitors"),
    ):
        for household in planned:
            life = household.lives[0]
            if not life.story.login or life.story.key in told or not life.pin:
                continue
            document = (
                IssuedDocument.objects.filter(case_id=life.case_id, ended_at=None).select_related("case__office").first()
            )
            if document is None:
                continue
            told.add(life.story.key)
            label = document.case.procedure.states[document.case.state].label.in_("en")
            found.append(
                {
                    "role": f"person ({label.lower()})",
                    "login": printed(document.code),
                    "password": life.pin,
                    "office": document.case.office.name_en,
                    "site": "portal",
                }
            )
    return found
