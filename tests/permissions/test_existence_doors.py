# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address with an id answers the same for what is hidden and for what was never there (NR-15, PZ-06).

The addresses are taken from what Django resolves and from the description of the API, so that a new one is in here without being
written down. Each caller who does not get in asks twice, for the id of the scene and for one that nobody has: number of the answer,
body, headers, what the log says about it, and how many queries it took are compared. What an address needs besides (a well-formed
body) is what `knock` sends.
"""

import json
import re
import uuid
from dataclasses import dataclass
from typing import Any
from unittest import mock

import pytest
from django.db import connection

from panah.casework.models import Decision
from panah.foundation.accounts.models import AccountSession
from panah.foundation.audit import services as audit
from panah.foundation.audit.models import Event
from panah.interfaces.api.app import api
from tests.permissions.doors import doors, path_of
from tests.permissions.knock import NAMES, send, told, undone
from tests.permissions.scene import PARTIES, PORTAL, STAFF, Scene
from tests.permissions.table import NOT_OFFERED, by_subject, expected, lines

CALLERS = {"staff": STAFF, "api": STAFF + PARTIES, "portal": PORTAL + PARTIES}
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PART = re.compile(r"<(uuid|uuidstr):(\w+)>")
#: What differs between any two answers, whatever was asked.
_CHANCE = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|nonce-[^;\' ]*|data-session-left="[^"]*"|csrftoken=[^;]*'
    r'|name="kept" value="[^"]*"|_csrf=[^;]*|expires=[^;]*'
)
#: Ids of addresses of which the scene holds nothing: both questions are then about what is not there. Each with its reason.
NOT_THERE = {
    "factor_id": "factors of one's own account; nobody else's are looked for",
    "enrolment_id": "a window opened for a factor: `test_enrolment` asks for those of others",
    "watched_id": "seen by data protection alone, which is refused nothing here",
    "representation_id": "a power of attorney of somebody known to stay; opened for the desk of stay alone",
    "note_id": "of a migration record; opened for the stay side alone",
}


def parts(address: str) -> list[str]:
    """The ids that stand in an address."""
    return [name for _kind, name in _PART.findall(address)]


WITH_ID = [
    (site, door.address, method)
    for site in CALLERS
    for door in doors(site)
    for method in ("GET", "POST")
    if parts(door.address) and lines(site).get((door.address, method)) != NOT_OFFERED
]


@dataclass
class Answer:
    """What a caller can tell of an answer, and what the log says of it."""

    word: str
    status: int
    body: str
    headers: dict[str, str]
    events: list[tuple[Any, ...]]
    queries: int

    def differs(self, other: "Answer") -> list[str]:
        """In what two answers differ."""
        names = ("status", "headers", "body", "events", "queries")
        return [
            f"{name}: {_first(getattr(self, name), getattr(other, name))}"
            for name in names
            if getattr(self, name) != getattr(other, name)
        ]


def _first(one: Any, other: Any) -> str:
    if isinstance(one, str):
        at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
        return f"{one[max(0, at - 60) : at + 60]!r} / {other[max(0, at - 60) : at + 60]!r}"
    return f"{one} / {other}"


def ask(scene: Scene, site: str, method: str, address: str, caller: str, arguments: dict[str, Any]) -> Answer:
    """Ask once; whatever it wrote is undone."""
    client, path = scene.client(site, caller), path_of(address, arguments)
    heard: list[Event] = []
    asked: list[str] = []

    def count(execute: Any, sql: str, given: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, given, many, context)

    listening = mock.patch.object(audit, "_listeners", [*audit._listeners, heard.append])
    with listening, connection.execute_wrapper(count), undone():
        answer = client.get(path) if method == "GET" else send(client, site, address, method, path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Answer(
        told(answer),
        answer.status_code,
        plain(body.decode("utf-8", "replace")),
        {name: plain(value) for name, value in answer.headers.items() if name != "Content-Length"},
        [
            (one.verb, one.outcome, one.purpose, one.subject_type, tuple(one.persons), plain(json.dumps(one.detail)))
            for one in heard
        ],
        len(asked),
    )


def plain(text: str) -> str:
    """Without ids and what differs by chance."""
    return _ID.sub("ID", _CHANCE.sub("CHANCE", text))


@pytest.fixture(scope="module")
def there(scene: Scene) -> dict[str, Any]:
    """What stands in the addresses, with things that are there wherever the scene has any."""
    with scene.made.seeing_all():
        decision = Decision.objects.filter(case_id=scene.subjects["appeal"].case_id).first()
        assert decision is not None
        session = AccountSession.objects.filter(account_id=scene.made.accounts["reviewer2"].pk).first()
        if session is None:
            session = AccountSession.objects.first()
    assert session is not None
    return scene.arguments("claim") | {"decision_id": decision.pk, "session_id": session.pk}


def test_every_id_of_an_address_is_of_something_that_is_there(scene: Scene, there: dict[str, Any]) -> None:
    """Otherwise a test of what is hidden would ask twice for nothing."""
    used = {name for _site, address, _method in WITH_ID for name in parts(address)}
    assert used <= set(there), "an address with an id that the scene does not know"
    with scene.database.connect("superuser") as mighty:
        tables = mighty.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'id'"
            " AND data_type = 'uuid' AND is_updatable = 'YES'"
        ).fetchall()
        union = " UNION ALL ".join(f"SELECT id FROM {name}" for (name,) in tables)
        known = {row[0] for row in mighty.execute(f"SELECT id FROM ({union}) AS every").fetchall()}
    missing = {name for name in used if uuid.UUID(str(there[name])) not in known}
    assert missing == set(NOT_THERE)


def test_every_operation_of_the_api_with_an_id_is_among_them(on_site: Any) -> None:
    on_site("api")
    described = {
        (path.lstrip("/"), method.upper())
        for path, operations in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
        for method in operations
        if "_id}" in path and method in ("get", "post")
    }
    plain_paths = {
        (re.sub(r"<\w+:(\w+)>", r"{\1}", address), method) for site, address, method in WITH_ID if site == "api"
    }
    assert described - plain_paths == set()
    assert len(described) > 40


@pytest.mark.parametrize(("site", "address", "method"), WITH_ID)
def test_hidden_and_absent_are_one(
    scene: Scene, there: dict[str, Any], on_site: Any, site: str, address: str, method: str
) -> None:
    on_site(site)
    names = parts(address)
    arguments = there | NAMES.get(address.split("<")[0], {})
    wrong: list[str] = []
    for caller in CALLERS[site]:
        if expected(site, by_subject(lines(site)[address, method])["claim"], caller) == "enters":
            continue
        hidden = ask(scene, site, method, address, caller, arguments)
        # Nothing of it is there; and, where there are several, what the last names alone.
        for absent in {tuple(names), tuple(names[-1:])}:
            if names[0] in absent and knows(site, caller, names[0]):
                continue  # it is seen to be there on a page of its own: what is refused is the step
            elsewhere = arguments | {name: uuid.uuid4() for name in absent}
            none = ask(scene, site, method, address, caller, elsewhere)
            if differs := hidden.differs(none):
                # A session is written anew once a minute, and may have been between the two. What tells of the row tells it again.
                hidden = ask(scene, site, method, address, caller, arguments)
                differs = hidden.differs(ask(scene, site, method, address, caller, elsewhere))
            if differs:
                wrong.append(f"{caller} ({hidden.status}), without {', '.join(absent)}: {differs}")
    assert not wrong, "\n".join(wrong)


#: Where a caller sees that something is there: a page of the staff site, of which the table says who enters it, or who holds it.
PAGES = {"case_id": "files/<uuid:case_id>/", "person_id": "people/<uuid:person_id>/"}
HOLD = {
    "filed_id": {"employer"},
    "named_id": {"employer"},
    "export_id": {"registrar", "head_of_unit", "data_protection"},  # asked for it, decides about it, sees every one
}


def knows(site: str, caller: str, name: str) -> bool:
    """Whether the caller may know of what an id of the scene stands for."""
    if name in PAGES and site != "portal" and caller not in PARTIES:
        return expected("staff", by_subject(lines("staff")[PAGES[name], "GET"])["claim"], caller) == "enters"
    return caller in HOLD.get(name, ())
