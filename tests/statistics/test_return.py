# SPDX-License-Identifier: AGPL-3.0-or-later
"""The monthly return: closes to the unit, tells the published sums of the service again, hides what is small where it is public."""

import datetime as dt
import io
import itertools
import uuid
from collections.abc import Iterator, Mapping

import openpyxl
import pytest
from django.db import connection
from django.db.models import Model

from panah.casework.jobs import act_on_due
from panah.casework.models import Action, Case, ProcedureVersion
from panah.domains.employment.services import set_quota
from panah.foundation import clock
from panah.foundation.access.actor import Actor, service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import Denied
from panah.foundation.access.roles import Compartment
from panah.foundation.exports.sheets import as_csv, as_xlsx
from panah.interfaces.cli.returns import _count, as_data
from panah.law.engine import load_pack
from panah.statistics.disclosure import BASE, THRESHOLD
from panah.statistics.returns import DoesNotClose, Line, Return, close, monthly_return, public_return
from panah.statistics.returns.count import month_of
from panah.statistics.returns.table import summed
from tests.domains.employment.test_work_permit import WORK
from tests.domains.residence.test_extension import ANSWERS as EXTENSION
from tests.domains.residence.test_permits import TRP
from tests.statistics.test_permits import apply, granted
from tests.support.permits import Service, make_service

LAW = load_pack("az")
OCTOBER = dt.datetime(2026, 10, 5, 6, 0, tzinfo=dt.UTC)
NOVEMBER = dt.datetime(2026, 11, 10, 6, 0, tzinfo=dt.UTC)
DECEMBER = dt.datetime(2026, 12, 10, 6, 0, tzinfo=dt.UTC)

#: Sums that the service itself published (law-az 19.4): parts and whole.
PUBLISHED: Mapping[str, tuple[Mapping[str, int], int]] = {
    "violations, January 2017": ({"legalised": 204, "leave_in_48_hours": 1121, "expelled": 325, "lost_card": 17}, 1667),
    "violations, February 2017": (
        {"legalised": 223, "leave_in_48_hours": 1157, "expelled": 368, "lost_card": 19},
        1767,
    ),
    "page 7": ({"a": 1212, "b": 5391, "c": 2302, "d": 273, "e": 121}, 9299),
    "page 9": ({"a": 198, "b": 1928, "c": 653, "d": 13}, 2792),
    "decisions, July 2020": ({"a": 125, "b": 94, "c": 7, "d": 215, "e": 26, "f": 6}, 473),
    "undated": (
        {"a": 21102, "b": 6188, "c": 131, "d": 987, "e": 911, "f": 6148, "g": 1505, "h": 888, "i": 458},
        38318,
    ),
    "November 2018, one": ({"a": 509, "b": 217}, 726),
    "November 2018, two": ({"a": 151, "b": 321}, 472),
    "calls by language": ({"az": 9659, "ru": 739, "en": 248}, 10646),
    "calls by topic": ({"a": 693, "b": 3077, "c": 618, "d": 969, "e": 305, "f": 732, "g": 4252}, 10646),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_sums_close_and_one_more_or_less_does_not(name: str) -> None:
    parts, whole = PUBLISHED[name]
    line = close(name, opening=0, received=whole, out=parts, counted=0)
    assert line.gone == whole
    assert summed([line, line]).gone == 2 * whole
    for part in parts:
        with pytest.raises(DoesNotClose):
            close(name, opening=0, received=whole, out={**parts, part: parts[part] - 1}, counted=0)


def test_what_does_not_close_is_told_as_it_is() -> None:
    """Determinations of the first half of 2018: 14,395 decisions on 13,341 applications, so that earlier ones are among them."""
    decided = {"citizen": 11804, "not": 1600, "not_established": 991}
    with pytest.raises(DoesNotClose) as short:
        close("determinations", opening=0, received=13341, out=decided, counted=0)
    assert (short.value.expected, short.value.found) == (13341 - 14395, 0)
    assert close("determinations", opening=1054, received=13341, out=decided, counted=0).gone == 14395
    assert (509 + 217, 151 + 321) == (726, 472)
    assert 726 + 472 < 1232, "the two are inside a whole whose rest was not published"
    assert (125 + 94, 7 + 215, 219 + 222 + 26 + 6) == (219, 222, 473)


@pytest.fixture
def service(db: None) -> Iterator[Service]:
    """The stay office in October."""
    with clock.moved_to(OCTOBER):
        yield make_service()


def counted(service: Service, month: dt.datetime, who: str | Actor = "head") -> Return:
    actor = service.people[who] if isinstance(who, str) else who
    with acting(actor, "test"):
        return monthly_return(actor=actor, law=LAW, month=month.date())


def line(found: Return, key: str) -> Line:
    return next(one for one in found.matters if one.key == key)


def test_a_quarter_of_a_stay_office_closes_month_by_month(service: Service) -> None:
    with acting(service.people["head"], "test") as actor:
        set_quota(actor=actor, year=2026, activity="F", places=9, basis="Decision 1 of 2025-12-01")
    first = apply(service, "stay_extension", EXTENSION)
    second = apply(service, "stay_extension", EXTENSION)
    apply(service, "stay_extension", EXTENSION)
    granted(service, "temporary_residence", TRP)
    unpaid = apply(service, "work_permit", WORK)
    with clock.moved_to(NOVEMBER):
        service.do(first.pk, "examine", {"false_papers": True})
        service.refuse(first.pk, "43-false-papers")
        service.do(second.pk, "withdraw", {"sure": True})
        service.do(unpaid.pk, "ask_opinion", {"bodies": [str(service.offices["labour"].pk)]})
        service.do(unpaid.pk, "give_opinion", {"opinion": "no_objection"}, by="labour")
        service.do(unpaid.pk, "examine")
        service.grant(unpaid.pk)
        apply(service, "stay_extension", EXTENSION)
        person = service.portal(first.person_id)
        service.do(first.pk, "lodge_complaint", {"lodged_on": "2026-11-10", "grounds": "It was not false."}, by=person)
    with clock.moved_to(DECEMBER):
        answer = {"result": "annulled", "reasons": "Not shown.", "answered_on": "2026-12-10"}
        service.do(first.pk, "decide_complaint", answer, by="appeals")
        with clock.moved_to(DECEMBER + dt.timedelta(days=12)):
            act_on_due()
            october, november, december = (counted(service, month) for month in (OCTOBER, NOVEMBER, DECEMBER))
    extension = [line(one, "stay_extension") for one in (october, november, december)]
    assert [(one.opening, one.received, one.back, dict(one.out), one.closing) for one in extension] == [
        (0, 3, 0, {}, 3),
        (3, 1, 0, {"refused": 1, "withdrawn": 1}, 2),
        (2, 0, 1, {}, 3),
    ]
    assert extension[1].beside == {"complaints": 1}
    work = [line(one, "work_permit") for one in (october, november, december)]
    assert [(one.opening, dict(one.out), one.closing) for one in work] == [
        (0, {}, 1),
        (1, {"granted": 1}, 0),
        (0, {}, 0),
    ]
    assert work[2].beside == {"lapsed": 1}
    rights = {one.key: one for one in november.rights}
    assert (rights["temporary_residence"].opening, rights["temporary_residence"].closing) == (1, 1)
    assert rights["temporary_residence"].beside == {"citizenships": 1}
    duties = {one.key: (one.opening, one.received, dict(one.out), one.closing) for one in december.duties}
    assert duties["work_permit"] == (1, 0, {"ceased": 1, "paid": 0}, 0)
    assert next(one for one in october.duties if one.key == "temporary_residence").units == {"AZN": 120}
    for earlier, later in itertools.pairwise((october, november, december)):
        for name in ("matters", "rights", "duties"):
            closing = {one.key: one.closing for one in getattr(earlier, name)}
            assert all(closing.get(one.key, 0) == one.opening for one in getattr(later, name)), name
    with clock.moved_to(DECEMBER):
        told = as_data(_count(NOVEMBER.date()))
        assert {one["key"] for one in told["matters"]} >= {"stay_extension", "work_permit"}
        with acting(service.people["desk"], "test") as actor, pytest.raises(Denied):
            monthly_return(actor=actor, law=LAW, month=NOVEMBER.date())
        with pytest.raises(ValueError, match="not begun"):
            counted(service, dt.datetime(2027, 3, 1, tzinfo=dt.UTC))


def file_at_size(service: Service, months: Mapping[dt.date, Mapping[str, int]]) -> None:
    """Matters that came in and went out in a month, by thousands: rows as services write them, without their papers.

    One row of each kind is written as code writes it; the database multiplies it.
    """
    with acting(service.people["desk"], "test"):
        person = service.person()
    version = ProcedureVersion.objects.filter(key="stay_registration").latest("version")
    number = itertools.count(1)
    with acting(service_actor("test"), "test"), elevated(*Compartment, reason="rows of a test, by thousands"):
        for month, parts in months.items():
            at = dt.datetime.combine(month, dt.time(6), dt.UTC)
            for outcome, count in parts.items():
                case = Case(
                    number=f"RG-T-{next(number):06d}", procedure_version=version, procedure_key="stay_registration",
                    person_id=person, compartment="stay", office_id=service.office.pk, offices=[service.office.pk],
                    state=outcome, state_since=at, opened_at=at, closed_at=at + dt.timedelta(hours=2),
                )  # fmt: skip
                Case.objects.bulk_create([case])
                Action.objects.bulk_create(
                    Action(
                        case=case, compartment="stay", seq=seq, name=name, actor_kind="staff", at=at + dt.timedelta(hours=seq),
                        from_state=before, to_state=after, request_id=uuid.uuid4(), request_digest="0" * 64,
                    )
                    for seq, name, before, after in ((1, "start", "", "received"), (2, "enter", "received", outcome))
                )  # fmt: skip
                multiply(Case, {"id": case.pk}, count, id="md5(t.id::text || i)::uuid", number="t.number || '-' || i")
                multiply(
                    Action, {"case_id": case.pk}, count, id="md5(t.id::text || i)::uuid",
                    case_id="md5(t.case_id::text || i)::uuid", request_id="md5(t.request_id::text || i)::uuid",
                )  # fmt: skip


def multiply(model: type[Model], where: Mapping[str, uuid.UUID], count: int, **anew: str) -> None:
    """Copies of a row, so that there are `count` of it; what may not be the same in two rows is made by the expressions."""
    columns = [field.column for field in model._meta.local_concrete_fields]
    taken = ", ".join(anew.get(column, f't."{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    ((key, value),) = where.items()
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({named}) SELECT {taken} '
            f'FROM "{model._meta.db_table}" t, generate_series(2, %s) i WHERE t."{key}" = %s',
            [count, value],
        )


def test_every_published_set_comes_out_of_matters_that_are_on_record(service: Service) -> None:
    """All sets of law-az 19.4 that count matters, to the unit, and what the public version of them gives away.

    Calls are no matters, and this system keeps none: their two sets are held by the same closing (`close`) above.
    """
    of_matters = [name for name in PUBLISHED if not name.startswith("calls")]
    months = {dt.date(2025, number, 12): name for number, name in enumerate(of_matters, 1)}
    assert len(months) == len(PUBLISHED) - 2 == 8
    file_at_size(service, {month: PUBLISHED[name][0] for month, name in months.items()})
    for month, name in months.items():
        parts, whole = PUBLISHED[name]
        exact = counted(service, dt.datetime.combine(month, dt.time(), dt.UTC))
        found = line(exact, "stay_registration")
        assert (found.opening, found.received, dict(found.out), found.closing) == (0, whole, dict(parts), 0), name
        assert found.gone == whole, name
        shown = line(public_return(exact), "stay_registration")
        assert all(count is None or count % BASE == 0 for count in [*shown.out.values(), shown.received, shown.closing])


def test_what_is_public_hides_the_few_and_what_would_give_them_away() -> None:
    exact = Return(
        *month_of(dt.date(2026, 10, 1)),
        matters=[
            close("x", opening=3, received=40, out={"granted": 31, "refused": 2}, counted=10, beside={"suits": 1})
        ],
        rights=[close("y", opening=200, received=1, out={"ended": 0}, counted=201)],
        duties=[close("x", opening=0, received=1, out={"paid": 1}, counted=0, units={"AZN": 30})],
    )
    shown = public_return(exact)
    (one,) = shown.matters
    assert (one.opening, one.received, one.closing) == (None, 40, 10)
    assert dict(one.out) == {"granted": None, "refused": None}, "the one would be worked out from the other"
    assert (one.beside, shown.duties, shown.public) == ({}, (), True)
    assert shown.rights[0].received is None
    assert THRESHOLD == 5


def test_files_hold_values_alone_whatever_a_text_begins_with() -> None:
    rows = [["=1+1", "+2", "@x", "-3", "\tt", 7, None, "plain"]]
    assert as_csv(rows).decode("utf-8-sig").strip() == "'=1+1,'+2,'@x,'-3,'\tt,7,,plain"
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(rows)))
    assert len(book.worksheets) == 1
    sheet = book.worksheets[0]
    assert sheet.sheet_state == "visible"
    assert all(cell.data_type != "f" for cell in sheet[1])
    assert not any(str(cell.value or "").startswith("=") for cell in sheet[1])
