# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every refusal is problem+json that says what to do, and leaves nothing half done."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from panah.foundation.accounts.models import ApiToken
from panah.interfaces.web.doors import open_session
from tests.interfaces.api.conftest import Call, problem
from tests.support.world import World, do, intake, receive, the_case, typed_for, walk


def test_nobody_and_a_wrong_key_are_told_how_to_sign_in(db: None) -> None:
    for headers in ({}, {"HTTP_AUTHORIZATION": "Bearer pnh_wrong"}, {"HTTP_AUTHORIZATION": "Bearer ключ"}):
        answer = Client(**headers).get("/api/v1/me")  # type: ignore[arg-type]
        problem(answer, 401, "unknown_caller")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_an_ended_key_and_an_ended_account_open_nothing(call: Call, world: World) -> None:
    caller = call("registrar")
    assert caller.get("/me").status_code == 200
    ApiToken.objects.update(ends_on="2026-01-01")
    problem(caller.get("/me"), 401)
    other = call("case_officer")
    account = world.accounts["case_officer"]
    account.is_active = False
    account.save()
    problem(other.get("/me"), 401)


def _session(world: World, login: str, **client: Any) -> Client:
    from django.http import HttpRequest

    browser = Client(**client)
    request = HttpRequest()
    request.session = browser.session
    open_session(request, world.accounts[login])
    request.session.save()
    browser.cookies["panah_staff"] = request.session.session_key
    return browser


def test_a_session_reads_and_writes_with_its_token_alone(world: World) -> None:
    browser = _session(world, "registrar", enforce_csrf_checks=True)
    assert browser.get("/api/v1/me").json()["login"] == "registrar"
    body = json.dumps({"code": "X"})
    problem(browser.post("/api/v1/documents/check", body, content_type="application/json"), 403, "csrf")
    token = "a" * 32
    browser.cookies["panah_staff_csrf"] = token
    answer = browser.post(
        "/api/v1/documents/check", body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.json() == {"valid": False, "until": None}


def test_a_wrong_key_is_not_made_up_for_by_a_session(world: World) -> None:
    browser = _session(world, "registrar")
    problem(browser.get("/api/v1/me", headers={"Authorization": "Bearer pnh_wrong"}), 401)


def test_roles_without_the_permission_are_refused_and_logged(call: Call, world: World) -> None:
    from panah.foundation.audit.models import Event

    body = problem(call("administrator").get("/basket"), 403, "denied")
    assert "case.basket" in body["detail"]
    with world.acting("data_protection"):
        assert Event.objects.filter(verb="denied", detail__permission="case.basket").exists()


def test_what_may_not_be_known_is_answered_like_what_does_not_exist(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    stranger = call("other_case_officer")
    for part in ("", "/actions", "/timeline", "/actions/register"):
        hidden, missing = stranger.get(f"/cases/{case_id}{part}"), stranger.get(f"/cases/{uuid.uuid4()}{part}")
        assert problem(hidden, 404) == problem(missing, 404)
    typed = typed_for(world, case_id, "register")
    assert problem(stranger.perform(case_id, "register", typed, 1), 404) == problem(
        stranger.perform(uuid.uuid4(), "register", typed, 1), 404
    )
    assert the_case(world, case_id).state == "received"


def test_the_own_office_without_the_role_is_denied(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    problem(call("reviewer").perform(case_id, "register", typed_for(world, case_id, "register"), 1), 403, "denied")
    problem(call("reviewer").get(f"/cases/{case_id}/actions/register"), 403, "denied")


def test_a_stale_version_tells_what_changed(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    typed = typed_for(world, case_id, "register")
    do(world, case_id, "add_need")
    body = problem(call("registrar").perform(case_id, "register", typed, 1), 409, "stale")
    assert body["current_version"] == 2
    assert [change["action"] for change in body["changes"]] == ["add_need"]
    assert body["changes"][0]["label"] != "add_need"


def test_an_action_that_is_not_offered_lists_what_is(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    body = problem(call("case_officer").perform(case_id, "assess", {}, 1), 409, "not_offered")
    assert "register" in body["offered"]
    assert "assess" not in body["offered"]
    problem(call("case_officer").get(f"/cases/{case_id}/actions/assess"), 409, "not_offered")
    problem(call("case_officer").perform(case_id, "no-such-action", {}, 1), 409, "not_offered")
    problem(call("case_officer").get(f"/cases/{case_id}/actions/no-such-action"), 404)


def test_a_request_id_is_not_taken_twice_for_different_things(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    registrar, request_id = call("registrar"), uuid.uuid4()
    typed = typed_for(world, case_id, "register")
    assert registrar.perform(case_id, "register", typed, 1, request_id).status_code == 200
    other = typed | {"sex_wish": "same"}
    problem(registrar.perform(case_id, "register", other, 1, request_id), 409, "request_reused")


def test_everything_in_the_way_is_listed_at_once(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    walk(world, case_id, to="drafted")
    version = the_case(world, case_id).version
    typed = typed_for(world, case_id, "approve_decision")
    do(world, case_id, "return_draft")
    do(world, case_id, "draft_decision")
    same = call("case_officer").perform(case_id, "approve_decision", typed, version + 2)
    problem(same, 403, "denied")
    body = problem(call("reviewer").perform(case_id, "approve_decision", {}, version + 2), 422, "invalid")
    assert {"file_read", "reasons_sufficient"} <= set(body["errors"])


def test_a_guard_is_told_with_its_article(call: Call, world: World) -> None:
    from tests.support.world import child_intake

    case_id = receive(world, child_intake()).people[0].case_id
    do(world, case_id, "register")
    typed, version = typed_for(world, case_id, "set_interview"), the_case(world, case_id).version
    body = problem(call("registrar").perform(case_id, "set_interview", typed, version), 409, "blocked")
    assert body["problems"]
    assert all(one["message"] for one in body["problems"])
    assert any("guardian" in one["message"].lower() for one in body["problems"])


def test_wrong_answers_are_named_by_path(call: Call, world: World) -> None:
    case_id = receive(world).people[0].case_id
    typed = typed_for(world, case_id, "register") | {"registered_on": "2026-02-31", "unknown_field": 1}
    body = problem(call("registrar").perform(case_id, "register", typed, 1), 422, "invalid")
    assert {"registered_on", "unknown_field"} <= set(body["errors"])
    assert the_case(world, case_id).version == 1


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"data": {}, "expected_version": 1}, "request_id"),
        ({"data": {}, "expected_version": 1, "request_id": "x"}, "request_id"),
        ({"data": [], "expected_version": 1, "request_id": str(uuid.uuid4())}, "data"),
        ({"data": {}, "expected_version": 0, "request_id": str(uuid.uuid4())}, "expected_version"),
        ({"data": {}, "expected_version": 1, "request_id": str(uuid.uuid4()), "state": "closed"}, "state"),
    ],
)
def test_the_envelope_is_checked_and_extra_fields_refused(call: Call, world: World, body: Any, path: str) -> None:
    case_id = receive(world).people[0].case_id
    answer = call("registrar").post(f"/cases/{case_id}/actions/register", body)
    assert path in problem(answer, 422, "invalid")["errors"]


def test_wrong_intakes_are_named_by_path(call: Call, world: World) -> None:
    registrar = call("registrar")
    typed = intake(received_on="2050-01-01") | {"request_id": str(uuid.uuid4()), "granted": True}
    assert "granted" in problem(registrar.post("/claims", typed), 422, "invalid")["errors"]
    typed.pop("granted")
    assert "received_on" in problem(registrar.post("/claims", typed), 422, "invalid")["errors"]
    typed = intake() | {"request_id": str(uuid.uuid4())}
    typed["persons"][0]["names"][0]["title"] = "Dr"
    assert "persons-0-names-0-title" in problem(registrar.post("/claims", typed), 422, "invalid")["errors"]


def test_a_second_open_claim_is_refused(call: Call, world: World) -> None:
    person_id = receive(world).people[0].person_id
    typed = intake() | {"request_id": str(uuid.uuid4())}
    typed["persons"][0]["existing_person_id"] = str(person_id)
    answer = call("registrar").post("/claims", typed)
    assert answer.status_code in (409, 422), answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"


def test_unknown_parameters_of_an_address_are_refused(call: Call, world: World) -> None:
    registrar = call("registrar")
    assert "name" in problem(registrar.get("/basket", name="Leyla"), 422, "invalid")["errors"]
    assert "view" in problem(registrar.get("/basket", view="everything"), 422, "invalid")["errors"]
    assert "page" in problem(registrar.get("/basket", page="0"), 422, "invalid")["errors"]
    assert "number" in problem(registrar.get("/basket", number="\x00"), 422, "invalid")["errors"]


def test_facts_of_the_law_that_do_not_exist_are_named(call: Call, world: World) -> None:
    registrar = call("registrar")
    body = problem(registrar.post("/law/assess", {"facts": {"asylum_stat": "open"}}), 422, "invalid")
    assert "asylum_state" in body["errors"]["facts-asylum_stat"]
    problem(registrar.post("/law/assess", {"facts": {}, "variables": ["nothing"]}), 422, "invalid")
    assert "on" in problem(registrar.post("/law/assess", {"facts": {}, "on": "1801-01-01"}), 422)["errors"]
    assert "on" in problem(registrar.post("/law/assess", {"facts": {}, "on": "9999-12-31"}), 422)["errors"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"code": NaN}',
        b'{"code": "a", "code": "b"}',
        b'{"code": "\\u0000"}',
        b'{"code": "\\ud800"}',
        b"[" * 9000,
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_else(call: Call, world: World, body: bytes) -> None:
    caller = call("registrar")
    answer = caller.client.post("/api/v1/documents/check", body, content_type="application/json")
    problem(answer, 400, "unreadable")


def test_only_json_is_taken(call: Call, world: World) -> None:
    answer = call("registrar").client.post("/api/v1/documents/check", {"code": "X"})
    problem(answer, 415, "unreadable")


def test_methods_and_addresses_that_are_not_there(call: Call, world: World) -> None:
    caller = call("registrar")
    answer = caller.client.delete("/api/v1/me")
    problem(answer, 405, "method")
    assert answer["Allow"] == "GET"
    problem(caller.get("/no-such-thing"), 404)
    problem(caller.get("/cases/not-an-id"), 404)


def test_nothing_of_the_person_stands_in_an_error(call: Call, world: World) -> None:
    received = receive(world)
    case_id = received.people[0].case_id
    for answer in (
        call("registrar").perform(case_id, "register", {"reasons_for_leaving": "Very secret words"}, 1),
        call("other_registrar").get(f"/cases/{case_id}"),
    ):
        assert "Very secret words" not in answer.content.decode()
        assert received.people[0].number not in answer.content.decode()
