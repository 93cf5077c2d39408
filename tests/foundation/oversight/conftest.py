# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small world with people and files by the dozen, and readers whose looks are written down as the log has them."""

import datetime as dt
import functools
import itertools
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings

from panah.casework.models import Case, ProcedureVersion
from panah.casework.services import publish
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.services import record
from panah.foundation.ids import secret_id
from panah.foundation.oversight.models import Alert, Pause
from panah.foundation.oversight.watch import look_through, watching
from panah.law.pack import load_pack
from panah.register.models import Person, PersonName
from tests.support.world import World, make_world

_procedures = functools.lru_cache(maxsize=4)(publish.pack_procedures)
#: No two of them are spellings of one surname.
SURNAMES = [
    a + b
    for a in ("Bar", "Dil", "Fur", "Has", "Jav", "Kam", "Lut", "Mir", "Nas", "Par")
    for b in ("ani", "bek", "dari", "gul", "han", "kosh", "lari", "mand", "pur", "soz", "tash", "vari")
]
COUNTRIES = ("AFG", "IRN", "SYR", "IRQ", "PAK", "UKR", "RUS", "TUR")


def a_day(kind: str = "working") -> dt.date:
    """The first day from next week on with a working week before it: a working one, a `sunday`, or a `holiday` within the week."""
    calendar = load_pack(settings.PANAH_PACK).calendar
    day = clock.today() + dt.timedelta(days=7)
    while True:
        off = not calendar.is_working_day(day)
        week = [day - dt.timedelta(days=back) for back in range(1, 8)]
        if kind == "sunday" and day.weekday() == 6:
            return day
        if kind == "holiday" and off and day.weekday() < 5:
            return day
        if kind == "working" and not off and day.weekday() == 4 and sum(map(calendar.is_working_day, week)) == 5:
            return day
        day += dt.timedelta(days=1)


def at(day: dt.date, hour: str) -> dt.datetime:
    """An hour of the country's clock."""
    return dt.datetime.combine(day, dt.time.fromisoformat(hour), clock.zone())


@dataclass
class Town:
    """People, files, and looks at them."""

    world: World
    numbers: Iterator[int] = field(default_factory=itertools.count)
    mixed: random.Random = field(default_factory=lambda: random.Random(7))

    def people(self, count: int, *, surname: str = "", country: str = "", full: str = "") -> list[uuid.UUID]:
        """People whom the asylum side and stay know; each of a surname and a country of its own unless said otherwise."""
        with acting(self.world.actor("registrar"), "test"):
            made, names = [], []
            for _ in range(count):
                number = next(self.numbers)
                family = surname or SURNAMES[number % len(SURNAMES)]
                person = Person(
                    id=secret_id(),
                    compartments=["asylum", "stay"],
                    citizenships=[country or self.mixed.choice(COUNTRIES)],
                    registered_at=clock.now(),
                )
                made.append(person)
                name = full or f"Aman {family}"
                names.append(
                    PersonName(
                        person=person, full=name, family="" if full else family, script="latin", recorded_at=clock.now()
                    )
                )
            Person.objects.bulk_create(made)
            PersonName.objects.bulk_create(names)
        return [one.pk for one in made]

    def files(self, people: list[uuid.UUID], *, of: str = "", waits_for: str = "", closed: bool = False) -> list[Case]:
        """An open file of each, assigned to an account (`of`), waiting for a role."""
        version = ProcedureVersion.objects.filter(key="asylum_claim").latest("version")
        office = self.world.offices["first"]
        now = clock.now()
        rows = [
            Case(
                id=secret_id(),
                number=f"T-{next(self.numbers):05}",
                procedure_version=version,
                procedure_key=version.key,
                person_id=person,
                compartment="asylum",
                office=office,
                offices=[office.pk],
                state="closed" if closed else "registered",
                state_since=now,
                assigned_to=self.world.accounts[of].pk if of else None,
                waits_for=waits_for,
                opened_at=now,
                closed_at=now if closed else None,
            )
            for person in people
        ]
        with self.world.seeing_all():
            Case.objects.bulk_create(rows)
        return rows

    def pass_on(self, rows: list[Case], to: str) -> None:
        """Assign files to somebody else."""
        with self.world.seeing_all():
            Case.objects.filter(pk__in=[one.pk for one in rows]).update(assigned_to=self.world.accounts[to].pk)

    def look(
        self,
        who: str,
        moment: dt.datetime,
        *persons: uuid.UUID,
        verb: Verb = Verb.READ,
        subject: str = "case",
        **more: Any,
    ) -> Event:
        """Write a look into the log, as the services do."""
        with clock.moved_to(moment), self.world.acting(who) as actor:
            return record(actor, verb, subject_type=subject, subject_id=uuid.uuid4(), persons=persons, **more)

    def watch(self, moment: dt.datetime) -> None:
        """Let the watch look through the log."""
        with clock.moved_to(moment):
            look_through()

    def raised(self, who: str) -> set[str]:
        """The rules that have found something about an account."""
        with watching():
            return set(Alert.objects.filter(account_id=self.world.accounts[who].pk).values_list("rule", flat=True))

    def paused(self, who: str) -> bool:
        """Whether the account opens nothing."""
        with watching():
            return Pause.objects.filter(account_id=self.world.accounts[who].pk, ended_at=None).exists()


@pytest.fixture
def town(db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Offices, accounts, and nobody on record."""
    monkeypatch.setattr(publish, "pack_procedures", _procedures)
    return Town(make_world())
