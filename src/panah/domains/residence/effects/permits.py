# SPDX-License-Identifier: AGPL-3.0-or-later
"""Giving a permit: the status that the register holds, and the paper with its code."""

import datetime as dt

from panah.casework.context import Context
from panah.casework.effects import grounds_chosen
from panah.casework.models import IssuedDocument
from panah.casework.services.papers import issue_document
from panah.foundation.access.roles import Compartment
from panah.register.models import StatusKind
from panah.register.public import set_status

ONE_DAY = dt.timedelta(days=1)


def give_permit(ctx: Context, kind: StatusKind, *, document: str, since: dt.date, until: dt.date) -> IssuedDocument:
    """Give the person a status of stay, and the document that shows it.

    Args:
        kind: the status.
        document: the kind of paper, as letters and the check page know it.
        since: the first day. until: the last day, included.
    """
    grounds = grounds_chosen(ctx)
    set_status(
        actor=ctx.actor,
        person_id=ctx.case.person_id,
        data={
            "kind": kind,
            "basis": "; ".join(item.article for item in grounds)[:100] or ctx.procedure.articles[0],
            "ground": grounds[0].code if grounds else "",
            "valid_from": since,
            "valid_to": until + ONE_DAY,
            "case_id": ctx.case.pk,
        },
        compartment=Compartment.STAY,
    )
    return issue_document(ctx, document, valid_until=until)
