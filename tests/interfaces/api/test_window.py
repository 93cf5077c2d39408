# SPDX-License-Identifier: AGPL-3.0-or-later
"""The single window through the API: what can be begun, its form, beginning it, who has shown who they are."""

import datetime as dt
import uuid
from typing import Any

from panah.casework.models import Case
from panah.domains.residence.models import SelfDeclared
from panah.foundation import clock
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.sign_in import open_portal_access
from panah.foundation.documents.codes import new_code
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


def test_a_file_tells_what_it_rests_on_and_what_it_costs(call: Call, world: World) -> None:
    with world.acting("stay_officer") as actor:
        data = {"names": [{"full": "Rüsum Sınaqlı"}], "born": "1991", "citizenships": ["TUR"]}
        person = create_person(actor=actor, data=data, compartment="stay", check=False).pk
    today = clock.today()
    answers = {
        "arrived_on": (today - dt.timedelta(days=60)).isoformat(),
        "visa_free_entry": False,
        "visa_stay_until": (today + dt.timedelta(days=20)).isoformat(),
        "needs_urgent_treatment": True,
        "extension_days": 30,
        "extension_fast": False,
        "dwelling_own": True,
        "passport_valid_until": (today + dt.timedelta(days=900)).isoformat(),
    }
    desk, reviewer = call("stay_officer"), call("stay_reviewer")
    address = f"/persons/{person}/procedures/stay_extension"
    papers = [{"paper": code} for code in ("application_form", "passport_copy", "ground_proof")]
    made = desk.post(address, {"data": answers | {"papers": papers}, "request_id": str(uuid.uuid4())}).json()
    case = made["case_id"]
    rests = desk.get(f"/cases/{case}").json()["rests"]
    assert [one["code"] for one in rests["grounds"]] == ["40-treatment"]
    assert (rests["refusals"], rests["opinions"], rests["charges"]) == ([], [], [])
    assert {one["code"] for one in rests["papers"] if one["state"] == "missing"} == {"photos"}
    assert any(one["state"] == "held" for one in rests["papers"]), "what a register has is not asked for"
    steps = [
        (desk, "add_papers", {"papers": [{"paper": "photos"}]}),
        (desk, "examine", {}),
        (desk, "draft_decision", {"outcome": "granted"}),
        (reviewer, "approve_decision", {}),
    ]
    for version, (who, name, given) in enumerate(steps, start=1):
        done = who.perform(case, name, given, version)
        assert done.status_code == 200, done.content
    (charge,) = desk.get(f"/cases/{case}").json()["rests"]["charges"]
    assert (charge["amount"], charge["settled_at"]) == (30, None)
    receipt = {"paid_amount": 30, "paid_on": today.isoformat(), "payment_reference": "R 1"}
    assert desk.perform(case, "record_payment", receipt, 5).status_code == 200
    assert desk.get(f"/cases/{case}").json()["rests"]["charges"][0]["settled_at"]
    problem(call("registrar").get(f"/cases/{case}"), 404)


def test_a_refused_person_applies_anew_through_the_interface_and_once(call: Call, world: World) -> None:
    """MC 43: the refusal was handed over; its file stays open for a complaint and bars nothing."""
    with world.acting("stay_officer") as actor:
        data = {"names": [{"full": "Yenidən Sınaqlı"}], "born": "1991", "citizenships": ["TUR"]}
        person = create_person(actor=actor, data=data, compartment="stay", check=False).pk
    today = clock.today()
    answers = {
        "arrived_on": (today - dt.timedelta(days=60)).isoformat(),
        "visa_free_entry": False,
        "visa_stay_until": (today + dt.timedelta(days=20)).isoformat(),
        "extension_days": 30,
        "extension_fast": False,
        "dwelling_own": True,
    }
    desk, reviewer = call("stay_officer"), call("stay_reviewer")
    address = f"/persons/{person}/procedures/stay_extension"

    def send() -> Any:
        return desk.post(address, {"data": answers, "request_id": str(uuid.uuid4())})

    case = send().json()["case_id"]
    refusal = {"outcome": "refused", "refusal_grounds": ["43-false-papers"], "reasons": "The papers are false."}
    steps = [
        (desk, "examine", {"false_papers": True}),
        (desk, "draft_decision", refusal),
        (reviewer, "approve_decision", {}),
        (desk, "serve_refusal", {"served_on": today.isoformat(), "means": "in_person"}),
    ]
    for version, (who, name, given) in enumerate(steps, start=1):
        problem(send(), 409, "already_open")
        done = who.perform(case, name, given, version)
        assert done.status_code == 200, done.content
    assert send().status_code == 201
    problem(send(), 409, "already_open")


def test_a_program_records_and_ends_a_power_of_attorney(call: Call, world: World) -> None:
    code = new_code()
    with world.acting("stay_officer") as desk:
        person, agent = (
            create_person(
                actor=desk, data={"names": [{"full": name}], "born": "1991-02-03"}, compartment="stay", check=False
            )
            for name in ("Vəkalət Verən", "Vəkil Sınaqlı")
        )
        open_portal_access(
            actor=desk, person_id=agent.pk, compartment=Compartment.STAY, code=code, pin="583914", language="en"
        )
    caller, address = call("stay_officer"), f"/persons/{person.pk}/representatives"
    assert caller.get(address).json() == []
    given = {"code": code, "paper": "No 345", "ends_on": "2099-12-31", "request_id": str(uuid.uuid4())}
    problem(caller.post(address, given | {"code": "nobody"}), 422)
    made = caller.post(address, given)
    assert made.status_code == 201, made.content
    row = made.json()[0]
    assert (row["name"], row["paper"], row["is_open"]) == ("Vəkil Sınaqlı", "No 345", True)
    problem(caller.post(address, given), 422)
    ended = caller.post(f"{address}/{row['id']}/end", {"request_id": str(uuid.uuid4())})
    assert [one["is_open"] for one in ended.json()] == [False]
    problem(caller.post(f"{address}/{row['id']}/end", {"request_id": str(uuid.uuid4())}), 404)
    problem(caller.get(f"/persons/{uuid.uuid4()}/representatives"), 404)
    problem(call("stay_reviewer").get(address), 403)
