# SPDX-License-Identifier: AGPL-3.0-or-later
"""A matter of expulsion, brought to any of its states by the people of the return office."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from panah.casework.models import Case
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.register.models import LegalStatus, Restriction, RestrictionKind
from tests.support.permits import Service

FACTS: Mapping[str, Mapping[str, Any]] = {
    "79.1-visa": {"visa_cancelled": True},
    "79.1-extension": {"extension_cancelled": True},
    "79.1-temporary": {"trp_cancelled": True},
    "79.1-permanent": {"prp_cancelled": True},
    "79.1-undesirable": {"undesirable_declared_on": "2026-10-01"},
    "79.1-prisoner": {"prisoner_freed_on": "2026-11-01"},
    "79.1.4": {"final_refusal_reported_on": "2026-10-01"},
}
HEARD: dict[str, Any] = {
    "heard": "heard",
    "heard_on": "2026-11-20",
    "knows_azerbaijani": True,
    "language": "az",
    "said": "I have a sister here.",
    "citizenship_state_receives": True,
    "destination": "TUR",
    "danger_in_destination": False,
}
DRAFT: dict[str, Any] = {
    "reasons": "The permit was cancelled, and no other ground to stay was found.",
    "language_understood": "en",
    "ban_months": 24,
}
SERVED: dict[str, Any] = {
    "served_at": "2026-11-20 09:30",
    "means": "in_person",
    "copy_given": True,
    "explained": True,
}
LEFT: dict[str, Any] = {"left_on": "2026-11-20", "border_post": "Invented post", "paid_by": "person"}
CHALLENGED: dict[str, Any] = {"result": "upheld", "reasons": "It is lawful.", "answered_on": "2026-11-20"}
PATH = ("proposed", "drafted", "decided", "served", "departed")


def propose(
    service: Service,
    person: uuid.UUID,
    *,
    ground: str = "79.1-temporary",
    facts: Mapping[str, Any] | None = None,
    by: str | Actor = "returns",
) -> Case:
    """Propose a decision."""
    data = {"ground": ground, "act": "Decision 7 of 2026-10-01", "account": "What has happened."}
    data |= FACTS[ground] if facts is None else facts
    return service.start("expulsion", person, data, by=by, office_id=service.offices["return"].pk)


def bring_to(
    service: Service,
    person: uuid.UUID,
    state: str,
    *,
    case: Case | None = None,
    ground: str = "79.1-temporary",
    ban_months: int = 24,
    heard: Mapping[str, Any] | None = None,
) -> Case:
    """Propose and go on as far as a state of the path."""
    if case is None:
        case = propose(service, person, ground=ground)
        service.do(case.pk, "hear", HEARD | dict(heard or {}), by="returns")
    case = service.case(case.pk)
    steps: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("draft_decision", DRAFT | {"ban_months": ban_months}, "returns"),
        ("approve_decision", {"file_read": True}, "return_head"),
        ("serve", SERVED, "returns"),
        ("record_departure", LEFT, "returns"),
    )
    for action, data, by in steps[PATH.index(case.state) : PATH.index(state)]:
        service.do(case.pk, action, data, by=by)
    return service.case(case.pk)


def _rows(service: Service, person: uuid.UUID, group: str) -> list[LegalStatus]:
    with acting(service.people["head"], "test"):
        found = LegalStatus.objects.filter(person_id=person, group=group, recorded__upper_inf=True)
        return list(found.order_by("valid"))


def stands(service: Service, person: uuid.UUID) -> list[tuple[str, dt.date, dt.date | None]]:
    """The orders of removal in the register, with their days."""
    return [(row.kind, row.valid.lower, row.valid.upper) for row in _rows(service, person, "removal")]


def banned(service: Service, person: uuid.UUID) -> list[tuple[str, dt.date, dt.date | None]]:
    """The bans on entry in the register that count or counted: ground, first day, and the day from which it is over."""
    with acting(service.people["head"], "test"), elevated(*Compartment, reason="a test looks at everything"):
        rows = Restriction.objects.filter(person_id=person, kind=RestrictionKind.ENTRY_BAN, confirmed_at__isnull=False)
        return [
            (row.ground, row.first_day, over)
            for row in rows.order_by("first_day")
            if (over := row.ended_on or (row.last_day and row.last_day + dt.timedelta(days=1))) != row.first_day
        ]
