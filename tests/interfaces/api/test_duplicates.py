# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suspected duplicates through the API: the same services, the same refusals."""

import uuid

from panah.register.public import Suspicion, add_contact, create_person, suspect
from tests.interfaces.api.conftest import Call, problem
from tests.support.world import World


def test_a_pair_is_decided_by_two_and_split(call: Call, world: World) -> None:
    with world.acting("registrar") as actor:
        one, other = (
            create_person(
                actor=actor, data={"names": [{"full": full}], "born": "1990"}, compartment="asylum", check=False
            )
            for full in ("Leyla Sınaq", "Лейла Сынаг")
        )
        suspect(actor=actor, pairs=[Suspicion(one.pk, other.pk, 0.93, "asylum")], source="dedupe")
    registrar, officer, stay = call("registrar"), call("case_officer"), call("stay_officer")
    [pair] = registrar.get("/duplicates").json()["pairs"]
    assert {pair["left"], pair["right"]} == {str(one.pk), str(other.pk)}
    assert pair["probability"] == 0.93
    assert stay.get("/duplicates").json() == {"pairs": []}
    assert stay.get(f"/duplicates/{pair['id']}").status_code == 404
    proposal = {"kind": "same", "kept": str(one.pk), "reason": "The same mother", "request_id": str(uuid.uuid4())}
    made = registrar.post(f"/duplicates/{pair['id']}/proposals", proposal)
    assert made.status_code == 201
    again = registrar.post(f"/duplicates/{pair['id']}/proposals", proposal)
    assert again.json()["id"] == made.json()["id"]
    agree = f"/proposals/{made.json()['id']}/agree"
    refused = registrar.post(agree, {"request_id": str(uuid.uuid4())})
    assert refused.status_code == 409
    assert "yourself" in problem(refused, 409)["detail"]
    answer = {"request_id": str(uuid.uuid4())}
    merged = officer.post(agree, answer).json()
    assert merged["outcome"] == "confirmed"
    assert officer.post(agree, answer).json() == merged
    sides = {side["person_id"]: side["goes_on"] for side in officer.get(f"/duplicates/{pair['id']}").json()["sides"]}
    assert sides == {str(one.pk): str(one.pk), str(other.pk): str(one.pk)}
    hits = registrar.post("/persons/search", {"query": "Лейла Сынаг", "purpose": "reception"}).json()["hits"]
    assert [hit["person_id"] for hit in hits] == [str(one.pk)]
    with world.acting("case_officer") as actor:
        data = {"kind": "other", "value": "a neighbour"}
        add_contact(actor=actor, person_id=one.pk, data=data, compartment="asylum")
    shown = officer.get(f"/merges/{merged['merge_id']}").json()
    assert [row["table"] for row in shown["rows_since"]] == ["contact"]
    give = {"reason": "Two sisters", "give": [shown["rows_since"][0]["key"]], "request_id": str(uuid.uuid4())}
    parted = officer.post(f"/merges/{merged['merge_id']}/split", give).json()
    assert parted["split_at"]
    assert officer.post(f"/merges/{merged['merge_id']}/split", give).json() == parted
    assert registrar.get("/duplicates").json()["pairs"][0]["state"] == "open"
