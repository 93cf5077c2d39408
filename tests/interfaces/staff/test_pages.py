# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each page answers the role that it is made for, in each language, and nobody else."""

import pytest
from django.test import Client

from panah.foundation.access.roles import Role
from tests.interfaces.staff.conftest import Enter

OPEN = [
    ("/account/", Role.REGISTRAR),
    ("/basket/", Role.CASE_OFFICER),
    ("/basket/?view=due&sort=due", Role.HEAD_OF_UNIT),
    ("/basket/?view=team", Role.GUARDIAN),
    ("/people/", Role.REGISTRAR),
    ("/reception/", Role.REGISTRAR),
    ("/reception/", Role.BORDER_OFFICER),
    ("/appointments/", Role.INTERPRETER),
    ("/appointments/?span=day&day=2026-11-23", Role.CASE_OFFICER),
    ("/law/", Role.REVIEWER),
    ("/law/?part=clauses&show=unverified", Role.REVIEWER),
    ("/law/ref.decide/", Role.REVIEWER),
    ("/law/work_permit_required/", Role.REVIEWER),
    ("/procedures/", Role.ADMINISTRATOR),
    ("/procedures/asylum_claim/1/", Role.ADMINISTRATOR),
    ("/accounts/", Role.ADMINISTRATOR),
    ("/accounts/open/", Role.ADMINISTRATOR),
    ("/offices/open/", Role.ADMINISTRATOR),
    ("/log/", Role.DATA_PROTECTION),
    ("/log/?verb=sign_in&days=all", Role.DATA_PROTECTION),
]
SHUT = [
    ("/basket/", Role.ADMINISTRATOR),
    ("/people/", Role.INTERPRETER),
    ("/people/", Role.BORDER_OFFICER),
    ("/reception/", Role.CASE_OFFICER),
    ("/accounts/", Role.CASE_OFFICER),
    ("/log/", Role.ADMINISTRATOR),
]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize(("address", "role"), OPEN)
def test_page_opens_for_its_role(enter: Enter, address: str, role: Role, language: str) -> None:
    answer = enter(role, language=language).get(address)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize(("address", "role"), SHUT)
def test_page_is_shut_to_others(enter: Enter, address: str, role: Role) -> None:
    assert enter(role).get(address).status_code == 403


@pytest.mark.parametrize("address", ["/", "/basket/", "/people/", "/reception/", "/log/", "/law/"])
def test_nobody_is_led_to_sign_in(client: Client, procedures: None, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.CASE_OFFICER, "/basket/"),
        (Role.BORDER_OFFICER, "/reception/"),
        (Role.INTERPRETER, "/appointments/"),
        (Role.ADMINISTRATOR, "/accounts/"),
        (Role.DATA_PROTECTION, "/log/"),
        (Role.STAY_OFFICER, "/people/"),
    ],
)
def test_home_leads_to_the_work_of_the_role(enter: Enter, role: Role, first: str) -> None:
    assert enter(role).get("/")["Location"] == first


def test_home_without_a_role_is_the_account(enter: Enter) -> None:
    assert enter().get("/")["Location"] == "/account/"


def test_drawing_of_a_procedure_is_a_picture(enter: Enter) -> None:
    answer = enter(Role.REVIEWER).get("/procedures/asylum_claim/1/drawing.svg")
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
    assert enter(Role.CASE_OFFICER).get(address).status_code == 404
