# SPDX-License-Identifier: AGPL-3.0-or-later
"""How claims move, for UNHCR's monitoring of the procedure: numbers and days, and nobody's name (standards 5.4)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panah.casework.models import Action, Case
from panah.casework.selectors import visible
from panah.domains.asylum.policy import ClaimPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.access.receivers import Receiver
from panah.foundation.exports.declaration import Column, Content, ExportSpec, Row, declare
from panah.foundation.privacy import C4

CLAIM = "asylum_claim"
STEPS = {"registered_on": "register", "interviewed_on": "record_interview", "decided_on": "approve_decision",
         "appealed_on": "lodge_appeal"}  # fmt: skip
COUNSEL = "add_representative"
BANDS = ((5, "0-4"), (12, "5-11"), (18, "12-17"), (60, "18-59"))
"""The age groups of UNHCR's own tables (standards 4.1)."""
YEARS_SHOWN = 10  # not-law: how far back the page offers years


def age_band(born: dt.date | None, on: dt.date) -> str:
    """The band in which somebody's age lies on a day; "" where the birth is not known."""
    if born is None:
        return ""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((name for below, name in BANDS if age < below), "60+")


def _year(given: str) -> int:
    year = int(given)
    if not clock.today().year - YEARS_SHOWN <= year <= clock.today().year:
        raise ValueError(given)
    return year


def _years(actor: Actor) -> list[tuple[str, str]]:
    this = clock.today().year
    return [(str(year), str(year)) for year in range(this, this - YEARS_SHOWN - 1, -1)]


def _day(instant: dt.datetime | None) -> str:
    return clock.local_date(instant).isoformat() if instant else ""


def _produce(actor: Actor, params: Mapping[str, Any]) -> Content:
    require(actor, ClaimPermission.MONITORING)
    year = params["year"]
    begins = dt.datetime(year, 1, 1, tzinfo=clock.zone())
    ends = dt.datetime(year + 1, 1, 1, tzinfo=clock.zone())
    touched = Q(opened_at__lt=ends) & (Q(closed_at=None) | Q(closed_at__gte=begins))
    cases = list(visible(actor, Case.objects.select_related("person")).filter(touched, procedure_key=CLAIM))
    when: dict[tuple[uuid.UUID, str], dt.datetime] = {}
    steps = Action.objects.filter(case__in=[case.pk for case in cases], name__in=[*STEPS.values(), COUNSEL])
    for case_id, name, at in steps.order_by("seq").values_list("case_id", "name", "at"):
        when.setdefault((case_id, name), at)
    rows = [_row(case, when) for case in cases]
    return Content(rows, [case.person_id for case in cases], about=[str(year)], name=f"claims-{year}")


def _row(case: Case, when: Mapping[tuple[uuid.UUID, str], dt.datetime]) -> Row:
    return (
        case.number,
        _day(case.opened_at),
        *(_day(when.get((case.pk, step))) for step in STEPS.values()),
        _day(case.closed_at),
        case.person.sex,
        age_band(case.person.born_from, clock.local_date(case.opened_at)),
        "yes" if (case.pk, COUNSEL) in when else "no",
    )


FOR_UNHCR = declare(
    ExportSpec(
        name="claims_for_unhcr",
        title=_("Claims and their stages, for UNHCR"),
        purpose=_("So that UNHCR can watch how long the stages take and who has counsel."),
        permission=ClaimPermission.MONITORING,
        receiver=Receiver.UNHCR,
        data_class=C4,
        columns=(
            Column("case_number", _("number of the claim")),
            Column("received_on", _("received on")),
            Column("registered_on", _("registered on")),
            Column("interviewed_on", _("interviewed on")),
            Column("decided_on", _("decided on")),
            Column("appealed_on", _("appealed on")),
            Column("closed_on", _("closed on")),
            Column("sex", _("sex")),
            Column("age_band", _("age in bands")),
            Column("counsel", _("counsel")),
        ),
        produce=_produce,
        params={"year": _year},
        choices={"year": _years},
        labels={"year": _("Claims that were open in the year")},
    )
)
