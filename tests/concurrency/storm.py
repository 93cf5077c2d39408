# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many people at many things at one moment, whatever comes to mind: the steps that a storm is made of (DB-03).

Each step is one call of a service, as a page makes it, chosen by chance on a case, file or list that others work on at the same
moment. It is done, or refused in one of the services' own words; anything else is a fault. `looking` says what must hold afterwards.
"""

import collections
import datetime as dt
import random
import threading
import time
import uuid
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from panah.casework.errors import CaseworkError
from panah.casework.models import Case
from panah.casework.services import perform, start_case
from panah.domains.employment.public import set_quota
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError
from panah.register.errors import RegisterError
from panah.register.models import Merge, PairVerdict
from panah.register.services import (
    confirm_restriction,
    end_restriction,
    enter_restriction,
    make_known,
    suspend_restriction,
)
from panah.register.services.merging import agree, propose
from panah.register.services.splitting import split
from tests.casework.test_bars import confidants
from tests.domains.employment.test_work_permit import WORK
from tests.domains.residence.test_extension import ANSWERS as EXTENSION
from tests.register.merging import pair_up
from tests.support import permits, tennis, world

WORKERS = 8
#: Refusals of the services: somebody else was first, or it is not allowed.
REFUSALS = (CaseworkError, RegisterError, AccessError)
PLACES = 3
"""Of the labour quota, for all the work permits of a storm."""
RECEIPTS = 60
"""Numbers of receipts that are brought to the counters again and again."""
NEW = 0.08
"""Of the steps in files of a kind, how many begin a new one in the place of the oldest."""


@dataclass
class Done:
    """What was acknowledged: the case and its version by the request, and what came of each kind of step."""

    acknowledged: dict[uuid.UUID, tuple[uuid.UUID, int]] = field(default_factory=dict)
    refused_requests: set[uuid.UUID] = field(default_factory=set)
    tally: collections.Counter[str] = field(default_factory=collections.Counter)
    refusals: collections.Counter[str] = field(default_factory=collections.Counter)
    faults: list[str] = field(default_factory=list)


class Storm:
    """A small country in one database, and steps that anybody may try in it."""

    def __init__(self) -> None:
        self.made = world.make_world()
        self.club = tennis.make_club()
        self.first, self.second = confidants(self.club)
        self.service = permits.make_service()
        with acting(self.service.people["head"], "test") as head:
            set_quota(actor=head, year=clock.today().year, activity="F", places=PLACES, basis="Decision 1")
        self.players = [self.club.applicant(f"Nino Test {n}") for n in range(12)]
        with acting(self.club.actor("coach"), "test") as actor:
            for one in self.players:
                make_known(actor=actor, person_id=one, compartment="asylum")
        self.members = [self.club.apply(one).pk for one in self.players[:4]]
        self.guests = [self.service.person(f"Sınaqlı {n}") for n in range(6)]
        self.claims = [world.receive(self.made).people[0].case_id for _ in range(4)]
        self.extensions, self.permits = self._applied()
        self.bars: list[tuple[str, uuid.UUID]] = []
        self.entries: list[uuid.UUID] = []
        self.guard = threading.Lock()
        self.places = PLACES
        self.kinds: list[tuple[int, Callable[[random.Random], Any]]] = [
            (5, self.membership), (3, self.join), (6, self.bar), (3, self.open_bar), (4, self.merge), (4, self.enter),
            (6, self.on_list), (4, self.extension), (4, self.permit), (3, self.claim),
        ]  # fmt: skip
        self.done = Done()

    def _applied(self) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
        extensions, found = [], []
        for n, person in enumerate(self.guests):
            papers = {"papers": permits.every_paper(self.service, "stay_extension", person)}
            extensions.append(self.service.start("stay_extension", person, EXTENSION | days() | papers).pk)
            worker = self.service.person(f"Fəhlə {n}")
            papers = {"papers": permits.every_paper(self.service, "work_permit", worker)}
            found.append(self.service.start("work_permit", worker, WORK | papers).pk)
        return extensions, found

    # -- one step of a case

    def step(
        self,
        who: Actor,
        case_id: uuid.UUID,
        action: str,
        data: dict[str, Any],
        rng: random.Random,
        *,
        version: int | None = None,
    ) -> None:
        """Act on a case; sometimes on what one saw a while ago, sometimes twice with one request, as a bad line does."""
        with acting(who, "test"):
            seen = Case.objects.filter(pk=case_id).values_list("version", flat=True).first()
        if seen is None:
            self._count(f"{action}: not seen")
            return
        expected = max(1, seen - 1) if rng.random() < 0.1 else seen
        request = uuid.UUID(int=rng.getrandbits(128), version=4)
        for _again in range(2 if rng.random() < 0.15 else 1):
            try:
                with acting(who, "test") as actor:
                    done = perform(
                        actor=actor,
                        case_id=case_id,
                        action=action,
                        data=data,
                        expected_version=expected,
                        request_id=request,
                    )
            except REFUSALS:
                with self.guard:
                    self.done.refused_requests.add(request)
                raise
            said = case_id, done.action.seq
            with self.guard:
                before = self.done.acknowledged.setdefault(request, said)
                if before != said:
                    self.done.faults.append(f"{action}: one request was answered with {before} and with {said}")

    def _count(self, what: str) -> None:
        with self.guard:
            self.done.tally[what] += 1

    # -- kinds of steps

    def membership(self, rng: random.Random) -> None:
        """A file of the club, decided by two people."""
        action = rng.choice(("examine", "propose", "confirm", "send_back", "appeal", "decide_appeal", "note", "note"))
        who = self.club.actor(rng.choice((tennis.DOER[action], "chair", "board")))
        self.step(who, rng.choice(self.members), action, tennis.answers(action), rng)

    def join(self, rng: random.Random) -> None:
        """An application of somebody who may have one; sometimes the file is closed before."""
        if rng.random() < 0.4:
            self.step(self.club.actor("coach"), rng.choice(self.members), "close", {}, rng)
            return
        case = self.club.apply(rng.choice(self.players), request_id=uuid.UUID(int=rng.getrandbits(128), version=4))
        with self.guard:
            self.members = [*self.members[-7:], case.pk]

    def open_bar(self, rng: random.Random) -> None:
        """A grievance, which bars; or what it bars."""
        key, by = rng.choice((("grievance", "confidant"), ("banishment", "coach"), ("suspension", "coach")))
        with acting(self.club.actor(by), "test") as actor:
            case = start_case(
                actor=actor, procedure=key, pack="tennis", person_id=rng.choice(self.players), office_id=self.club.office.pk, data={},
                request_id=uuid.UUID(int=rng.getrandbits(128), version=4),
            )  # fmt: skip
        with self.guard:
            self.bars.append((key, case.pk))

    def bar(self, rng: random.Random) -> None:
        """A step in a matter that bars, or that is barred."""
        with self.guard:
            if not self.bars:
                return
            key, case_id = rng.choice(self.bars)
        actions = {
            "grievance": ("settle", "bring_up_again"),
            "banishment": ("banish", "banish", "leave", "drop"),
            "suspension": ("suspend", "suspend", "end", "resume"),
        }[key]
        by = "confidant" if key == "grievance" else "chair"
        self.step(self.club.actor(by), case_id, rng.choice(actions), {}, rng)

    def merge(self, rng: random.Random) -> None:
        """Two files become one by two people, and one becomes two again."""
        kind = rng.random()
        if kind < 0.35:
            one, other = rng.sample(self.players, 2)
            pair = pair_up(self.first, one, other)
            with acting(self.first, "test") as actor:
                propose(
                    actor=actor,
                    pair_id=pair.pk,
                    kind=rng.choice(("same", "same", "apart")),
                    kept_id=one,
                    reason="One passport.",
                )
        elif kind < 0.75:
            with acting(self.second, "test") as actor:
                waiting = list(PairVerdict.objects.filter(outcome="waiting").values_list("pk", flat=True)[:20])
                if waiting:
                    agree(actor=actor, verdict_id=rng.choice(waiting), answer="I compared the passports.")
        else:
            with acting(self.second, "test") as actor:
                standing = list(Merge.objects.filter(split_at=None).values_list("pk", flat=True)[:20])
                if standing:
                    split(actor=actor, merge_id=rng.choice(standing), reason="Two people after all.")

    def enter(self, rng: random.Random) -> None:
        """Somebody is entered in a restriction list."""
        first = clock.today() - dt.timedelta(days=rng.randrange(1, 40))
        data = {"kind": "entry_ban", "ground": "16.1.6", "first_day": first.isoformat()}
        with acting(self.service.people["desk"], "test") as actor:
            entry = enter_restriction(actor=actor, person_id=rng.choice(self.guests), data=data)
        with self.guard:
            self.entries.append(entry.pk)

    def on_list(self, rng: random.Random) -> None:
        """An entry is confirmed, stopped for a while, or ended."""
        with self.guard:
            if not self.entries:
                return
            entry_id = rng.choice(self.entries[-12:])
        who = self.service.people[rng.choice(("desk", "reviewer", "head"))]
        with acting(who, "test") as actor:
            kind = rng.random()
            if kind < 0.5:
                confirm_restriction(actor=actor, entry_id=entry_id)
            elif kind < 0.75:
                suspend_restriction(actor=actor, entry_id=entry_id, suspended=rng.random() < 0.5)
            else:
                end_restriction(
                    actor=actor, entry_id=entry_id, end="mistake", proposed_by=self.service.people["desk"].holder_id
                )

    def extension(self, rng: random.Random) -> Any:
        """A longer stay, decided by two people and paid with a receipt that may have been brought elsewhere."""
        if rng.random() < NEW:
            return self._another(self.extensions, "stay_extension", EXTENSION | days(), rng)
        case_id = rng.choice(self.extensions)
        action, by = rng.choice(
            (("examine", "desk"), ("draft_decision", "desk"), ("approve_decision", "reviewer"), ("approve_decision", "reviewer"),
             ("record_payment", "desk2"), ("record_payment", "desk"), ("issue", "desk"))
        )  # fmt: skip
        today = clock.today().isoformat()
        data: dict[str, Any] = {
            "examine": {"passport_valid_until": "2029-01-01"},
            "draft_decision": {"outcome": "granted"},
            "record_payment": {
                "paid_amount": 30,
                "paid_on": today,
                "payment_reference": f"R 77-{rng.randrange(RECEIPTS)}",
            },
        }.get(action, {})
        self.step(self.service.people[by], case_id, action, data, rng)

    def permit(self, rng: random.Random) -> Any:
        """A work permit, which takes one of few places."""
        if rng.random() < NEW:
            if rng.random() < NEW:
                with acting(self.service.people["head"], "test") as head:
                    set_quota(
                        actor=head, year=clock.today().year, activity="F", places=self._more(), basis="Decision 2"
                    )
            return self._another(self.permits, "work_permit", WORK, rng)
        case_id = rng.choice(self.permits)
        action, by = rng.choice(
            (("ask_opinion", "desk"), ("give_opinion", "labour"), ("examine", "desk"), ("draft_decision", "desk2"),
             ("approve_decision", "reviewer"), ("approve_decision", "head"), ("record_withdrawal", "desk"))
        )  # fmt: skip
        if action == "record_withdrawal" and rng.random() < 0.8:
            action, by = "approve_decision", "reviewer"
        data: dict[str, Any] = {
            "ask_opinion": {"bodies": [str(self.service.offices["labour"].pk)]},
            "give_opinion": {"opinion": "no_objection"},
            "draft_decision": {"outcome": "granted"},
        }.get(action, {})
        self.step(self.service.people[by], case_id, action, data, rng)

    def claim(self, rng: random.Random) -> None:
        """A claim is assigned, and interviews are booked with few interpreters."""
        if rng.random() < NEW:
            received = world.receive(self.made).people[0].case_id
            with self.guard:
                self.claims = [*self.claims[-5:], received]
            return
        case_id = rng.choice(self.claims)
        action = rng.choice(
            ("register", "assign", "set_interview", "set_interview", "move_interview", "record_contact_attempt")
        )
        data = world.typed_for(self.made, case_id, action)
        if action == "assign":
            data = data | {"officer": self.made.id(rng.choice(("case_officer", "case_officer2")))}
        self.step(self.made.actor(world.DOER[action]), case_id, action, data, rng)

    def _another(self, among: list[uuid.UUID], procedure: str, answers: dict[str, Any], rng: random.Random) -> None:
        """Somebody else applies, and one of the files that were worked on is left alone from now on."""
        person = self.service.person(f"Gələn {rng.randrange(10_000)}")
        papers = {"papers": permits.every_paper(self.service, procedure, person)}
        case = self.service.start(procedure, person, answers | papers)
        with self.guard:
            among.pop(0)
            among.append(case.pk)

    def _more(self) -> int:
        """A place more than before."""
        with self.guard:
            self.places += 1
            return self.places

    # -- all of it

    def run(self, steps: int, *, seed: int = 1, seconds: float = 3600) -> "Done":
        """Let WORKERS people take so many steps in all, for at most so long."""
        kinds = [kind for weight, kind in self.kinds for _ in range(weight)]
        left, end = iter(range(steps)), time.monotonic() + seconds

        def work(number: int) -> None:
            rng = random.Random(f"{seed}:{number}")
            try:
                while time.monotonic() < end:
                    with self.guard:
                        if next(left, None) is None:
                            return
                    kind = rng.choice(kinds)
                    try:
                        kind(rng)
                        self._count(kind.__name__)
                    except REFUSALS as refused:
                        self._count(kind.__name__)
                        with self.guard:
                            self.done.refusals[f"{kind.__name__}: {type(refused).__name__}"] += 1
                    except Exception as fault:  # whatever else comes is what a storm looks for
                        self._count(kind.__name__)
                        with self.guard:
                            self.done.faults.append(f"{kind.__name__}: {type(fault).__name__}: {fault}"[:1000])
            finally:
                connection.close()

        threads = [threading.Thread(target=copy_context().run, args=(work, n)) for n in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.done


def days() -> dict[str, str]:
    """Days of an application that lie around today."""
    today = clock.today()
    return {
        "arrived_on": (today - dt.timedelta(days=20)).isoformat(),
        "visa_stay_until": (today + dt.timedelta(days=60)).isoformat(),
    }
