# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody else could do with a session, a key or a code that is not theirs: by another door, at another moment, in another language."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client

from panah.casework.services import publish_pack
from panah.domains.asylum.public import Received
from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import AccountSession, ApiToken, Passkey, PortalAccess, RoleAssignment
from panah.foundation.accounts.proof import enrolment
from panah.foundation.accounts.services import issue_token
from panah.foundation.audit.models import Event
from panah.interfaces.web.doors import PROVED_KEY
from tests.interfaces.web.signing.conftest import Somebody, form_of, with_passkey
from tests.interfaces.web.signing.test_strict import NEW, aged, is_in, window
from tests.support.world import World, receive


@pytest.fixture
def received(world: World) -> Received:
    """One woman whose claim was received."""
    with acting(service_actor("test"), "test"):
        publish_pack("az")
    return receive(world)


@pytest.mark.parametrize("header", ["Basic cmVnaXN0cmFyOng=", "Bearer", "Digest x", "bearer\tx"])
def test_no_header_signs_a_decision_from_an_open_desk(world: World, received: Received, header: str) -> None:
    """The API takes the session of the site; a header that lets nobody in is no key (AU-08)."""
    desk = with_passkey(world, "reviewer")
    desk.sign_in()
    sent = json.dumps({"data": {}, "expected_version": 1, "request_id": str(uuid.uuid4())})
    address = f"/api/v1/cases/{received.people[0].case_id}/actions/approve_decision"

    def sign(**more: str) -> Any:
        return desk.client.post(address, sent, content_type="application/json", headers=more)

    assert sign().json()["type"] == "urn:panah:problem:not_offered"
    aged(desk, PROVED_KEY, 301)
    for answer in (sign(), sign(authorization=header)):
        assert answer.status_code in {401, 403}
        assert answer.json()["type"] in {"urn:panah:problem:denied", "urn:panah:problem:unknown_caller"}
    assert "accounts.fresh_proof" in sign().json()["detail"]


def test_a_pin_is_given_by_who_shows_who_it_is(world: World, received: Received) -> None:
    """A slip with code and PIN opens all that the person reads: an open desk prints none (AU-08)."""
    desk = with_passkey(world, "registrar")
    desk.sign_in()
    aged(desk, PROVED_KEY, 301)
    address = f"/files/{received.people[0].case_id}/card/new/"
    assert desk.post(address).status_code == 403
    with world.seeing_all():
        assert PortalAccess.objects.filter(ended_at=None).count() == PortalAccess.objects.count() == 1
    asked = desk.get(address)
    assert desk.passkey(desk.get(asked["Location"]), "/sign-in/again/")["Location"] == address
    assert desk.post(address).status_code == 200
    with world.seeing_all():
        assert PortalAccess.objects.count() == 2


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_log_says_from_which_browser_in_whatever_language_the_page_is(
    world: World, received: Received, language: str
) -> None:
    """LG-02: whoever turns the page to another language than the account's leaves the same trace."""
    desk = with_passkey(world, "registrar")
    desk.client.cookies["panah_language"] = language
    desk.sign_in()
    assert desk.get(f"/files/{received.people[0].case_id}/").status_code == 200
    with world.acting("data_protection"):
        event = Event.objects.filter(verb="read", subject_type="case").latest("at")
    assert event.device
    assert event.device == AccountSession.objects.get().device[:16]


def _key(world: World, login: str, *, days: int = 0) -> Client:
    with world.acting(login) as actor:
        ends_on = clock.today() + dt.timedelta(days=30)
        key = issue_token(actor=actor, account=world.accounts[login], label="test", ends_on=ends_on)
    newest = ApiToken.objects.latest("created_at")
    ApiToken.objects.filter(pk=newest.pk).update(created_at=newest.created_at - dt.timedelta(days=days))
    return Client(headers={"authorization": f"Bearer {key}"})


def test_a_key_that_was_made_under_a_code_opens_nothing_of_a_role_that_asks_for_a_passkey(world: World) -> None:
    """The sessions that a code opened end when such a role is given; a key would have read on (AU-01)."""
    early, late = _key(world, "stay_officer", days=10), _key(world, "stay_officer")
    assert {early.get("/api/v1/me").status_code, late.get("/api/v1/me").status_code} == {200}
    account = world.accounts["stay_officer"]
    days = {"starts_on": clock.today() - dt.timedelta(days=5), "ends_on": clock.today() + dt.timedelta(days=5)}
    head = RoleAssignment.objects.create(account=account, role=Role.STAY_HEAD, office=world.offices["stay"], **days)
    # With no passkey at all nothing was proved by one.
    assert [one.get("/api/v1/me").status_code for one in (early, late)] == [401, 401]
    with_passkey(world, "stay_officer")
    assert [one.get("/api/v1/me").status_code for one in (early, late)] == [401, 200]
    head.ends_on = clock.today()
    head.save()
    assert early.get("/api/v1/me").status_code == 200


def test_of_two_who_have_the_code_one_alone_enrols_a_factor(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever read the code over a shoulder sends a passkey at the same moment as the owner (AU-12)."""
    code = window(world, "registrar")
    typed = {"login": "registrar", "code": code, "password": NEW, "again": NEW}
    owner, thief = Somebody("registrar"), Somebody("registrar")
    sent = {}
    for one in (owner, thief):
        assert one.post("/sign-in/begin/", typed)["Location"] == "/sign-in/enrol/"
        asked = form_of(one.get("/sign-in/enrol/").content.decode(), "/sign-in/enrol/")
        sent[one.client] = {"answer": one.device.make(asked["options"]), "name": "a key"}
    # The thief's request has looked at the window before the owner's closed it.
    seen = enrolment.still_open(uuid.UUID(thief.client.session["enrolling"]["window"]))
    assert owner.post("/sign-in/enrol/", sent[owner.client]).status_code == 302
    monkeypatch.setattr(enrolment, "still_open", lambda _window: seen)
    assert thief.post("/sign-in/enrol/", sent[thief.client]).status_code == 422
    assert Passkey.objects.count() == 1
    assert is_in(owner)
    assert not is_in(thief)
