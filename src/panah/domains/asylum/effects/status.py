# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing the legal status that a step brings about (RS-22). The person's earlier status ends where the new one begins."""

import datetime as dt

from panah.casework.context import Context
from panah.foundation.access.roles import Compartment
from panah.register.models import LegalStatus, StatusGroup, StatusKind
from panah.register.public import set_status

# The clause of the pack that a status rests on, so that its article is the pack's and not ours.
_CLAUSE: dict[StatusKind, str] = {
    StatusKind.APPLICANT: "is_asylum_applicant",
    StatusKind.APPELLANT: "is_asylum_applicant",
    StatusKind.REFUSED: "is_asylum_applicant",
    StatusKind.REFUGEE: "is_recognised_refugee",
}
_OTHERWISE = "status_may_be_granted"


def asylum_status(ctx: Context) -> StatusKind | None:
    """The status of the asylum group that the person has on the day, if any."""
    row = LegalStatus.objects.filter(
        person_id=ctx.case.person_id,
        compartment=Compartment.ASYLUM,
        group=StatusGroup.ASYLUM,
        recorded__upper_inf=True,
        valid__contains=ctx.on,
    ).first()
    return StatusKind(row.kind) if row else None


def give_status(ctx: Context, kind: StatusKind, since: dt.date) -> None:
    """Give the person a status of the asylum group from a day on."""
    set_status(
        actor=ctx.actor,
        person_id=ctx.case.person_id,
        data={
            "kind": kind,
            "basis": ctx.pack.clause_of(_CLAUSE.get(kind, _OTHERWISE))[:100],
            "valid_from": since,
            "case_id": ctx.case.pk,
        },
        compartment=Compartment.ASYLUM,
    )
