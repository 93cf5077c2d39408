# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests made from the description of the API, right and wrong ones, sent with somebody's key."""

import functools
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from panah.interfaces.api.openapi import document
from tests.interfaces.api.conftest import Caller
from tests.support.world import World, receive, walk

TIMES = int(os.environ.get("PANAH_ATTACKS", "1"))
"""How many times as many requests as the suite makes."""


@functools.cache
def operations() -> list[Any]:
    """Every operation that the description tells of, as schemathesis makes requests for it; read once for all tests."""
    return [result.ok() for result in schemathesis.openapi.from_dict(document()).get_all_operations()]


def known_ids(world: World) -> dict[str, list[str]]:
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


def attack(operation: Any, known: dict[str, list[str]], keys: Sequence[str], *, many: int) -> set[int]:
    """Send right and wrong requests, each with every key, and look at each answer. Returns the statuses that came.

    Args:
        known: ids that exist, by the name of the parameter. keys: of accounts. many: how many different requests.
    """
    seen: set[int] = set()
    documented = operation.definition.raw["responses"]
    for case in requests(operation, known, many):
        for key in keys:
            answer = send(case, key)
            seen.add(answer.status_code)
            assert answer.status_code < 500, (case.method, case.path, answer.content[:500])
            if answer.status_code >= 400:
                assert answer["Content-Type"] == "application/problem+json", (
                    case.method,
                    case.path,
                    answer.status_code,
                )
            assert str(answer.status_code) in documented, (case.method, case.path, answer.status_code)
    return seen


@dataclass
class Request:
    """A request as it is sent. `known`: which of the ids that exist stand in its path, by the name of the parameter."""

    method: str
    path: str
    path_parameters: dict[str, Any]
    query: dict[str, Any]
    media_type: str | None
    body: Any
    known: dict[str, int] = field(default_factory=dict)


def requests(operation: Any, known: dict[str, list[str]], many: int) -> list[Request]:
    """Different requests for an operation, right and wrong ones, the same in every run."""
    return [
        replace(
            one, path_parameters=one.path_parameters | {n: known[n][at % len(known[n])] for n, at in one.known.items()}
        )
        for one in _drawn(next(at for at, one in enumerate(operations()) if one is operation), many, tuple(known))
    ]


@functools.cache
def _drawn(number: int, many: int, names: tuple[str, ...]) -> list[Request]:
    """The requests of an operation, by its number, before ids that exist are put in: drawn once for all tests, which takes as
    long as sending them."""
    operation = operations()[number]
    positive = operation.as_strategy()
    negative = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
    found: list[Request] = []

    @settings(
        max_examples=many * TIMES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def draw(data: st.DataObject) -> None:
        case = data.draw(data.draw(st.sampled_from([positive, negative])))
        inside = dict(case.path_parameters or {})
        known = {
            name: data.draw(st.integers(0, 99)) for name in inside if name in names and data.draw(st.integers(0, 4))
        }
        query = dict(case.query or {})
        found.append(Request(case.method.upper(), case.path, inside, query, case.media_type, case.body, known))

    draw()
    return found


def target_of(case: Request) -> str:
    """The path of a request."""
    target = "/api/v1" + case.path
    for name, value in case.path_parameters.items():
        target = target.replace("{" + name + "}", quote(str(value), safe=""))
    return target


def send(case: Request, key: str) -> Any:
    """One request. Args: key: of the account; without one, nothing is shown."""
    shown = {"HTTP_AUTHORIZATION": f"Bearer {key}"} if key else {}
    client = Client(HTTP_ACCEPT_LANGUAGE="en", raise_request_exception=False, **shown)
    target = target_of(case)
    if case.method == "GET":
        return client.get(target, case.query)
    if case.media_type == "multipart/form-data":
        return client.post(target, {"file": "no file"})
    body = case.body if isinstance(case.body, dict | list | str | int | float | bool | type(None)) else {}
    return client.generic(case.method, target, json.dumps(body), content_type="application/json")
