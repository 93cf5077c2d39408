# SPDX-License-Identifier: AGPL-3.0-or-later
"""An officer finds somebody close among the own files: one button shuts the file, the head gives it to somebody else (PZ-10)."""

from tests.browser.matters import look
from tests.browser.support import Town, first_case
from tests.support.world import do


def test_an_officer_who_is_close_hands_the_file_back_and_somebody_else_takes_it(town: Town) -> None:
    case_id = first_case(town.receive())
    for action in ("register", "assign"):
        do(town.world, case_id, action)
    person_id = town.case(case_id).person_id
    desk = town.staff("case_officer")
    assert desk.go(f"/ties/new/{person_id}/") == 200
    look(desk, "tie-new")
    assert desk.open(case_id) == 200
    desk.page.locator("summary", has_text="I am close to this person").click()
    look(desk, "tie-on-the-file")
    assert desk.press("Family, or once family") == 200
    desk.says("Declared. The file is shut to you from now on")
    look(desk, "ties-own")
    assert desk.open(case_id) == 404
    desk.says("Your own you read in the portal")
    desk.says_not("Qarayeva")
    look(desk, "tie-shut")

    head = town.staff("head_of_unit")
    head.go("/ties/")
    head.says("needs other hands")
    look(head, "ties-head")
    head.take(case_id, "Give to an officer", {"officer": town.world.id("case_officer2")})
    head.go("/ties/")
    head.says_not("needs other hands")
    head.follow("Bəhruz Test", exact=False)
    look(head, "tie-one")
    head.page.get_by_label("It was declared by mistake").check()
    head.press("Withdraw it")
    head.says("Withdrawn.")
    assert desk.open(case_id) == 200
