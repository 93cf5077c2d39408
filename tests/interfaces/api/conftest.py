# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys of accounts and a caller of the API."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from panah.foundation import clock
from panah.foundation.accounts.services import issue_token
from tests.support.world import World, make_world


class Caller:
    """A program with the key of an account."""

    def __init__(self, world: World, login: str, *, language: str = "en") -> None:
        with world.acting(login) as actor:
            self.key = issue_token(
                actor=actor,
                account=world.accounts[login],
                label="test",
                ends_on=clock.today() + dt.timedelta(days=30),
            )
        self.client = Client(
            HTTP_AUTHORIZATION=f"Bearer {self.key}", HTTP_ACCEPT_LANGUAGE=language, raise_request_exception=False
        )

    def get(self, path: str, **query: Any) -> Any:
        """GET under /api/v1."""
        return self.client.get("/api/v1" + path, query)

    def post(self, path: str, body: Any) -> Any:
        """POST a JSON body under /api/v1."""
        return self.client.post("/api/v1" + path, json.dumps(body, default=str), content_type="application/json")

    def perform(
        self, case_id: uuid.UUID, action: str, data: Any, version: int, request_id: uuid.UUID | None = None
    ) -> Any:
        """Carry out an action."""
        return self.post(
            f"/cases/{case_id}/actions/{action}",
            {"data": data, "expected_version": version, "request_id": str(request_id or uuid.uuid4())},
        )


Call = Callable[..., Caller]


def looked(caller: Caller, query: str, purpose: str) -> str:
    """The search that stands behind somebody new."""
    answer = caller.post("/persons/searches", {"query": query, "purpose": purpose})
    assert answer.status_code == 200, answer.content
    return str(answer.json()["search_id"])


def looked_for(caller: Caller, typed: dict[str, Any]) -> dict[str, Any]:
    """A claim with a search behind each new person."""
    persons = [
        one | {"search_id": looked(caller, " ".join(one["names"][0].values()), "reception")} for one in typed["persons"]
    ]
    return typed | {"persons": persons}


@pytest.fixture
def world(db: None) -> World:
    """Offices and accounts."""
    return make_world(passwords=False)


@pytest.fixture
def call(world: World) -> Call:
    """A caller by sign-in name."""

    def _call(login: str, **rest: Any) -> Caller:
        return Caller(world, login, **rest)

    return _call


def problem(answer: Any, status: int, key: str = "") -> dict[str, Any]:
    """The body of an error, which must be problem+json of this status and kind."""
    assert answer.status_code == status, (answer.status_code, answer.content.decode())
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    if key:
        assert body["type"] == f"urn:panah:problem:{key}", body
    return body
