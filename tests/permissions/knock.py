# SPDX-License-Identifier: AGPL-3.0-or-later
"""Knocking at a door and telling what happened, in the words of the table."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.permissions.doors import path_of
from tests.permissions.scene import Scene

ENTERS, SIGN_IN = "enters", "sign_in"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that is thrown away, and in which the one door for writing may open its own."""
    atomic = transaction.atomic()
    atomic._from_testcase = True  # what Django's own TestCase does, so that durable blocks are let in
    with atomic:
        yield
        transaction.set_rollback(True)


def knock(
    scene: Scene,
    site: str,
    method: str,
    address: str,
    caller: str,
    subject: str,
    leaks: list[str] | None = None,
    **more: Any,
) -> str:
    """What a caller meets: `enters`, `sign_in`, or the number of the refusal.

    leaks: is given every marker that the answer shows and that the caller may not be shown.

    A form that is sent empty `enters` when it is weighed: what it lacks is another matter than who may send it.
    """
    client = scene.client(site, caller)
    path = path_of(address, scene.arguments(subject) | NAMES.get(address.split("<")[0], {}) | more)
    if method == "GET":
        answer = client.get(path)
    else:
        with undone():
            answer = send(client, site, address, method, path)
    if leaks is not None:
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        shown = scene.markers.leaks(scene.who[caller], body, answer.get("Content-Type", ""))
        leaks += [f"{caller} on {subject} at {method} {address} ({answer.status_code}) is shown {one}" for one in shown]
    return told(answer)


#: The step or clause that stands in an address whose `name` the table speaks of.
NAMES = {
    "files/": {"name": "add_need"},
    "org/people/": {"procedure": "work_permit"},
    "org/files/": {"name": "drop"},
    "api/v1/organisation/people/": {"procedure": "work_permit"},
    "api/v1/organisation/files/": {"name": "drop"},
    "api/v1/cases/": {"name": "add_need"},
    "law/": {"name": "work_permit_required"},
    "my/files/": {"name": "record_address_change"},
    "api/v1/exports/of/": {"export": "monthly_return"},
}


#: What the operations on suspected duplicates take, by the last part of their address.
WELL_FORMED: dict[str, dict[str, Any]] = {"proposals": {"kind": "apart", "reason": "x"}, "split": {"reason": "x"}}
#: And on exports.
EXPORTS: dict[str, dict[str, Any]] = {
    "<slug:export>": {"params": {"month": "2026-01"}, "kind": "csv"},
    "acknowledgement": {"said": "Somebody of theirs wrote that it came.", "signature": ""},
    "destroyed": {"said": "It lay on one machine and was deleted there."},
    "decision": {"agree": False, "reason": "The list was asked for twice."},
}
#: What is well-formed for a part of a person's file.
BODIES: dict[str, dict[str, Any]] = {
    "correction": {"expected_version": 1, "data": {"sex": "F"}},
    "names": {"data": {"full": "Sınaq"}},
    "papers": {"data": {"kind": "other", "number": "S2"}},
    "contacts": {"data": {"kind": "other", "value": "x"}},
    "addresses": {"data": {"text": "x", "country": "AZE", "valid_from": "2026-01-01"}},
    "relatives": {"data": {"bond": "sibling"}},
    "procedures": {"data": {}},
    "identity": {"paper_id": str(uuid.UUID(int=1))},
    "representatives": {"code": "A", "paper": "x", "ends_on": "2099-01-01"},
    "needs": {"data": {"code": "LN", "seen_on": "2026-01-01"}},
    "guardians": {"data": {"kind": "body", "name": "x", "appointed_on": "2026-01-02"}},
}


#: What the doors of the watch take, by the end of their address.
WATCH: dict[str, dict[str, Any]] = {
    "/decisions": {"verdict": "wrong", "reason": "Nothing of the kind."},
    "_id>/end": {"reason": "It is settled between us."},
    "/answer": {"ground": "came", "words": "She came to the counter."},
    "/withdraw": {"why": "over"},
    "/hand": {"account_id": str(uuid.UUID(int=1))},
    "v1/ties": {"person_id": str(uuid.UUID(int=1)), "kind": "other", "account_id": None},
    "/verdict": {"do": "again", "words": "On which day was it?"},
    # And those of copies and corrections.
    "_id>/refusal": {"why": "not_shown"},
    "_id>/sent": {"sent_on": "2020-01-01", "way": "post"},
}


def send(client: Client, site: str, address: str, method: str, path: str) -> Any:
    """Send an empty form; to the API what is well-formed, so that it comes as far as the question who may."""
    if address.endswith("/files"):
        return client.post(path, {"file": SimpleUploadedFile("a.pdf", PDF, "application/pdf"), "field": "file"})
    if address.endswith("/documents"):
        file = SimpleUploadedFile("a.pdf", PDF, "application/pdf")
        return client.post(path, {"file": file, "kind": "other", "request_id": str(uuid.uuid4())})
    if site == "api" and address.startswith("api/v1/persons/<"):
        parts = [*address.split("/"), ""]
        body = {"request_id": str(uuid.uuid4())} | ({} if address.endswith("/end") else BODIES.get(parts[4], {}))
        if parts[4] == "relatives":
            # Somebody whom the caller knows: the person.
            body["relative_id"] = path.split("/")[4]
        # A guardianship that is over can be corrected and not be ended again.
        if address.endswith("_id>") and parts[4] != "guardians":
            body = {"request_id": body["request_id"], "ended_on": "2026-01-02"}
        return client.generic(method, path, json.dumps(body), content_type="application/json")
    if site == "api" and (body := next((one for end, one in WATCH.items() if address.endswith(end)), None)):
        return client.generic(method, path, json.dumps(body), content_type="application/json")
    if site == "api":
        body = {"data": {}, "expected_version": 1, "request_id": str(uuid.uuid4())} if "/actions/" in address else {}
        if address.endswith("/applications/<slug:procedure>"):
            body = {"data": {}, "request_id": str(uuid.uuid4())}
        if "/proposals" in address or address.endswith("/split"):
            body = WELL_FORMED.get(address.rpartition("/")[2], {}) | {"request_id": str(uuid.uuid4())}
        body |= EXPORTS.get(address.split("/")[-1] if "/exports/" in address else "", {})
        return client.generic(method, path, json.dumps(body), content_type="application/json")
    return client.generic(method, path, "", content_type="application/x-www-form-urlencoded")


def told(answer: Any) -> str:
    """The word for an answer."""
    status = answer.status_code
    if (
        status == 302
        and answer["Location"].partition("?")[0] in {"/sign-in/", "/org/sign-in/"}
        and "out=1" not in answer["Location"]
    ):
        return SIGN_IN
    if status == 403 and (b'action="/sign-in/"' in answer.content or b'action="/org/sign-in/"' in answer.content):
        # The sign-in page in place of an answer: what was typed goes along.
        return SIGN_IN
    if status in (401, 403, 404, 405):
        return str(status)
    assert status < 500, answer.content[:2000]
    return ENTERS
