# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each operation does what the pages do, through the same services."""

import base64
import io
import uuid

from PIL import Image

from panah.casework.models import Action, ActionContent, Case
from panah.casework.selectors import case_file
from panah.foundation import clock
from panah.foundation.audit.models import Event
from tests.interfaces.api.conftest import Call, looked_for, problem
from tests.support.world import World, do, family_intake, intake, receive, the_case, typed_for, walk


def test_me_tells_roles_and_permissions(call: Call, world: World) -> None:
    body = call("registrar").get("/me").json()
    assert [role["role"] for role in body["roles"]] == ["registrar"]
    assert body["login"] == "registrar"
    assert "claim.receive" in body["permissions"]
    assert "claim.review" not in body["permissions"]


def test_the_basket_is_that_of_the_page(call: Call, world: World) -> None:
    received = receive(world, family_intake())
    body = call("registrar").get("/basket", view="team", sort="number").json()
    assert body["total"] == 4
    assert {row["case_id"] for row in body["rows"]} == {str(one.case_id) for one in received.people}
    assert body["rows"][0]["due"]["level"] in ("running", "soon", "over")
    assert call("other_registrar").get("/basket", view="team").json()["total"] == 0


def test_a_file_its_timeline_and_what_can_be_done(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    registrar = call("registrar")
    case = registrar.get(f"/cases/{case_id}").json()
    with world.acting("registrar") as actor:
        shown = case_file(actor=actor, case_id=case_id)
    assert case["number"] == shown.case.number
    assert case["version"] == shown.case.version
    assert case["findings"] is None  # the registrar may not read what the claim is about
    assert {letter["kind"] for letter in case["letters"]} >= {"receipt", "temporary_certificate"}
    assert [clock_["key"] for clock_ in case["clocks"]] == ["register"]
    actions = registrar.get(f"/cases/{case_id}/actions").json()
    assert [one["action"] for one in actions["actions"]] == [offer.name for offer in shown.offers]
    assert [one["open"] for one in actions["actions"]] == [offer.open for offer in shown.offers]
    timeline = registrar.get(f"/cases/{case_id}/timeline").json()
    assert [entry["action"] for entry in timeline] == ["start"]


def test_the_officer_reads_findings_and_contents(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    walk(world, case_id, to="assessed")
    officer = call("case_officer")
    findings = officer.get(f"/cases/{case_id}").json()["findings"]["findings"]
    assert findings["removal_barred"]["value"] is True
    entries = {entry["action"]: entry for entry in officer.get(f"/cases/{case_id}/timeline").json()}
    content = officer.get(f"/contents/{entries['record_interview']['content_id']}").json()
    assert content["sealed"] is content["whole"] is True
    assert content["data"]["transcript"] == "Sual. Cavab."
    problem(call("registrar").get(f"/contents/{entries['record_interview']['content_id']}"), 404, "not_found")


def test_the_form_of_an_action_is_enough_to_carry_it_out(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    do(world, case_id, "register")
    head = call("head_of_unit")
    form = head.get(f"/cases/{case_id}/actions/assign").json()
    officer = next(field for field in form["fields"] if field["name"] == "officer")
    assert world.id("case_officer") in [option["value"] for option in officer["options"]]
    done = head.perform(case_id, "assign", {"officer": officer["options"][0]["value"]}, form["version"]).json()
    assert done["version"] == form["version"] + 1
    assert the_case(world, case_id).assigned_to == uuid.UUID(officer["options"][0]["value"])


def test_a_retry_with_the_same_request_id_gives_the_same_result(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    registrar, request_id = call("registrar"), uuid.uuid4()
    typed = typed_for(world, case_id, "register")
    answers = [registrar.perform(case_id, "register", typed, 1, request_id).json() for _ in range(3)]
    assert [answer.pop("replayed") for answer in answers] == [False, True, True]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["state"] == "registered"
    with world.seeing_all():
        assert Action.objects.filter(case_id=case_id, name="register").count() == 1


def test_a_claim_is_received_once_however_often_it_is_sent(call: Call, world: World) -> None:
    registrar, request_id = call("registrar"), uuid.uuid4()
    body = looked_for(registrar, family_intake()) | {"request_id": str(request_id)}
    first, second = registrar.post("/claims", body), registrar.post("/claims", body)
    assert first.status_code == second.status_code == 201
    one, other = first.json(), second.json()
    assert (one["replayed"], other["replayed"]) == (False, True)
    assert [p["case_id"] for p in one["people"]] == [p["case_id"] for p in other["people"]]
    assert base64.b64decode(one["receipt_pdf"]).startswith(b"%PDF")
    assert one["people"][0]["access"]["pin"].isdigit()
    with world.seeing_all():
        assert Case.objects.count() == 4


def test_a_claim_of_somebody_who_was_not_looked_for_is_refused(call: Call, world: World) -> None:
    registrar = call("registrar")
    body = family_intake() | {"request_id": str(uuid.uuid4())}
    errors = problem(registrar.post("/claims", body), 422, "invalid")["errors"]
    assert set(errors) == {f"persons-{place}-search_id" for place in range(4)}
    short = registrar.post("/persons/searches", {"query": "L", "purpose": "reception"}).json()
    assert (short["search_id"], short["too_short"]) == (None, True)
    problem(call("border_officer").post("/persons/searches", {"query": "Leyla", "purpose": "reception"}), 403, "denied")
    with world.seeing_all():
        assert not Case.objects.exists()


def test_a_border_post_gets_the_receipt_and_nothing_else(call: Call, world: World) -> None:
    border = call("border_officer")
    body = intake(channel="border") | {"request_id": str(uuid.uuid4()), "office_id": str(world.offices["first"].pk)}
    got = border.post("/claims", body).json()
    assert got["people"] == []
    assert got["household_id"] is None
    with world.seeing_all():
        case_id = Case.objects.get().pk
    problem(border.get(f"/cases/{case_id}"), 403, "denied")


def test_a_letter_is_a_pdf_without_a_telling_name(call: Call, world: World) -> None:
    letter_id = receive(world).people[0].certificate_letter_id
    answer = call("registrar").get(f"/letters/{letter_id}")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    problem(call("other_registrar").get(f"/letters/{letter_id}"), 404, "not_found")


def test_people_are_searched_in_the_body_and_the_search_is_logged(call: Call, world: World) -> None:
    received = receive(world)
    body = call("registrar").post("/persons/search", {"query": "Leyla Qarayeva", "purpose": "reception"}).json()
    assert [hit["person_id"] for hit in body["hits"]] == [str(received.people[0].person_id)]
    assert body["hits"][0]["because"]
    with world.acting("data_protection"):
        event = Event.objects.filter(verb="search", purpose="reception").latest("at")
    assert event.persons == [received.people[0].person_id]
    assert "Leyla" not in repr(vars(event))
    assert call("stay_officer").post("/persons/search", {"query": "Leyla Qarayeva", "purpose": "stay"}).json() == {
        "hits": [],
        "bearers": 0,
        "at_least": False,
        "too_common": False,
    }


def test_the_law_answers_in_the_documented_shape(call: Call, world: World) -> None:
    body = call("stay_officer").post(
        "/law/assess", {"facts": {"asylum_state": "open"}, "on": "2026-11-23", "variables": ["work_permit_required"]}
    )
    found = body.json()
    assert (found["on"], found["pack"]) == ("2026-11-23", "az")
    finding = found["findings"]["work_permit_required"]
    assert set(finding) == {"value", "label", "because", "parameters"}
    assert {"variable", "clause", "label", "value"} == set(finding["because"][0])


def test_parameters_have_article_source_and_status(call: Call, world: World) -> None:
    body = call("registrar").get("/law/parameters", on="2026-11-23").json()
    decide = next(one for one in body["parameters"] if one["name"] == "ref.decide")
    assert decide["article"] == "SMS 596"
    assert decide["status"] in ("verified", "unverified")
    assert call("registrar", language="ru").get("/law/parameters").json()["on"] == clock.today().isoformat()


def test_procedures_are_listed_and_given_whole(call: Call, world: World) -> None:
    registrar = call("registrar")
    listed = registrar.get("/procedures").json()["procedures"]
    claim = next(one for one in listed if one["key"] == "asylum_claim")
    whole = registrar.get(f"/procedures/az/asylum_claim/{claim['version']}").json()
    assert whole["hash"] == claim["hash"]
    assert set(whole["definition"]["states"]) == set(claim["states"])
    problem(registrar.get("/procedures/az/asylum_claim/999"), 404, "not_found")


def test_a_document_is_checked(call: Call, world: World) -> None:
    code = receive(world).people[0].certificate_code
    stay = call("stay_officer")
    assert stay.post("/documents/check", {"code": code}).json()["valid"] is True
    assert stay.post("/documents/check", {"code": "X"}).json() == {"valid": False, "until": None}


def test_a_file_is_sent_and_becomes_part_of_the_action(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    do(world, case_id, "register")
    registrar = call("registrar")
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    picture.name = "scan.png"
    picture.seek(0)
    path = f"/api/v1/cases/{case_id}/actions/upload_document/files"
    sent = registrar.client.post(path, {"file": picture})
    assert sent.status_code == 201
    form = registrar.get(f"/cases/{case_id}/actions/upload_document").json()
    data = {}
    for field in form["fields"]:
        if field["kind"] == "file":
            data[field["name"]] = sent.json()["file_id"]
        elif field["required"] and field["options"]:
            data[field["name"]] = field["options"][0]["value"]
        elif field["required"] and field["kind"] == "date":
            data[field["name"]] = clock.today().isoformat()
        elif field["required"]:
            data[field["name"]] = "Arayış" if field["kind"] in ("text", "long_text") else True
    done = registrar.perform(case_id, "upload_document", data, form["version"])
    assert done.status_code == 200, done.content.decode()
    with world.seeing_all():
        content = ActionContent.objects.get(case_id=case_id, name="upload_document")
    assert sent.json()["file_id"] in content.data.values()
    text = io.BytesIO(b"no picture at all")
    text.name = "scan.png"
    assert "file" in problem(registrar.client.post(path, {"file": text}), 422, "invalid")["errors"]


def test_labels_come_in_the_language_that_is_asked_for(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    labels = {
        call("registrar", language=code).get(f"/cases/{case_id}").json()["state_label"] for code in ("en", "az", "ru")
    }
    assert len(labels) == 3
