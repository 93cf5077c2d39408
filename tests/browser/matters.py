# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the journeys at the single window share: a town with a body that is asked and a quota, and one application with hands
to work on it, each of its people in a window of their own.

matter = Matter(window_town, "work_permit", "İşçi Sınaqlı")
matter.take("Apply for a work permit", WORK)      # on the pages; `filed` does it by the services
matter.asked()
matter.grant(paid=1000)
assert matter.letter("permit_document")
"""

import datetime as dt
import os
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from panah.casework.models import Case, Charge, Letter
from panah.casework.services import filing_form, start_case
from panah.domains.employment.public import set_quota
from panah.foundation import clock
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, Holder, Office, OfficeKind, RoleAssignment
from panah.register.public import create_person
from tests.browser.support import Town, Window, text_of
from tests.support.browser import DESKTOP, PHONE, axe
from tests.support.world import do

SHOTS = os.environ.get("PANAH_SCREENSHOTS", "")
BODY = "opinion_officer"


def ago(days: int) -> str:
    return (dt.date.today() - dt.timedelta(days=days)).isoformat()


WORK: dict[str, Any] = {
    "employer_kind": "company",
    "employer_name": "Nümunə MMC",
    "employer_number": "1234567890",
    "activity": "F",
    "territory": "country",
    "occupation": "Crane fitter",
    "need": "Nobody was found in two months.",
    "wp_contract_until": ago(-700),
    "wp_months": 12,
    "wp_speed": "usual",
    "wp_is_extension": False,
}
ADDRESS: dict[str, Any] = {
    "arrived_on": ago(3),
    "visa_free_entry": True,
    "address": "7 Invented Street",
    "district": "Narlı",
    "receiving_party": "owner",
    "host_name": "Ev Sahibi",
}


def look(window: Window, name: str) -> None:
    """axe finds nothing, and nothing is wider than the screen, on a desk and on a phone; a picture of both where they are asked for."""
    axe(window.page)
    for size in (PHONE, DESKTOP):
        window.page.set_viewport_size(size)  # type: ignore[arg-type]
        wide = window.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px wider than the screen"
        if SHOTS:
            window.page.screenshot(path=str(Path(SHOTS) / f"{name}-{size['width']}.png"), full_page=True)


def at_the_window(town: Town) -> Town:
    """The town with a body that gives opinions, and a quota for construction of which one place is left."""
    world = town.world
    if BODY not in world.accounts:
        office = Office.objects.create(
            code="body", kind=OfficeKind.OPINION, name_en="The body", name_az="Qurum", name_ru="Орган"
        )
        world.offices["body"] = office
        today = dt.date.today()
        account = Account.objects.create(
            login="opinion-officer",
            holder=Holder.objects.create(name="Rəyçi Test", sex="F"),
            language="en",
            ends_on=today + dt.timedelta(days=300),
            password=world.accounts["stay_officer"].password,
        )
        RoleAssignment.objects.create(
            account=account, role=Role.OPINION_OFFICER, office=office, starts_on=today, ends_on=account.ends_on
        )
        world.accounts[BODY] = account
        with world.acting("stay_head") as head:
            set_quota(actor=head, year=clock.today().year, activity="F", places=1, basis="Decision 1")
    return town


class Matter:
    """One application, worked on by the people of the stay office, each in a window of their own."""

    def __init__(
        self, town: Town, procedure: str, name: str, *, on_pages: bool = False, person: uuid.UUID | None = None
    ) -> None:
        self.town, self.procedure, self.name, self.on_pages = town, procedure, name, on_pages
        self.desk = town.staff("stay_officer")
        self.case: Case
        if person is not None:
            self.person = person
            return
        with town.world.acting("stay_officer") as actor:
            data = {"names": [{"full": name}], "born": "1990-05-04", "citizenships": ["TUR"]}
            self.person = create_person(actor=actor, data=data, compartment="stay", check=False).pk

    def papers(self) -> list[str]:
        """The papers that the procedure may ask for."""
        with self.town.world.acting("stay_officer") as actor:
            _rule, options = filing_form(actor=actor, procedure=self.procedure, person_id=self.person)
        return [code for code, _label in options.get("papers", ())]

    def take(self, label: str, answers: Mapping[str, Any], *, lead: str = "") -> None:
        """From the person's page: the form, what is missing in it, the application."""
        desk, page = self.desk, self.desk.page
        assert desk.go(f"/people/{self.person}/") == 200
        desk.follow(label)
        if lead:
            desk.fill({lead: answers[lead]})
            assert desk.press("Continue") == 200
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        rest = {name: value for name, value in answers.items() if name != lead}
        desk.fill(rest)
        for box in page.locator('[name="papers_brought"]').all():
            box.check()
        look(desk, f"{self.procedure}-form")
        assert desk.press("Take the application") == 200, page.locator("body").inner_text()
        desk.says("Taken: ")
        with self.town.world.acting("stay_officer"):
            self.case = Case.objects.filter(person_id=self.person).latest("opened_at")

    def filed(self, answers: Mapping[str, Any]) -> None:
        """The application, by the services."""
        rows = {"papers": [{"paper": code} for code in self.papers()]} if self.procedure != "stay_registration" else {}
        with self.town.world.acting("stay_officer") as actor:
            self.case = start_case(
                actor=actor,
                procedure=self.procedure,
                person_id=self.person,
                office_id=self.town.world.offices["stay"].pk,
                data={**answers, **rows},
                request_id=uuid.uuid4(),
            )

    def step(self, label: str, answers: Mapping[str, Any] | None = None, *, by: str = "stay_officer") -> None:
        """A step on the file, on its pages."""
        window = self.desk if by == "stay_officer" else self.town.staff(by)
        window.take(self.case.pk, label, answers or {})

    def common(self, action: str, answers: Mapping[str, Any] | None = None, *, by: str = "stay_officer") -> None:
        """A step that all permits have in common: on the pages where this matter walks them, else by the services."""
        if self.on_pages:
            self.step(self.case.procedure.actions[action].label.en, answers, by=by)
        else:
            do(self.town.world, self.case.pk, action, dict(answers or {}), by=by)

    def asked(self) -> None:
        """The other body is asked and does not object; then it sees the file no more."""
        if self.on_pages:
            # There is one body, and it is chosen already.
            self.step("Ask another body")
        else:
            self.common("ask_opinion", {"bodies": [str(self.town.world.offices["body"].pk)]})
        if self.on_pages:
            self.desk.says("asked, not answered yet")
        self.common("give_opinion", {"opinion": "no_objection"}, by=BODY)

    def grant(self, *, paid: int) -> str:
        """Drafted by one, confirmed by another, paid under its reference. Returns the number of the receipt; "" where nothing is due."""
        self.common("draft_decision", {"outcome": "granted"})
        self.common("approve_decision", by="stay_reviewer")
        if not paid:
            with self.town.world.acting("stay_officer"):
                assert not Charge.objects.filter(case=self.case).exists()
            return ""
        with self.town.world.acting("stay_officer"):
            due = Charge.objects.get(case=self.case)
        assert due.amount == paid
        if self.on_pages:
            self.desk.open(self.case.pk)
            self.desk.says(due.reference)
            look(self.desk, f"{self.procedure}-to-pay")
            self.desk.begin("Record a payment")
            self.desk.says(f"{paid} AZN are due under the reference {due.reference}")
        receipt = f"R {uuid.uuid4().hex[:8]}"
        self.common("record_payment", {"paid_amount": paid, "paid_on": ago(0), "payment_reference": receipt})
        return receipt

    def refuse(self, ground: str) -> str:
        """Drafted by one on the page, confirmed by another, handed over. Returns the words of the letter."""
        self.desk.open(self.case.pk)
        self.desk.says("refuses")
        if self.procedure != "stay_extension":
            self.desk.says("No objection")
        look(self.desk, f"{self.procedure}-refusable")
        self.desk.begin("Draft the decision")
        self.desk.says("The law finds this of the facts in the file.")
        look(self.desk, f"{self.procedure}-draft")
        reasons = "Because of what was found."
        self.desk.fill({"outcome": "refused", "refusal_grounds": [ground], "reasons": reasons})
        assert self.desk.press("Draft the decision") == 200
        assert "Confirm the decision" not in self.desk.offers(), "not by the one who drafted it"
        self.common("approve_decision", by="stay_reviewer")
        self.common("serve_refusal", {"served_on": ago(0), "means": "in_person"})
        words = self.letter("permit_refused")
        assert reasons in words
        return words

    def letter(self, kind: str) -> str:
        """The words of the latest letter of a kind, as the officer opens it."""
        with self.town.world.acting("stay_officer"):
            found = Letter.objects.filter(case=self.case, kind=kind).latest("made_at")
        status, content = self.desk.fetch(f"/letters/{found.pk}/")
        assert status == 200
        words = text_of(content)
        assert self.name in words
        return words

    def state(self) -> str:
        """Where the file stands."""
        with self.town.world.acting("stay_officer"):
            return Case.objects.get(pk=self.case.pk).state
