# SPDX-License-Identifier: AGPL-3.0-or-later
"""Households and a person's file for programs: the same services as on the pages."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from panah.foundation import clock
from panah.register.models import Household, Person
from tests.interfaces.api.conftest import Call, Caller, looked, problem
from tests.register.conftest import picture
from tests.support.papers import fetched
from tests.support.world import World


def household(caller: Caller) -> dict[str, Any]:
    return {
        "compartment": "displaced",
        "request_id": str(uuid.uuid4()),
        "notice": {"given": True, "language": "az"},
        "members": [
            {
                "person": {"names": [{"full": "Leyla Quliyeva"}], "sex": "F", "born": "1985"},
                "search_id": looked(caller, "Leyla", "household"),
                "role": "principal",
            },
            {
                "person": {"names": [{"full": "Анар Гулиев"}], "sex": "M"},
                "search_id": looked(caller, "Анар", "household"),
                "role": "spouse",
                "whereabouts": "missing",
                "place": "Ağdam",
            },
        ],
        "address": {"text": "Sınaq küçəsi 5", "country": "AZE", "valid_from": "2026-01-01"},
    }


@pytest.fixture
def caller(call: Call) -> Caller:
    return call("displaced_officer")


@pytest.fixture
def person(caller: Caller) -> str:
    made = caller.post("/households", household(caller))
    assert made.status_code == 201, made.content
    return str(made.json()["members"][0]["person_id"])


def wrote(answer: Any) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.content.decode()
    body: dict[str, Any] = answer.json()
    return body


def new(**data: Any) -> dict[str, Any]:
    return {"request_id": str(uuid.uuid4()), **data}


def test_a_household_is_registered_once(caller: Caller, world: World) -> None:
    typed = household(caller)
    first, again = wrote(caller.post("/households", typed)), wrote(caller.post("/households", typed))
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert [one["whereabouts"] for one in first["members"]] == ["present", "missing"]
    read = wrote(caller.get(f"/households/{first['household_id']}"))
    assert read["members"] == first["members"]
    with world.seeing_all():
        assert (Household.objects.count(), Person.objects.count()) == (1, 2)


def test_nobody_is_created_without_a_search(caller: Caller, world: World) -> None:
    typed = household(caller)
    del typed["members"][1]["search_id"]
    found = problem(caller.post("/households", typed), 422, "invalid")
    assert "Search for the person first" in " ".join(found["errors"].values())
    assert list(found["errors"]) == ["members-1-search_id"]
    typed["members"][1]["search_id"] = str(uuid.uuid4())
    found = problem(caller.post("/households", typed), 422, "invalid")
    assert list(found["errors"]) == ["members-1-search_id"]
    with world.seeing_all():
        assert Person.objects.count() == 0


def test_the_wrong_compartment_is_denied(caller: Caller, call: Call) -> None:
    problem(caller.post("/households", household(caller) | {"compartment": "stay"}), 403, "denied")
    problem(call("registrar").post("/households", {}), 403, "denied")


def test_a_file_is_written_and_read(caller: Caller, person: str) -> None:
    base = f"/persons/{person}"
    name = wrote(caller.post(base + "/names", new(data={"full": "Лейла", "kind": "birth"})))
    wrote(caller.post(f"{base}/names/{name['id']}", new(data={"full": "Лейла Аскерова", "kind": "birth"})))
    wrote(caller.post(f"{base}/names/{name['id']}", new(ended_on="2004-06-01")))
    paper = wrote(caller.post(base + "/papers", new(data={"kind": "passport", "number": "P1"})))
    wrote(caller.post(f"{base}/papers/{paper['id']}", new(ended_on="2026-02-01")))
    contact = wrote(caller.post(base + "/contacts", new(data={"kind": "phone", "value": "+994500000001"})))
    safe = {"kind": "phone", "value": "+994500000001", "safe_to_use": "no"}
    wrote(caller.post(f"{base}/contacts/{contact['id']}", new(data=safe)))
    moved = {"text": "Yeni küçə", "country": "AZE", "valid_from": "2026-03-01"}
    address = wrote(caller.post(base + "/addresses", new(data=moved)))
    wrote(caller.post(f"{base}/addresses/{address['id']}", new(data=moved | {"valid_from": "2026-04-01"})))
    need = wrote(caller.post(base + "/needs", new(data={"code": "SP", "seen_on": "2026-01-01"})))
    file = wrote(caller.get(base))
    assert [(one["full"], one["valid_to"]) for one in file["names"]][1] == ("Лейла Аскерова", "2004-06-01")
    assert file["papers"][0]["ended_on"] == "2026-02-01"
    assert file["contacts"][0]["safe_to_use"] == "no"
    assert {(one["text"], one["since"], one["until"]) for one in file["addresses"]} == {
        ("Sınaq küçəsi 5", "2026-01-01", "2026-03-01"),
        ("Yeni küçə", "2026-04-01", None),
    }
    assert [one["code"] for one in file["needs"]] == ["SP"]
    wrote(caller.post(f"{base}/needs/{need['id']}", new(ended_on=clock.today().isoformat())))
    assert wrote(caller.get(base))["needs"] == []


def test_a_correction_asks_for_the_version(caller: Caller, person: str) -> None:
    base = f"/persons/{person}"
    version = wrote(caller.get(base))["version"]
    sent = new(expected_version=version, data={"birth_place": "Şuşa"})
    assert wrote(caller.post(base + "/correction", sent))["version"] == version + 1
    problem(caller.post(base + "/correction", sent), 409, "register")
    wrong = problem(caller.post(base + "/correction", new(expected_version=version, data={"born": "2999"})), 422)
    assert "future" in wrong["errors"]["data-born"]


def test_relatives_are_linked_corrected_and_ended(caller: Caller, person: str) -> None:
    base = f"/persons/{person}/relatives"
    spouse = wrote(caller.get(f"/persons/{person}"))["relatives"][0]
    assert (spouse["bond"], spouse["whereabouts"], spouse["place"]) == ("spouse", "missing", "Ağdam")
    sent = new(relative_id=spouse["person_id"], data={"bond": "guardian"})
    link = wrote(caller.post(base, sent))["id"]
    wrote(caller.post(f"{base}/{link}", new(data={"bond": "guardian", "whereabouts": "elsewhere"})))
    problem(caller.post(f"{base}/{link}", new(data={"bond": "spouse"})), 422)
    problem(caller.post(f"{base}/{link}", new()), 422)
    wrote(caller.post(f"{base}/{link}", new(ended_on="2026-05-01")))
    problem(caller.post(f"{base}/{link}", new(ended_on="2026-05-01")), 404)


def test_who_stands_for_a_child_is_recorded_corrected_replaced_and_ended(
    caller: Caller, person: str, call: Call
) -> None:
    base = f"/persons/{person}"
    body = {"kind": "body", "name": "Sınaq qəyyumluq orqanı", "appointed_on": "2026-01-10"}
    first = wrote(caller.post(base + "/guardians", new(data=body)))
    at = f"{base}/guardians/{first['id']}"
    wrote(
        caller.post(
            at, new(expected_version=first["version"], data=body | {"paper": "Act 7", "contact": "a@b.example"})
        )
    )
    problem(caller.post(at, new(expected_version=first["version"], data=body)), 409, "register")
    someone = {"kind": "person", "name": "Leyla Sınaq", "appointed_on": "2026-02-01"}
    second = wrote(caller.post(base + "/guardians", new(data=someone)))
    # One who signs in could be of the unit that decides: only a step of the file can know.
    account = {"kind": "account", "account_id": str(uuid.uuid4()), "name": "x", "appointed_on": "2026-02-02"}
    problem(caller.post(base + "/guardians", new(data=account)), 422, "invalid")
    problem(caller.post(f"{base}/guardians/{second['id']}", new(data=account)), 422, "invalid")
    problem(caller.post(f"{base}/guardians/{second['id']}", new()), 422)
    problem(caller.post(f"{base}/guardians/{second['id']}", new(ended_on="2026-01-31")), 422)
    wrote(caller.post(f"{base}/guardians/{second['id']}", new(ended_on="2026-03-01", end="parent")))
    problem(caller.post(f"{base}/guardians/{second['id']}", new(ended_on="2026-03-01")), 404)
    shown = {one["name"]: one for one in wrote(caller.get(base))["guardians"]}
    assert {name: (one["kind"], one["paper"], one["appointed_on"], one["ended_on"], one["end"]) for name, one in shown.items()} == {
        body["name"]: ("body", "Act 7", "2026-01-10", "2026-02-01", "replaced"),
        someone["name"]: ("person", "", "2026-02-01", "2026-03-01", "parent"),
    }  # fmt: skip
    # Whoever may not know the child is told of nobody; whose work it is not, of no right.
    problem(call("stay_officer").post(at, new(data=body)), 404)
    problem(call("reviewer").post(at, new(data=body)), 403)


def test_as_it_was(caller: Caller, person: str) -> None:
    moved = {"text": "Yeni küçə", "country": "AZE", "valid_from": "2026-03-01"}
    wrote(caller.post(f"/persons/{person}/addresses", new(data=moved)))
    then = wrote(caller.get(f"/persons/{person}/as-of", on="2026-02-01"))
    assert [one["text"] for one in then["addresses"]] == ["Sınaq küçəsi 5"]
    assert then["facts"]["born"] == "1985"
    before = wrote(caller.get(f"/persons/{person}/as-of", on="2026-02-01", known="2026-02-01"))
    assert before["facts"] is None
    assert before["names"] == before["addresses"] == []
    problem(caller.get(f"/persons/{person}/as-of", known="2999-01-01"), 422)


def test_documents_are_sent_checked_and_opened(caller: Caller, person: str, call: Call) -> None:
    path = f"/api/v1/persons/{person}/documents"

    def send(name: str, content: bytes, **more: Any) -> Any:
        file = SimpleUploadedFile(name, content)
        return caller.client.post(path, {"file": file, "request_id": str(uuid.uuid4()), **more})

    made = wrote(send("a.png", picture(), kind="housing", description="Deed"))
    opened = fetched(caller.get(f"/persons/{person}/documents/{made['id']}"))
    assert opened["Content-Type"] == "image/png"
    problem(send("a.gif", b"GIF89a", kind="housing"), 422)
    problem(send("a.png", picture(), kind="surprise"), 422)
    photo = wrote(send("a.png", picture(), kind="photo"))
    assert fetched(caller.get(f"/persons/{person}/documents/{photo['id']}"))["Content-Type"] == "image/jpeg"
    problem(call("stay_officer").get(f"/persons/{person}/documents/{made['id']}"), 404)
