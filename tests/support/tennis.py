# SPDX-License-Identifier: AGPL-3.0-or-later
"""A tennis club that runs through the same engine as everything else: its permissions, letters, facts and people.

with club_rules():                     # registers what packs/tennis/procedures names; takes it back afterwards
    club = make_club()                 # inside a test with a database
    case = club.apply(born="2012-05-01", fee="waived")
    club.do(case.pk, "examine", by="coach")
"""

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from panah.casework import registry
from panah.casework.context import Context
from panah.casework.models import Case
from panah.casework.services import Offer, Performed, available_actions, perform, publish_pack, start_case
from panah.foundation import clock
from panah.foundation.access import policy
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Office, OfficeKind
from panah.register.services import create_person

KEY = "membership"
LENDING = "lending"
#: Permission -> the roles whose work it stands for. The roles are those that hold the compartment of the procedure.
PERMISSIONS: dict[str, tuple[Role, ...]] = {
    "club.apply": (Role.STAY_OFFICER,),
    "club.examine": (Role.STAY_OFFICER,),
    "club.decide": (Role.STAY_OFFICER,),
    "club.confirm": (Role.STAY_OFFICER,),
    "club.appeal": (Role.STAY_OFFICER,),
    "club.decide_appeal": (Role.RETURN_OFFICER,),
    "club.close": (Role.STAY_OFFICER,),
    "club.hear": (Role.CASE_OFFICER,),
}
#: Who belongs to the club: name -> role.
PEOPLE: dict[str, Role] = {
    "coach": Role.STAY_OFFICER,
    "board": Role.STAY_OFFICER,
    "chair": Role.STAY_OFFICER,
    "assembly": Role.RETURN_OFFICER,
    "judge": Role.RETURN_OFFICER,
    "gardener": Role.ADMINISTRATOR,
    "confidant": Role.CASE_OFFICER,
}
DOER = {
    "examine": "coach",
    "propose": "board",
    "confirm": "chair",
    "send_back": "chair",
    "appeal": "coach",
    "decide_appeal": "assembly",
    "close": "coach",
    "note": "coach",
}


def _letter_data(ctx: Context, kind: str) -> Mapping[str, Any]:
    return {"office": {"name": {"en": "The club"}}, "case_number": ctx.case.number}


def _facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    born = case.person.born_from
    return {"standing": "paid"} | ({"born": born.isoformat()} if born else {})


@contextlib.contextmanager
def club_rules() -> Iterator[None]:
    """Register what the procedure of the club names, for the block."""
    for permission, held_by in PERMISSIONS.items():
        policy.allow(permission, policy.has_role(*held_by), says="For tests.")
    own = ("answer_yes", "answer_no")
    for name in own:
        registry.letter(name, languages=lambda ctx: ["en"])(_letter_data)
    registry.facts_for(KEY)(_facts)
    registry.facts_for(LENDING)(_facts)
    try:
        yield
    finally:
        for permission in PERMISSIONS:
            policy._policy.pop(permission)
            policy._described.pop(permission)
        for name in own:
            registry.letters.pop(name)
        registry.facts.pop(KEY)
        registry.facts.pop(LENDING)


@dataclass
class Club:
    """The office of the club and its people."""

    office: Office
    people: dict[str, Actor]
    versions: dict[str, Any] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """Somebody of the club."""
        return self.people[name]

    def applicant(self, full: str = "Nino Test", born: str = "1990-05-01") -> uuid.UUID:
        """Somebody who is not in the register yet."""
        with acting(self.people["coach"], "test") as actor:
            data = {"names": [{"full": full}], "born": born}
            return create_person(actor=actor, data=data, compartment="stay", check=False).pk

    def apply(
        self,
        person_id: uuid.UUID | None = None,
        *,
        by: str = "coach",
        request_id: uuid.UUID | None = None,
        born: str = "1990-05-01",
        **more: Any,
    ) -> Case:
        """File an application; `more` changes single answers."""
        person_id = person_id or self.applicant(born=born)
        with acting(self.people[by], "test") as actor:
            return start_case(
                actor=actor,
                procedure=KEY,
                pack="tennis",
                person_id=person_id,
                office_id=self.office.pk,
                data=application() | more,
                request_id=request_id or uuid.uuid4(),
            )

    def case(self, case_id: uuid.UUID) -> Case:
        """The row as it now stands."""
        with acting(self.people["coach"], "test"):
            return Case.objects.select_related("procedure_version", "person").get(pk=case_id)

    def offers(self, case_id: uuid.UUID, by: str) -> dict[str, Offer]:
        """What somebody is offered."""
        case = self.case(case_id)
        with acting(self.people[by], "test") as actor:
            return {offer.name: offer for offer in available_actions(actor=actor, case=case)}

    def do(
        self,
        case_id: uuid.UUID,
        action: str,
        data: Mapping[str, Any] | None = None,
        *,
        by: str | None = None,
        request_id: uuid.UUID | None = None,
        version: int | None = None,
        **more: Any,
    ) -> Performed:
        """Carry out an action with complete answers; `data` replaces them, `more` changes single ones."""
        expected = self.case(case_id).version if version is None else version
        with acting(self.people[by or DOER[action]], "test") as actor:
            return perform(
                actor=actor,
                case_id=case_id,
                action=action,
                data=dict(answers(action) if data is None else data) | more,
                expected_version=expected,
                request_id=request_id or uuid.uuid4(),
            )

    def to(self, state: str, **filing: Any) -> Case:
        """A fresh application, taken to a state."""
        case = self.apply(**filing)
        for action, reached in (("examine", "examined"), ("propose", "proposed"), ("confirm", "refused")):
            if self.case(case.pk).state == state:
                break
            self.do(case.pk, action)
            assert self.case(case.pk).state == reached
        if state == "admitted":
            raise ValueError("Take it to `proposed` and confirm with answer='admitted'.")
        if state in ("appealed", "closed"):
            self.do(case.pk, "appeal" if state == "appealed" else "close")
        now = self.case(case.pk)
        assert now.state == state
        return now


def application() -> dict[str, Any]:
    """A complete application."""
    return {
        "applied_on": clock.today().isoformat(),
        "plays": "weekly",
        "rackets": [{"maker": "Test", "strings": 16, "bought": "2020"}],
        "fee": "paid",
    }


def answers(action: str) -> dict[str, Any]:
    """Complete answers to the form of an action."""
    today = clock.today().isoformat()
    return {
        "examine": {"matches": [{"played_on": today, "won": True}]},
        "propose": {"outcome": "refused", "reasons": "Not yet."},
        "confirm": {"answer": "refused"},
        "send_back": {"reasons": "Look again."},
        "appeal": {"lodged_on": today, "grounds": "I have practised."},
        "decide_appeal": {"result": "upheld", "reasons": "Still not."},
        "close": {},
        "note": {"text": "Rain."},
    }[action]


def make_club(**versions: Any) -> Club:
    """Publish the procedure and make the people. Inside `club_rules`."""
    with acting(Actor(kind="service", account_id=uuid.uuid4()), "test"):
        published = {version.key: version for version in publish_pack("tennis")}
    office = Office.objects.create(
        code="club", kind=OfficeKind.STAY, name_en="The club", name_az="Klub", name_ru="Клуб"
    )
    people = {}
    for name, role in PEOPLE.items():
        account, holder = uuid.uuid4(), uuid.uuid4()
        people[name] = Actor(
            kind="staff", account_id=account, holder_id=holder, assignments=(Assignment(role, office.pk),)
        )
    return Club(office, people, published | versions)
