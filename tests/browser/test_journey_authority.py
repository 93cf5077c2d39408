# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the service begins itself: a permit looked at, told, heard and cancelled, one that stays, an entry in a restriction list from the
second person to the complaint, and what nobody sees who may not."""

import datetime as dt
import uuid
from typing import Any

from panah.casework.models import Case
from panah.casework.services import start_case
from tests.browser.matters import Matter, ago, look
from tests.browser.support import Town
from tests.browser.test_journey_permits import TRP
from tests.support.browser import axe

FOUND = {"cancellation_grounds": ["50.1.13"], "known": "A fine of May is unpaid.", "stay_fine_unpaid": True}
CANCEL = "Look whether the temporary permit is to be cancelled"
DRAFT = {
    "outcome": "cancelled",
    "cancellation_grounds": ["50.1.13"],
    "answer_considered": "No receipt was shown.",
    "reasons": "The fine of May is still unpaid.",
}


def permitted(town: Town, name: str) -> Matter:
    """Somebody with a temporary permit that was issued."""
    matter = Matter(town, "temporary_residence", name)
    matter.filed(TRP)
    matter.asked()
    matter.common("examine")
    matter.grant(paid=120)
    matter.common("issue")
    return matter


def begin(matter: Matter, label: str, answers: dict[str, Any], *, lead: str = "") -> None:
    """From the person's page: what the service begins itself."""
    desk = matter.desk
    assert desk.go(f"/people/{matter.person}/") == 200
    desk.follow(label)
    if lead:
        desk.fill({lead: answers[lead]})
        assert desk.press("Continue") == 200
    desk.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    axe(desk.page)
    look(desk, f"{label.split()[0].lower()}-form")
    desk.fill({name: value for name, value in answers.items() if name != lead})
    assert desk.press("Open the file") == 200, desk.page.locator("body").inner_text()
    with matter.town.world.acting("stay_officer"):
        matter.case = Case.objects.filter(person_id=matter.person).latest("opened_at")


def filed(matter: Matter, answers: dict[str, Any]) -> None:
    """The same, by the services."""
    with matter.town.world.acting("stay_officer") as actor:
        matter.case = start_case(
            actor=actor,
            procedure=matter.procedure,
            person_id=matter.person,
            office_id=matter.town.world.offices["stay"].pk,
            data=answers,
            request_id=uuid.uuid4(),
        )


def test_a_permit_is_cancelled_after_its_holder_was_told_and_heard(window_town: Town) -> None:
    matter = permitted(window_town, "Ləğv Sınaqlı")
    given = matter.case
    begin(matter, CANCEL, FOUND)
    axe(matter.desk.page)
    look(matter.desk, "cancellation-file")
    matter.step("Give notice to the holder", {"served_on": ago(0)})
    assert "A fine of May is unpaid." in matter.letter("cancellation_notice")
    matter.desk.open(matter.case.pk)
    assert "Draft the decision" not in matter.desk.offers(), "the holder was not heard"
    matter.step("Answer the notice", {"answer": "I paid it."})
    matter.step("Draft the decision", DRAFT)
    matter.step("Confirm the decision", by="stay_reviewer")
    words = matter.letter("permit_cancelled")
    assert "MC 50.1.13" in words
    assert "No receipt was shown." in words
    matter.step("Hand over the decision", {"served_on": ago(0), "means": "in_person"})
    axe(matter.desk.page)
    matter.desk.open(given.pk)
    matter.desk.says("Cancelled")
    assert matter.desk.go(f"/people/{matter.person}/") == 200
    look(matter.desk, "cancellation-person")


def test_a_permit_stays_where_nothing_carries_a_cancellation(window_town: Town) -> None:
    matter = permitted(window_town, "Qalan Sınaqlı")
    begin(matter, CANCEL, FOUND)
    matter.common("give_notice", {"served_on": ago(0)})
    matter.step("Go no further", {"reasons": "The receipt was found."})
    assert "The receipt was found." in matter.letter("cancellation_dropped")
    assert matter.state() == "kept"
    # Where the law finds nothing, nothing is opened, and what was typed is still there.
    desk = matter.desk
    desk.go(f"/people/{matter.person}/")
    desk.follow(CANCEL)
    desk.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    desk.fill(FOUND | {"stay_fine_unpaid": False})
    assert desk.press("Open the file") in (409, 422)
    assert "does not count for this person" in desk.fault_of("cancellation_grounds")
    axe(desk.page)


def test_an_entry_in_a_list_is_confirmed_shown_complained_about_and_ended(window_town: Town) -> None:
    matter = Matter(window_town, "entry_ban", "Qadağa Sınaqlı")
    desk = matter.desk
    desk.go(f"/people/{matter.person}/")
    desk.says("The person stands in no restriction list.")
    entry = {
        "ground": "16.1.8",
        "first_day": ago(1),
        "known": "By letter of the police.",
        "reasons": "The fine of May is unpaid.",
    }
    begin(matter, "Enter a ban on entry", entry, lead="ground")
    desk.go(f"/people/{matter.person}/")
    desk.says("waits for a second person")
    desk.open(matter.case.pk)
    assert "Confirm the entry" not in desk.offers(), "not by the one who entered it"
    matter.step("Confirm the entry", {"file_read": True}, by="stay_reviewer")
    assert "MC 16.1.8" in matter.letter("restriction_entered")
    matter.step("Note that the person has the letter", {"served_on": ago(0), "means": "in_person"})
    axe(desk.page)
    look(desk, "entry-file")
    desk.go(f"/people/{matter.person}/")
    desk.says("in force")
    desk.says("At once when the fine is paid")
    axe(desk.page)
    look(desk, "entry-person")
    matter.step("Record what ends it by law", {"ended_on": ago(0), "reasons": "Paid today; receipt 7."})
    assert "Paid today; receipt 7." in matter.letter("restriction_ended")
    desk.go(f"/people/{matter.person}/")
    desk.says("ended on")
    # As it was yesterday, as it is known now: the entry counted, and is marked as not so today.
    day = dt.date.today() - dt.timedelta(days=1)
    asked = "&".join(
        f"{name}-{part}={getattr(when, part)}"
        for name, when in (("on", day), ("known", dt.date.today()))
        for part in ("day", "month", "year")
    )
    assert desk.go(f"/people/{matter.person}/then/?{asked}") == 200
    desk.says("Restriction lists")
    desk.says("not so today")
    axe(desk.page)
    look(desk, "entry-then")


def test_an_entry_is_complained_about_and_one_that_is_not_confirmed_never_counts(window_town: Town) -> None:
    matter = Matter(window_town, "exit_restriction", "Şikayət Sınaqlı")
    entry = {
        "ground": "17-tax",
        "first_day": ago(1),
        "told_by": "Sınaq məhkəməsi",
        "paper_of": "No 5",
        "known": "By the judgment.",
        "reasons": "The debt is unpaid.",
    }
    filed(matter, entry)
    matter.step("Do not confirm", {"reasons": "Somebody else is meant."}, by="stay_reviewer")
    assert matter.state() == "not_entered"
    filed(matter, entry)
    matter.common("confirm_entry", {"file_read": True}, by="stay_reviewer")
    matter.common("serve_entry", {"served_on": ago(0), "means": "post"})
    matter.step("Complain", {"lodged_on": ago(0), "grounds": "I paid it."})
    assert matter.state() == "complained"
    assert "Sınaq məhkəməsi" in matter.letter("restriction_entered")
    matter.desk.go(f"/people/{matter.person}/")
    matter.desk.says("in force")


def test_what_is_due_to_be_looked_at_again_has_a_page_and_nobody_else_sees_it(window_town: Town) -> None:
    desk = window_town.staff("stay_officer")
    assert desk.go("/restrictions/") == 200
    desk.says("Nothing is due to be looked at again today.")
    axe(desk.page)
    look(desk, "restrictions")
    assert window_town.staff("case_officer").go("/restrictions/") == 403
