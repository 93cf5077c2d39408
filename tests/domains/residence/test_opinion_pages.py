# SPDX-License-Identifier: AGPL-3.0-or-later
"""What another body is shown of a file that it is asked about, as drawn on its pages and answered to its program (standards 5.4).

A word that stands nowhere else lies in every field outside the list of `receivers.OPINION_BODY`; each lies where somebody of the
service is shown it, so that a page without it is no empty proof.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from panah.casework.models import ActionContent, Case, Letter
from panah.casework.selectors.content import _leave_out_other_bodies
from panah.casework.services import save_draft
from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.services import issue_token
from panah.register.models import PersonName
from panah.register.services import (
    add_contact,
    confirm_restriction,
    enter_restriction,
    make_known,
    record_need,
    set_address,
)
from tests.domains.employment.test_work_permit import WORK
from tests.domains.residence.conftest import NOW
from tests.domains.residence.test_again import refused
from tests.domains.residence.test_permits import PRP, TRP
from tests.permissions.scene import _session
from tests.support.permits import Service, every_paper

#: Procedure -> what is filed, the body that is asked, and the other one.
KINDS: Mapping[str, tuple[dict[str, Any], str, str]] = {
    "temporary_residence": (TRP, "body", "labour"),
    "permanent_residence": (PRP, "body", "labour"),
    "work_permit": (WORK, "labour", "body"),
}
PARTS = ("", "timeline/", "papers/", "terms/", "law/")


@dataclass
class Asked:
    """A file that a body is asked about. marks: what must not be shown -> what it is."""

    case: Case
    by: str
    person_id: uuid.UUID
    marks: dict[str, str] = field(default_factory=dict)
    contents: list[uuid.UUID] = field(default_factory=list)
    letters: list[uuid.UUID] = field(default_factory=list)


@pytest.fixture(params=KINDS)
def asked(request: Any, service: Service) -> Asked:
    """Somebody of whom stay and asylum know, an earlier refusal, an entry in a list, and two bodies asked in turn."""
    filed, by, other = KINDS[request.param]
    person = service.person("Orxan Sınaqlı", papers=[{"kind": "passport", "number": "P 77 88"}])
    marks: dict[str, str] = {}

    def mark(what: str) -> str:
        word = f"zq{what.replace(' ', '')}qz"
        marks[word] = what
        return word

    _known_to_asylum(service, person, mark)
    first, second = service.people["desk"], service.people["reviewer"]
    with acting(first, "test"):
        entry = enter_restriction(
            actor=first,
            person_id=person,
            data={
                "kind": "undesirable_person",
                "ground": "23",
                "first_day": "2026-11-01",
                "told_by": mark("list told by"),
                "paper": mark("list paper"),
            },
        )
    with acting(second, "test"):
        confirm_restriction(actor=second, entry_id=entry.pk)
    old = refused(service, "stay_extension", person)
    marks[old.number] = "number of another file"
    papers = {"papers": every_paper(service, request.param, person)}
    case = service.start(request.param, person, filed | papers)
    for body in (other, by):
        service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices[body].pk)]})
        if body == other:
            said = {"opinion": "objection", "reasons": mark("opinion of another body")}
            service.do(case.pk, "give_opinion", said, by=other)
    with acting(first, "test"):
        save_draft(actor=first, case=service.case(case.pk), action="draft_decision", data={"reasons": mark("draft")})
    with acting(service.watcher, "test"):
        contents = list(ActionContent.objects.filter(case__person_id=person).values_list("pk", flat=True))
        letters = list(Letter.objects.filter(case__person_id=person).values_list("pk", flat=True))
    return Asked(service.case(case.pk), by, person, marks, contents, letters)


def _known_to_asylum(service: Service, person: uuid.UUID, mark: Any) -> None:
    office = service.offices["stay"].pk
    who = uuid.uuid4()
    registrar = Actor(
        kind="staff",
        account_id=who,
        holder_id=who,
        assignments=(Assignment(Role.REGISTRAR, office), Assignment(Role.STAY_OFFICER, office)),
    )
    with acting(registrar, "test"):
        make_known(actor=registrar, person_id=person, compartment="asylum")
        record_need(actor=registrar, person_id=person, data={"code": "TR", "seen_on": "2026-11-01"})
        add_contact(
            actor=registrar,
            person_id=person,
            data={"kind": "other", "value": mark("asylum contact")},
            compartment="asylum",
        )
        set_address(
            actor=registrar,
            person_id=person,
            data={"text": mark("asylum address"), "country": "AZE", "valid_from": "2026-11-01"},
            compartment="asylum",
        )


def client_of(service: Service, name: str) -> Client:
    client = Client()
    client.cookies["panah_language"] = "en"
    account = Account.objects.get(pk=service.people[name].account_id)
    client.cookies["panah_staff"] = _session("account", account.pk)
    return client


def program_of(service: Service, name: str) -> Client:
    actor = service.people[name]
    account = Account.objects.get(pk=actor.account_id)
    with acting(actor, "test"):
        key = issue_token(actor=actor, account=account, label="test", ends_on=clock.today() + dt.timedelta(days=30))
    return Client(HTTP_AUTHORIZATION=f"Bearer {key}")


def pages(asked: Asked) -> Iterator[str]:
    """Every page that could show something of the file or the person."""
    file, person = f"/files/{asked.case.pk}/", f"/people/{asked.person_id}/"
    yield from (file + part for part in PARTS)
    yield from ("/basket/", "/basket/?view=all", "/terms/", "/appointments/", "/questions/")
    yield from (
        file + "give_opinion/",
        file + "actions/give_opinion/",
        person,
        person + "then/?day=2026-11-20",
        person + "record/",
    )
    yield from (f"/entries/{one}/" for one in asked.contents)
    yield from (f"/letters/{one}/" for one in asked.letters)


def operations(asked: Asked) -> Iterator[str]:
    file, person = f"/api/v1/cases/{asked.case.pk}", f"/api/v1/persons/{asked.person_id}"
    yield from (file, file + "/actions", file + "/timeline", file + "/actions/give_opinion", "/api/v1/basket?view=all")
    yield from (person, person + "/procedures", "/api/v1/me")
    yield from (f"/api/v1/contents/{one}" for one in asked.contents)
    yield from (f"/api/v1/letters/{one}" for one in asked.letters)


def drawn(client: Client, addresses: Iterator[str]) -> dict[str, str]:
    """What each address shows; what it refuses is searched as well."""
    found = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in (200, 403, 404), (address, answer.status_code)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[address] = body.decode("utf-8", "replace")
    return found


def test_no_field_outside_the_list_is_drawn(service: Service, asked: Asked) -> None:
    with clock.moved_to(NOW):
        body = drawn(client_of(service, asked.by), pages(asked))
        api = drawn(program_of(service, asked.by), operations(asked))
        inside = " ".join(drawn(client_of(service, "head"), pages(asked)).values())
    shown = [(what, at) for at, text in (body | api).items() for word, what in asked.marks.items() if word in text]
    assert shown == []
    # Each marker that the stay side may know lies on a page of its head.
    for what in ("opinion of another body", "number of another file"):
        assert any(word in inside for word, named in asked.marks.items() if named == what), what
    file = f"/files/{asked.case.pk}/"
    assert "P 77 88" in body[f"/people/{asked.person_id}/"] or "Sınaqlı" in body[file], "who it is about is shown"
    assert asked.case.number in body[file]
    assert "Give the opinion" in body[file]


def test_what_the_law_finds_is_not_told_to_a_body(service: Service, asked: Asked) -> None:
    """Grounds of refusal are computed from lists and files that the body may not know."""
    with clock.moved_to(NOW):
        client, program = client_of(service, asked.by), program_of(service, asked.by)
        file, told = f"/files/{asked.case.pk}/", program.get(f"/api/v1/cases/{asked.case.pk}").json()
        mine, theirs = client.get(file).content.decode(), client_of(service, "head").get(file).content.decode()
        assert client.get(file + "law/").status_code == 404
    assert "What the law finds" in theirs
    assert "refuses" in theirs
    for words in ("What the law finds", "What stands in the way", "For other roles to do", "Fee<"):
        assert words not in mine, words
    assert told["findings"] is None
    rests = told["rests"]
    assert (rests["grounds"], rests["refusals"], rests["charges"]) == ([], [], [])
    assert {one["state"] for one in rests["papers"]} <= {"here"}
    assert [one["answer"] for one in rests["opinions"]] == [""], "its own, which is awaited"
    for name in ("letters", "documents", "decisions", "family", "appointments", "priority", "flags"):
        assert told[name] == [], name
    with acting(service.people[asked.by], "test"):
        assert PersonName.objects.filter(person_id=asked.person_id).exists()


def test_a_body_opens_no_letter_and_no_other_file(service: Service, asked: Asked) -> None:
    client = client_of(service, asked.by)
    with acting(service.watcher, "test"):
        others = list(Case.objects.filter(person_id=asked.person_id).exclude(pk=asked.case.pk))
    assert asked.letters
    assert others
    for address in (*(f"/letters/{one}/" for one in asked.letters), *(f"/files/{one.pk}/" for one in others)):
        assert client.get(address).status_code in (403, 404), address


def test_a_body_reads_that_it_was_asked_and_not_which_others_were(service: Service, asked: Asked) -> None:
    other = next(body for _filed, by, body in KINDS.values() if by == asked.by)
    with acting(service.watcher, "test"):
        rows = {
            row.pk: row.data["bodies"][0]
            for row in ActionContent.objects.filter(case=asked.case, name="ask_opinion").select_related("action")
        }
    mine, theirs = str(service.offices[asked.by].pk), str(service.offices[other].pk)
    assert sorted(rows.values()) == sorted([mine, theirs])
    with clock.moved_to(NOW):
        client, program = client_of(service, asked.by), program_of(service, asked.by)
        for pk, office in rows.items():
            wanted = 200 if office == mine else 404
            assert client.get(f"/entries/{pk}/").status_code == wanted
            assert program.get(f"/api/v1/contents/{pk}").status_code == wanted
            assert client_of(service, "head").get(f"/entries/{pk}/").status_code == 200


def test_of_several_bodies_asked_at_once_each_reads_the_own_name(service: Service, asked: Asked) -> None:
    """The packs ask one at a time; the engine does not lean on it."""
    mine, other = str(service.offices[asked.by].pk), str(uuid.uuid4())
    content = ActionContent(name="ask_opinion", case=asked.case, data={"bodies": [other, mine]})
    _leave_out_other_bodies(service.people[asked.by], content)
    assert content.data == {"bodies": [mine]}
    content = ActionContent(name="ask_opinion", case=asked.case, data={"bodies": [other, mine]})
    _leave_out_other_bodies(service.people["head"], content)
    assert content.data == {"bodies": [other, mine]}
