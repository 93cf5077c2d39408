# SPDX-License-Identifier: AGPL-3.0-or-later
"""One invented person on the way through the procedure."""

import datetime as dt
import functools
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from panah.casework.services import perform, start_case
from panah.domains.asylum.facts import REVIEW
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.interfaces.cli.seed import answers
from panah.interfaces.cli.seed.country import Country, Post
from panah.interfaces.cli.seed.people import Family, Somebody
from panah.interfaces.cli.seed.stories import Step, Story
from panah.law.pack import Pack
from panah.law.texts import load_own

PURPOSE = "case"
AT = (dt.time(9, 30), dt.time(14, 0))
"""When interviews begin: two a day for an officer."""
LETTERS = ("az", "en", "ru", "fa")
BOOKED_AHEAD = 60  # not-law: days that the invented calendars are searched for a free room

#: Who does what in the invented offices. The participant's and the person's own steps are typed by the desk.
DOES: dict[str, Role] = {
    **dict.fromkeys(
        (
            "register", "set_interview", "move_interview", "record_missed_interview", "record_contact_attempt",
            "record_withdrawal", "request_reopening", "request_guardian", "appoint_guardian", "add_representative",
            "record_address_change", "hand_over_documents", "lodge_appeal", "add_need", "record_answer",
        ),
        Role.REGISTRAR,
    ),
    **dict.fromkeys(
        (
            "record_interview", "assess", "draft_decision", "notify", "close", "notify_closure", "close_after_period",
            "record_death", "add_interview_addendum", "record_age_doubt", "open_review", "give_notice", "drop_review",
        ),
        Role.CASE_OFFICER,
    ),
    **dict.fromkeys(("approve_decision", "return_draft", "reopen"), Role.REVIEWER),
    **dict.fromkeys(("decide_appeal", "record_appeal_bundle"), Role.APPEAL_OFFICER),
    "assign": Role.HEAD_OF_UNIT,
}  # fmt: skip


@functools.lru_cache(maxsize=1)
def texts() -> dict[str, Any]:
    """What invented people say and invented officers write."""
    return load_own((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))


@dataclass
class World:
    """What all lives share: the offices, the law, the calendars of officers and interpreters."""

    country: Country
    pack: Pack
    taken: set[tuple[str, dt.datetime]] = field(default_factory=set)
    wards: Counter[str] = field(default_factory=Counter)

    def works(self, day: dt.date) -> bool:
        """Whether offices are open on a day."""
        return self.pack.calendar.is_working_day(day)


@dataclass
class Life:
    """One person's claim, and the review of the status that may follow: what is planned and how far it has come."""

    world: World
    chance: Random
    story: Story
    family: Family
    person: Somebody
    place: int
    texts: dict[str, Any] = field(default_factory=texts)
    case_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    group_id: uuid.UUID | None = None
    version: int = 0
    code: str = ""
    pin: str = ""
    is_review: bool = False
    slot: dt.datetime = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
    arrived_on: dt.date = dt.date(1, 1, 1)
    guardian: Post | None = None
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Draw who deals with it and in which words it is told."""
        told = self.texts["motives"]
        speaks = self.chance.choices(("az", "en", "ru"), (6, 2, 2))[0]
        if self.person.sex == "F" and speaks == "ru":
            speaks = "az"  # the Russian texts are told by men
        keys = [key for key in told if key != "marriage" or self.person.sex == "F"]
        protected = self.story.outcome in ("granted", "refused")
        keys = [key for key in keys if bool(told[key]["grounds"]) == protected] if self.story.outcome else keys
        key = self.chance.choice(keys)
        self.words = "ru" if key == "marriage" and speaks == "ru" else speaks
        self.motive = told[key][self.words] | {"grounds": told[key]["grounds"], "agent": told[key]["agent"]}
        office = self.family.office
        self._posts = {
            Role.REGISTRAR: self.world.country.of(Role.REGISTRAR, office)[0],
            Role.HEAD_OF_UNIT: self.world.country.of(Role.HEAD_OF_UNIT, office)[0],
            Role.CASE_OFFICER: self.chance.choice(self.world.country.of(Role.CASE_OFFICER, office)),
            Role.REVIEWER: self.chance.choice(self.world.country.of(Role.REVIEWER, office)),
            Role.APPEAL_OFFICER: self.chance.choice(self.world.country.of(Role.APPEAL_OFFICER)),
        }
        self.interpreter, self.spoken = self._interpreter()
        second = self.spoken if self.spoken in LETTERS else {"prs": "fa"}.get(self.spoken, "")
        self.second_language = second or next((one for one in self.person.languages if one in LETTERS), "en")
        self.room = f"{self.world.country.offices[office].name_en}, room {self.chance.randint(1, 9)}"

    def _interpreter(self) -> tuple[Post | None, str]:
        if "az" in self.person.languages[:1]:
            return None, "az"
        for language in [*self.person.languages, "en"]:
            for post in self.world.country.of(Role.INTERPRETER):
                if language in post.languages:
                    return post, language
        return None, "az"

    # -- what answers ask of a life

    @property
    def outcome(self) -> str:
        """The outcome that is aimed at, of the claim or of the review."""
        return self.story.review_outcome if self.is_review else self.story.outcome

    @property
    def closing(self) -> str:
        """Why the claim is discontinued, if it is."""
        return "" if self.is_review else self.story.closing

    @property
    def reopening(self) -> str:
        """What a request to reopen leads to."""
        return self.story.reopening

    @property
    def route(self) -> str:
        """To whom an appeal goes."""
        return self.story.route

    @property
    def late(self) -> bool:
        """Whether the appeal comes after its period."""
        return self.story.late

    @property
    def appeal_result(self) -> str:
        """What the appeal body says."""
        return self.story.review_appeal if self.is_review else self.story.appeal_result

    def say(self, what: str) -> str:
        """One of the shared texts, in the words of this life."""
        return str(self.texts[what][self.words])

    def relatives(self) -> Iterator[tuple[Somebody, str]]:
        """The others of the household, and what each is to this one, in the words of the registration form."""
        mine = self.person.relation
        for other in self.family.people:
            if other is self.person:
                continue
            if mine == "principal":
                relation = other.relation
            elif mine == "child":
                relation = "sibling" if other.relation == "child" else "parent"
            elif mine == "spouse":
                relation = "spouse" if other.relation == "principal" else other.relation
            elif mine == "parent":
                relation = "child"
            else:
                relation = "sibling"
            yield other, relation

    def post(self, role: str) -> Post:
        """Who deals with this life in a role."""
        return self._posts[Role(role)]

    def account(self, role: str) -> uuid.UUID:
        """The account of whoever deals with this life in a role."""
        return self.world.country.accounts[self.post(role).login]

    def count(self, action: str) -> int:
        """How often an action was done."""
        return self.done.count(action)

    def holds_papers(self) -> bool:
        """Whether originals of the person are kept."""
        return self._kept

    _kept: bool = False

    def choose_guardian(self) -> tuple[Post, bool]:
        """The guardian who cares for children of this office, and whether that one signs in here.

        Whoever has as many children as the law allows is followed by a colleague without a login.
        """
        post = self.world.country.of(Role.GUARDIAN)[self.family.office != "first"]
        most = int(self.world.pack.parameter("guardian.wards", clock.today()).value)
        self.world.wards[post.login] += 1
        known = self.world.wards[post.login] <= most
        self.guardian = post if known else replace(post, name="Xatirə Sığınan")
        return self.guardian, known

    def book(self) -> dt.datetime:
        """The first moment after the notice period at which officer and interpreter are free."""
        pack, today = self.world.pack, clock.today()
        earliest = pack.calendar.add(today, pack.parameter("ref.interview_notice", today).duration())
        day = earliest.date() if isinstance(earliest, dt.datetime) else earliest
        people = [self.post("case_officer").login, *([self.interpreter.login] if self.interpreter else [])]
        for _ in range(BOOKED_AHEAD):
            if self.world.works(day):
                # Each office has interpreters at an hour of its own.
                for at in AT if self.interpreter is None else AT[self.family.office != "first" :][:1]:
                    slot = dt.datetime.combine(day, at, clock.zone())
                    if not any((login, slot) in self.world.taken for login in people):
                        self.world.taken.update((login, slot) for login in people)
                        self.slot = slot
                        return slot
            day += dt.timedelta(days=1)
        raise RuntimeError("The calendars of the invented officers are full: seed fewer people, or add officers.")

    # -- going on

    def actor(self, action: str) -> Actor:
        """Who does an action."""
        return self.world.country.actors[self.post(DOES[action]).login]

    def do(self, step: Step) -> None:
        """Do one step now, as the right person, through the same door as everybody."""
        actor = self.actor(step.action)
        with acting(actor, PURPOSE):
            if step.action == "open_review":
                self._open_review(actor)
            else:
                if self.case_id is None:
                    raise RuntimeError("A step was told before the claim was received.")
                data = answers.BY_ACTION[step.action](self)
                result = perform(
                    actor=actor,
                    case_id=self.case_id,
                    action=step.action,
                    data=data,
                    expected_version=self.version,
                    request_id=uuid.UUID(int=self.chance.getrandbits(128), version=4),
                )
                self.version = result.case.version
                self._kept = self._kept or "documents" in data
        self.done.append(step.action)

    def _open_review(self, actor: Actor) -> None:
        if self.person_id is None:
            raise RuntimeError("A review was told before the claim was received.")
        self.is_review = True
        case = start_case(
            actor=actor,
            procedure=REVIEW,
            person_id=self.person_id,
            office_id=self.world.country.offices[self.family.office].pk,
            data=answers.open_review(self),
            request_id=uuid.UUID(int=self.chance.getrandbits(128), version=4),
            group_id=self.group_id,
        )
        self.case_id, self.version = case.pk, case.version
