# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each page answers the role that it is made for, in each language, and nobody else."""

import pytest
from django.test import Client

from panah.foundation.accounts.models import RoleAssignment
from tests.interfaces.staff.conftest import Enter
from tests.support.world import World

OPEN = [
    ("/account/", "registrar"),
    ("/basket/", "case_officer"),
    ("/basket/?view=due&sort=due", "head_of_unit"),
    ("/basket/?view=team", "guardian"),
    ("/people/", "registrar"),
    ("/reception/", "registrar"),
    ("/reception/", "border_officer"),
    ("/appointments/", "interpreter"),
    ("/appointments/?span=day&day=2026-11-23", "case_officer"),
    ("/law/", "reviewer"),
    ("/law/?part=clauses&show=unverified", "reviewer"),
    ("/law/ref.decide/", "reviewer"),
    ("/law/work_permit_required/", "reviewer"),
    ("/procedures/", "administrator"),
    ("/procedures/asylum_claim/1/", "administrator"),
    ("/accounts/", "administrator"),
    ("/accounts/open/", "administrator"),
    ("/offices/open/", "administrator"),
    ("/log/", "data_protection"),
    ("/retention/", "data_protection"),
    ("/log/?verb=sign_in&days=all", "data_protection"),
]
SHUT = [
    ("/basket/", "administrator"),
    ("/people/", "interpreter"),
    ("/people/", "border_officer"),
    ("/reception/", "case_officer"),
    ("/accounts/", "case_officer"),
    ("/log/", "administrator"),
]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize(("address", "role"), OPEN)
def test_page_opens_for_its_role(enter: Enter, address: str, role: str, language: str) -> None:
    answer = enter(role, language=language).get(address)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize(("address", "role"), SHUT)
def test_page_is_shut_to_others(enter: Enter, address: str, role: str) -> None:
    assert enter(role).get(address).status_code == 403


@pytest.mark.parametrize("address", ["/", "/basket/", "/people/", "/reception/", "/log/", "/law/"])
def test_nobody_is_led_to_sign_in(client: Client, world: World, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("case_officer", "/basket/"),
        ("border_officer", "/reception/"),
        ("interpreter", "/appointments/"),
        ("administrator", "/accounts/"),
        ("data_protection", "/alerts/"),
        ("stay_officer", "/basket/"),
    ],
)
def test_home_leads_to_the_work_of_the_role(enter: Enter, role: str, first: str) -> None:
    assert enter(role).get("/")["Location"] == first


def test_home_without_a_role_is_the_account(enter: Enter, world: World) -> None:
    RoleAssignment.objects.filter(account=world.accounts["reviewer"]).delete()
    assert enter("reviewer").get("/")["Location"] == "/account/"


def test_drawing_of_a_procedure_is_a_picture(enter: Enter) -> None:
    answer = enter("reviewer").get("/procedures/asylum_claim/1/drawing.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content


@pytest.mark.parametrize(
    "address",
    [
        "/files/7f1b0f36-5f0e-4a52-9f1c-2f6f0f6e0a11/",
        "/files/7f1b0f36-5f0e-4a52-9f1c-2f6f0f6e0a11/law/",
        "/files/7f1b0f36-5f0e-4a52-9f1c-2f6f0f6e0a11/do/register/",
        "/people/7f1b0f36-5f0e-4a52-9f1c-2f6f0f6e0a11/",
        "/letters/7f1b0f36-5f0e-4a52-9f1c-2f6f0f6e0a11/",
        "/uploads/7f1b0f36-5f0e-4a52-9f1c-2f6f0f6e0a11/",
        "/entries/7f1b0f36-5f0e-4a52-9f1c-2f6f0f6e0a11/",
        "/procedures/asylum_claim/99/",
        "/law/no_such_clause/",
        "/nowhere/",
    ],
)
def test_what_is_not_there_is_not_found(enter: Enter, address: str) -> None:
    assert enter("case_officer").get(address).status_code == 404
