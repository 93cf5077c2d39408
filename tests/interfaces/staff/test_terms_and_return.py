# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of the board of terms and of the monthly return."""

import datetime as dt
import io
import re
import uuid
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from panah.casework.models import Clock
from panah.casework.services import start_case
from panah.domains.residence.models import RecordNote
from panah.foundation import clock
from panah.foundation.audit.models import Event
from panah.interfaces.staff.words import STATUSES
from panah.register.models import StatusKind
from panah.register.public import create_person
from tests.domains.residence.test_citizenship import ASK
from tests.support.world import World, receive, walk

Enter = Callable[..., Client]


def test_the_board_shows_late_files_of_the_own_office_to_those_who_work_on_them(world: World, enter: Enter) -> None:
    with clock.moved_to(clock.now() - dt.timedelta(days=130)):
        result = receive(world)
        walk(world, result.people[0].case_id, to="registered")
    page = enter("head_of_unit").get("/terms/").content.decode()
    for text in ("Board of terms", "working days over", "How the teams stand", "Whose days were used", "late"):
        assert text in page, text
    assert "In whose hands, and why" in page
    assert "· since " in page
    assert "Some terms rest on figures that nobody has checked" in page, (
        "the law of the registration interview was not read"
    )
    assert "How the teams stand" not in enter("registrar").get("/terms/?week=late&whose=all").content.decode()
    other = enter("other_head_of_unit").get("/terms/?week=nonsense&whose=nobody&page=x")
    assert other.status_code == 200
    assert "No term has run out" in other.content.decode()
    assert enter("policy_analyst").get("/terms/").status_code == 403


def test_the_return_is_read_printed_and_saved_with_the_mark_of_its_event(world: World, enter: Enter) -> None:
    receive(world)
    client = enter("policy_analyst")
    month = f"{clock.today():%Y-%m}"
    page = client.get(f"/return/?month={month}").content.decode()
    for text in ("Monthly return", "Claim for refugee status", "At the beginning", "Exact counts", "Taken by"):
        assert text in page, text
    public = client.get(f"/return/?month={month}&version=public").content.decode()
    assert "hidden: too few people" in public
    assert "Exact counts" not in public
    asked = {"month": month, "kind": "xlsx"}
    saved = client.post("/exports/of/monthly_return/", asked)
    book = openpyxl.load_workbook(io.BytesIO(saved.content))
    rows = [[cell for cell in row if cell not in ("", None)] for row in book.active.values]
    with world.acting("data_protection"):
        event = Event.objects.filter(subject_type="export", verb="export").latest("at")
    assert event.detail["number"] == rows[1][0], "a copy leads to whoever took it"
    assert rows[1][1] == "Qorxmaz Test"
    assert any(row and row[0] == "Claim for refugee status" for row in rows)
    assert "internal" in client.post("/exports/of/monthly_return/", asked | {"kind": "csv"}).content.decode("utf-8-sig")
    assert client.post("/exports/of/monthly_return/", asked | {"kind": "json"}).status_code == 422
    assert client.get(f"/exports/of/monthly_return/?month={month}").status_code == 200


def test_a_figure_that_nobody_verified_says_so_wherever_it_is_used(world: World, enter: Enter) -> None:
    """The time to determine a citizenship is a rule of the service: on the board, in the file and in the law."""
    with clock.moved_to(clock.now() - dt.timedelta(days=200)), world.acting("stay_officer") as actor:
        data = {"names": [{"full": "Sual Sınaqlı"}], "born": "1988-01-30", "citizenships": []}
        person = create_person(actor=actor, data=data, compartment="stay", check=False).pk
        case = start_case(
            actor=actor,
            procedure="citizenship_determination",
            person_id=person,
            office_id=world.offices["stay"].pk,
            data=ASK,
            request_id=uuid.uuid4(),
        )
    client = enter("stay_officer")
    banner = "Some terms rest on figures that nobody has checked against the official text yet."
    for address in ("/terms/", f"/files/{case.pk}/terms/"):
        page = client.get(address).content.decode()
        assert banner in page, address
        assert ">unverified<" in re.sub(r"\s+", "", page), address
    with world.acting("stay_officer"):
        figures = set(Clock.objects.filter(case=case).values_list("parameter", "status"))
    assert {status for _parameter, status in figures} == {"unverified"}
    for parameter, _status in figures:
        assert (
            "Nobody has checked this against the official text yet."
            in client.get(f"/law/{parameter}/").content.decode()
        )


@pytest.mark.parametrize("month", ["2026-13", "2999-01", "x"])
def test_a_month_that_cannot_be_is_said(enter: Enter, month: str) -> None:
    client = enter("policy_analyst")
    assert client.get("/return/", {"month": month}).status_code == 422
    assert client.post("/exports/of/public_return/", {"month": month, "kind": "csv"}).status_code == 422
    assert enter("registrar").get("/return/").status_code == 403


def test_a_record_is_noted_in_copied_at_the_window_and_taken_back(world: World, enter: Enter) -> None:
    with world.acting("stay_officer") as actor:
        data = {"names": [{"full": "Uçot Sınaqlı"}], "born": "1988-01-30", "citizenships": ["GEO"]}
        person = create_person(actor=actor, data=data, compartment="stay", check=False).pk
    client = enter("stay_officer")
    address = f"/people/{person}/record/"
    assert "Migration record" in client.get(f"/people/{person}/").content.decode()
    assert "No record is open" in client.get(address).content.decode()
    day = {"happened_on-day": "3", "happened_on-month": "2", "happened_on-year": "2026"}
    wrong = client.post(address, {"kind": "declared", **day, "by": ""})
    assert wrong.status_code == 422
    assert "Name the court." in wrong.content.decode()
    assert client.post(address, {"kind": "birth_registered", **day}).status_code == 302
    page = client.get(address).content.decode()
    assert "Opened on 3 Feb 2026" in page
    copy = client.post(f"{address}copy.pdf")
    assert copy.content.startswith(b"%PDF-")
    assert "migration-record.pdf" in copy.headers["Content-Disposition"]
    told = client.post(f"{address}copy.json").json()
    assert told["record"]["opened_ground"] == "7.1.2"
    assert client.get(f"{address}copy.pdf").status_code == 405, "a copy is an event: no link makes one"
    assert client.post(f"{address}copy.doc").status_code == 404
    with world.acting("stay_officer"):
        note = RecordNote.objects.get(person_id=person).pk
    assert client.post(f"{address}{note}/take-back/").status_code == 302
    assert "Taken back." in client.get(address).content.decode()
    assert enter("registrar").get(address).status_code == 403


def test_every_status_that_the_register_holds_has_a_word() -> None:
    assert set(STATUSES) >= set(StatusKind.values)
