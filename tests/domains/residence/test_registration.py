# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registration at the place of stay: a move within its working days, a departure, and what they leave in the register (MC 21)."""

import datetime as dt
import uuid
from typing import Any

import pytest

from panah.casework.errors import Blocked
from panah.casework.jobs import act_on_due
from panah.casework.models import Case
from panah.casework.registry import case_facts
from panah.casework.selectors import own_file, shown_answers
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError
from panah.law.engine import assess
from panah.register.models import Address, LegalStatus
from tests.domains.residence.conftest import NOW
from tests.domains.residence.test_extension import ANSWERS as EXTENSION
from tests.support.permits import Service

ARRIVED: dict[str, Any] = {
    "arrived_on": "2026-11-18",
    "visa_free_entry": True,
    "address": "Nümunə küçəsi 4",
    "district": "Bakı",
    "receiving_party": "hotel",
}
MOVE: dict[str, Any] = {
    "moved_on": "2026-12-25",
    "new_dwelling_same_owner": False,
    "address": "Sınaq 5",
    "district": "Gəncə",
}


def registered(service: Service, person: uuid.UUID) -> Case:
    case = service.start("stay_registration", person, ARRIVED)
    service.do(case.pk, "enter")
    return case


def addresses(service: Service, person: uuid.UUID) -> list[tuple[str, dt.date, dt.date | None]]:
    with acting(service.people["desk"], "test"):
        rows = Address.objects.filter(person_id=person, recorded__upper_inf=True).order_by("valid")
        return [(row.text, row.valid.lower, row.valid.upper) for row in rows]


def last_day(service: Service, case: Case, variable: str) -> Any:
    with acting(service.people["desk"], "test"):
        facts = case_facts(service.case(case.pk), clock.today())
    return assess(facts, clock.today(), variables=[variable]).value(variable)


def test_a_move_and_a_departure_stand_in_the_register_with_their_days(service: Service) -> None:
    person = service.person()
    case = registered(service, person)
    with clock.moved_to(NOW + dt.timedelta(days=40)):
        for name in ("reviewer", "body", "appeals"):
            with pytest.raises(AccessError):
                service.do(case.pk, "move", MOVE, by=name)
        with pytest.raises(AccessError):
            service.do(case.pk, "move", MOVE, by=service.portal(uuid.uuid4()))
        with pytest.raises(Blocked) as early:
            service.do(case.pk, "move", MOVE | {"moved_on": "2026-11-19"})
        assert [p.key for p in early.value.problems] == ["before_registration"]
        service.do(case.pk, "move", MOVE, by=service.portal(person))
        # 28, 29 and 30 December; 31 December and 1 January are holidays, and so is Saturday 2 January, for which Monday
        # 4 January is free; then 5 and 6 January.
        assert last_day(service, case, "stay_reregistration_deadline") == "2027-01-06"
        service.do(case.pk, "deregister", {"departed_on": "2026-12-28"}, by=service.portal(person))
    assert addresses(service, person) == [
        ("Nümunə küçəsi 4", dt.date(2026, 11, 20), dt.date(2026, 12, 25)),
        ("Sınaq 5", dt.date(2026, 12, 25), dt.date(2026, 12, 28)),
    ]
    with acting(service.people["desk"], "test"):
        status = LegalStatus.objects.get(person_id=person, group="registration", recorded__upper_inf=True)
    assert (status.valid.lower, status.valid.upper) == (dt.date(2026, 11, 20), dt.date(2026, 12, 28))
    assert service.case(case.pk).state == "ended"


def test_another_flat_of_the_same_owner_needs_no_new_registration(service: Service) -> None:
    case = registered(service, service.person())
    with clock.moved_to(NOW + dt.timedelta(days=40)):
        service.do(case.pk, "move", MOVE | {"new_dwelling_same_owner": True})
        assert last_day(service, case, "stay_reregistration_deadline") is None


def test_the_end_of_the_term_leaves_the_address(service: Service) -> None:
    person = service.person()
    case = registered(service, person)
    with clock.moved_to(dt.datetime(2027, 2, 18, tzinfo=dt.UTC)):
        assert act_on_due() == (1, 0)
    assert service.case(case.pk).state == "ended"
    assert addresses(service, person) == [("Nümunə küçəsi 4", dt.date(2026, 11, 20), None)]


def test_the_file_shows_the_address_that_was_told_last(service: Service) -> None:
    person = service.person()
    case = registered(service, person)
    assert dict(shown(service, case)) == {"Address": "Nümunə küçəsi 4", "District or town": "Bakı"}
    with clock.moved_to(dt.datetime(2026, 12, 28, 6, tzinfo=dt.UTC)):
        service.do(case.pk, "move", MOVE)
        assert dict(shown(service, case))["Address"] == MOVE["address"]
        with acting(service.portal(person), "own_file") as actor:
            assert dict(own_file(actor=actor, case_id=case.pk).shown)["Address"] == MOVE["address"]
    extension = service.start("stay_extension", person, EXTENSION)
    assert shown(service, extension) == [], "only what a procedure names"


def shown(service: Service, case: Case) -> list[tuple[str, str]]:
    with acting(service.people["desk"], "test"):
        return shown_answers(service.case(case.pk), "en")
