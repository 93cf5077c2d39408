# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of an emergency: proof of who is there, what was opened under a banner, whom it was told, the look afterwards."""

from pathlib import Path
from typing import Any

import pytest

from panah.foundation.accounts.models import Account, AccountSession
from panah.register.models import EmergencyOpening
from panah.register.notices import send_waiting
from panah.register.public import add_paper
from tests.support.world import World, receive, the_case

pytestmark = pytest.mark.django_db
TYPED = {
    "danger": "life", "reason": "She fell at the window and does not answer.", "parts": ["who", "place"],
    "number": "EM 112",
}  # fmt: skip


@pytest.fixture
def made(world: World) -> World:
    person_id = the_case(world, receive(world).people[0].case_id).person_id
    with world.acting("registrar") as registrar:
        add_paper(actor=registrar, person_id=person_id, data={"kind": "passport", "number": "EM 112"})
    return world


def test_an_hour_with_one_person_and_the_look_afterwards(made: World, enter: Any) -> None:
    officer = enter("stay_officer")
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


def test_an_account_that_a_directory_signs_in_proves_itself_by_its_factor(
    made: World, enter: Any, settings: Any
) -> None:
    """AU-08, FE-04: nobody is asked for a password, which such an account has not; what was typed comes back."""
    officer = enter("stay_officer")
    settings.PANAH_INVENTED = False
    settings.PANAH_FRESH_SECONDS = -1
    Account.objects.filter(pk=made.accounts["stay_officer"].pk).update(password="!")
    session = AccountSession.objects.get(account_id=made.accounts["stay_officer"].pk)
    AccountSession.objects.filter(pk=session.pk).update(factor="totp")
    assert officer.get("/emergency/")["Location"].startswith("/sign-in/again/")
    asked = officer.post("/emergency/", TYPED)
    assert asked.status_code == 403
    assert "current-password" not in asked.content.decode()
    with made.acting("data_protection"):
        assert not EmergencyOpening.objects.exists()
    settings.PANAH_FRESH_SECONDS = 300
    assert officer.post("/emergency/", TYPED).status_code == 302


def test_data_protection_sees_who_was_told_and_who_was_not(
    made: World, enter: Any, settings: Any, tmp_path: Path
) -> None:
    dpo = enter("data_protection")
    assert "No second organisation is named" in dpo.get("/emergency/openings/").content.decode()
    settings.PANAH_EMERGENCY_NOTICES = [str(tmp_path / "first.jsonl"), str(tmp_path / "missing" / "second.jsonl")]
    enter("stay_officer").post("/emergency/", TYPED)
    assert send_waiting() == (1, 1)
    page = dpo.get("/emergency/openings/").content.decode()
    assert "No second organisation is named" not in page
    assert "organisation 1" in page
    assert "not told yet" in page
    assert "its file cannot be written" in page
