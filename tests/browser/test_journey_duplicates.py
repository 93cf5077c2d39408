# SPDX-License-Identifier: AGPL-3.0-or-later
"""One person in three scripts: two files are read as one by two people, found by every name, and split again."""

import os
from pathlib import Path

from panah.register.models import SuspectedPair
from panah.register.public import Suspicion, create_person, suspect
from tests.browser.support import Town, Window
from tests.support.browser import PHONE, axe


def looks_well(window: Window, name: str) -> None:
    """Nothing for axe to find, and nothing wider than the window."""
    axe(window.page)
    wide = window.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1, f"{window.page.url} is {wide} px wider than the window"
    if shots := os.environ.get("PANAH_TEST_SHOTS"):
        window.page.screenshot(path=Path(shots) / f"{name}.png", full_page=True)


def test_one_person_in_three_scripts(town: Town) -> None:
    names = ("Şirin Bağırlı", "Ширин Багырлы", "شیرین باقرلی")
    with town.world.acting("registrar") as actor:
        people = [
            create_person(
                actor=actor,
                data={
                    "names": [{"full": full}],
                    "born": born,
                    "sex": "F",
                    "papers": [{"kind": "passport", "number": number, "country": "IRN"}],
                    "contacts": [{"kind": "phone", "value": "+994 12 000 12 34", "safe_to_use": "yes"}],
                },
                compartment="asylum",
                check=False,
            )
            for full, born, number in zip(
                names, ("1988-07-14", "1988", "1988-07-14"), ("A 1", "B 2", "A 1"), strict=True
            )
        ]
        for other, full in zip(people[1:], names[1:], strict=True):
            because = [{"field": "name", "kind": "sounds_alike", "left": names[0], "right": full}]
            pairs = [Suspicion(people[0].pk, other.pk, 0.94 if other is people[1] else 0.91, "asylum", because)]
            suspect(actor=actor, pairs=pairs, source="dedupe")
        for_second = SuspectedPair.objects.get(probability=0.91).pk

    desk = town.staff("registrar")
    desk.go("/duplicates/")
    looks_well(desk, "queue")
    desk.follow("Şirin Bağırlı and Ширин Багырлы" if people[0].pk < people[1].pk else "Ширин Багырлы and Şirin Bağırlı")
    looks_well(desk, "pair")
    assert desk.press("Propose") == 422
    looks_well(desk, "pair-faults")
    first = str(people[0].pk)
    for pair in ("", f"/duplicates/{for_second}/"):
        if pair:
            desk.go(pair)
        desk.page.check(f'[name=what][value="same:{first}"]')
        desk.page.fill("#reason", "The same passport and the same telephone")
        assert desk.press("Propose") == 200
        desk.says("Your proposal waits for a second person.")
    desk.says("You cannot agree to your own proposal.")

    # The second person looks on a phone, at the pages in Azerbaijani.
    hand = town.staff("head_of_unit", language="az", size=PHONE)
    hand.go("/duplicates/?state=proposed")
    looks_well(hand, "queue-phone")
    links = hand.page.locator(".panah-table a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert len(links) == 2
    for link in links:
        hand.go(link)
        looks_well(hand, "pair-phone")
        with hand.page.expect_navigation():
            hand.page.locator("button[name=do][value=agree]").click()
        looks_well(hand, "pair-merged-phone")

    # Whichever name is typed, there is one file.
    for name in names:
        desk.go("/people/")
        desk.page.fill("#query", name)
        desk.press("Search")
        assert desk.page.locator(".panah-person").count() == 1, name
        desk.says("1 person found")
    desk.go(f"/people/{people[2].pk}/")
    assert desk.page.url.endswith(f"/people/{first}/")
    desk.says("is part of this one")
    desk.says("Ширин Багырлы")

    # Months later: she was two.
    officer = town.staff("case_officer")
    officer.go(f"/people/{first}/")
    looks_well(officer, "person")
    officer.page.get_by_role("link", name="Split شیرین باقرلی").click()
    looks_well(officer, "split")
    officer.page.fill("#reason", "Two sisters with the papers of one")
    assert officer.press("Split the files") == 200
    officer.says("The two files are two again.")
    desk.go(f"/people/{people[2].pk}/")
    desk.says("شیرین باقرلی")
    desk.says_not("Ширин Багырлы")
