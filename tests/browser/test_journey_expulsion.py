# SPDX-License-Identifier: AGPL-3.0-or-later
"""At the return office: from the proposal to the departure, the ban on entry and its lifting; barred with one sentence while a
claim is open that the office may not know of; complained about on a phone, at the appeal unit and before a court; taken back."""

import datetime as dt
import os
import uuid
from pathlib import Path
from typing import Any

from panah.casework.models import Case, Letter
from panah.casework.services import start_case
from panah.domains.residence.removal.jobs import look_at_standing
from panah.foundation import clock
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.models import Account, Holder, Office, OfficeKind, RoleAssignment
from panah.foundation.accounts.sign_in import open_portal_access
from panah.foundation.documents.codes import new_code
from panah.register.public import create_person, make_known, set_status
from tests.browser.support import Town, Window, text_of
from tests.support.browser import DESKTOP, PHONE, axe
from tests.support.expulsion import FACTS
from tests.support.world import do, intake, person_typed, receive

SHOTS = os.environ.get("PANAH_SCREENSHOTS", "")
ANSWER = "This is not possible at present. The reason may lie with any office, and none is told."


def today() -> str:
    return clock.today().isoformat()


def look(window: Window, name: str) -> None:
    """axe finds nothing, nothing is wider than the screen, and nobody's name stands in the address or the title."""
    for size in (PHONE, DESKTOP):
        window.page.set_viewport_size(size)  # type: ignore[arg-type]
        axe(window.page)
        wide = window.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px wider than the screen"
        assert "Sınaqlı" not in window.page.url + window.page.title()
        if SHOTS:
            window.page.screenshot(path=str(Path(SHOTS) / f"expulsion-{name}-{size['width']}.png"), full_page=True)


def person_of(town: Town, name: str) -> uuid.UUID:
    """Somebody known to stay, whom asylum may come to know."""
    with town.world.acting("stay_officer") as actor:
        data = {"names": [{"full": name}], "born": "1990-05-04", "citizenships": ["TUR"]}
        person = create_person(actor=actor, data=data, compartment="stay", check=False).pk
        make_known(actor=actor, person_id=person, compartment="asylum")
    return person


def propose(town: Town, person: uuid.UUID) -> Window:
    """The proposal, on its pages, up to the button that sends it."""
    desk = town.staff("return_officer")
    assert desk.go(f"/people/{person}/") == 200
    desk.says("What the service can begin")
    desk.follow("Propose a decision on expulsion")
    look(desk, "ground")
    desk.fill({"ground": "79.1-temporary"})
    assert desk.press("Continue") == 200
    assert not desk.page.locator('[name="visa_cancelled"]').first.is_visible(), "of another ground"
    assert desk.press("Open the file") == 422
    assert desk.fault_of("act")
    desk.fill({"trp_cancelled": True, "act": "Decision 7 of 2026-10-01", "account": "The permit was cancelled."})
    look(desk, "proposal")
    return desk


def heard(**more: Any) -> dict[str, Any]:
    return {
        "heard": "heard",
        "heard_on": today(),
        "knows_azerbaijani": True,
        "language": "az",
        "said": "I have a sister here.",
        "citizenship_state_receives": True,
        "destination": "TUR",
        "danger_in_destination": False,
    } | more


DRAFT: dict[str, Any] = {
    "reasons": "No other ground to stay was found.",
    "language_understood": "en",
    "ban_months": 24,
}


def words_of(town: Town, window: Window, case: Case, kind: str) -> str:
    with town.world.acting("return_officer"):
        letter = Letter.objects.filter(case=case, kind=kind).latest("made_at")
    status, content = window.fetch(f"/letters/{letter.pk}/")
    assert status == 200
    return text_of(content)


def test_from_the_proposal_to_the_lifting_of_the_ban(town: Town) -> None:
    person = person_of(town, "Gedən Sınaqlı")
    desk = propose(town, person)
    assert desk.press("Open the file") == 200
    desk.says("Begun: EX-")
    with town.world.acting("return_officer"):
        case = Case.objects.get(person_id=person, procedure_key="expulsion")
    look(desk, "file")
    assert "Draft the decision" not in desk.offers(), "nobody was heard"
    desk.take(case.pk, "Hear the person", heard())
    desk.open(case.pk)
    desk.begin("Draft the decision")
    desk.fill(DRAFT | {"ban_months": 61})
    assert desk.press("Draft the decision") == 409
    desk.says("at most 5 years")
    look(desk, "draft")
    desk.fill({"ban_months": 24})
    assert desk.press("Draft the decision") == 200
    desk.open(case.pk)
    assert "Confirm the decision" not in desk.offers()
    head = town.staff("return_head")
    head.open(case.pk)
    look(head, "confirm")
    head.take(case.pk, "Confirm the decision", {"file_read": True})
    words = words_of(town, desk, case, "expulsion_decision")
    for said in ("10 calendar days", "24 months", "MC 79.1", "Migration Code", "administrative court", "Türkiye"):
        assert said in words, words
    now = clock.now().astimezone(clock.zone())
    served = {
        "served_at": f"{now:%Y-%m-%d %H:%M}",
        "means": "in_person",
        "copy_given": True,
        "explained": True,
    }
    desk.take(case.pk, "Hand over the decision", served)
    desk.open(case.pk)
    desk.says("Time to leave")
    look(desk, "served")
    left = {"left_on": today(), "border_post": "Invented post", "paid_by": "person"}
    desk.take(case.pk, "Record that the person left", left)
    assert "24" not in words_of(town, desk, case, "departure_noted").split("Your departure")[0]
    for login in ("return_officer", "stay_officer"):
        window = town.staff(login)
        assert window.go(f"/people/{person}/") == 200
        window.says("Ban on entry")
        window.says("This person may not enter the country.")
        window.says(f"last day {now.day}")
        look(window, f"banned-{login}")
    desk.take(
        case.pk,
        "Propose to lift the ban",
        {"cancellation_reason_gone": True, "reasons": "Annulled by a court.", "language_understood": "en"},
    )
    head.open(case.pk)
    look(head, "lifting")
    head.take(case.pk, "Lift the ban", {})
    assert "is lifted" in words_of(town, desk, case, "entry_ban_lifted")
    assert desk.go(f"/people/{person}/") == 200
    desk.says_not("This person may not enter the country.")


def test_barred_with_one_sentence_before_and_after(town: Town) -> None:
    person = person_of(town, "Qalan Sınaqlı")
    claimed = receive(town.world, intake(person_typed(existing_person_id=str(person)))).people[0].case_id
    desk = propose(town, person)
    assert desk.press("Open the file") == 409
    desk.says("This cannot be begun")
    desk.says(ANSWER)
    look(desk, "barred")
    desk.says_not("asylum", "protection", str(claimed))
    assert desk.page.locator("[name=account]").input_value() == "The permit was cancelled.", "nothing typed is lost"
    other = person_of(town, "Duran Sınaqlı")
    desk = propose(town, other)
    assert desk.press("Open the file") == 200
    with town.world.acting("return_officer"):
        case = Case.objects.get(person_id=other, procedure_key="expulsion")
    do(town.world, case.pk, "hear", heard(), by="return_officer")
    do(town.world, case.pk, "draft_decision", DRAFT, by="return_officer")
    receive(town.world, intake(person_typed(existing_person_id=str(other))))
    head = town.staff("return_head")
    head.open(case.pk)
    assert "Confirm the decision" not in head.offers()
    head.says("Not possible at present")
    desk.open(case.pk)
    desk.says(ANSWER)
    look(desk, "halted")
    assert "Take the matter up again" not in desk.offers()
    assert "Drop the matter" in desk.offers()


APPEALS = "stay_appeal_officer"
PIN = "583914"


def appeals_of(town: Town) -> Window:
    """A window of the unit that takes a second look."""
    world = town.world
    if APPEALS not in world.accounts:
        office = Office.objects.create(
            code="appeals", kind=OfficeKind.STAY_APPEAL, name_en="Appeals", name_az="Şikayətlər", name_ru="Жалобы"
        )
        account = Account.objects.create(
            login="stay-appeal-officer",
            holder=Holder.objects.create(name="Şikayət Test", sex="F"),
            language="en",
            ends_on=clock.today() + dt.timedelta(days=300),
            password=world.accounts["return_officer"].password,
        )
        RoleAssignment.objects.create(
            account=account,
            role=Role.STAY_APPEAL_OFFICER,
            office=office,
            starts_on=clock.today(),
            ends_on=account.ends_on,
        )
        world.accounts[APPEALS] = account
    return town.staff(APPEALS)


def decided(town: Town, name: str, *, served: bool = True) -> Case:
    """A decision, handed over an hour ago where it was served; by the services."""
    person = person_of(town, name)
    with town.world.acting("return_officer") as actor:
        case = start_case(
            actor=actor,
            procedure="expulsion",
            person_id=person,
            office_id=town.world.offices["return"].pk,
            data={"ground": "79.1-temporary", "act": "Decision 7", "account": "So.", **FACTS["79.1-temporary"]},
            request_id=uuid.uuid4(),
        )
    do(town.world, case.pk, "hear", heard(), by="return_officer")
    do(town.world, case.pk, "draft_decision", DRAFT, by="return_officer")
    do(town.world, case.pk, "approve_decision", {"file_read": True}, by="return_head")
    if served:
        now = clock.now().astimezone(clock.zone())
        given = {"served_at": f"{now:%Y-%m-%d %H:%M}", "means": "in_person", "copy_given": True, "explained": True}
        do(town.world, case.pk, "serve", given, by="return_officer")
    return case


def phone_of(town: Town, case: Case) -> Window:
    """The person's own phone, at the file."""
    code = new_code()
    with town.world.acting("stay_officer") as actor:
        open_portal_access(
            actor=actor, person_id=case.person_id, compartment=Compartment.STAY, code=code, pin=PIN, language="en"
        )
    phone = town.phone(code, PIN)
    assert phone.go(f"/my/files/{case.pk}/") == 200
    return phone


def newest(phone: Window, name: str) -> str:
    """The words of the letter of this name that the page lists first."""
    link = phone.page.locator('main a[href*="/letters/"]').filter(has_text=name).first
    status, content = phone.fetch(str(link.get_attribute("href")))
    assert status == 200
    return text_of(content)


def test_a_complaint_on_a_phone_is_refused_and_a_court_annuls(town: Town) -> None:
    appeals, desk, head = appeals_of(town), town.staff("return_officer"), town.staff("return_head")
    case = decided(town, "Şikayət Sınaqlı")
    phone, case_number = phone_of(town, case), case.number
    phone.says("You have the decision in writing.")
    phone.says("If you do not agree, complain or go to court")
    look(phone, "own-served")
    assert phone.press("Complain") == 200
    look(phone, "own-complain")
    phone.fill({"grounds": ""})
    assert phone.press("Send") == 422
    phone.fill({"grounds": "My sister is ill, and nobody asked her doctor."})
    assert phone.press("Send") == 200
    phone.says("Another office, which had no part in the decision, is looking at your complaint.")
    assert case_number in newest(phone, "Receipt: we have your complaint")
    look(phone, "own-complained")
    for window in (desk, head):
        window.open(case.pk)
        assert "Decide the complaint" not in window.offers(), "not by those who decided"
    assert "Order the departure under escort" not in head.offers()
    appeals.open(case.pk)
    appeals.says("Complaint under review")
    look(appeals, "appeals")
    refused = {"result": "upheld", "reasons": "The doctor was heard.", "answered_on": today()}
    appeals.take(case.pk, "Decide the complaint", refused)
    phone.page.reload()
    phone.says("You have the decision in writing.")
    words = newest(phone, "Answer to your complaint")
    for told in ("The decision stands", "The doctor was heard.", "you can go to court", "administrative court"):
        assert told.lower() in words.lower(), words
    desk.take(case.pk, "Record a suit", {"lodged_on": today(), "court": "Invented court"})
    appeals.take(case.pk, "Record an interim order", {"ordered_on": today(), "suspends": True})
    phone.page.reload()
    phone.says("A court is looking at the decision.")
    phone.says("This date stands still at the moment.")
    assert "Until we write to you again" in newest(phone, "Letter from the service")
    look(phone, "own-in-court")
    for window in (desk, head):
        window.open(case.pk)
        assert "Record the judgment" not in window.offers()
    judged = {"result": "annulled", "reasons": "Her illness was not weighed.", "judged_on": today()}
    appeals.open(case.pk)
    appeals.begin("Record the judgment")
    look(appeals, "judgment")
    appeals.fill(judged)
    assert appeals.press("Record the judgment") == 200
    phone.page.reload()
    phone.says("The decision was annulled. You do not have to leave on its ground.")
    phone.says_not("This date stands still")
    words = newest(phone, "Answer to your complaint")
    assert "The decision is annulled" in words
    assert "Her illness was not weighed." in words
    look(phone, "own-annulled")
    desk.open(case.pk)
    desk.says("Annulled")
    assert "Hand over the decision" not in desk.offers()


def test_a_complaint_at_the_desk_and_a_court_that_upholds_leave_the_time_running(town: Town) -> None:
    appeals, desk = appeals_of(town), town.staff("return_officer")
    case = decided(town, "Davam Sınaqlı")
    desk.take(case.pk, "Complain", {"lodged_on": today(), "grounds": "I am ill."})
    appeals.take(case.pk, "Record a suit", {"lodged_on": today(), "court": "Invented court", "court_number": "5"})
    appeals.take(case.pk, "Record an interim order", {"ordered_on": today(), "suspends": True})
    appeals.take(case.pk, "Record an interim order", {"ordered_on": today(), "suspends": False})
    assert "no longer holds up" in words_of(town, desk, case, "expulsion_goes_on")
    judged = {"result": "upheld", "reasons": "It is lawful.", "judged_on": today()}
    appeals.take(case.pk, "Record the judgment", judged)
    words = words_of(town, desk, case, "expulsion_result")
    assert "Your time to leave goes on." in words
    desk.open(case.pk)
    desk.says("Time to leave")
    assert "Record that the person left" in desk.offers()
    phone = phone_of(town, case)
    phone.says("Leave the country if the answer stands")
    look(phone, "own-upheld")


def test_a_permit_beside_a_decision_leads_to_taking_it_back(town: Town) -> None:
    desk, head = town.staff("return_officer"), town.staff("return_head")
    case = decided(town, "İcazəli Sınaqlı", served=False)
    with town.world.acting("stay_officer") as actor:
        data = {
            "kind": "temporary_residence",
            "basis": "MC 45",
            "valid_from": today(),
            "valid_to": (clock.today() + dt.timedelta(days=300)).isoformat(),
        }
        set_status(actor=actor, person_id=case.person_id, data=data, compartment="stay")
    assert look_at_standing().opened == 1
    desk.open(case.pk)
    assert "Hand over the decision" not in desk.offers()
    desk.says("A permit holds beside the decision: propose to take it back")
    desk.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    desk.says("The person holds a permit to stay, so that nothing may be carried out.")
    look(desk, "overtaken")
    desk.take(case.pk, "Propose to take the decision back", {"because": "permit", "account": "A permit was given."})
    desk.open(case.pk)
    assert "Take the decision back" not in desk.offers(), "another person does"
    head.open(case.pk)
    look(head, "withdrawal")
    head.take(case.pk, "Take the decision back", {"reasons": "You hold a permit."})
    phone = phone_of(town, case)
    phone.says("The service has taken its decision back.")
    assert "You hold a permit." in newest(phone, "Letter from the service")
    look(phone, "own-withdrawn")
