# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small invented world for tests: offices, one account for each role, and claims at any stage.

    world = make_world()                       # inside a test with `db`
    family = receive(world, family_intake())   # a registrar receives a household
    case = walk(world, family.people[0].case_id, to="notified", outcome="refused")

Nothing here goes round the services: what a helper does, a person could do on a page.
"""

import contextlib
import datetime as dt
import functools
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.module_loading import import_string

from panah.casework.models import Case
from panah.casework.services import Performed, perform, publish_pack
from panah.domains.asylum.public import Received, receive_claim
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.models import Account, Holder, Office, RoleAssignment
from panah.foundation.accounts.sign_in import actor_of
from panah.register.public import look_before_registering
from tests.support.answers import answers_in

PASSWORD = "an invented pass phrase"  # of accounts made with `passwords=True`

# login -> (role, office, name, sex)
ACCOUNTS: dict[str, tuple[Role, str, str, str]] = {
    "registrar": (Role.REGISTRAR, "first", "Aydan Test", "F"),
    "case_officer": (Role.CASE_OFFICER, "first", "Bəhruz Test", "M"),
    "case_officer2": (Role.CASE_OFFICER, "first", "Cəmilə Test", "F"),
    "reviewer": (Role.REVIEWER, "first", "Davud Test", "M"),
    "reviewer2": (Role.REVIEWER, "first", "Elnarə Test", "F"),
    "head_of_unit": (Role.HEAD_OF_UNIT, "first", "Fikrət Test", "M"),
    "appeal_officer": (Role.APPEAL_OFFICER, "appeal", "Gülnar Test", "F"),
    "appeal_officer2": (Role.APPEAL_OFFICER, "appeal", "Hikmət Test", "M"),
    "interpreter": (Role.INTERPRETER, "central", "İradə Test", "F"),
    "interpreter2": (Role.INTERPRETER, "central", "Kamran Test", "M"),
    "guardian": (Role.GUARDIAN, "guardianship", "Lalə Test", "F"),
    "guardian2": (Role.GUARDIAN, "guardianship", "Murad Test", "M"),
    "border_officer": (Role.BORDER_OFFICER, "border", "Nərgiz Test", "F"),
    "stay_officer": (Role.STAY_OFFICER, "stay", "Orxan Test", "M"),
    "stay_reviewer": (Role.STAY_REVIEWER, "stay", "Fəridə Test", "F"),
    "stay_head": (Role.STAY_HEAD, "stay", "Xəyal Test", "M"),
    "return_officer": (Role.RETURN_OFFICER, "return", "Pərvanə Test", "F"),
    "return_head": (Role.RETURN_HEAD, "return", "Sahib Test", "M"),
    "displaced_officer": (Role.DISPLACED_OFFICER, "displaced", "Ziba Test", "F"),
    "displaced_officer2": (Role.DISPLACED_OFFICER, "displaced", "Yusif Test", "M"),
    "policy_analyst": (Role.POLICY_ANALYST, "central", "Qorxmaz Test", "M"),
    "data_protection": (Role.DATA_PROTECTION, "central", "Rəna Test", "F"),
    "administrator": (Role.ADMINISTRATOR, "central", "Samir Test", "M"),
    "other_registrar": (Role.REGISTRAR, "second", "Tural Test", "M"),
    "other_case_officer": (Role.CASE_OFFICER, "second", "Ülkər Test", "F"),
    "other_reviewer": (Role.REVIEWER, "second", "Vüsal Test", "M"),
    "other_head_of_unit": (Role.HEAD_OF_UNIT, "second", "Zəhra Test", "F"),
}
OFFICES: dict[str, str] = {
    "first": "determining",
    "second": "determining",
    "appeal": "appeal",
    "border": "border",
    "guardianship": "guardianship",
    "stay": "stay",
    "return": "return",
    "displaced": "displaced",
    "central": "central",
}


@dataclass
class World:
    """Offices by code and accounts by sign-in name."""

    offices: dict[str, Office]
    accounts: dict[str, Account]
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        """The actor behind a sign-in name; English, so that messages can be read."""
        if login not in self.actors:
            self.actors[login] = actor_of(self.accounts[login])
        return self.actors[login]

    def id(self, login: str) -> str:
        """The account's id as forms take it."""
        return str(self.accounts[login].pk)

    @contextlib.contextmanager
    def acting(self, login: str, purpose: str = "test") -> Iterator[Actor]:
        """Let the database know that this account acts."""
        with acting(self.actor(login), purpose) as actor:
            yield actor

    @contextlib.contextmanager
    def seeing_all(self) -> Iterator[Actor]:
        """Look at every row, to see what a service wrote."""
        with acting(self.actor("administrator"), "test"), elevated(*Compartment, reason="a test looks at everything"):
            yield self.actor("administrator")


@functools.lru_cache(maxsize=4)
def _hashed_by(hasher: str) -> str:
    made = import_string(hasher)()
    return make_password(PASSWORD, hasher=made)


def _hashed() -> str:
    """The pass phrase as the first hasher of the settings makes it: a served site would not take a cheap one of another
    test, and Django keeps the list of hashers that it once read."""
    return _hashed_by(settings.PASSWORD_HASHERS[0])


def make_world(*, passwords: bool = False, pack: str = "az") -> World:
    """Publish the procedures and make offices and accounts. passwords: let the accounts sign in with `PASSWORD`."""
    with acting(Actor(kind="service", account_id=uuid.uuid4()), "test"):
        publish_pack(pack)
    offices = {
        code: Office(
            code=code,
            kind=kind,
            name_en=f"The {code} office",
            name_az=f"{code} idarəsi",
            name_ru=f"Отдел {code}",
            address="Nümunə küçəsi 1, Bakı",
            telephone="+994 12 000 00 00",
        )
        for code, kind in OFFICES.items()
    }
    for code in ("first", "second"):
        offices[code].appeal_office = offices["appeal"]
    # Most tests begin here: a statement for each table, not for each row.
    Office.objects.bulk_create(offices.values())
    today = clock.today()
    accounts, assignments = {}, []
    for login, (role, office, name, sex) in ACCOUNTS.items():
        accounts[login] = Account(
            login=login.replace("_", "-"),
            holder=Holder(name=name, sex=sex),
            language="en",
            languages=["fa", "ru"] if role is Role.INTERPRETER else [],
            ends_on=today + dt.timedelta(days=300),
            password=_hashed() if passwords else "!",
        )
        assignments.append(
            RoleAssignment(
                account=accounts[login],
                role=role,
                office=offices[office],
                starts_on=today - dt.timedelta(days=3000),
                ends_on=today + dt.timedelta(days=3000),
            )
        )
    Holder.objects.bulk_create([account.holder for account in accounts.values()])
    Account.objects.bulk_create(accounts.values())
    RoleAssignment.objects.bulk_create(assignments)
    return World(offices, accounts)


# -- what is typed at reception


def person_typed(full: str = "Leyla Nur Qarayeva", born: str = "1990-04-12", **more: Any) -> dict[str, Any]:
    """One person of a household, as a registrar types it."""
    given, _, family = full.rpartition(" ")
    return {
        "names": [{"given": given, "family": family}],
        "sex": "F",
        "born": born,
        "citizenships": ["AFG"],
        "languages": ["fa"],
        "interpreter_language": "fa",
    } | more


def intake(*persons: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A claim made at the service by these people; by one woman when none are given."""
    today = clock.today()
    return {
        "notice": {"given": True, "version": "N-2026-01", "language": "fa", "means": "read_aloud"},
        "channel": "service",
        "received_by": "The first office",
        "received_on": today.isoformat(),
        "arrived_on": today.isoformat(),
        "address": {"text": "Sınaq prospekti 5, mənzil 12", "district": "Bakı"},
        "persons": list(persons) or [person_typed()],
    } | more


def family_intake(**more: Any) -> dict[str, Any]:
    """A mother, a father and two children."""
    return intake(
        person_typed(),
        person_typed("Rəşid Nuri Qarayev", "1986", sex="M", relation="spouse"),
        person_typed("Samir Qarayev", f"{clock.today().year - 9}-03", sex="M", relation="child"),
        person_typed("Mina Qarayeva", f"{clock.today().year - 4}-07-02", relation="child"),
        **more,
    )


def child_intake(**more: Any) -> dict[str, Any]:
    """A child of fourteen who came alone."""
    return intake(person_typed("Yusif Əhmədi", f"{clock.today().year - 14}-01-15", sex="M"), **more)


def searched(actor: Actor, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The same with a search behind each new person, as whoever may search has to have been shown one."""
    persons = [
        one
        if one.get("existing_person_id")
        else one
        | {
            "search_id": str(
                look_before_registering(
                    actor=actor, query=" ".join(one["names"][0].values()), purpose="reception"
                ).search_id
            )
        }
        for one in typed["persons"]
    ]
    return {**typed, "persons": persons}


def receive(
    world: World, typed: Mapping[str, Any] | None = None, *, by: str = "registrar", request_id: uuid.UUID | None = None
) -> Received:
    """Receive a claim."""
    typed = dict(typed or intake())
    if by == "border_officer":
        typed.setdefault("office_id", str(world.offices["first"].pk))
    with world.acting(by) as actor:
        # The same invented person again and again: that is no test of whether somebody is registered already.
        return receive_claim(actor=actor, intake=typed, request_id=request_id or uuid.uuid4(), check=False)


# -- steps of the procedure


def the_case(world: World, case_id: uuid.UUID) -> Case:
    """The row of a case, whoever may see it."""
    with world.seeing_all():
        return Case.objects.select_related("procedure_version", "person", "office").get(pk=case_id)


def do(
    world: World,
    case_id: uuid.UUID,
    action: str,
    data: Mapping[str, Any] | None = None,
    *,
    by: str | None = None,
    request_id: uuid.UUID | None = None,
    **more: Any,
) -> Performed:
    """Carry out an action with complete answers; `data` replaces them, `more` changes single ones (None takes one out)."""
    answers = dict(typed_for(world, case_id, action) if data is None else data) | more
    version = the_case(world, case_id).version
    with world.acting(by or DOER[action]) as actor:
        return perform(
            actor=actor,
            case_id=case_id,
            action=action,
            data={key: value for key, value in answers.items() if value is not None},
            expected_version=version,
            request_id=request_id or uuid.uuid4(),
        )


DOER: dict[str, str] = {
    "register": "registrar",
    "assign": "head_of_unit",
    "set_interview": "registrar",
    "move_interview": "registrar",
    "record_missed_interview": "registrar",
    "record_contact_attempt": "registrar",
    "record_interview": "case_officer",
    "add_interview_addendum": "case_officer",
    "add_representative": "registrar",
    "assess": "case_officer",
    "draft_decision": "case_officer",
    "return_draft": "reviewer",
    "approve_decision": "reviewer",
    "notify": "case_officer",
    "lodge_appeal": "registrar",
    "record_appeal_bundle": "appeal_officer",
    "decide_appeal": "appeal_officer",
    "record_withdrawal": "registrar",
    "close": "case_officer2",
    "notify_closure": "case_officer2",
    "close_after_period": "case_officer",
    "record_death": "case_officer",
    "request_reopening": "registrar",
    "reopen": "reviewer",
    "issue_certificate": "registrar",
    "record_address_change": "registrar",
    "appoint_guardian": "registrar",
    "request_guardian": "registrar",
    "record_age_doubt": "registrar",
    "decide_age": "case_officer",
    "add_need": "registrar",
    "hand_over_documents": "registrar",
    "return_documents": "registrar",
    "give_notice": "case_officer",
    "record_answer": "registrar",
    "drop_review": "case_officer",
}


def typed_for(world: World, case_id: uuid.UUID, action: str) -> dict[str, Any]:
    """Complete and valid answers of an action, as forms send them."""
    return answers_in(world, the_case(world, case_id))[action]


PATH = [
    ("register", "registered"),
    ("assign", "registered"),
    ("set_interview", "interview_set"),
    ("record_interview", "interviewed"),
    ("assess", "assessed"),
    ("draft_decision", "drafted"),
    ("approve_decision", "decided"),
    ("notify", "notified"),
]


def walk(world: World, case_id: uuid.UUID, *, to: str, outcome: str = "granted") -> Case:
    """Take a claim that was just received along the whole way to a state, with `outcome` as its decision."""
    for action, state in PATH:
        case = the_case(world, case_id)
        if case.state == to:
            return case
        if action == "assign" and case.assigned_to:
            continue
        do(world, case_id, action, **({"outcome": outcome} if action == "draft_decision" else {}))
        if state == to and action != "register":
            break
    case = the_case(world, case_id)
    assert case.state == to, f"the way to {to} ended in {case.state}"
    return case


__all__ = [
    "ACCOUNTS",
    "DOER",
    "OFFICES",
    "PASSWORD",
    "World",
    "child_intake",
    "do",
    "family_intake",
    "intake",
    "make_world",
    "person_typed",
    "receive",
    "the_case",
    "typed_for",
    "walk",
]
