# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who was told of a correction, on the person's own page; and what an organisation is told, on its own (DP-07)."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from panah.domains.residence import public as residence
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.receivers import ALLOWED, Receiver
from panah.foundation.accounts.models import Account
from panah.foundation.exports.services import ask
from panah.foundation.privacy.corrections import record_sent
from panah.foundation.privacy.erasing import eraser
from panah.foundation.privacy.models import CorrectionMessage
from panah.interfaces.api.schemas.privacy import PartyCorrectionOut
from tests.domains.employment.test_work_permit import WORK
from tests.domains.residence.test_organisations import Party
from tests.domains.residence.test_receivers import fields_of
from tests.foundation.exports.test_exports import certificate
from tests.interfaces.portal.conftest import enter
from tests.permissions.scene import _session
from tests.privacy.test_corrections import correct
from tests.support.permits import every_paper, make_service
from tests.support.world import World, receive

pytestmark = pytest.mark.django_db


def test_the_person_reads_who_is_told_and_when_it_was_done(world: World, settings: Any, tmp_path: Path) -> None:
    settings.PANAH_RECEIVERS = str(tmp_path)
    (tmp_path / "unhcr.pem").write_bytes(certificate()[0])
    received = receive(world)
    head = world.actor("head_of_unit")
    with acting(head, "test"):
        params = {"year": str(clock.today().year)}
        ask(actor=head, name="claims_for_unhcr", params=params, kind="csv", reason="So that the stages can be watched.")
    browser = enter(received)
    assert "Nothing that others were told of you has been corrected." in browser.get("/my/opened/").content.decode()
    correct(world.actor("registrar"), received.people[0].person_id, born=f"{clock.today().year - 15}-01-15")
    text = browser.get("/my/opened/").content.decode()
    assert "Those who watch how well the service works" in text
    assert "UNHCR" not in text, "whoever looks over the shoulder reads nothing of the matter"
    assert "Date of birth" in text
    assert "will be told soon" in text
    with acting(eraser(), "test"):
        message = CorrectionMessage.objects.get()
    with acting(head, "test"):
        record_sent(actor=head, message_id=message.pk, sent_on=clock.today(), way="wire")
    assert "told on" in browser.get("/my/opened/").content.decode()
    (told,) = browser.get("/my/opened.json").json()["corrections"]
    assert told["done_on"] == clock.today().isoformat()
    stranger = enter(receive(world))
    assert "Those who watch" not in stranger.get("/my/opened/").content.decode()
    persian = enter(received, language="fa").get("/my/opened/").content.decode()
    assert "تاریخ تولد" in persian


def test_an_organisation_reads_its_correction_and_says_that_it_has_seen_it() -> None:
    service = make_service()
    party = Party(service)
    desk = service.people["desk"]
    person = service.person(papers=[{"kind": "passport", "country": "TUR", "number": "P 77 88"}])
    answers = WORK | {"employer_number": party.ours.number, "papers": every_paper(service, "work_permit", person)}
    with acting(desk, "test"):
        residence.take(actor=desk, procedure="work_permit", person_id=person, data=answers, request_id=uuid.uuid4())
    account = Account.objects.get(pk=party.user.account_id)
    browser = Client()
    browser.cookies["panah_language"] = "en"
    browser.cookies["panah_portal"] = _session("account", account.pk)
    assert "Nothing that we told you has been corrected." in browser.get("/org/corrections/").content.decode()
    correct(desk, person, born="1990-05-14")
    assert "1 correction of what we told you" in browser.get("/org/").content.decode()
    text = browser.get("/org/corrections/").content.decode()
    for word in ("Orxan Sınaqlı", "4 May 1990", "14 May 1990", "We have seen it"):
        assert word in text, word
    with acting(eraser(), "test"):
        message = CorrectionMessage.objects.get()
    assert browser.post(f"/org/corrections/{uuid.uuid4()}/").status_code == 404
    assert browser.post(f"/org/corrections/{message.pk}/").status_code == 302
    assert "You have seen it on" in browser.get("/org/corrections/").content.decode()
    assert "correction of what we told you" not in browser.get("/org/").content.decode()


def test_the_api_tells_an_organisation_only_fields_of_its_list() -> None:
    assert set(fields_of(PartyCorrectionOut)) - set(ALLOWED[Receiver.PARTY].fields) == set()
