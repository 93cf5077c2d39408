# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board of terms: late and why, hours as hours, whose days were used, and only what the reader may see."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from panah.casework.selectors.board import Board, Term, board
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied
from panah.interfaces.cli.terms import _board, as_data
from tests.domains.residence.test_extension import ANSWERS as EXTENSION
from tests.domains.residence.test_permits import TRP
from tests.support.permits import Service, every_paper, make_service

NOW = dt.datetime(2026, 11, 4, 6, 0, tzinfo=dt.UTC)
"""Wednesday, ten in the morning in Baku."""


@pytest.fixture
def service(db: None) -> Iterator[Service]:
    """The stay office on a fixed day."""
    with clock.moved_to(NOW):
        yield make_service()


def apply(service: Service, procedure: str, answers: dict[str, Any], **more: Any) -> Any:
    person = service.person()
    return service.start(procedure, person, answers | {"papers": every_paper(service, procedure, person)} | more)


def see(service: Service, who: str | Actor = "head", **asked: Any) -> Board:
    actor = service.people[who] if isinstance(who, str) else who
    with acting(actor, "test"):
        return board(actor=actor, **asked)


def term(found: Board, number: str, label: str = "Decision") -> Term:
    return next(row for row in found.rows if row.number == number and row.label == label)


def test_what_is_late_and_why_and_whose_days_they_were(service: Service) -> None:
    asked = apply(service, "temporary_residence", TRP, trp_fast=True)
    fast = apply(service, "stay_extension", EXTENSION, extension_fast=True)
    with clock.moved_to(dt.datetime(2026, 11, 6, 6, 0, tzinfo=dt.UTC)):
        service.do(asked.pk, "ask_opinion", {"bodies": [str(service.offices["body"].pk)]})
        due = {row.label: row for row in see(service).rows if row.number == fast.number}["Decision"]
        assert (due.week, due.left, due.tier) == ("late", -1, "Time to decide (fast)"), "one working day, asked for"
        assert due.holder.kind == "service"
    with clock.moved_to(dt.datetime(2026, 11, 19, 6, 0, tzinfo=dt.UTC)):
        service.do(asked.pk, "give_opinion", {"opinion": "no_objection"}, by="body")
        service.do(asked.pk, "ask_opinion", {"bodies": [str(service.offices["labour"].pk)]})
    with clock.moved_to(dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)):
        found = see(service)
        row = term(found, asked.number)
        assert (row.tier, row.week) == ("Time to decide (fast)", "this")
        assert row.due.level == "soon", "past seventy hundredths of the term"
        assert (row.left, row.due.last_day) == (4, dt.date(2026, 11, 27)), "8, 9 and 10 November are free"
        assert (row.holder.kind, row.holder.name) == ("body", "labour")
        assert (row.since, row.had) == (dt.date(2026, 11, 19), 2)
        assert row.outlasts == dt.date(2026, 12, 3), "the body may answer after the decision is due: it will run late"
        assert (term(found, asked.number, "Opinion of the other body").outlasts, row.verified) == (None, True)
        used = {(one.kind, one.name): days for one, days in row.days}
        assert used == {("service", "stay"): 2, ("body", "body"): 7, ("body", "labour"): 2}
        opinion = term(found, asked.number, "Opinion of the other body")
        assert (opinion.week, opinion.addressee) == ("next", "office")
        together = {one.holder.kind + ":" + one.holder.name: (one.files, one.days, one.most) for one in found.bodies}
        assert together["body:body"] == (1, 7, 7)
        assert together["service:stay"][0] == 2
        assert found.counts == {"late": 1, "this": 1, "next": 1}
        teams = {one.procedure: (one.open, one.elsewhere, dict(one.weeks)) for one in found.teams}
        assert teams["Temporary residence permit"] == (1, 1, {"late": 0, "this": 1, "next": 0})
        assert teams["Extension of temporary stay"] == (1, 0, {"late": 1, "this": 0, "next": 0})
        assert [(one.name, one.open) for one in found.officers] == [("", 2)]
        assert [row.number for row in see(service, week="late").rows] == [fast.number]
        at_home = term(found, fast.number)
        assert (at_home.since, at_home.had, at_home.outlasts) == (dt.date(2026, 11, 4), 11, None)
        told = as_data(_board("", "office", "", 1))
        assert {row["number"] for row in told["terms"]} == {asked.number, fast.number}
        assert "Orxan" not in str(told)


def test_hours_are_hours_and_what_stands_still_is_not_on_the_board(service: Service) -> None:
    case = apply(service, "stay_extension", EXTENSION, visa_stay_until="2026-11-05")
    service.do(case.pk, "examine", {"false_papers": True})
    refused = NOW + dt.timedelta(days=2)
    with clock.moved_to(refused):
        service.refuse(case.pk, "43-false-papers")
        row = term(see(service, addressee="person"), case.number, "Leave after the refusal")
        assert row.in_hours
        assert row.left == 48, "the stay is over: forty-eight from when the refusal was received"
        assert row.holder.kind == "person"
    with clock.moved_to(refused + dt.timedelta(hours=50)):
        assert term(see(service, addressee="all"), case.number, "Leave after the refusal").left == -2
    person = service.person()
    to_correct = service.start(
        "stay_registration",
        person,
        {
            "arrived_on": "2026-11-01",
            "visa_free_entry": True,
            "address": "1 Invented Street",
            "district": "Narlı",
            "receiving_party": "owner",
        },
    )
    assert [row.number for row in see(service).rows] == [to_correct.number]
    service.do(to_correct.pk, "ask_to_correct", {"remark": "Which house?"})
    found = see(service)
    assert (list(found.rows), found.standing) == ([], 1)


def test_everybody_sees_the_terms_of_the_files_that_are_open_to_them(service: Service) -> None:
    shared = apply(service, "temporary_residence", TRP)
    alone = apply(service, "stay_extension", EXTENSION)
    service.do(shared.pk, "ask_opinion", {"bodies": [str(service.offices["body"].pk)]})
    with clock.moved_to(NOW + dt.timedelta(days=20)):
        for who, numbers in {
            "desk": {shared.number, alone.number},
            "head": {shared.number, alone.number},
            "body": {shared.number},
            "labour": set(),
            "appeals": set(),
        }.items():
            found = see(service, who)
            assert {row.number for row in found.rows} == numbers, who
            assert bool(found.teams) == (who == "head"), who
    for nobody in (service.portal(shared.person_id), Actor(kind="staff", account_id=shared.pk)):
        with acting(nobody, "test"), pytest.raises(Denied):
            board(actor=nobody)


def test_a_board_of_many_files_takes_as_many_queries_as_one_of_few(service: Service) -> None:
    def queries() -> int:
        with clock.moved_to(NOW + dt.timedelta(days=30)):
            see(service)
            with CaptureQueriesContext(connection) as captured:
                found = see(service)
        assert len(found.rows) == made * 2
        return len(captured)

    made = 1
    for _ in range(made):
        _asked(service)
    few = queries()
    for _ in range(4):
        _asked(service)
    made = 5
    assert queries() == few <= 16


def _asked(service: Service) -> None:
    case = apply(service, "temporary_residence", TRP)
    service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices["body"].pk)]})
