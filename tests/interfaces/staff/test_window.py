# SPDX-License-Identifier: AGPL-3.0-or-later
"""The single window: taking an application, who has shown who they are, and the labour quota, through the pages."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from panah.casework.models import Case, Draft
from panah.domains.employment.models import Quota
from panah.domains.residence.models import SelfDeclared
from panah.foundation import clock
from panah.foundation.audit.models import Event
from panah.register.public import create_person
from tests.interfaces.staff.conftest import Enter
from tests.support.world import World

REGISTRATION: dict[str, Any] = {
    "arrived_on-day": "1", "arrived_on-month": "11", "arrived_on-year": "2026", "visa_free_entry": "yes",
    "address": "Sınaq küç. 4", "district": "Bakı", "receiving_party": "owner", "host_name": "Ev Sahibi",
}  # fmt: skip


def person_of(world: World, **more: Any) -> uuid.UUID:
    with world.acting("stay_officer") as actor:
        data = {"names": [{"full": "Pəncərə Sınaqlı"}], "born": "1988-01-30", "citizenships": ["GEO"]} | more
        return create_person(actor=actor, data=data, compartment="stay", check=False).pk


def request_id(client: Client, address: str) -> str:
    found = re.search(r'name="request_id" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found.group(1)


def test_an_officer_takes_an_application_and_nothing_typed_is_lost(world: World, enter: Enter) -> None:
    person = person_of(world)
    client = enter("stay_officer")
    page = client.get(f"/people/{person}/").content.decode()
    address = f"/people/{person}/file/stay_registration/"
    assert address in page
    assert f"/people/{person}/file/work_permit/" in page, "what an employer brings is taken as well"
    form = client.get(address).content.decode()
    assert "Register at the place of stay" in form
    assert "Pəncərə" not in re.search("<title>.*</title>", form).group()  # type: ignore[union-attr]
    wrong = client.post(address, REGISTRATION | {"address": "", "request_id": request_id(client, address)})
    assert wrong.status_code == 422
    assert "Ev Sahibi" in wrong.content.decode()
    with world.acting("stay_officer"):
        assert Draft.objects.get(name="window:stay_registration").data["typed"]["host_name"] == "Ev Sahibi"
    assert "begun" in client.get(f"/people/{person}/").content.decode()
    again = client.get(address).content.decode()
    assert "Ev Sahibi" in again
    assert "You began this on" in again
    once = REGISTRATION | {"request_id": request_id(client, address)}
    taken = client.post(address, once)
    assert taken.status_code == 302, taken.content.decode()
    with world.acting("stay_officer"):
        case = Case.objects.get(person_id=person)
    assert taken["Location"] == f"/files/{case.pk}/"
    assert (case.procedure_key, case.state, case.flags) == ("stay_registration", "received", [])
    assert case.office_id == world.offices["stay"].pk
    assert client.post(address, once)["Location"] == taken["Location"], "a second sending is the same application"
    with world.acting("stay_officer"):
        assert not Draft.objects.filter(name="window:stay_registration").exists()
    assert address not in client.get(f"/people/{person}/").content.decode()
    late = client.post(address, REGISTRATION | {"request_id": str(uuid.uuid4())})
    assert late.status_code == 409
    assert "open for this person already" in late.content.decode()


def test_what_is_not_ones_work_is_not_begun(world: World, enter: Enter) -> None:
    person = person_of(world)
    client = enter("stay_officer")
    assert client.get(f"/people/{person}/file/asylum_claim/").status_code == 404
    assert client.get(f"/people/{person}/file/nothing/").status_code == 404
    assert client.get(f"/people/{uuid.uuid4()}/file/stay_registration/").status_code == 404
    other = enter("return_officer")
    assert other.get(f"/people/{person}/file/stay_registration/").status_code == 404
    assert enter("stay_reviewer").get(f"/people/{person}/file/stay_registration/").status_code == 403
    assert "/file/" not in enter("stay_reviewer").get(f"/people/{person}/").content.decode()


def test_a_form_is_kept_and_thrown_away_and_a_guard_says_what_stands_in_the_way(world: World, enter: Enter) -> None:
    person = person_of(world)
    client = enter("stay_officer")
    address = f"/people/{person}/file/work_permit/"
    kept = client.post(address, {"employer_name": "Nümunə MMC", "draft": "1"})
    assert kept.status_code == 302
    assert "Nümunə MMC" in client.get(address).content.decode()
    assert client.post(address, {"discard": "1"}).status_code == 302
    assert "Nümunə MMC" not in client.get(address).content.decode()


def test_who_opened_an_own_account_shows_passport_and_face(world: World, enter: Enter) -> None:
    person = person_of(world)
    with world.acting("stay_officer"):
        SelfDeclared.objects.create(person_id=person, compartment="stay", declared_at=clock.now())
    client = enter("stay_officer")
    address = f"/people/{person}/identity/"
    assert address in client.get(f"/people/{person}/").content.decode()
    assert "No identity paper is on the file" in client.get(address).content.decode()
    passport = {"kind": "passport", "number": "P 5566", "country": "GEO"}
    assert client.post(f"/people/{person}/parts/papers/add/", passport).status_code == 302
    page = client.get(address).content.decode()
    paper = re.search(r'value="([0-9a-f-]{36})"', page[page.index("P 5566") - 600 :])
    assert paper
    wrong = client.post(address, {"paper": paper.group(1)})
    assert wrong.status_code == 422
    assert "Confirm this" in wrong.content.decode()
    assert client.post(address, {"paper": "", "face": "yes"}).status_code == 422
    assert client.post(address, {"paper": paper.group(1), "face": "yes"}).status_code == 302
    with world.acting("stay_officer"):
        assert SelfDeclared.objects.get(person_id=person).shown_at
    with world.acting("data_protection"):
        told = Event.objects.filter(detail__what="identity_shown").latest("at")
    assert told.detail["paper"] == "passport"
    assert "P 5566" not in str(told.detail)
    assert address not in client.get(f"/people/{person}/").content.decode()
    assert client.get(address).status_code == 404, "there is nothing left to show"


def test_the_head_enters_the_quota_and_the_desk_reads_it(world: World, enter: Enter) -> None:
    head, desk = enter("stay_head"), enter("stay_officer")
    assert "Nothing has been entered" in desk.get("/quota/?year=2026").content.decode()
    assert "Enter or change places" not in desk.get("/quota/").content.decode()
    given = {"activity": "F", "territory": "country", "places": "40", "basis": "Decision 5 of 2025-12-01"}
    assert desk.post("/quota/?year=2026", given).status_code == 403
    wrong = head.post("/quota/?year=2026", given | {"places": "many", "basis": ""})
    assert wrong.status_code == 422
    assert "Give a whole number" in wrong.content.decode()
    assert "Name the decision" in wrong.content.decode()
    assert head.post("/quota/?year=2026", given).status_code == 302
    quota = Quota.objects.get()
    assert (quota.places, quota.used, quota.year) == (40, 0, 2026)
    page = desk.get("/quota/?year=2026").content.decode()
    assert "Decision 5 of 2025-12-01" in page
    assert head.post("/quota/?year=2026", given | {"places": "38"}).status_code == 302
    assert Quota.objects.get().places == 38


@pytest.mark.parametrize("language", ["az", "ru"])
def test_the_window_speaks_the_language_of_the_officer(world: World, enter: Enter, language: str) -> None:
    person = person_of(world)
    page = enter("stay_officer", language=language).get(f"/people/{person}/file/stay_registration/").content.decode()
    assert {"az": "Müraciəti qəbul etmək", "ru": "Принять заявление"}[language] in page
