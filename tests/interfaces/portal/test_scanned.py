# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person or an organisation sends in the portal is shown to the virus scanner first (EX-06, ASVS 5.4.3)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from panah.foundation.audit.models import Event
from panah.foundation.documents.models import StoredFile
from panah.foundation.oversight.models import Alert
from panah.foundation.oversight.watch import watching
from tests.interfaces.portal.test_apply import EXTENSION, mine, send, sign_in
from tests.interfaces.portal.test_apply import service as service
from tests.interfaces.portal.test_org import group
from tests.interfaces.portal.test_org import hotel as hotel
from tests.interfaces.staff.test_scanned import harmful
from tests.support.permits import Service
from tests.support.scanner import EICAR, Scanner, scanner


@pytest.fixture
def asked(tmp_path: Path, settings: Any) -> Iterator[Scanner]:
    with scanner(tmp_path / "clamd.ctl") as (told, made):
        settings.PANAH_SCANNER = told
        yield made


def apply(client: Client, content: bytes) -> Any:
    data = EXTENSION | {"paper_passport_copy-upload": SimpleUploadedFile("passport.png", content)}
    return send(client, "/my/apply/stay_extension/", data)


def test_a_person_is_told_what_to_do_and_loses_nothing(asked: Scanner, service: Service) -> None:
    person = service.person()
    client = sign_in(service, person)
    answer = apply(client, harmful())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It was not kept. Do not open it again" in page
    assert 'value="30"' in page, "nothing typed is lost"
    assert mine(service, person) == []
    with watching():
        assert not StoredFile.objects.filter(kind="upload").exists()
        event = Event.objects.get(verb="denied", outcome="virus")
        assert (event.actor_kind, event.persons) == ("person", [person])
        assert Alert.objects.get(rule="virus").events == [event.pk]


def test_a_person_sends_it_again_when_the_scanner_is_back(service: Service, settings: Any, tmp_path: Path) -> None:
    person = service.person()
    client = sign_in(service, person)
    settings.PANAH_SCANNER = f"unix:{tmp_path / 'clamd.ctl'}"
    answer = apply(client, clean())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "choose the file again in a few minutes" in page
    assert mine(service, person) == []
    with scanner(tmp_path / "clamd.ctl"):
        assert apply(client, clean()).status_code == 302
    assert len(mine(service, person)) == 1


def test_an_organisation_is_told_so_too(asked: Scanner, hotel: Client) -> None:
    file = SimpleUploadedFile("a.csv", b"Name;Born;Country;Passport\n" + EICAR, "text/csv")
    answer = hotel.post("/org/group/", group(read="1") | {"list": file})
    assert answer.status_code == 422
    assert "It was not kept" in answer.content.decode()
    with watching():
        assert Alert.objects.filter(rule="virus").count() == 1


def clean() -> bytes:
    from tests.interfaces.portal.test_apply import photo

    return bytes(photo().read())
