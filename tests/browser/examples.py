# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages are opened with: a family with a decision, a child alone, a household, twins, forms begun and sent."""

import dataclasses
import datetime as dt
import io
import uuid
from typing import Any

from panah.casework.models import Action, Appointment
from panah.casework.services.unfiled import begin_form, keep_form, read_form
from panah.domains.asylum.public import Received
from panah.foundation import clock
from panah.foundation.accounts.services import issue_token
from panah.interfaces.staff.chrome import RECEIVE
from panah.interfaces.staff.household import mapping as registration
from panah.interfaces.staff.reception import intake as reception
from panah.register.intake.services import receive_file
from panah.register.models import Person
from panah.register.public import (
    RegisterPermission,
    Suspicion,
    agree,
    appoint_guardian,
    create_person,
    duplicate_queue,
    look_before_registering,
    merges_of,
    propose,
    register_household,
    set_address,
    suspect,
)
from tests.browser import looks
from tests.browser.support import Town, first_case
from tests.support.world import child_intake, do, family_intake


@dataclasses.dataclass
class Examples:
    """Ids that the pages are opened with, and a card for the portal."""

    received: Received
    ids: dict[str, Any]


NAMED = {
    "mrz": "",
    "role": "principal",
    "given": "Leyla",
    "family": "Qarayeva",
    "sex": "F",
    "born": {"year": "1990", "month": "4", "day": ""},
    "citizenship": "AFG",
    "language": "fa",
    "interpreter_sex_wish": "F",
    "papers": [{"kind": "passport", "number": "N1234567"}],
    "contacts": [{"kind": "phone", "value": "+994500000001", "safe_to_use": "yes"}],
    "needs": ["WR"],
}


def _reception(town: Town, *, sent: bool) -> uuid.UUID:
    today = clock.today()
    with town.world.acting("registrar", "reception") as actor:
        shown = look_before_registering(actor=actor, query="Leyla", purpose="reception")
        data: dict[str, Any] = {
            "notice": {
                "notice_given": "yes",
                "notice_version": "N-1",
                "notice_language": "fa",
                "notice_means": "read_aloud",
                "received_at": "service",
                "received_by": "The first office",
                "received_on": {"year": str(today.year), "month": str(today.month), "day": str(today.day)},
            },
            "people": [{"values": dict(NAMED), "existing": "", "search_id": str(shown.search_id)}],
            "household": {"address": "Sınaq küçəsi 5", "district": "Bakı"},
            "request_id": str(uuid.uuid4()),
        }
        draft = begin_form(actor=actor, name="reception", permission=RECEIVE, data=data)
        if sent:
            draft.data = {"done": reception.remember(reception.send(actor=actor, data=data, although="Invented"))}
            keep_form(actor=actor, draft=draft, permission=RECEIVE)
        return draft.pk


def _registration(town: Town) -> tuple[uuid.UUID, uuid.UUID]:
    """A household that is being registered, and the form of one that was."""
    with town.world.acting("displaced_officer", "household") as actor:
        values = dict(NAMED) | {"whereabouts": "present", "other_names": [{"kind": "birth", "given": "Лейла"}]}

        def form() -> Any:
            data: dict[str, Any] = {
                "notice": {
                    "compartment": "displaced",
                    "notice_given": "yes",
                    "notice_language": "az",
                    "notice_means": "read",
                },
                "people": [
                    {
                        "values": values | {"role": role},
                        "existing": "",
                        "search_id": str(look_before_registering(actor=actor, query="Leyla").search_id),
                    }
                    for role in ("principal", "sibling")
                ],
                "together": {"bonds": [{"person": "1", "bond": "sibling", "relative": "0"}]},
                "request_id": str(uuid.uuid4()),
            }
            return begin_form(actor=actor, name="household", permission=RegisterPermission.HOUSEHOLD, data=data)

        begun, sent = form(), form()
        made = register_household(
            actor=actor,
            data=registration.household(sent.data),
            compartment="displaced",
            request_id=uuid.UUID(sent.data["request_id"]),
            although="Twins with names that sound alike",
        )
        sent.data = {"done": {"household": str(made.household.pk), "people": [str(one.pk) for one in made.people]}}
        keep_form(actor=actor, draft=sent, permission=RegisterPermission.HOUSEHOLD)
        return begun.pk, sent.pk


def _parts(town: Town, form_id: uuid.UUID) -> dict[str, Any]:
    """One of everything that the file of a registered person holds."""
    with town.world.acting("displaced_officer") as actor:
        done = read_form(actor=actor, name="household", draft_id=form_id).data["done"]
        person = Person.objects.get(pk=done["people"][0])
        moved = {"text": "Sınaq küçəsi 5", "country": "AZE", "valid_from": "2026-01-01"}
        address = set_address(actor=actor, person_id=person.pk, data=moved, compartment="displaced")
        guardian = {"kind": "person", "name": "Sınaq Qəyyum", "appointed_on": "2026-01-01"}
        return {
            "guardianship": appoint_guardian(
                actor=actor, child_id=person.pk, data=guardian, compartment="displaced"
            ).pk,
            "displaced": person.pk,
            "household": done["household"],
            "name": person.names.first().pk,  # type: ignore[union-attr]
            "address": address.pk,
            "need": person.needs.first().pk,  # type: ignore[union-attr]
        }


def _twins(town: Town) -> dict[str, Any]:
    """A pair that waits for somebody, two files that are read as one, and a file of people that was handed in."""
    with town.world.acting("displaced_officer") as actor:
        people = [
            create_person(actor=actor, data={"names": [{"full": full}]}, compartment="displaced", although="Invented")
            for full in ("Cüt Sınaq", "Джут Сынаг", "Tək Sınaq", "Тек Сынаг")
        ]
        pairs = [Suspicion(people[place].pk, people[place + 1].pk, 0.9, "displaced") for place in (0, 2)]
        suspect(actor=actor, pairs=pairs, source="hand")
        merged, waiting = (duplicate_queue(actor).get(left_id__in=[one.left, one.right]).pk for one in pairs)
        verdict = propose(actor=actor, pair_id=merged, kind="same", kept_id=people[0].pk, reason="One passport")
        handed_in = receive_file(actor=actor, file=io.BytesIO(b"name,colour\nA B,red\n"), compartment="displaced")
    with town.world.acting("displaced_officer2") as actor:
        agree(actor=actor, verdict_id=verdict.pk)
        merge_id = merges_of(actor, people[0].pk)[0].pk
    return {"pair": waiting, "merge": merge_id, "import": handed_in.pk}


def build_examples(town: Town) -> Examples:
    """A family with a decision, a child alone, an interview that is set, a reception begun and one that is done."""
    family = town.receive(family_intake())
    case = first_case(family)
    town.walk(case, to="notified", outcome="refused")
    waiting = first_case(town.receive())
    town.walk(waiting, to="interview_set")
    deciding = first_case(town.receive())
    town.walk(deciding, to="drafted")
    child = first_case(town.receive(child_intake()))
    do(town.world, child, "register")
    registering, registered = _registration(town)
    with town.world.seeing_all():
        interview = Action.objects.get(case_id=case, name="record_interview").content.pk
        assessment = Action.objects.get(case_id=case, name="assess").content.pk
        set_on = Appointment.objects.get(case_id=waiting).starts_at.date()
    with town.world.acting("case_officer") as actor:
        account = town.world.accounts["case_officer"]
        issue_token(
            actor=actor, account=account, label="A program of ours", ends_on=clock.today() + dt.timedelta(days=9)
        )
    return Examples(
        family,
        {
            "case": case,
            "waiting": waiting,
            "deciding": deciding,
            "child": child,
            "person": family.people[0].person_id,
            "interview": interview,
            "assessment": assessment,
            "set_on": set_on,
            "registering": registering,
            "registered": registered,
            **_parts(town, registered),
            **_twins(town),
            "begun": _reception(town, sent=False),
            "done": _reception(town, sent=True),
            "account": town.world.accounts["case_officer"].pk,
            "certificate": family.people[0].certificate_code,
            **looks.complaints.of_person(town, family.people[0].person_id),
            **{key: value for part in looks.MODULES for key, value in part.build(town).items()},
        },
    )
