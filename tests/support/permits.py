# SPDX-License-Identifier: AGPL-3.0-or-later
"""The offices of stay and residence and their people: takes any procedure of the Migration Code through its steps.

with acting(...) is opened by each call, so that every step is one of somebody::

    service = make_service()
    case = service.start("stay_extension", person_id, {...})
    service.do(case.pk, "examine", {}, by="desk")
"""

import datetime as dt
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pypdf import PdfReader

from panah.casework.models import Case, Charge, Clock, IssuedDocument, Letter
from panah.casework.services import Offer, Performed, available_actions, perform, publish_pack, start_case
from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, Holder, Office, OfficeKind, RoleAssignment
from panah.register.services import create_person

PEOPLE: dict[str, tuple[Role, str]] = {
    "desk": (Role.STAY_OFFICER, "stay"),
    "desk2": (Role.STAY_OFFICER, "stay"),
    "reviewer": (Role.STAY_REVIEWER, "stay"),
    "head": (Role.STAY_HEAD, "stay"),
    "appeals": (Role.STAY_APPEAL_OFFICER, "appeals"),
    "body": (Role.OPINION_OFFICER, "body"),
    "labour": (Role.OPINION_OFFICER, "labour"),
    "returns": (Role.RETURN_OFFICER, "return"),
    "returns2": (Role.RETURN_OFFICER, "return"),
    "return_head": (Role.RETURN_HEAD, "return"),
}
KINDS = {
    "stay": OfficeKind.STAY,
    "appeals": OfficeKind.STAY_APPEAL,
    "body": OfficeKind.OPINION,
    "labour": OfficeKind.OPINION,
    "return": OfficeKind.RETURN,
}


@dataclass
class Service:
    """Offices and people; `office` is the stay office."""

    offices: dict[str, Office]
    people: dict[str, Actor]

    @property
    def watcher(self) -> Actor:
        """Who looks at what a step has written, in the stay and in the return office."""
        return self.both("head", "return_head")

    def both(self, one: str, other: str) -> Actor:
        """The natural person of `one`, who also holds the role of `other`."""
        first, second = self.people[one], self.people[other]
        return replace(first, assignments=(*first.assignments, *second.assignments))

    @property
    def office(self) -> Office:
        """The office that takes applications."""
        return self.offices["stay"]

    def person(self, name: str = "Orxan Sınaqlı", born: str = "1990-05-04", **more: Any) -> uuid.UUID:
        """Somebody known to stay and residence alone."""
        with acting(self.people["desk"], "test") as actor:
            data = {"names": [{"full": name}], "born": born, "citizenships": ["TUR"]} | more
            return create_person(actor=actor, data=data, compartment="stay", check=False).pk

    def portal(self, person_id: uuid.UUID) -> Actor:
        """The person in the portal."""
        return Actor(kind="person", account_id=uuid.uuid4(), holder_id=uuid.uuid4(), person_id=person_id)

    def start(
        self, procedure: str, person_id: uuid.UUID, data: Mapping[str, Any], *, by: str | Actor = "desk", **more: Any
    ) -> Case:
        """File an application."""
        who = self.people[by] if isinstance(by, str) else by
        with acting(who, "test") as actor:
            return start_case(
                actor=actor,
                procedure=procedure,
                person_id=person_id,
                office_id=more.pop("office_id", self.office.pk),
                data=data,
                request_id=uuid.uuid4(),
                **more,
            )

    def case(self, case_id: uuid.UUID) -> Case:
        """The row as it now stands."""
        with acting(self.watcher, "test"):
            return Case.objects.select_related("procedure_version", "person").get(pk=case_id)

    def do(
        self, case_id: uuid.UUID, action: str, data: Mapping[str, Any] | None = None, *, by: str | Actor = "desk"
    ) -> Performed:
        """Carry out an action."""
        who = self.people[by] if isinstance(by, str) else by
        version = self.case(case_id).version
        with acting(who, "test") as actor:
            return perform(
                actor=actor,
                case_id=case_id,
                action=action,
                data=dict(data or {}),
                expected_version=version,
                request_id=uuid.uuid4(),
            )

    def offers(self, case_id: uuid.UUID, by: str | Actor = "desk") -> dict[str, Offer]:
        """What somebody is offered."""
        who = self.people[by] if isinstance(by, str) else by
        case = self.case(case_id)
        with acting(who, "test") as actor:
            return {offer.name: offer for offer in available_actions(actor=actor, case=case) if offer.permitted}

    def grant(self, case_id: uuid.UUID, **draft: Any) -> None:
        """Draft and confirm that it is granted; what the law finds must allow it."""
        self.do(case_id, "draft_decision", {"outcome": "granted"} | draft)
        self.do(case_id, "approve_decision", by="reviewer")

    def refuse(self, case_id: uuid.UUID, *grounds: str) -> None:
        """Draft, confirm and hand over a refusal."""
        self.do(
            case_id,
            "draft_decision",
            {"outcome": "refused", "refusal_grounds": list(grounds), "reasons": "Because of what was found."},
        )
        self.do(case_id, "approve_decision", by="reviewer")
        self.do(case_id, "serve_refusal", {"served_on": clock.today().isoformat(), "means": "in_person"})

    def pay(self, case_id: uuid.UUID) -> Charge:
        """Pay what is due."""
        due = self.charge(case_id)
        answers = {
            "paid_amount": due.amount,
            "paid_on": clock.today().isoformat(),
            "payment_reference": uuid.uuid4().hex,
        }
        self.do(case_id, "record_payment", answers)
        return due

    def charge(self, case_id: uuid.UUID) -> Charge:
        """What was charged last."""
        with acting(self.watcher, "test"):
            return Charge.objects.filter(case_id=case_id).latest("raised_at")

    def terms(self, case_id: uuid.UUID) -> dict[str, Clock]:
        """The clocks that run, by name."""
        with acting(self.watcher, "test"):
            return {row.key: row for row in Clock.objects.filter(case_id=case_id, stopped_at=None)}

    def letters(self, case_id: uuid.UUID) -> list[str]:
        """The letters that went out, oldest first."""
        with acting(self.watcher, "test"):
            return list(
                Letter.objects.filter(case_id=case_id).order_by("made_by__seq", "id").values_list("kind", flat=True)
            )

    def words(self, case_id: uuid.UUID) -> str:
        """What stands in the letter that went out last."""
        with acting(self.watcher, "test"):
            newest = Letter.objects.filter(case_id=case_id).order_by("made_by__seq", "id").last()
            assert newest is not None
            content = bytes(newest.file.content)
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())

    def document(self, case_id: uuid.UUID) -> IssuedDocument:
        """The paper that is good now."""
        with acting(self.watcher, "test"):
            return IssuedDocument.objects.get(case_id=case_id, ended_at=None)


def every_paper(service: Service, case_or_procedure: str, person_id: uuid.UUID) -> list[dict[str, str]]:
    """A row for each paper that a procedure may ask for."""
    from panah.casework.services import filing_form

    with acting(service.people["desk"], "test") as actor:
        _procedure, options = filing_form(actor=actor, procedure=case_or_procedure, person_id=person_id)
    return [{"paper": code} for code, _label in options["papers"]]


def make_service() -> Service:
    """Publish the pack and make offices and accounts."""
    with acting(Actor(kind="service", account_id=uuid.uuid4()), "test"):
        publish_pack("az")
    offices = {
        code: Office.objects.create(code=f"t-{code}", kind=kind, name_en=code, name_az=code, name_ru=code)
        for code, kind in KINDS.items()
    }
    offices["stay"].appeal_office = offices["appeals"]
    offices["stay"].save()
    people = {}
    ends = clock.today() + dt.timedelta(days=365)
    for name, (role, office) in PEOPLE.items():
        holder = Holder.objects.create(name=name, sex="F")
        account = Account.objects.create(login=f"t-{name}", holder=holder, ends_on=ends)
        RoleAssignment.objects.create(
            account=account, role=role, office=offices[office], starts_on=clock.today(), ends_on=ends
        )
        people[name] = Actor(
            kind="staff",
            account_id=account.pk,
            holder_id=holder.pk,
            assignments=(Assignment(role, offices[office].pk),),
        )
    return Service(offices, people)
