# SPDX-License-Identifier: AGPL-3.0-or-later
"""At the return office: from the proposal to the departure, the ban on entry and its lifting; and barred with one sentence while a
claim is open that the office may not know of."""

import os
import uuid
from pathlib import Path
from typing import Any

from panah.casework.models import Case, Letter
from panah.foundation import clock
from panah.register.public import create_person, make_known
from tests.browser.support import Town, Window, text_of
from tests.support.browser import DESKTOP, PHONE, axe
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
