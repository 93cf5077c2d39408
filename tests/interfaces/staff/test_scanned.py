# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every door of the desk and of the API shows what is sent to the virus scanner before anything is kept (EX-06, ASVS 5.4.3)."""

import io
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, PngImagePlugin

from panah.foundation.audit.models import Event
from panah.foundation.documents.models import StoredFile
from panah.foundation.oversight.models import Alert, Pause
from panah.foundation.oversight.watch import watching
from panah.register.models import ImportRun
from panah.statistics.models import Simulation
from tests.interfaces.api.conftest import Caller
from tests.interfaces.staff.conftest import Enter
from tests.support.scanner import EICAR, Scanner, scanner
from tests.support.world import World, do, receive, the_case


@pytest.fixture
def asked(tmp_path: Path, settings: Any) -> Iterator[Scanner]:
    with scanner(tmp_path / "clamd.ctl") as (told, made):
        settings.PANAH_SCANNER = told
        yield made


def harmful() -> bytes:
    """A picture that opens, with the test sign in it."""
    out, info = io.BytesIO(), PngImagePlugin.PngInfo()
    info.add(b"teSt", EICAR)
    Image.new("RGB", (30, 30), "white").save(out, "PNG", pnginfo=info)
    assert EICAR in out.getvalue()
    return out.getvalue()


class Desk:
    """The doors by which a file comes in here: each sends one and returns the answer."""

    def __init__(self, enter: Enter, world: World) -> None:
        self.world, self.enter = world, enter
        self.case_id = receive(world).people[0].case_id
        do(world, self.case_id, "register")
        self.person_id = the_case(world, self.case_id).person_id

    def case(self, content: bytes, name: str = "a.png") -> Any:
        data = {"title": "Birth certificate", "given_by": "person", "request_id": str(uuid.uuid4())}
        data |= {"expected_version": str(the_case(self.world, self.case_id).version)}
        file = SimpleUploadedFile(name, content)
        return self.enter("registrar").post(f"/files/{self.case_id}/do/upload_document/", data | {"file-upload": file})

    def document(self, content: bytes, name: str = "a.png") -> Any:
        data = {"kind": "other", "description": "Birth certificate", "file-upload": SimpleUploadedFile(name, content)}
        return self.enter("registrar").post(f"/people/{self.person_id}/documents/add/", data)

    def photo(self, content: bytes, name: str = "a.png") -> Any:
        data = {"file-upload": SimpleUploadedFile(name, content)}
        return self.enter("registrar").post(f"/people/{self.person_id}/photo/", data)

    def people(self, content: bytes, name: str = "people.csv") -> Any:
        data = {"file-upload": SimpleUploadedFile(name, content), "compartment": "asylum"}
        return self.enter("registrar").post("/imports/new/", data)

    def draft(self, content: bytes, name: str = "draft.yaml") -> Any:
        data = {"draft": "upload", "file-upload": SimpleUploadedFile(name, content)}
        data |= {"on-day": "1", "on-month": "11", "on-year": "2026", "invented": "1"}
        return self.enter("policy_analyst").post("/law/drafts/", data)

    def api_case(self, content: bytes, name: str = "a.png") -> Any:
        file = SimpleUploadedFile(name, content)
        path = f"/api/v1/cases/{self.case_id}/actions/upload_document/files"
        return self.caller().post(path, {"file": file})

    def api_document(self, content: bytes, name: str = "a.png") -> Any:
        data = {"file": SimpleUploadedFile(name, content), "kind": "other", "request_id": str(uuid.uuid4())}
        return self.caller().post(f"/api/v1/persons/{self.person_id}/documents", data)

    def api_photo(self, content: bytes, name: str = "a.png") -> Any:
        data = {"file": SimpleUploadedFile(name, content), "kind": "photo", "request_id": str(uuid.uuid4())}
        return self.caller().post(f"/api/v1/persons/{self.person_id}/documents", data)

    def caller(self) -> Client:
        return Caller(self.world, "registrar").client


DOORS = ("case", "document", "photo", "people", "draft", "api_case", "api_document", "api_photo")


@pytest.fixture
def desk(enter: Enter, world: World) -> Desk:
    return Desk(enter, world)


def kept(world: World) -> int:
    with world.seeing_all():
        return (
            StoredFile.objects.filter(kind__in=["upload", "person"]).count()
            + ImportRun.objects.count()
            + Simulation.objects.count()
        )


@pytest.mark.parametrize("door", DOORS)
def test_what_the_scanner_finds_is_refused_told_and_not_kept(
    asked: Scanner, desk: Desk, world: World, door: str
) -> None:
    sent = EICAR if door in ("people", "draft") else harmful()
    answer = getattr(desk, door)(sent)
    text = answer.content.decode()
    assert answer.status_code == 422, text
    assert "It was not kept" in text
    assert asked.seen == [sent], "it was shown what was sent, before anything rewrote it"
    assert kept(world) == 0
    if door in ("case", "document"):
        assert 'value="Birth certificate"' in text, "nothing typed is lost"
    with watching():
        event = Event.objects.get(verb="denied", outcome="virus")
        assert event.detail == {"found": "Eicar-Test-Signature"}
        alert = Alert.objects.get(rule="virus")
        assert (alert.events, alert.files, alert.account_id) == ([event.pk], 1, event.account_id)
        assert not Pause.objects.exists(), "who sends one knows nothing of it, mostly"
    page = desk.enter("data_protection").get(f"/alerts/{alert.pk}/").content.decode()
    assert "A file with a virus was sent" in page


@pytest.mark.parametrize("door", DOORS)
def test_a_scanner_that_is_away_lets_nothing_in(
    desk: Desk, world: World, door: str, settings: Any, tmp_path: Path
) -> None:
    settings.PANAH_SCANNER = f"unix:{tmp_path / 'none'}"
    out = io.BytesIO()
    Image.new("RGB", (30, 30), "white").save(out, "PNG")
    answer = getattr(desk, door)(out.getvalue())
    text = answer.content.decode()
    if door.startswith("api"):
        assert answer.status_code == 503
        assert (answer.json()["type"], answer["Retry-After"]) == ("urn:panah:problem:scanner_away", "60")
    else:
        assert answer.status_code == 422
        assert "in a few minutes" in text
    if door in ("case", "document"):
        assert 'value="Birth certificate"' in text, "nothing typed is lost"
    assert kept(world) == 0
    with watching():
        assert not Alert.objects.exists()


def test_a_clean_paper_is_kept(asked: Scanner, desk: Desk, world: World) -> None:
    out = io.BytesIO()
    Image.new("RGB", (30, 30), "white").save(out, "PNG")
    assert desk.document(out.getvalue()).status_code == 302
    assert asked.seen == [out.getvalue()]
    assert kept(world) == 1


def test_a_second_file_of_the_day_is_added_to_the_alert(asked: Scanner, desk: Desk) -> None:
    desk.document(harmful())
    desk.photo(harmful())
    with watching():
        alert = Alert.objects.get()
        assert (alert.files, len(alert.events)) == (2, 2)
        assert Event.objects.filter(subject_type="alert", verb="act").count() == 1


def test_permission_is_asked_before_the_scanner(asked: Scanner, desk: Desk) -> None:
    answer = desk.enter("stay_officer").post(
        f"/people/{desk.person_id}/documents/add/", {"kind": "other", "file-upload": SimpleUploadedFile("a", EICAR)}
    )
    assert answer.status_code in (403, 404)
    assert asked.seen == []
