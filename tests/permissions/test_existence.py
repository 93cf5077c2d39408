# SPDX-License-Identifier: AGPL-3.0-or-later
"""Existence is the secret: for whoever may not know of a person or a file there is none (NR-15).

The same words and the same number for somebody known to asylum alone and for nobody at all, on every way that a stay officer
has of asking: search, page, address, API, counts, and registering the same person anew.
"""

import json
import re
import uuid
from typing import Any

import pytest

from panah.casework.selectors import get_case
from panah.foundation.access.context import acting
from panah.foundation.access.errors import NotFound
from panah.foundation.audit.models import Event
from panah.register.models import Person, PersonName
from panah.register.public import person as read_person
from panah.register.selectors import search
from panah.register.services import create_person
from tests.permissions.knock import undone
from tests.permissions.scene import Scene

KNOWN, NOBODY = "Leyla Nur Qarayeva", "Ceyla Zur Baraqova"
OUTSIDERS = ("stay_officer", "return_officer", "displaced_officer")
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|nonce-[^;\' ]*|data-session-left="[^"]*"')
_ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def plain(answer: Any, *asked: str) -> tuple[int, bytes]:
    """Status and body without what differs between any two requests: tokens, and what was asked for itself."""
    body = _ID.sub(b"ID", _TOKEN.sub(b"TOKEN", answer.content))
    for words in asked:
        body = body.replace(words.encode(), b"ASKED").replace(words.replace(" ", "+").encode(), b"ASKED")
    return answer.status_code, body


@pytest.fixture(autouse=True)
def _staff(on_site: Any) -> None:
    on_site("staff")


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("address", ["/people/{}/", "/files/{}/", "/files/{}/papers/", "/entries/{}/", "/letters/{}/",
                                     "/uploads/{}/", "/api/v1/cases/{}", "/api/v1/cases/{}/actions",
                                     "/api/v1/contents/{}", "/api/v1/letters/{}"])  # fmt: skip
def test_an_address_answers_as_if_there_were_nothing(scene: Scene, who: str, address: str) -> None:
    of = scene.subjects["claim"]
    site = "api" if address.startswith("/api") else "staff"
    known = {"people": of.person_id, "files": of.case_id, "cases": of.case_id, "entries": of.content_id,
             "contents": of.content_id, "letters": of.letter_id, "uploads": of.file_id}  # fmt: skip
    there = known[next(part for part in address.split("/") if part in known)]
    hit = plain(scene.client(site, who).get(address.format(there)))
    miss = plain(scene.client(site, who).get(address.format(uuid.uuid4())))
    assert hit == miss
    assert hit[0] in (403, 404)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_search_page_finds_nobody_either_way(scene: Scene, who: str) -> None:
    with scene.made.seeing_all():
        assert PersonName.objects.filter(full__contains="Qarayeva").exists()
    answers = {
        words: plain(scene.client("staff", who).post("/people/", {"query": words}), words) for words in (KNOWN, NOBODY)
    }
    assert answers[KNOWN] == answers[NOBODY]
    assert answers[KNOWN][0] == 200
    # The same question asked by whose work it is finds somebody, so that the page is no empty proof.
    mine = scene.client("staff", "registrar").post("/people/", {"query": KNOWN})
    assert str(scene.subjects["claim"].person_id).encode() in mine.content


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_search_of_the_api_finds_nobody_either_way(scene: Scene, who: str) -> None:
    def ask(caller: str, words: str) -> Any:
        body = json.dumps({"query": words, "purpose": "stay"})
        return scene.client("api", caller).post("/api/v1/persons/search", body, content_type="application/json")

    assert plain(ask(who, KNOWN), KNOWN) == plain(ask(who, NOBODY), NOBODY)
    assert ask(who, KNOWN).status_code == 200
    assert str(scene.subjects["claim"].person_id).encode() in ask("registrar", KNOWN).content


@pytest.mark.parametrize("who", OUTSIDERS)
def test_services_and_counts_know_nobody(scene: Scene, who: str) -> None:
    of = scene.subjects["claim"]
    with acting(scene.made.actor(who), "stay") as actor:
        # But whom an organisation named to stay itself.
        assert Person.objects.exclude(pk=scene.extra["guest_id"]).count() == 0
        assert search(actor=actor, query=KNOWN, purpose="stay") == []
        for read in (
            lambda some: read_person(actor, some, purpose="stay"),
            lambda some: get_case(actor=actor, case_id=some),
        ):
            said = []
            for some in (of.person_id, of.case_id, uuid.uuid4()):
                with pytest.raises(NotFound) as refused:
                    read(some)
                said.append(str(refused.value))
            assert len(set(said)) == 1


def test_the_same_person_can_be_registered_anew_without_a_hint(scene: Scene) -> None:
    """A refusal because of somebody unseen would say that there is somebody."""
    with scene.made.seeing_all():
        name = PersonName.objects.filter(person_id=scene.subjects["claim"].person_id).first()
    assert name is not None
    data = {"names": [{"full": name.full}], "papers": [{"kind": "passport", "number": "P1234567"}]}
    with acting(scene.made.actor("registrar"), "test") as registrar, undone():
        create_person(actor=registrar, data=data, compartment="asylum")
        with acting(scene.made.actor("stay_officer"), "test") as officer:
            made = create_person(actor=officer, data=data, compartment="stay")
            assert Person.objects.exclude(pk=scene.extra["guest_id"]).get() == made


def test_the_log_of_a_search_names_whom_it_showed_and_nobody_else(scene: Scene) -> None:
    scene.client("staff", "stay_officer").post("/people/", {"query": KNOWN})
    scene.client("staff", "registrar").post("/people/", {"query": KNOWN})
    with acting(scene.made.actor("data_protection"), "test"):
        events = Event.objects.filter(verb="search").order_by("-at", "-id")
        mine, other = (
            events.filter(account_id=scene.made.accounts[login].pk).first() for login in ("registrar", "stay_officer")
        )
    assert mine is not None
    assert other is not None
    assert scene.subjects["claim"].person_id in mine.persons
    assert other.persons == []
    # What was typed is in neither.
    assert "Qarayeva" not in json.dumps([mine.detail, other.detail])


@pytest.mark.parametrize(
    "who", ["other_registrar", "other_case_officer", "appeal_officer", "guardian", "other_guardian"]
)
def test_a_file_of_somebody_else_is_no_file(scene: Scene, who: str) -> None:
    of = scene.subjects["claim"]
    for address, there in (("/files/{}/", of.case_id), ("/letters/{}/", of.letter_id), ("/entries/{}/", of.content_id)):
        client = scene.client("staff", who)
        assert plain(client.get(address.format(there))) == plain(client.get(address.format(uuid.uuid4())))


def test_somebody_elses_letter_is_no_letter_in_the_portal(scene: Scene, on_site: Any) -> None:
    on_site("portal")
    client = scene.client("portal", "other_person")
    there = client.get(f"/my/papers/{scene.subjects['claim'].letter_id}/")
    assert plain(there) == plain(client.get(f"/my/papers/{uuid.uuid4()}/"))
    assert there.status_code == 404
