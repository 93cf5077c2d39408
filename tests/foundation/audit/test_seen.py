# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an event says beside who, whom, when and why: which parts were shown, and at which device (LG-02)."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from panah.casework.models import ActionContent
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.accounts.services import issue_token
from panah.foundation.audit.entry import FIELDS, entry
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.services import record
from tests.support.world import PASSWORD, World, make_world, receive

ROW: dict[str, Any] = {
    "id": uuid.UUID(int=1), "at": dt.datetime(2026, 5, 4, 9, 1, 2, tzinfo=dt.UTC), "verb": "read", "outcome": "ok", "purpose": "case",
    "actor_kind": "staff", "account_id": uuid.UUID(int=2), "holder_id": None, "roles": ["reviewer"], "offices": [], "subject_type": "case",
    "subject_id": uuid.UUID(int=3), "persons": [], "request_id": None, "detail": {"b": 1, "a": "x"}, "parts": [], "device": "",
}  # fmt: skip
BEFORE = (
    b'{"v":1,"id":"00000000-0000-0000-0000-000000000001","at":"2026-05-04T09:01:02.000000Z","verb":"read","outcome":"ok","purpose":"case",'
    b'"actor_kind":"staff","account_id":"00000000-0000-0000-0000-000000000002","holder_id":null,"roles":["reviewer"],"offices":[],'
    b'"subject_type":"case","subject_id":"00000000-0000-0000-0000-000000000003","persons":[],"request_id":null,"detail":{"a":"x","b":1}}'
)


def row(**more: Any) -> list[Any]:
    said = ROW | more
    return [said[name] for name in FIELDS]


def test_what_was_sealed_before_there_were_parts_and_devices_is_what_it_was() -> None:
    assert entry(row()) == BEFORE
    newer = BEFORE.replace(b'"v":1', b'"v":2')
    assert entry(row(parts=["letters"])) == newer[:-1] + b',"parts":["letters"],"device":""}'
    assert entry(row(device="k3")) == newer[:-1] + b',"parts":[],"device":"k3"}'


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["Leyla Əliyeva", "1987-05-03", "", "x" * 61])
def test_a_part_is_the_name_of_a_field(part: str) -> None:
    with pytest.raises(ValueError, match="name of a field"):
        record(Actor(kind="service"), Verb.READ, subject_type="case", parts=[part])


@pytest.fixture
def world(db: None) -> World:
    return make_world(passwords=True)


def last(world: World, subject: str) -> Event:
    with world.acting("data_protection"):
        return Event.objects.filter(subject_type=subject, verb=Verb.READ).latest("at", "id")


def enter(client: Client, login: str) -> None:
    assert client.post("/sign-in/", {"login": login, "password": PASSWORD}).status_code == 302


def test_the_log_says_which_parts_were_shown(world: World, client: Client) -> None:
    received = receive(world).people[0]
    enter(client, "registrar")
    assert client.get(f"/files/{received.case_id}/").status_code == 200
    seen = last(world, "case")
    assert "timeline" in seen.parts
    assert "letters" in seen.parts  # the receipt of reception
    assert "decisions" not in seen.parts
    with world.seeing_all():
        content = ActionContent.objects.filter(case_id=received.case_id).first()
        person_id = content.case.person_id
        answers = sorted(content.data)
    assert client.get(f"/people/{person_id}/").status_code == 200
    assert {"identity", "names", "files"} <= set(last(world, "person").parts)
    assert not {"needs", "guardians", "restrictions"} & set(last(world, "person").parts)
    page = client.get(f"/entries/{content.pk}/")
    assert page.status_code == 200
    assert last(world, "content").parts == answers
    client.post("/sign-out/")


def test_the_log_tells_devices_apart_and_nothing_of_them(world: World, client: Client) -> None:
    case_id = receive(world).people[0].case_id

    def look(one: Client) -> str:
        one.cookies.pop("panah_staff", None)
        enter(one, "registrar")
        one.get(f"/files/{case_id}/", HTTP_USER_AGENT="Mozilla/5.0 (Leyla's telephone)")
        return last(world, "case").device

    first, again, elsewhere = look(client), look(client), look(Client())
    assert first == again
    assert elsewhere not in ("", first)
    assert len(first) == 16
    account = world.accounts["registrar"]
    with world.acting("registrar") as actor:
        key = issue_token(actor=actor, account=account, label="test", ends_on=clock.today() + dt.timedelta(days=9))
    assert Client(HTTP_AUTHORIZATION=f"Bearer {key}").get(f"/api/v1/cases/{case_id}").status_code == 200
    assert last(world, "case").device not in ("", first, elsewhere)
