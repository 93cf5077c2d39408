# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public check: two facts, the same bytes for every document and every group (NR-09)."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from panah.casework.models import IssuedDocument
from panah.domains.asylum.public import Received
from panah.foundation import clock
from panah.foundation.accounts.sign_in import card_digest
from panah.foundation.audit.models import Event
from panah.foundation.documents.codes import new_code, printed
from panah.interfaces.web import bodies
from panah.interfaces.web.limits import CHECKS, visitor
from tests.interfaces.portal.conftest import enter
from tests.support.world import World

KINDS = ["temporary_certificate", "refugee_card", "work_permit", "residence_card", "student_card", "proof_of_stay"]


def _document(world: World, received: Received, kind: str, *, days: int = 40, ended: bool = False) -> str:
    """A live document of a kind, of this person, put where the service would put it."""
    code = new_code("AZ")
    with world.seeing_all():
        first = IssuedDocument.objects.filter(case_id=received.people[0].case_id).earliest("issued_at")
        IssuedDocument.objects.filter(case_id=first.case_id, kind=kind).update(ended_at=clock.now())
        IssuedDocument.objects.create(
            case_id=first.case_id,
            compartment=first.compartment,
            kind=kind,
            code=code,
            digest=card_digest(code),
            issued_at=clock.now(),
            valid_until=clock.today() + dt.timedelta(days=days),
            ended_at=clock.now() if ended else None,
            ended_because="replaced" if ended else "",
        )
    return code


def _answers(code: str, language: str = "en") -> list[bytes]:
    """The three ways of asking: the answer with its headers."""
    found = []
    for ask in (
        lambda client: client.get(f"/check/{code}"),
        lambda client: client.post("/check/", {"number": printed(code)}),
        lambda client: client.get(f"/check/{code}.json"),
    ):
        client = Client(enforce_csrf_checks=True)
        client.cookies["panah_language"] = language
        answer = ask(client)
        assert answer.status_code == 200
        headers = {k: v for k, v in answer.headers.items() if k != "Content-Security-Policy"}
        found.append(repr(sorted(headers.items())).encode() + answer.content)
        assert not answer.cookies
    return found


@pytest.mark.parametrize("language", ["en", "az", "ru", "fa"])
def test_every_kind_of_document_gives_the_same_bytes(received: Received, world: World, language: str) -> None:
    answers = [_answers(_document(world, received, kind), language) for kind in KINDS]
    assert all(answer == answers[0] for answer in answers)
    assert all(answer != miss for answer, miss in zip(answers[0], _answers(new_code("AZ"), language), strict=True))


def test_every_way_of_not_being_valid_gives_the_same_bytes(received: Received, world: World) -> None:
    misses = [
        _answers(new_code("AZ")),
        _answers(_document(world, received, "expired", days=-1)),
        _answers(_document(world, received, "ended", ended=True)),
        _answers("AZ7KQ4M2XV9T3H"),
        _answers("something else"),
    ]
    assert all(miss == misses[0] for miss in misses)


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ("192.0.2.9", "192.0.2.9"), ("192.0.2.9:51344", "192.0.2.9"), ("::ffff:192.0.2.9", "192.0.2.9"),
        ("2001:db8:0:7::1", "2001:db8:0:7::/64"), ("[2001:db8:0:7:9::9]:443", "2001:db8:0:7::/64"),
        ("fe80::1%eth0", "fe80::/64"), ("", ""), ("unknown", "unknown"),
    ],
)  # fmt: skip
def test_a_visitor_is_a_line_and_no_single_address(told: str, line: str, settings: Any) -> None:
    settings.PANAH_PROXY_HOPS = 1
    assert visitor(RequestFactory().get("/", headers={"x-forwarded-for": told}, REMOTE_ADDR=told)) == line


def test_whoever_has_not_signed_in_fills_no_disk(received: Received) -> None:
    """Every page reads what a form brings, files included, before it looks at who sent it: a form is refused by its length."""

    def sent(client: Client, path: str, size: int) -> Any:
        client.cookies["panah_language"] = "en"
        return client.post(path, {"number": "x", "file": SimpleUploadedFile("a.pdf", bytes(size), "application/pdf")})

    for path in ("/check/", "/say/", "/sign-in/", "/need/", "/account/", "/org/sign-in/"):
        refused = sent(Client(), path, bodies.OF_ANYBODY + 1)
        assert (refused.status_code, "This is too large" in refused.content.decode()) == (413, True), path
    # A form of words goes through, and so do the papers of whoever has signed in.
    assert sent(Client(), "/check/", 100).status_code == 200
    assert sent(enter(received), "/check/", bodies.OF_ANYBODY + 1).status_code == 200


def test_the_answer_is_two_facts(received: Received, world: World) -> None:
    until = clock.today() + dt.timedelta(days=40)
    code = _document(world, received, "refugee_card")
    assert Client().get(f"/check/{code}.json").json() == {"valid": True, "until": until.isoformat()}
    assert Client().get(f"/check/{new_code('AZ')}.json").json() == {"valid": False, "until": None}


def test_it_is_valid_on_its_last_day(received: Received, world: World) -> None:
    assert Client().get(f"/check/{_document(world, received, 'card', days=0)}.json").json()["valid"] is True


def test_a_hit_and_a_miss_ask_the_database_the_same(received: Received, world: World) -> None:
    code = _document(world, received, "refugee_card")

    def asked(number: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            Client().get(f"/check/{number}.json")
        return [query["sql"].split(" ")[0] for query in queries]

    assert asked(code) == asked(new_code("AZ")) == asked("x")


def test_the_event_holds_no_person_and_no_number(received: Received, world: World) -> None:
    code = _document(world, received, "refugee_card")
    Client(REMOTE_ADDR="192.0.2.9").get(f"/check/{code}")
    with world.acting("data_protection"):
        event = Event.objects.filter(verb="check").latest("at")
    assert (event.persons, event.account_id, event.actor_kind, event.outcome) == ([], None, "anonymous", "ok")
    assert code not in repr(vars(event))
    assert "192.0.2.9" not in repr(vars(event))


def test_the_page_tells_nothing_of_the_document(received: Received, world: World) -> None:
    code = _document(world, received, "refugee_card")
    page = Client().get(f"/check/{code}").content.decode()
    for told in (code, printed(code), received.people[0].number, received.people[0].name, "refugee", 'nonce="\\w'):
        assert told not in page


def test_nothing_typed_is_named(db: None) -> None:
    answer = Client().post("/check/", {"number": "  "})
    assert answer.status_code == 422
    assert b'href="#number"' in answer.content


def test_checks_from_one_address_are_bounded(db: None, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(REMOTE_ADDR="192.0.2.7")
    path = f"/check/{uuid.uuid4().hex[:12]}"
    codes = [client.get(path).status_code for _ in range(CHECKS.tries)]
    assert set(codes) == {200}
    for answer in (client.get(path), client.get(path + ".json"), client.post("/check/", {"number": "X"})):
        assert answer.status_code == 429
        assert int(answer["Retry-After"]) >= 1
    assert Client(REMOTE_ADDR="192.0.2.8").get(path).status_code == 200
    assert "192.0.2.7" not in repr(vars(CHECKS))
    # Whoever goes on is told of once, by the name of the bound alone.
    assert [one.getMessage() for one in caplog.records] == ["a bound on tries was reached: checks"]


def test_behind_a_proxy_of_ours_the_visitor_counts_and_cannot_lie(db: None, settings: object) -> None:
    settings.PANAH_PROXY_HOPS = 1  # type: ignore[attr-defined]
    client = Client(REMOTE_ADDR="10.0.0.1")
    for number in range(CHECKS.tries):
        client.get("/check/X", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 192.0.2.7")
    assert client.get("/check/X", HTTP_X_FORWARDED_FOR="203.0.113.1, 192.0.2.7").status_code == 429
    assert client.get("/check/X", HTTP_X_FORWARDED_FOR="203.0.113.1, 192.0.2.8").status_code == 200
