# SPDX-License-Identifier: AGPL-3.0-or-later
"""At the single window: what goes on after a permit or a registration was given, and what another body decides, on their pages.

A visa asked for and recorded, and one refused; a work permit extended, transferred, ended with the contract, and a transfer
refused; a temporary permit extended for two years, and an extension refused, complained about, and annulled by a court; a registration
that moves and ends.
"""

import datetime as dt
from typing import Any

from panah.casework.models import Case
from panah.register.models import Address, LegalStatus
from tests.browser.matters import ADDRESS, BODY, WORK, Matter, ago, look
from tests.browser.support import Town
from tests.browser.test_journey_expulsion import appeals_of
from tests.browser.test_journey_permits import TRP

INVITATION: dict[str, Any] = {
    "visa_kind": "labour",
    "visa_inviter": "employer",
    "inviter_name": "Nümunə MMC",
    "inviter_number": "1234567890",
    "purpose": "To fit a crane.",
    "visa_entries": "single",
}
VISA: dict[str, Any] = {
    "visa_number": "AZ1234567",
    "issued_by": "Embassy in Ankara",
    "visa_kind": "labour",
    "visa_entries": "single",
    "visa_starts_on": ago(-10),
    "visa_ends_on": ago(-70),
    "days_of_stay": 60,
}


def test_a_visa_is_asked_for_granted_by_the_other_body_and_recorded(window_town: Town) -> None:
    matter = Matter(window_town, "visa", "Qonaq Sınaqlı")
    matter.take("Ask for an invitation, or bring a visa", INVITATION)
    look(matter.desk, "visa-file")
    matter.step("Send to the body that decides")
    look(matter.desk, "visa-sent")
    body = window_town.staff(BODY)
    body.open(matter.case.pk)
    look(body, "visa-body-file")
    body.begin("Give the answer")
    look(body, "visa-body-answer")
    body.fill({"result": "granted", "answer_number": "V-7"})
    assert body.press("Give the answer") == 200
    body.says("Done: Give the answer.")
    assert matter.state() == "agreed"
    assert "V-7" in matter.letter("visa_answer")
    matter.desk.open(matter.case.pk)
    matter.desk.begin("Record the visa")
    look(matter.desk, "visa-record")
    matter.desk.fill(VISA)
    assert matter.desk.press("Record the visa") == 200
    assert matter.state() == "recorded"
    look(matter.desk, "visa-recorded")
    with window_town.world.acting("stay_officer"):
        held = LegalStatus.objects.get(person_id=matter.person, group="visa")
    assert (held.valid.upper - held.valid.lower).days == 61


def test_a_visa_is_refused_by_the_other_body_and_the_letter_says_where_to_challenge_it(window_town: Town) -> None:
    matter = Matter(window_town, "visa", "Rədd Qonaqlı")
    matter.filed(INVITATION)
    matter.step("Send to the body that decides")
    matter.step("Give the answer", {"result": "refused", "reasons": "A ban on entry."}, by=BODY)
    assert matter.state() == "declined"
    assert "A ban on entry." in matter.letter("visa_answer")
    matter.desk.open(matter.case.pk)
    matter.desk.says("The body refused")
    look(matter.desk, "visa-refused")


def given(town: Town, name: str, **changes: Any) -> Matter:
    """A work permit that was issued."""
    matter = Matter(town, "work_permit", name)
    matter.filed(WORK | changes)
    matter.asked()
    matter.common("examine")
    matter.grant(paid=1000)
    matter.common("issue")
    assert matter.state() == "granted"
    return matter


def test_a_work_permit_is_extended_transferred_and_ends_with_the_contract(window_town: Town) -> None:
    """One place of the quota serves all three: whoever works there has it."""
    first = given(window_town, "Davam Sınaqlı")
    with window_town.world.acting("stay_officer"):
        held = LegalStatus.objects.get(case_id=first.case.pk)
    last = (held.valid.upper - dt.timedelta(days=1)).isoformat()
    longer = Matter(window_town, "work_permit", "Davam Sınaqlı", person=first.person)
    longer.take(
        "Apply for a work permit",
        WORK | {"wp_is_extension": True, "wp_valid_until": last, "wp_contract_until": ago(-1000)},
    )
    look(longer.desk, "work_permit-extension-file")
    longer.asked()
    longer.common("examine")
    longer.grant(paid=1000)
    longer.step("Issue the permit")
    assert longer.letter("permit_document")
    moved = Matter(window_town, "work_permit", "Davam Sınaqlı", person=first.person)
    moved.take(
        "Apply for a work permit",
        WORK | {"wp_transfer": True, "transfer_kind": "position", "occupation": "Head fitter"},
    )
    look(moved.desk, "work_permit-transfer-file")
    moved.asked()
    moved.common("examine")
    moved.grant(paid=0)
    moved.desk.open(moved.case.pk)
    moved.desk.says_not("Pay by", "days left to pay")
    look(moved.desk, "work_permit-transfer-free")
    moved.step("Issue the permit")
    assert moved.letter("permit_document")
    moved.desk.open(moved.case.pk)
    moved.desk.begin("Report that the contract ended")
    look(moved.desk, "work_permit-end")
    moved.desk.fill({"wp_contract_ended_on": ago(0)})
    assert moved.desk.press("Report that the contract ended") == 200
    assert moved.state() == "ended"
    look(moved.desk, "work_permit-ended")
    assert moved.letter("work_permit_ended")


def test_a_transfer_without_a_permit_to_transfer_is_refused_with_its_reasons(window_town: Town) -> None:
    matter = Matter(window_town, "work_permit", "Yersiz Köçürmə")
    matter.filed(WORK | {"wp_transfer": True, "transfer_kind": "position"})
    matter.asked()
    matter.common("examine", {"wp_false_papers": True})
    assert "MC 66" in matter.refuse("66-false-papers")


def test_a_temporary_permit_is_extended_and_a_refused_extension_goes_to_complaint_and_court(window_town: Town) -> None:
    longer = TRP | {"trp_is_extension": True, "trp_valid_until": ago(-60), "trp_months": 24}
    matter = Matter(window_town, "temporary_residence", "Uzadılan Sınaqlı")
    desk = matter.desk
    assert desk.go(f"/people/{matter.person}/") == 200
    desk.follow("Apply for a temporary residence permit")
    desk.fill({"ground": TRP["ground"]})
    assert desk.press("Continue") == 200
    desk.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    desk.fill({name: value for name, value in longer.items() if name != "ground"} | {"trp_months": 36})
    assert desk.press("Take the application") == 409
    desk.says("More months are asked for than a permit can have")
    look(desk, "temporary_residence-too-long")
    # What was typed is still there: the months are put right, and it is sent.
    desk.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    desk.fill({"trp_months": 24})
    for box in desk.page.locator('[name="papers_brought"]').all():
        box.check()
    assert desk.press("Take the application") == 200, desk.page.locator("body").inner_text()
    with window_town.world.acting("stay_officer"):
        matter.case = Case.objects.filter(person_id=matter.person).latest("opened_at")
    matter.asked()
    matter.common("examine")
    matter.grant(paid=240)
    matter.step("Issue the card")
    assert matter.letter("permit_document")

    refused = Matter(window_town, "temporary_residence", "Uzadılmayan Sınaqlı")
    refused.filed(longer)
    refused.asked()
    refused.common("examine", {"stay_fine_unpaid": True})
    assert "MC 50" in refused.refuse("50.1.13")
    appeals, case = appeals_of(window_town), refused.case.pk
    desk = refused.desk
    desk.take(case, "Complain", {"lodged_on": ago(0), "grounds": "The fine was paid."})
    assert refused.letter("complaint_received")
    assert "Decide the complaint" not in desk.offers(), "not by those who decided"
    stands = {"result": "upheld", "reasons": "No receipt was shown.", "answered_on": ago(0)}
    appeals.take(case, "Decide the complaint", stands)
    assert "No receipt was shown." in refused.letter("complaint_result")
    appeals.take(case, "Record a suit", {"lodged_on": ago(0), "court": "Invented court"})
    desk.open(case)
    look(desk, "temporary_residence-in-court")
    judged = {"result": "annulled", "reasons": "The receipt lies in the file.", "judged_on": ago(0)}
    appeals.take(case, "Record the judgment", judged)
    assert "The receipt lies in the file." in refused.letter("complaint_result")
    assert refused.state() == "received", "it is looked at anew"


def test_a_registration_moves_and_ends_with_the_departure(window_town: Town) -> None:
    matter = Matter(window_town, "stay_registration", "Köçən Sınaqlı")
    matter.filed(ADDRESS)
    matter.step("Enter the registration")
    look(matter.desk, "stay_registration-file")
    matter.desk.open(matter.case.pk)
    matter.desk.begin("Register a move")
    look(matter.desk, "stay_registration-move")
    wrong = {"moved_on": ago(0), "new_dwelling_same_owner": False, "address": "", "district": "Narlı"}
    matter.desk.fill(wrong)
    assert matter.desk.press("Register a move") == 422
    assert matter.desk.fault_of("address")
    matter.desk.fill({"address": "9 Other Street", "host_name": "Yeni Sahib"})
    assert matter.desk.press("Register a move") == 200
    look(matter.desk, "stay_registration-moved")
    with window_town.world.acting("stay_officer"):
        lines = list(Address.objects.filter(person_id=matter.person).order_by("pk").values_list("text", flat=True))
    assert "9 Other Street" in lines
    matter.desk.says("9 Other Street")
    matter.desk.begin("Report the departure")
    look(matter.desk, "stay_registration-departure")
    matter.desk.fill({"departed_on": ago(0)})
    assert matter.desk.press("Report the departure") == 200
    assert matter.state() == "ended"
    look(matter.desk, "stay_registration-ended")


def test_a_registration_that_is_not_wanted_is_dropped(window_town: Town) -> None:
    matter = Matter(window_town, "stay_registration", "Vazkeçən Sınaqlı")
    matter.filed(ADDRESS)
    matter.step("Drop the application", {"sure": True})
    assert matter.state() == "ended"
