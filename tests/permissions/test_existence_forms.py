# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is typed into a form about somebody who is hidden is answered as about nobody (NR-15): relations, pairs, households, papers'
numbers, what an organisation writes of a worker. Rows of an import: `tests/register/intake/test_run.py`.

The id of a person of asylum, or what only asylum has written down of one, is sent by people of stay, of the displaced, and of an
organisation; then an id that nobody has, or words that nobody wrote.
"""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from panah.register.services import add_paper, create_person
from tests.permissions.knock import undone
from tests.permissions.scene import Scene
from tests.permissions.test_existence import plain

HIDDEN, FREE = "ZQ555666", "ZQ777888"
"""The number of a passport that asylum alone wrote down, and of one that nobody did."""


@pytest.fixture(scope="module")
def own(scene: Scene) -> dict[str, uuid.UUID]:
    """Somebody of one's own for each who asks, and a passport of the hidden person."""
    made = {}
    for login, compartment in (("stay_officer", "stay"), ("displaced_officer", "displaced")):
        with scene.made.acting(login) as actor:
            made[login] = create_person(
                actor=actor, data={"names": [{"full": f"Sınaq {login}"}]}, compartment=compartment, check=False
            ).pk
    with scene.made.acting("registrar") as registrar:
        paper = {"kind": "passport", "number": HIDDEN, "country": "AFG"}
        add_paper(actor=registrar, person_id=scene.subjects["claim"].person_id, data=paper)
    return made


def twice(scene: Scene, ask: Callable[[Any], Any], hidden: Any, absent: Any) -> tuple[Any, Any]:
    """Both answers, each undone, without what was asked for itself."""
    found = []
    for some in (hidden, absent):
        with undone():
            found.append(plain(ask(some), str(some)))
    return found[0], found[1]


def api(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post("/api/v1" + path, json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("who", ["stay_officer", "displaced_officer"])
def test_a_relation_to_somebody_hidden(scene: Scene, on_site: Any, own: dict[str, uuid.UUID], who: str) -> None:
    on_site("api")
    client, hidden = scene.client("api", who), scene.subjects["claim"].person_id

    def relate(some: Any) -> Any:
        body = {"relative_id": str(some), "data": {"bond": "sibling"}, "request_id": str(uuid.uuid4())}
        return api(client, f"/persons/{own[who]}/relatives", body)

    hit, miss = twice(scene, relate, hidden, uuid.uuid4())
    assert hit == miss
    assert hit[0] in (403, 404, 422)


@pytest.mark.parametrize("who", ["stay_officer", "displaced_officer"])
def test_a_pair_with_somebody_hidden(scene: Scene, on_site: Any, own: dict[str, uuid.UUID], who: str) -> None:
    on_site("staff")
    client, hidden = scene.client("staff", who), scene.subjects["claim"].person_id

    def report(some: Any) -> Any:
        return client.post(f"/people/{own[who]}/same/", {"other": str(some), "reason": "The same passport."})

    hit, miss = twice(scene, report, hidden, uuid.uuid4())
    assert hit == miss


@pytest.mark.parametrize("who", ["stay_officer", "displaced_officer"])
def test_a_number_that_stands_in_another_compartment_is_free(
    scene: Scene, on_site: Any, own: dict[str, uuid.UUID], who: str
) -> None:
    """A passport's number is held once, within what one may know: a refusal would tell of somebody unseen."""
    on_site("api")
    client = scene.client("api", who)

    def add(number: Any) -> Any:
        body = {"data": {"kind": "passport", "number": number, "country": "AFG"}, "request_id": str(uuid.uuid4())}
        return api(client, f"/persons/{own[who]}/papers", body)

    hit, miss = twice(scene, add, HIDDEN, FREE)
    assert hit == miss
    assert hit[0] in (200, 201), "it is taken"


@pytest.mark.parametrize("who", ["stay_officer", "displaced_officer"])
@pytest.mark.parametrize("words", [(HIDDEN, FREE), ("Leyla Nur Qarayeva", "Ceyla Zur Baraqova")])
def test_looking_before_registering(
    scene: Scene, on_site: Any, own: dict[str, uuid.UUID], who: str, words: tuple[str, str]
) -> None:
    on_site("api")
    client = scene.client("api", who)

    def look(query: Any) -> Any:
        return api(client, "/persons/searches", {"query": query, "purpose": "stay"})

    hit, miss = twice(scene, look, *words)
    assert hit == miss


def test_a_worker_who_is_hidden(scene: Scene, on_site: Any, own: dict[str, uuid.UUID]) -> None:
    """An employer who writes down somebody of the asylum side hears what it would hear of anybody."""
    on_site("api")
    client = scene.client("api", "employer")

    def name(number: Any) -> Any:
        typed = {"name": "Leyla Nur Qarayeva", "born": "1990-04-01", "country": "AFG", "passport": number}
        return api(client, "/organisation/people", typed | {"request_id": str(uuid.uuid4())})

    hit, miss = twice(scene, name, HIDDEN, FREE)
    assert hit == miss
    assert hit[0] in (200, 201), "it is written down"
