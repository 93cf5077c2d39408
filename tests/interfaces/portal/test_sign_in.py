# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in with code and PIN, being refused, going out."""

import re
from typing import Any

import pytest
from django.test import Client

from panah.domains.asylum.public import Received
from panah.foundation.accounts import sign_in as sign_in_module
from panah.foundation.accounts.models import PortalAccess
from panah.foundation.documents.codes import new_code, new_pin, printed
from panah.interfaces.web.limits import SIGN_INS
from tests.interfaces.portal.conftest import enter
from tests.support.world import World

TOKEN = re.compile(rb'(nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|value="[0-9A-Z-]{12,20}")')


def _try(client: Client, code: str, pin: str) -> Any:
    return client.post("/sign-in/", {"code": code, "pin": pin})


def test_code_and_pin_open_the_page_in_the_persons_language(received: Received) -> None:
    access = received.people[0].access
    assert access is not None
    client = Client()
    answer = client.post("/sign-in/", {"code": printed(access.code).lower(), "pin": f" {access.pin} "})
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert client.get("/my/").headers["Content-Language"] == access.language == "fa"


def test_digits_of_a_persian_keyboard_are_read(received: Received) -> None:
    access = received.people[0].access
    assert access is not None
    persian = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
    assert _try(Client(), access.code.translate(persian), access.pin.translate(persian)).status_code == 302


def test_the_pasted_address_of_the_check_is_a_code_too(received: Received) -> None:
    access = received.people[0].access
    assert access is not None
    assert _try(Client(), f"http://localhost:8401/check/{access.code}", access.pin).status_code == 302


def test_an_unknown_code_and_a_wrong_pin_and_a_locked_card_get_the_same_page(received: Received) -> None:
    access = received.people[0].access
    assert access is not None
    wrong = next(pin for pin in iter(new_pin, "") if pin != access.pin)
    pages = [_try(Client(), access.code, wrong), _try(Client(), new_code("AZ"), wrong)]
    for _ in range(sign_in_module.TRIES):
        locked = _try(Client(), access.code, wrong)
    pages += [locked, _try(Client(), access.code, access.pin)]  # the right PIN does not open a locked card
    assert {page.status_code for page in pages} == {422}
    assert len({TOKEN.sub(b"", page.content) for page in pages}) == 1


def test_what_was_typed_stays_except_the_pin(received: Received) -> None:
    page = _try(Client(), "ABCD-EFGH-JKMN", "493817").content.decode()
    assert 'value="ABCD-EFGH-JKMN"' in page
    assert "493817" not in page


def test_missing_answers_are_named(db: None) -> None:
    answer = _try(Client(), "", "")
    assert answer.status_code == 422
    assert answer.content.count(b'href="#code"') == answer.content.count(b'href="#pin"') == 1


def test_tries_from_one_address_are_bounded_without_keeping_it(received: Received) -> None:
    client = Client(REMOTE_ADDR="192.0.2.7")
    codes = [_try(client, new_code("AZ"), "493817").status_code for _ in range(SIGN_INS.tries + 1)]
    assert codes[:-1] == [422] * SIGN_INS.tries
    assert codes[-1] == 429
    assert _try(Client(REMOTE_ADDR="192.0.2.8"), new_code("AZ"), "493817").status_code == 422
    assert "192.0.2.7" not in repr(vars(SIGN_INS))


def test_another_address_of_the_same_line_is_the_same_visitor(received: Received) -> None:
    """Whoever has a line of IPv6 has more addresses than anybody could count."""
    for number in range(SIGN_INS.tries):
        assert _try(Client(REMOTE_ADDR=f"2001:db8:0:7::{number:x}"), new_code("AZ"), "493817").status_code == 422
    assert _try(Client(REMOTE_ADDR="2001:db8:0:7:ffff::1"), new_code("AZ"), "493817").status_code == 429
    assert _try(Client(REMOTE_ADDR="2001:db8:0:8::1"), new_code("AZ"), "493817").status_code == 422
    for _number in range(SIGN_INS.tries):
        _try(Client(REMOTE_ADDR="192.0.2.9"), new_code("AZ"), "493817")
    assert _try(Client(REMOTE_ADDR="::ffff:192.0.2.9"), new_code("AZ"), "493817").status_code == 429


def test_an_open_redirect_is_not_followed(received: Received) -> None:
    access = received.people[0].access
    assert access is not None
    answer = Client().post("/sign-in/", {"code": access.code, "pin": access.pin, "next": "https://example.com/"})
    assert answer["Location"] == "/my/"
    hidden = "http://testserver//example.com/"
    answer = Client().post("/sign-in/", {"code": access.code, "pin": access.pin, "next": hidden})
    assert answer["Location"] == "/example.com/"


def test_signing_out_ends_the_session(received: Received) -> None:
    client = enter(received)
    assert client.get("/my/").status_code == 200
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/my/")["Location"] == "/sign-in/?next=%2Fmy%2F"


@pytest.mark.parametrize("path", ["/my/", "/my/address/", "/my/opened/", "/my/pin/"])
def test_nobody_who_has_not_signed_in_sees_a_page(db: None, path: str) -> None:
    assert Client().get(path).status_code == 302


def test_the_quick_exit_ends_the_session(received: Received) -> None:
    client = enter(received)
    client.post("/leave/")
    assert client.get("/my/").status_code == 302


def test_an_ended_access_is_refused_at_once(received: Received, world: World) -> None:
    client = enter(received)
    with world.seeing_all():
        PortalAccess.objects.update(ended_at="2026-01-01T00:00:00Z")
    assert client.get("/my/").status_code == 302


def test_a_new_pin_replaces_the_old_one(received: Received) -> None:
    access = received.people[0].access
    assert access is not None
    client = enter(received)
    refused = client.post("/my/pin/", {"old": access.pin, "new": "123456", "again": "123456"})
    assert refused.status_code == 422
    refused = client.post("/my/pin/", {"old": access.pin, "new": "583924", "again": "583925"})
    assert refused.status_code == 422
    refused = client.post("/my/pin/", {"old": "000000", "new": "583924", "again": "583924"})
    assert refused.status_code == 422
    assert client.post("/my/pin/", {"old": access.pin, "new": "583924", "again": "583924"}).status_code == 302
    assert _try(Client(), access.code, access.pin).status_code == 422
    assert _try(Client(), access.code, "583924").status_code == 302


def test_a_new_pin_closes_every_other_place_where_it_was_open(received: Received) -> None:
    """Who has to fear somebody at home changes the PIN: whoever is in with the old one is out at the next page."""
    access = received.people[0].access
    assert access is not None
    mine, theirs = enter(received), enter(received)
    assert theirs.get("/my/").status_code == 200
    before = mine.session.session_key
    assert mine.post("/my/pin/", {"old": access.pin, "new": "583924", "again": "583924"}).status_code == 302
    assert theirs.get("/my/").status_code == 302
    assert "they are closed" in mine.get("/my/").content.decode()
    assert mine.session.session_key != before


def test_what_nobody_is_to_see_is_not_drawn_when_a_form_is_refused(received: Received) -> None:
    access = received.people[0].access
    assert access is not None
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(enter(received).cookies)
    pins = strict.post("/my/pin/", {"old": access.pin, "new": "583924", "again": "583925"})
    code = strict.post("/sign-in/", {"code": access.code, "pin": access.pin})
    said = strict.post("/my/address/", {"address": "Sınaq küçəsi 4"})
    assert [one.status_code for one in (pins, code, said)] == [403] * 3
    for secret in (access.pin, access.code, "583924", "583925"):
        assert secret not in pins.content.decode() + code.content.decode()
    assert "Sınaq küçəsi 4" in said.content.decode()


def test_trying_the_old_pin_from_inside_locks_the_card(received: Received) -> None:
    access = received.people[0].access
    assert access is not None
    client = enter(received)
    for number in range(sign_in_module.TRIES):
        client.post("/my/pin/", {"old": f"77777{number}", "new": "583924", "again": "583924"})
    assert client.post("/my/pin/", {"old": access.pin, "new": "583924", "again": "583924"}).status_code == 422


def test_a_person_needs_no_second_factor_where_staff_do(received: Received, settings: Any) -> None:
    """AU-14: no papers, no telephone."""
    settings.PANAH_INVENTED, settings.PANAH_IDLE_SECONDS = False, 600
    client = enter(received)
    page = client.get("/my/").content.decode()
    assert "Are you still there?" in page
    assert "second factor" not in page
    assert client.post("/sign-in/stay/").json() == {"left": 600}
    assert client.get("/sign-in/own/").status_code == 403
