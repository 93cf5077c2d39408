# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries whose words are sealed, and asking a served site for them: what tests of keys look at through the door of staff."""

import http.client
import uuid

from panah.casework.models import ActionContent
from tests.support import world


def sealed_entries(made: world.World, count: int) -> dict[uuid.UUID, str]:
    """Entries of so many people, with the words that the page of each has to show."""
    said = {}
    for number in range(count):
        case_id, words = world.receive(made).people[0].case_id, f"qz{number}said{uuid.uuid4().hex[:8]}"
        world.do(made, case_id, "record_contact_attempt", note=words)
        with made.seeing_all():
            content = ActionContent.objects.get(case_id=case_id, name="record_contact_attempt")
        said[content.pk] = words
    return said


def port_of(url: str) -> int:
    """The port of a served site."""
    return int(url.rpartition(":")[2])


def ask(port: int, path: str, headers: dict[str, str] | None = None, body: str | None = None) -> tuple[int, str]:
    """Status and text of an answer; a POST where there is a body."""
    peer = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        peer.request("GET" if body is None else "POST", path, body, headers or {})
        answer = peer.getresponse()
        return answer.status, answer.read().decode()
    finally:
        peer.close()
