# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of an emergency: the password anew, what was opened under a banner, the look afterwards."""

from typing import Any

import pytest

from panah.register.models import EmergencyOpening
from panah.register.public import add_paper
from tests.support.world import PASSWORD, World, receive, the_case

pytestmark = pytest.mark.django_db
TYPED = {
    "danger": "life", "reason": "She fell at the window and does not answer.", "parts": ["who", "place"],
    "number": "EM 112", "password": PASSWORD,
}  # fmt: skip


@pytest.fixture
def made(world: World) -> World:
    person_id = the_case(world, receive(world).people[0].case_id).person_id
    with world.acting("registrar") as registrar:
        add_paper(actor=registrar, person_id=person_id, data={"kind": "passport", "number": "EM 112"})
    return world


def test_an_hour_with_one_person_and_the_look_afterwards(made: World, enter: Any) -> None:
    officer = enter("stay_officer")
    wrong = officer.post("/emergency/", TYPED | {"password": "no"})
    assert wrong.status_code == 422
    assert "The password is not right." in wrong.content.decode()
    assert "She fell at the window" in wrong.content.decode()
    went = officer.post("/emergency/", TYPED)
    assert went.status_code == 302
    shown = officer.get(went["Location"]).content.decode()
    assert "Leyla Nur Qarayeva" in shown
    assert "Sınaq prospekti 5" in shown
    assert "Open until" in shown
    assert "asylum" not in shown.lower()
    dpo = enter("data_protection")
    listed = dpo.get("/emergency/openings/").content.decode()
    assert "She fell at the window" in listed
    assert "Qarayeva" not in listed
    with made.acting("data_protection"):
        one = EmergencyOpening.objects.get()
    address = f"/emergency/openings/{one.pk}/"
    assert dpo.post(address, {"verdict": "", "reason": ""}).status_code == 422
    assert dpo.post(address, {"verdict": "justified", "reason": "An ambulance came."}).status_code == 302
    assert "An ambulance came." in dpo.get("/emergency/openings/").content.decode()


def test_nobody_found_is_said_and_what_was_typed_stays(made: World, enter: Any) -> None:
    page = enter("stay_officer").post("/emergency/", TYPED | {"number": "EM 113"})
    assert page.status_code == 422
    assert "This try was noted and others were told." in page.content.decode()
    assert "EM 113" in page.content.decode()
    assert PASSWORD not in page.content.decode()
