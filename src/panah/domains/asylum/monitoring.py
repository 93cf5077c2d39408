# SPDX-License-Identifier: AGPL-3.0-or-later
"""How claims move, for UNHCR's monitoring of the procedure: numbers and days, and nobody's name (standards 5.4)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panah.casework.models import Action, Case
from panah.casework.selectors import visible
from panah.domains.asylum.policy import ClaimPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.receivers import FACTS, Fact, Receiver
from panah.foundation.access.roles import Compartment
from panah.foundation.exports.declaration import Column, Content, ExportSpec, Row, declare
from panah.foundation.privacy import C4
from panah.foundation.privacy.corrections import message_of
from panah.foundation.privacy.recipients import FILE, Change, Line, Recipient, Whose

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


def _open_in(year: int) -> Q:
    """Claims that were open on a day of the year."""
    begins = dt.datetime(year, 1, 1, tzinfo=clock.zone())
    ends = dt.datetime(year + 1, 1, 1, tzinfo=clock.zone())
    return Q(opened_at__lt=ends) & (Q(closed_at=None) | Q(closed_at__gte=begins))


def _produce(actor: Actor, params: Mapping[str, Any]) -> Content:
    require(actor, ClaimPermission.MONITORING)
    year = params["year"]
    cases = list(visible(actor, Case.objects.select_related("person")).filter(_open_in(year), procedure_key=CLAIM))
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


@dataclass(frozen=True)
class _Stood:
    """What UNHCR was given of claims: sex, and the age in bands on the day of the claim; both under the number."""

    claims: Sequence[tuple[str, dt.date]]

    def __call__(self, change: Change) -> Iterable[Line]:
        field = FACTS[Receiver.UNHCR].get(change.fact)
        for number, opened in self.claims if field else ():
            if change.fact is Fact.SEX:
                yield Line(number, str(field), change.was, change.now)
            elif change.born is not None:
                # The band alone: a birth that is corrected within it made nothing wrong there.
                yield Line(number, str(field), *(age_band(one, opened) for one in change.born))


def _given(whose: Whose, params: Mapping[str, Any], export: Recipient) -> Recipient:
    """What an export told UNHCR of one person, so that a correction follows as a file of its own (DP-07)."""
    rows = Case.objects.filter(pk__in=whose.cases, procedure_key=CLAIM, opened_at__lte=export.at).order_by("-opened_at")
    if "year" in params:
        rows = rows.filter(_open_in(int(params["year"])))
    found = list(rows)
    if not found:
        return export
    return replace(
        export,
        door=FILE,
        office_id=found[0].office_id,
        compartment=Compartment.ASYLUM.value,
        case_id=found[0].pk,
        to="UNHCR",
        lines=_Stood([(case.number, clock.local_date(case.opened_at)) for case in found]),
    )


def _corrected(actor: Actor, params: Mapping[str, Any]) -> Content:
    require(actor, ClaimPermission.MONITORING)
    found = message_of(actor=actor, message_id=params["message"])
    if found.message.receiver != Receiver.UNHCR or found.content is None:
        raise NotFound("message")
    rows: dict[str, dict[str, str]] = {}
    for line in found.content["lines"]:
        rows.setdefault(line["about"], {})[line["field"]] = str(line["now"])
    return Content(
        [(number, said.get("sex", ""), said.get("age_band", "")) for number, said in sorted(rows.items())],
        [found.message.person_id],
        name="corrections",
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
        given=_given,
    )
)

CORRECTED = declare(
    ExportSpec(
        name="corrections_for_unhcr",
        title=_("Corrections of what UNHCR was given"),
        purpose=_("What is right of a claim that stood in an earlier file. A field that is empty was not corrected."),
        permission=ClaimPermission.MONITORING,
        receiver=Receiver.UNHCR,
        data_class=C4,
        columns=(
            Column("case_number", _("number of the claim")),
            Column("sex", _("sex")),
            Column("age_band", _("age in bands")),
        ),
        produce=_corrected,
        params={"message": uuid.UUID},
        given=_given,
    )
)
