# SPDX-License-Identifier: AGPL-3.0-or-later
"""The description of the API is complete."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from panah.foundation.access.policy import is_declared
from panah.foundation.database.places import repository
from panah.interfaces.api.app import api
from panah.interfaces.api.openapi import document, pages
from panah.interfaces.api.urls import urlpatterns

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
    good = [status for status in operation["responses"] if status.startswith(("2", "3"))]
    assert len(good) == 1
    answer = operation["responses"][good[0]]
    assert answer["headers"]["Location"]["description"] if good == ["303"] else answer["content"]
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
