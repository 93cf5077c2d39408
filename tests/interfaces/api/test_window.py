# SPDX-License-Identifier: AGPL-3.0-or-later
"""The single window through the API: what can be begun, its form, beginning it, who has shown who they are."""

import uuid

from panah.casework.models import Case
from panah.domains.residence.models import SelfDeclared
from panah.foundation import clock
from panah.register.public import create_person
from tests.interfaces.api.conftest import Call, problem
from tests.support.world import World

ANSWERS = {
    "arrived_on": "2026-05-01",
    "visa_free_entry": True,
    "address": "Sınaq küç. 4",
    "district": "Bakı",
    "receiving_party": "owner",
}


def test_an_application_is_taken_by_a_program_as_on_the_page(call: Call, world: World) -> None:
    with world.acting("stay_officer") as actor:
        data = {
            "names": [{"full": "Proqram Sınaqlı"}],
            "born": "1991",
            "papers": [{"kind": "passport", "number": "P 7"}],
        }
        person = create_person(actor=actor, data=data, compartment="stay", check=False)
        paper = person.papers.get().pk
        SelfDeclared.objects.create(person_id=person.pk, compartment="stay", declared_at=clock.now())
    caller = call("stay_officer")
    base = f"/persons/{person.pk}/procedures"
    offered = caller.get(base).json()
    assert "stay_registration" in {one["procedure"] for one in offered}
    form = caller.get(f"{base}/stay_registration").json()
    assert {"arrived_on", "address"} <= {field["name"] for field in form["fields"]}
    attempt = str(uuid.uuid4())
    wrong = problem(caller.post(f"{base}/stay_registration", {"data": {}, "request_id": attempt}), 422)
    assert "address" in wrong["errors"]
    body = {"data": ANSWERS, "request_id": attempt}
    made = caller.post(f"{base}/stay_registration", body)
    assert made.status_code == 201, made.content
    assert caller.post(f"{base}/stay_registration", body).json() == made.json(), "sent again it is the same file"
    with world.acting("stay_officer"):
        assert Case.objects.get(pk=made.json()["case_id"]).flags == ["self_declared"]
    problem(caller.post(f"{base}/stay_registration", body | {"request_id": str(uuid.uuid4())}), 409, "already_open")
    problem(caller.post(f"{base}/asylum_claim", body), 404)
    address = f"/persons/{person.pk}/identity"
    problem(caller.post(address, {"paper_id": str(uuid.uuid4()), "request_id": str(uuid.uuid4())}), 422)
    seen = caller.post(address, {"paper_id": str(paper), "request_id": str(uuid.uuid4())})
    assert seen.json() == {"person_id": str(person.pk), "shown": True}
    with world.acting("stay_officer"):
        assert Case.objects.get(pk=made.json()["case_id"]).flags == []
    problem(caller.post(address, {"paper_id": str(paper), "request_id": str(uuid.uuid4())}), 404)
    problem(call("stay_reviewer").get(base), 403)
