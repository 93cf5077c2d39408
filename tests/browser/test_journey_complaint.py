# SPDX-License-Identifier: AGPL-3.0-or-later
"""A complaint on a telephone, read and answered by somebody of another office, and the answer on the telephone (DP-08, AC-13)."""

import re

from panah.foundation.access.roles import Role
from tests.browser.support import Town, Window
from tests.support.browser import axe
from tests.support.complaints import account
from tests.support.world import intake, person_typed

WORDS = "At the second window they laughed at what I told."
ANSWER = {
    "outcome": "upheld",
    "reasons": "Two people heard it.\nThe officer does not deny it.",
    "done": "It was spoken about with the officer.",
    "further": "The Ombudsman.",
}


def number_on(window: Window) -> str:
    found = re.search(r"CM-[0-9A-Z]{4}-[0-9A-Z]{4}", window.page.locator("body").inner_text())
    assert found is not None
    return found.group()


def write(window: Window, office: str) -> None:
    """The first two steps, with a slip on the way and a look back; axe looks at each page."""
    assert window.press("Continue") == 422
    axe(window.page)
    window.page.get_by_label("How somebody treated me").check()
    window.page.get_by_label("Which office is it about?").select_option(label=office)
    assert window.press("Continue") == 200
    assert window.press("Continue") == 422
    window.page.get_by_label("What happened?").fill(WORDS)
    assert window.press("Back") == 200
    assert window.page.get_by_label("How somebody treated me").is_checked()
    assert window.press("Continue") == 200
    assert window.page.get_by_label("What happened?").input_value() == WORDS
    axe(window.page)
    assert window.press("Continue") == 200
    window.says(WORDS)
    window.says(office)
    axe(window.page)


def test_a_complaint_is_answered_from_outside_and_the_office_sees_nothing(town: Town) -> None:
    card = town.receive(intake(person_typed("Sevda Şikayətli"))).people[0].access
    assert card is not None
    phone = town.phone(card.code, card.pin)
    phone.follow("I was treated badly, or my data were used wrongly")
    phone.press("Complain")
    write(phone, "The first office")
    assert phone.press("Send") == 200
    number, own = number_on(phone), phone.page.url
    phone.says("Sent. The number is")
    phone.says("Somebody from another office will read it.")
    phone.says("You have an answer by")

    # Data protection of the very office: no line, no number, no page; and nothing in the log.
    account(town.world, "reader-inside", Role.DATA_PROTECTION, "first")
    inside = town.staff("reader-inside")
    address = "/complaints/" + own.rstrip("/").rpartition("/")[2] + "/"
    inside.go("/complaints/")
    inside.says("No complaint waits.")
    inside.says_not(number)
    assert inside.go(address) == 404
    inside.go("/log/")
    inside.says_not(own.rstrip("/").rpartition("/")[2])
    # Whoever works there has no such page at all.
    clerk = town.staff("case_officer")
    assert clerk.go("/complaints/") == clerk.go(address) == 403

    outside = town.staff("data_protection")
    outside.go("/complaints/")
    outside.says("nobody has it")
    outside.follow(number)
    outside.says(WORDS)
    outside.page.get_by_label("I answer it").check()
    assert outside.press("Give it") == 200
    assert outside.press("Answer") == 422
    outside.fill(ANSWER)
    assert outside.press("Answer") == 200
    outside.says("The person reads it in the portal")
    outside.go("/complaints/")
    outside.says("answered")

    phone.go(own.removeprefix(phone.site))
    phone.says("You are right.")
    phone.says("The officer does not deny it.")
    phone.says("The Ombudsman.")
    axe(phone.page)
    phone.go("/my/opened/")
    phone.says("Worked on a complaint of yours")


def test_without_an_account_the_code_opens_the_answer(town: Town) -> None:
    window = town.window("portal")
    window.go("/")
    window.press("Complain")
    write(window, "The stay office")
    window.says("You stay unknown.")
    assert window.press("Send") == 200
    axe(window.page)
    code = window.page.locator(".govuk-panel bdi").inner_text()
    number = number_on(window)
    window.press("Read the answer with the code")
    window.page.get_by_label("Code of the receipt").fill("0000-0000-0000")
    assert window.press("Show it") == 422
    window.page.get_by_label("Code of the receipt").fill(code)
    assert window.press("Show it") == 200
    window.says(number)
    window.says("We have it.")
    axe(window.page)


def test_the_desk_takes_one_down_and_none_about_itself(town: Town) -> None:
    desk = town.staff("registrar")
    desk.go("/complaints/take-down/")
    desk.fill({"about": "unit", "office": str(town.world.offices["first"].pk), "words": WORDS, "language": "az"})
    assert desk.press("Send") == 422
    desk.says("Do not take it down, and tell nobody.")
    desk.fill({"office": str(town.world.offices["border"].pk)})
    assert desk.press("Send") == 200
    desk.says("It is taken down")
    desk.says("keep no copy")
    axe(desk.page)
