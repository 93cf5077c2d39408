# SPDX-License-Identifier: AGPL-3.0-or-later
"""One receipt brought to several counters at one moment settles one sum."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from panah.casework.errors import Invalid
from panah.casework.models import Charge, Payment
from panah.foundation import clock
from panah.foundation.access.context import acting
from tests.concurrency.many import at_once, tally
from tests.domains.residence.test_extension import apply
from tests.support import permits

NOW = dt.datetime(2026, 11, 16, 6, 0, tzinfo=dt.UTC)
COUNTERS = 6


@pytest.fixture(autouse=True)
def _day(committed_database: Any) -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


def test_one_receipt_at_several_counters_settles_one_sum() -> None:
    service = permits.make_service()
    cases = []
    for _counter in range(COUNTERS):
        case = apply(service)
        service.do(case.pk, "examine", {"passport_valid_until": "2029-01-01"})
        service.grant(case.pk)
        cases.append(case.pk)
    amount = service.charge(cases[0]).amount
    # The same number as different people type it.
    spellings = ("R 77-12", "r77-12", "R 77 -12", "r 77- 12", "Ｒ77-12", "R  77-12")
    outcomes = at_once(
        lambda number: service.do(
            cases[number],
            "record_payment",
            {"paid_amount": amount, "paid_on": clock.today().isoformat(), "payment_reference": spellings[number]},
        ),
        COUNTERS,
    )
    assert tally(outcomes) == {"done": 1, "Invalid": COUNTERS - 1}
    for refused in outcomes:
        if isinstance(refused, Invalid):
            assert set(refused.errors) == {"payment_reference"}
    with acting(service.people["desk"], "test"):
        assert Payment.objects.count() == 1
        assert Charge.objects.filter(settled_at=None).count() == COUNTERS - 1
