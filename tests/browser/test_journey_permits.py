# SPDX-License-Identifier: AGPL-3.0-or-later
"""At the single window: each matter of stay, residence and work from the application to the letter, granted and refused.

The steps that all permits have in common are walked on the pages once, with the temporary permit; elsewhere the services do
them, and the pages show what is a procedure's own: its form, what the law finds, its draft, its letters.
"""

from typing import Any

from tests.browser.matters import ADDRESS, WORK, Matter, ago, look
from tests.browser.support import Town

STAY: dict[str, Any] = {
    "arrived_on": ago(60),
    "visa_free_entry": False,
    "visa_stay_until": ago(-20),
    "needs_urgent_treatment": True,
    "extension_days": 30,
    "extension_fast": False,
    "dwelling_own": True,
    "passport_valid_until": ago(-900),
}
TRP: dict[str, Any] = {
    "ground": "45.1.3",
    "real_estate_value": 150_000,
    "trp_is_extension": False,
    "trp_months": 12,
    "trp_fast": False,
    "dwelling_own": True,
    "passport_valid_until": ago(-1500),
}
PRP: dict[str, Any] = {
    "ground": "52.1.3",
    "real_estate_value": 250_000,
    "trp_unbroken_since": ago(1050),
    "trp_counts_for_permanent": True,
    "prp_tier": "slowest",
    "dwelling_own": True,
    "passport_valid_until": ago(-2000),
    "days_abroad_in_window": 20,
}


def test_a_place_of_stay_is_registered_and_one_that_is_unclear_is_corrected(window_town: Town) -> None:
    matter = Matter(window_town, "stay_registration", "Ünvan Sınaqlı")
    matter.take("Register at the place of stay", ADDRESS)
    matter.step("Enter the registration")
    assert matter.letter("permit_document")
    assert matter.state() == "registered"
    unclear = Matter(window_town, "stay_registration", "Səhv Sınaqlı")
    unclear.filed(ADDRESS)
    unclear.step("Ask for a correction", {"remark": "Which flat?"})
    assert "Which flat?" in unclear.letter("registration_correction")
    unclear.common("drop", {"sure": True})
    assert unclear.state() == "ended"


def test_a_stay_is_extended_and_refused_and_a_receipt_counts_once(window_town: Town) -> None:
    matter = Matter(window_town, "stay_extension", "Uzun Sınaqlı")
    matter.take("Apply to stay longer", STAY)
    matter.common("examine", {"passport_valid_until": ago(-900)})
    receipt = matter.grant(paid=30)
    matter.step("Issue the decision")
    assert matter.letter("permit_document")
    again = Matter(window_town, "stay_extension", "Təkrar Sınaqlı")
    again.filed(STAY)
    again.common("examine", {"passport_valid_until": ago(-900)})
    again.common("draft_decision", {"outcome": "granted"})
    again.common("approve_decision", by="stay_reviewer")
    again.desk.open(again.case.pk)
    again.desk.begin("Record a payment")
    again.desk.fill({"paid_amount": 30, "paid_on": ago(0), "payment_reference": receipt.lower()})
    assert again.desk.press("Record a payment") == 422
    assert "has been counted already" in again.desk.fault_of("payment_reference")
    refused = Matter(window_town, "stay_extension", "Rədd Sınaqlı")
    refused.filed(STAY)
    refused.common("examine", {"false_papers": True})
    refused.refuse("43-false-papers")


def test_a_temporary_permit_is_given_and_refused_with_every_step_on_its_page(window_town: Town) -> None:
    matter = Matter(window_town, "temporary_residence", "Müvəqqəti Sınaqlı", on_pages=True)
    matter.take("Apply for a temporary residence permit", TRP, lead="ground")
    matter.desk.says("Ask another body")
    look(matter.desk, "temporary_residence-file")
    matter.asked()
    matter.common("examine")
    matter.grant(paid=120)
    matter.step("Issue the card")
    assert matter.letter("permit_document")
    refused = Matter(window_town, "temporary_residence", "İmtina Sınaqlı")
    refused.filed(TRP)
    refused.asked()
    refused.common("examine", {"false_papers": True})
    refused.on_pages = True
    assert "MC 50" in refused.refuse("50.1.2")


def test_a_permanent_permit_is_given_after_the_test_and_refused(window_town: Town) -> None:
    matter = Matter(window_town, "permanent_residence", "Daimi Sınaqlı")
    matter.take("Apply for a permanent residence permit", PRP, lead="ground")
    matter.asked()
    matter.common("examine")
    test = {"tested_on": ago(0), "members": "A, B and C", "prp_test_failed": False}
    matter.step("Record the commission's test", test)
    matter.grant(paid=300)
    matter.step("Issue the card")
    assert matter.letter("permit_document")
    refused = Matter(window_town, "permanent_residence", "Yox Sınaqlı")
    refused.filed(PRP)
    refused.asked()
    refused.common("record_test", test)
    refused.common("examine", {"false_papers": True})
    assert refused.refuse("55-false-papers")


def test_a_work_permit_takes_the_last_place_and_the_next_is_refused(window_town: Town) -> None:
    matter = Matter(window_town, "work_permit", "İşçi Sınaqlı")
    matter.take("Apply for a work permit", WORK)
    matter.asked()
    matter.common("examine")
    matter.grant(paid=1000)
    matter.step("Issue the permit")
    assert matter.letter("permit_document")
    refused = Matter(window_town, "work_permit", "Yersiz Sınaqlı")
    refused.filed(WORK)
    refused.asked()
    refused.common("examine")
    refused.refuse("66.0.5")
    head = window_town.staff("stay_head")
    head.go("/quota/")
    head.says("none left")
    look(head, "quota")
