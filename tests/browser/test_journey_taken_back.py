# SPDX-License-Identifier: AGPL-3.0-or-later
"""The other permits taken back on their pages, each cancelled and each kept: an extension, a permanent permit, a permit to work; what is
said where a ground does not count for a person; and an undesirable person and a limit on leaving from the entry to the end."""

import uuid
from typing import Any

import pytest

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.register.models import StatusKind
from panah.register.services import set_status
from tests.browser.matters import WORK, Matter, ago, look
from tests.browser.support import Town
from tests.browser.test_journey_authority import begin
from tests.browser.test_journey_permits import PRP, STAY
from tests.support.browser import axe

LIBERATED = WORK | {"territory": "liberated", "liberated_territory_work": True}
"""Work there takes no place of the quota (MC 51.5)."""
TEST = {"tested_on": ago(0), "members": "A, B and C", "prp_test_failed": False}
KINDS: dict[str, tuple[str, dict[str, Any], int, str, str, dict[str, Any]]] = {
    "stay_extension": (
        "Issue the decision", STAY, 30, "Look whether the extension of stay is to be cancelled", "43-ground-ended",
        {"extension_ground_ended": True},
    ),
    "permanent_residence": (
        "Issue the card", PRP, 300, "Look whether the permanent permit is to be cancelled", "55-fine",
        {"stay_fine_unpaid": True},
    ),
    "work_permit": (
        "Issue the permit", LIBERATED, 1000, "Look whether the work permit is to be cancelled", "73-dissolved",
        {"wp_employer_dissolved": True},
    ),
}  # fmt: skip


def permitted(town: Town, kind: str, name: str) -> Matter:
    """Somebody with a permit of a kind that was issued."""
    matter = Matter(town, kind, name)
    issue, asked, paid, *_rest = KINDS[kind]
    matter.filed(asked)
    if kind != "stay_extension":
        matter.asked()
    if kind == "permanent_residence":
        matter.common("record_test", TEST)
    matter.common("examine", {"passport_valid_until": ago(-900)} if kind == "stay_extension" else {})
    matter.grant(paid=paid)
    matter.step(issue)
    return matter


@pytest.mark.parametrize("kind", KINDS)
def test_a_permit_is_cancelled_after_its_holder_was_told_and_heard_and_another_one_stays(
    window_town: Town, kind: str
) -> None:
    label, ground, found = KINDS[kind][3:]
    matter = permitted(window_town, kind, f"Ləğv {kind.split('_')[0].title()}")
    given = matter.case
    answers = {"cancellation_grounds": [ground], "known": "What was found in May.", **found}
    begin(matter, label, answers)
    matter.common("give_notice", {"served_on": ago(0)})
    assert "What was found in May." in matter.letter("cancellation_notice")
    matter.common("record_answer", {"answer": "It is not so."})
    draft = {
        "outcome": "cancelled",
        "cancellation_grounds": [ground],
        "answer_considered": "Nothing was shown.",
        "reasons": "Because of what was found in May.",
    }
    matter.step("Draft the decision", draft)
    matter.step("Confirm the decision", by="stay_reviewer")
    assert "Because of what was found in May." in matter.letter("permit_cancelled")
    matter.step("Hand over the decision", {"served_on": ago(0), "means": "in_person"})
    matter.desk.open(given.pk)
    matter.desk.says("Cancelled")
    look(matter.desk, f"taken-back-{kind}")
    # Where nothing carries a cancellation after all, the permit stays.
    kept = permitted(window_town, kind, f"Qalan {kind.split('_')[0].title()}")
    begin(kept, label, answers)
    kept.common("give_notice", {"served_on": ago(0)})
    kept.step("Go no further", {"reasons": "It was a mistake."})
    assert "It was a mistake." in kept.letter("cancellation_dropped")
    assert kept.state() == "kept"


def test_what_is_said_of_a_ground_that_does_not_count_for_a_person_is_words_and_gives_no_reason(
    window_town: Town,
) -> None:
    """Whoever asked for protection needs no permit to work and cannot lose one (MC-01); the desk is told what to do, not why (NR-15)."""
    matter = permitted(window_town, "work_permit", "Qorunan Sınaqlı")
    claims = Actor(kind="service", account_id=uuid.uuid4())
    with acting(claims, "test"), elevated(*Compartment, reason="a claim that the desk does not know of"):
        status = {"kind": StatusKind.APPLICANT, "basis": "RL 1", "valid_from": clock.today()}
        set_status(actor=claims, person_id=matter.person, data=status, compartment="asylum")
    label, ground, found = KINDS["work_permit"][3:]
    desk = matter.desk
    desk.go(f"/people/{matter.person}/")
    desk.follow(label)
    desk.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    desk.fill({"cancellation_grounds": [ground], "known": "Dissolved.", **found})
    assert desk.press("Open the file") in (409, 422)
    said = desk.page.locator("main").inner_text()
    assert "this ground does not count for this person" in said
    for raw in ("ground_not_found", "wp_cancelled_employer_dissolved", "asylum", "protection", "refugee"):
        assert raw not in said, raw
    look(desk, "ground-does-not-count")


BY_EVENT = [("Record what ends it by law", {"ended_on": ago(0), "reasons": "Vaccinated today."}, "stay_officer")]
BY_TWO = [
    ("Propose to lift it early", {"because": "lifted", "reasons": "The body took it back."}, "stay_officer"),
    ("Confirm the lifting", {}, "stay_reviewer"),
]


@pytest.mark.parametrize(
    ("procedure", "label", "ground", "ending"),
    [
        ("undesirable_person", "Enter a declaration as undesirable", "23", BY_TWO),
        ("exit_restriction", "Enter a limit on leaving", "17-vaccination", BY_EVENT),
    ],
    ids=["undesirable_person", "exit_restriction"],
)
def test_another_entry_is_confirmed_told_and_ended(
    window_town: Town, procedure: str, label: str, ground: str, ending: list[tuple[str, dict[str, Any], str]]
) -> None:
    matter = Matter(window_town, procedure, f"Siyahı {procedure.split('_')[0].title()}")
    entry = {"ground": ground, "first_day": ago(1), "known": "By letter.", "reasons": "As the letter says."}
    begin(matter, label, entry)
    matter.step("Confirm the entry", {"file_read": True}, by="stay_reviewer")
    assert "As the letter says." in matter.letter("restriction_entered")
    matter.step("Note that the person has the letter", {"served_on": ago(0), "means": "in_person"})
    axe(matter.desk.page)
    matter.desk.go(f"/people/{matter.person}/")
    matter.desk.says("in force")
    for step, answers, by in ending:
        matter.step(step, answers, by=by)
    assert str(ending[0][1]["reasons"]) in matter.letter("restriction_ended")
    matter.desk.go(f"/people/{matter.person}/")
    matter.desk.says("ended on")
