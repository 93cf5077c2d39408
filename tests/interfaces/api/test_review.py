# SPDX-License-Identifier: AGPL-3.0-or-later
"""The review of a refugee status through the API: its first form, opening it once, and who may."""

import uuid

from panah.casework.models import Case
from panah.foundation import clock
from tests.interfaces.api.conftest import Call, problem
from tests.support.world import World, do, receive, walk


def test_a_review_is_opened_by_a_program_as_on_the_page(call: Call, world: World) -> None:
    claim = walk(world, receive(world).people[0].case_id, to="notified", outcome="granted")
    officer, address = call("case_officer"), f"/persons/{claim.person_id}/review"
    problem(call("stay_officer").get(address), 403)
    do(world, claim.pk, "close_after_period", final_because="granted")
    form = officer.get(address).json()
    assert form["procedure"] == "status_review"
    assert {"ground", "facts"} <= {field["name"] for field in form["fields"]}
    attempt = str(uuid.uuid4())
    answers = {"opened_on": clock.today().isoformat(), "kind": "loss", "ground": "new_nationality"}
    wrong = problem(officer.post(address, {"data": answers, "request_id": attempt}), 422)
    assert "facts" in wrong["errors"]
    body = {"data": answers | {"facts": "A passport of another state."}, "request_id": attempt}
    for login in ("stay_officer", "registrar"):
        problem(call(login).post(address, body), 403)
    made = officer.post(address, body)
    assert made.status_code == 201, made.content
    assert officer.post(address, body).json() == made.json(), "sent again it is the same file"
    with world.acting("case_officer"):
        assert Case.objects.get(pk=made.json()["case_id"]).procedure_key == "status_review"
    problem(officer.post(address, body | {"request_id": str(uuid.uuid4())}), 409, "already_open")
    problem(officer.get(address), 404)


def test_nobody_opens_a_review_of_a_status_that_is_not_held(call: Call, world: World) -> None:
    person = receive(world).people[0].person_id
    officer = call("case_officer")
    problem(officer.get(f"/persons/{person}/review"), 404)
    body = {
        "data": {"opened_on": clock.today().isoformat(), "kind": "loss", "ground": "new_nationality", "facts": "So."},
        "request_id": str(uuid.uuid4()),
    }
    problem(officer.post(f"/persons/{person}/review", body), 404)
    with world.acting("case_officer"):
        assert not Case.objects.filter(procedure_key="status_review").exists()
