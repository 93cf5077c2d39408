# SPDX-License-Identifier: AGPL-3.0-or-later
"""The description of the API is complete, and no request that it allows or forbids breaks the service."""

import json
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from django.test import Client
from django.urls import URLPattern
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from panah.foundation.access.policy import is_declared
from panah.foundation.database.places import repository
from panah.interfaces.api.app import api
from panah.interfaces.api.openapi import document, pages
from panah.interfaces.api.urls import urlpatterns
from tests.interfaces.api.conftest import Caller
from tests.support.world import World, receive, walk

OPERATIONS = [
    (path, method.upper(), one) for path, methods in document()["paths"].items() for method, one in methods.items()
]


def _declared() -> list[Any]:
    return [one for _, router in api._routers for view in router.path_operations.values() for one in view.operations]


def test_every_operation_declares_a_permission_that_exists() -> None:
    assert len(_declared()) == len(OPERATIONS) >= 17
    for operation in _declared():
        assert is_declared(operation.view_func.permission), operation.path
        assert len(operation.auth_callbacks) == 2, operation.path


def test_every_address_carries_its_permissions() -> None:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.callback.permission, pattern.pattern  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_the_description_is_public_and_openapi_3_1() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.json() == document()
    assert document()["openapi"].startswith("3.1")
    assert document()["servers"] == [{"url": "/api/v1"}]


def test_the_copy_in_the_documentation_is_current() -> None:
    for path, text in pages().items():
        assert (repository() / path).read_text() == text, "Run ./panah docs"


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=[f"{m} {p}" for p, m, _ in OPERATIONS])
def test_every_operation_describes_its_answers_and_errors(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"].endswith((".", ":"))
    assert operation["x-permission"]
    good = [status for status in operation["responses"] if status.startswith("2")]
    assert len(good) == 1
    assert operation["responses"][good[0]]["content"]
    for status in ("400", "401", "403", "404", "409", "415", "422"):
        content = operation["responses"][status]["content"]
        assert list(content) == ["application/problem+json"]
        assert content["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/ProblemOut"}
    if method == "POST":
        for media_type, body in operation["requestBody"]["content"].items():
            assert media_type in ("application/json", "multipart/form-data")
            name = body["schema"].get("$ref", "").rsplit("/", 1)[-1]
            if name:
                assert document()["components"]["schemas"][name]["additionalProperties"] is False
    for parameter in operation["parameters"]:
        assert parameter["in"] == "path" or parameter["name"] in {
            "view",
            "sort",
            "state",
            "number",
            "page",
            "on",
            "known",
            "limit",
        }


def _known(world: World) -> dict[str, list[str]]:
    """Ids that exist, so that some of the generated requests get past the first door."""
    received = receive(world)
    case_id = received.people[0].case_id
    walk(world, case_id, to="assessed")
    caller = Caller(world, "case_officer")
    timeline = caller.get(f"/cases/{case_id}/timeline").json()
    return {
        "case_id": [str(case_id)],
        "letter_id": [str(received.people[0].certificate_letter_id)],
        "content_id": [entry["content_id"] for entry in timeline if entry["content_id"]],
        "name": ["draft_decision", "assess", "add_need", "record_contact_attempt", "upload_document"],
        "pack": ["az"],
        "key": ["asylum_claim"],
        "version": ["1"],
    }


def test_no_request_breaks_the_service(world: World) -> None:
    """Requests made from the description, right and wrong ones, with the key of a case officer: never a 5xx."""
    known = _known(world)
    key = Caller(world, "case_officer").key
    asked = set()
    for result in schemathesis.openapi.from_dict(document()).get_all_operations():
        operation = result.ok()
        asked.add(operation.label)
        _ask(operation, known, key)
    assert len(asked) == len(OPERATIONS)


def _ask(operation: Any, known: dict[str, list[str]], key: str) -> None:
    positive = operation.as_strategy()
    negative = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
    documented = operation.definition.raw["responses"]

    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(data.draw(st.sampled_from([positive, negative])))
        for name in list(case.path_parameters or {}):
            if name in known and data.draw(st.integers(0, 4)):
                case.path_parameters[name] = data.draw(st.sampled_from(known[name]))
        answer = _send(case, key)
        assert answer.status_code < 500, (case.method, case.path, answer.content[:500])
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json", (case.method, case.path, answer.status_code)
        assert str(answer.status_code) in documented, (case.method, case.path, answer.status_code)

    run()


def _send(case: Any, key: str) -> Any:
    client = Client(HTTP_AUTHORIZATION=f"Bearer {key}", HTTP_ACCEPT_LANGUAGE="en", raise_request_exception=False)
    target = "/api/v1" + case.path
    for name, value in (case.path_parameters or {}).items():
        target = target.replace("{" + name + "}", quote(str(value), safe=""))
    if case.method.upper() == "GET":
        return client.get(target, dict(case.query or {}))
    if case.media_type == "multipart/form-data":
        return client.post(target, {"file": "no file"})
    body = case.body if isinstance(case.body, dict | list | str | int | float | bool | type(None)) else {}
    return client.generic(case.method.upper(), target, json.dumps(body), content_type="application/json")
