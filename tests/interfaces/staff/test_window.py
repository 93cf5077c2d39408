# SPDX-License-Identifier: AGPL-3.0-or-later
"""The single window: taking an application, who has shown who they are, and the labour quota, through the pages."""

import io
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from panah.casework.models import Case, Draft
from panah.casework.selectors import rests_on
from panah.domains.employment.models import Quota
from panah.domains.residence.models import SelfDeclared
from panah.foundation import clock
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.sign_in import open_portal_access
from panah.foundation.audit.models import Event
from panah.foundation.documents.codes import new_code
from panah.interfaces.staff.bringing import held_by_state
from panah.register.public import create_person
from tests.interfaces.staff.conftest import Enter
from tests.support import world as world_support
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
    assert "Needed if: Entered without a visa under visa-free rules: No." in form
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


def test_a_long_form_asks_for_the_ground_first_and_papers_are_ticked_off(world: World, enter: Enter) -> None:
    person = person_of(world)
    client = enter("stay_officer")
    address = f"/people/{person}/file/temporary_residence/"
    first = client.get(address).content.decode()
    assert "Continue" in first
    assert 'name="real_estate_value"' not in first, "nothing is asked before the ground is known"
    unchosen = client.post(address, {"request_id": str(uuid.uuid4())})
    assert unchosen.status_code == 422
    led = client.post(address, {"ground": "45.1.3"}).content.decode()
    assert 'name="real_estate_value"' in led
    assert led.index('name="trp_months"') < led.index("More questions"), "what every ground asks for stands above"
    assert led.index("More questions") < led.index('name="full_time_student"')
    typed = {"ground": "45.1.3", "with-lead": "1", "real_estate_value": "150000", "trp_months": "12"}
    another = client.post(address, typed | {"other-lead": "1"}).content.decode()
    assert "Continue" in another
    assert 'value="150000"' in client.post(address, {"ground": "45.1.3"}).content.decode(), "nothing typed is lost"
    # A document that a register holds is not on the list of what to bring.
    assert 'value="passport_copy"' in led
    held = held_by_state("az", "temporary_residence")
    assert held
    assert not any(f'value="{code}"' in led for code in held)
    given = typed | {
        "trp_is_extension": "no", "trp_fast": "no", "dwelling_own": "yes",
        "papers_brought": ["passport_copy", "photos"], "request_id": str(uuid.uuid4()),
    }  # fmt: skip
    taken = client.post(address, given)
    assert taken.status_code == 302, taken.content.decode()
    file = client.get(taken["Location"]).content.decode()
    assert "Papers of the application" in file
    assert "What the law finds" in file
    assert "Read what was applied for" in file
    with world.acting("stay_officer") as actor:
        case = Case.objects.get(person_id=person)
        states = {one.code: one.state for one in rests_on(actor=actor, case=case).papers}
    assert states["passport_copy"] == "here"
    assert "missing" in states.values()
    more = f"{taken['Location']}do/add_papers/"
    page = client.get(more).content.decode()
    missing = next(code for code, state in states.items() if state == "missing")
    assert page.index(f'value="{missing}"') < page.index('value="passport_copy"'), "what is missing stands first"
    version = re.search(r'name="expected_version" value="(\d+)"', page)
    assert version
    sent = {"expected_version": version.group(1), "request_id": str(uuid.uuid4())}
    assert client.post(more, sent).status_code == 422, "something has to be brought"
    image = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(image, "PNG")
    scan = SimpleUploadedFile("scan.png", image.getvalue())
    done = client.post(more, sent | {f"scan_{missing}-upload": scan})
    assert done.status_code == 302, done.content.decode()
    with world.acting("stay_officer") as actor:
        case.refresh_from_db()
        states = {one.code: one.state for one in rests_on(actor=actor, case=case).papers}
    assert states[missing] == "here", "a scan stands for its paper, ticked or not"


def test_who_was_refused_is_taken_in_anew_at_the_window(world: World, enter: Enter) -> None:
    person = person_of(world)
    client = enter("stay_officer")
    page, address = f"/people/{person}/", f"/people/{person}/file/stay_extension/"
    extension = {
        "arrived_on-day": "1", "arrived_on-month": "11", "arrived_on-year": "2025", "visa_free_entry": "yes",
        "extension_days": "30", "extension_fast": "no", "dwelling_own": "yes",
    }  # fmt: skip
    assert client.post(address, extension | {"request_id": request_id(client, address)}).status_code == 302
    with world.acting("stay_officer"):
        case = Case.objects.get(person_id=person)
    assert address not in client.get(page).content.decode(), "one open file at a time"
    refusal = {"outcome": "refused", "refusal_grounds": ["43-false-papers"], "reasons": "The papers are false."}
    for who, name, data in (
        ("stay_officer", "examine", {"false_papers": True}),
        ("stay_officer", "draft_decision", refusal),
        ("stay_reviewer", "approve_decision", {}),
        ("stay_officer", "serve_refusal", {"served_on": clock.today().isoformat(), "means": "in_person"}),
    ):
        world_support.do(world, case.pk, name, data, by=who)
    assert address in client.get(page).content.decode(), "the refusal was handed over"
    taken = client.post(address, extension | {"request_id": request_id(client, address)})
    assert taken.status_code == 302, taken.content.decode()
    assert taken["Location"] != f"/files/{case.pk}/"
    assert address not in client.get(page).content.decode()


def test_a_power_of_attorney_is_recorded_and_ended_at_the_desk(world: World, enter: Enter) -> None:
    person, agent = person_of(world), person_of(world, names=[{"full": "Vəkil Sınaqlı"}])
    code = new_code()
    with world.acting("stay_officer") as desk:
        open_portal_access(
            actor=desk, person_id=agent, compartment=Compartment.STAY, code=code, pin="583914", language="en"
        )
    client = enter("stay_officer")
    address = f"/people/{person}/representatives/"
    assert address in client.get(f"/people/{person}/").content.decode()
    assert "Nobody acts for this person." in client.get(address).content.decode()
    typed = {
        "code": code,
        "paper": "Notary 12, No 345",
        "ends_on-day": "31",
        "ends_on-month": "13",
        "ends_on-year": "2026",
    }
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    assert "There is no such day" in wrong.content.decode()
    assert "Notary 12, No 345" in wrong.content.decode(), "what was typed is kept"
    year = str(clock.today().year + 1)
    assert client.post(address, typed | {"ends_on-month": "12", "ends_on-year": year}).status_code == 302
    page = client.get(address).content.decode()
    assert "Vəkil Sınaqlı" in page
    ending = re.search(rf'action="({address}[0-9a-f-]+/end/)"', page)
    assert ending
    assert client.post(ending.group(1)).status_code == 302
    assert client.post(ending.group(1)).status_code == 404
    assert "ended" in client.get(address).content.decode()
    assert enter("stay_reviewer").get(address).status_code == 403
