# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies of all that is held, by other doors and of other people: the API, the command, whoever was merged or erased (DP-06)."""

import datetime as dt
import io
import json
import stat
import uuid
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation
from typer.testing import CliRunner

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import NotFound
from panah.foundation.accounts.services import issue_token
from panah.foundation.audit.models import Event, Verb
from panah.foundation.exports.models import Export
from panah.foundation.privacy.copies import record_access_request
from panah.foundation.privacy.copying import everything_on
from panah.foundation.privacy.erasing import erase, eraser
from panah.foundation.privacy.models import AccessRequest
from panah.foundation.privacy.requests import record_request
from panah.interfaces.cli.copies import app
from panah.interfaces.cli.testtemplate import Database
from panah.register.models import Person
from panah.register.services import correct_person
from tests.domains.residence.test_permits import TRP
from tests.interfaces.staff.conftest import sign_in
from tests.privacy.test_copies import ask_and_take, opened, seat
from tests.privacy.test_erasing import CANARY, THEN, closed_file
from tests.privacy.test_requests import officer
from tests.register.merging import merge
from tests.support.permits import every_paper, make_service
from tests.support.world import child_intake, do, intake, make_world, person_typed, receive

RUN = CliRunner()


@pytest.mark.django_db
def test_bodies_that_were_asked_and_letters_that_went_to_a_body_are_recipients() -> None:
    service = make_service()
    person = service.person()
    papers = {"papers": every_paper(service, "temporary_residence", person)}
    case = service.start("temporary_residence", person, TRP | papers)
    service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices["body"].pk)]})
    files = ask_and_take(seat(service.office.pk), seat(service.office.pk), person)
    (body,) = files["data.json"]["recipients"]
    assert body["for"]
    assert dt.datetime.fromisoformat(body["at"]) <= clock.now()
    world = make_world()
    came = receive(world, child_intake()).people[0]
    do(world, came.case_id, "request_guardian")
    files = ask_and_take(world.actor("data_protection"), officer(world), came.person_id)
    assert [one["kind"] for one in files["data.json"]["recipients"]] == ["guardian_request"]


@pytest.mark.django_db
def test_recipients_are_told_of_in_the_copy_with_the_correction() -> None:
    world = make_world()
    came = receive(world, child_intake()).people[0]
    do(world, came.case_id, "request_guardian")
    with world.acting("registrar") as registrar:
        born = f"{clock.today().year - 13}-01-15"
        version = Person.objects.get(pk=came.person_id).version
        correct_person(actor=registrar, person_id=came.person_id, data={"born": born}, expected_version=version)
    data = ask_and_take(world.actor("data_protection"), officer(world), came.person_id)["data.json"]
    told = [one for one in data["recipients"] if "facts" in one]
    assert [(one["facts"], one["done_at"]) for one in told] == [(["birth"], None)]
    (message,) = data["tables"]["privacy_correctionmessage"]["rows"]
    assert message["content"]["lines"][0]["now"] == born
    assert data["tables"]["privacy_correction"]["rows"][0]["facts"] == ["birth"]


@pytest.mark.django_db
def test_whoever_was_merged_is_given_what_both_files_hold() -> None:
    service = make_service()
    one = service.person("Aysel Birinci", papers=[{"kind": "passport", "country": "TUR", "number": "M 11"}])
    other = service.person("Aysel İkinci", papers=[{"kind": "passport", "country": "TUR", "number": "M 22"}])
    stranger = service.person("Yad Adam")
    merge(service.people["desk"], service.people["desk2"], one, other, "stay")
    for person in (one, other):
        data = ask_and_take(seat(service.office.pk), seat(service.office.pk), person)["data.json"]
        names = {row["full"] for row in data["tables"]["register_personname"]["rows"]}
        assert names == {"Aysel Birinci", "Aysel İkinci"}
        assert {row["number"] for row in data["tables"]["register_identitypaper"]["rows"]} == {"M 11", "M 22"}
        assert {row["id"] for row in data["tables"]["register_person"]["rows"]} == {str(one), str(other)}
    assert str(stranger) not in json.dumps(data)


def test_of_whoever_was_erased_there_is_nothing_to_give(committed_database: Database) -> None:
    with clock.moved_to(THEN):
        world = make_world()
        person_id = closed_file(world, CANARY).person_id
        first, second = world.actor("data_protection"), officer(world)
        with acting(first, "access_request"):
            record_access_request(actor=first, person_id=person_id, asked_on=clock.today())
        with acting(second, "erasure"):
            erase(actor=second, kind="person", subject_id=person_id, rule="request", asked_by=first.holder_id)
        with acting(first, "access_request"):
            assert not AccessRequest.objects.exists(), "the request went with the person"
            with pytest.raises(NotFound):
                record_access_request(actor=first, person_id=person_id, asked_on=clock.today())
            with pytest.raises(NotFound):
                record_request(actor=first, person_id=person_id, asked_on=clock.today(), ground="court")
        left = everything_on(person_id, "en")
        said = json.dumps(left.tables, ensure_ascii=False)
        assert CANARY not in said
        assert "register_personname" not in left.tables
        assert left.files == {}
        assert left.parts["recipients"] == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["az", "ru", "fa"])
def test_purposes_and_terms_are_in_the_language_of_the_person(language: str) -> None:
    world = make_world()
    notice = {"given": True, "version": "N-2026-01", "language": language, "means": "read_aloud"}
    person_id = receive(world, intake(person_typed(languages=[language]), notice=notice)).people[0].person_id
    with translation.override("en"):
        found, english = everything_on(person_id, "en"), None
    assert found.language == language
    for model in apps.get_models():
        if (table := found.tables.get(model._meta.db_table)) is None:
            continue
        english = model.privacy.purpose  # type: ignore[attr-defined]
        assert table["purpose"] != english, model
        assert "years after" not in table["kept"]
        assert not table["kept"].startswith("as long as")
    assert english


@pytest.mark.django_db
def test_the_api_records_refuses_and_gives_a_copy_to_nobody_without_a_fresh_proof() -> None:
    world = make_world(passwords=True)
    person_id = receive(world).people[0].person_id
    ends_on = clock.today() + dt.timedelta(days=9)
    with world.acting("data_protection") as actor:
        key = issue_token(actor=actor, account=world.accounts["data_protection"], label="t", ends_on=ends_on)
    by_key = {"HTTP_AUTHORIZATION": f"Bearer {key}", "content_type": "application/json"}
    client = Client()
    asked = {"person_id": str(person_id), "asked_on": clock.today().isoformat()}
    made = client.post("/api/v1/copies", asked, **by_key)
    assert made.status_code == 201
    assert made.json()["mine"] is True
    assert client.post("/api/v1/copies", asked, **by_key).status_code == 422, "one waits already"
    own = made.json()["id"]
    assert client.post(f"/api/v1/copies/{own}/refusal", {"why": "repeated"}, **by_key).status_code == 422, "one's own"
    with world.acting("data_protection"):
        AccessRequest.objects.all().update(recorded_by=uuid.uuid4())
    assert client.post(f"/api/v1/copies/{own}/file", {}, **by_key).status_code == 403, "a key is given none"
    assert [one["mine"] for one in client.get("/api/v1/copies", **by_key).json()] == [False]
    page = sign_in(world, "data_protection")
    token = page.cookies["panah_csrf"].value if "panah_csrf" in page.cookies else ""
    given = page.post(f"/api/v1/copies/{own}/file", {}, content_type="application/json", HTTP_X_CSRFTOKEN=token)
    assert given.status_code == 200, given.content
    assert "register_personname" in opened(given.content)["data.json"]["tables"]
    assert client.post(f"/api/v1/copies/{own}/refusal", {"why": "repeated"}, **by_key).status_code == 422, "answered"


@pytest.mark.django_db
def test_the_command_lists_records_and_gives_what_somebody_else_recorded(tmp_path: Path) -> None:
    world = make_world()
    person_id = receive(world).people[0].person_id
    assert "Nobody asks" in RUN.invoke(app, ["list"]).output
    recorded = RUN.invoke(app, ["record", str(person_id), "--json"])
    assert recorded.exit_code == 0, recorded.output
    own = json.loads(recorded.output)["id"]
    out = tmp_path / "one.zip"
    refused = RUN.invoke(app, ["give", own, "--out", str(out)])
    assert refused.exit_code == 1
    assert "recorded this request" in str(refused.exception)
    assert not out.exists()
    assert RUN.invoke(app, ["record", str(person_id)]).exit_code == 1, "one waits already"
    assert RUN.invoke(app, ["record", str(uuid.uuid4())]).exit_code == 1
    with acting(eraser(), "test"):
        AccessRequest.objects.all().update(recorded_by=uuid.uuid4())
    assert [one["id"] for one in json.loads(RUN.invoke(app, ["list", "--json"]).output)] == [own]
    given = RUN.invoke(app, ["give", own, "--out", str(out)])
    assert given.exit_code == 0, given.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as archive:
        assert "data.json" in archive.namelist()
    assert RUN.invoke(app, ["give", own, "--out", str(out)]).exit_code == 1, "nothing is written over"
    with acting(eraser(), "test"):
        export = Export.objects.get(name="person_copy")
        event = Event.objects.get(verb=Verb.EXPORT, subject_id=export.pk)
        assert (event.actor_kind, event.persons) == ("service", [person_id])
