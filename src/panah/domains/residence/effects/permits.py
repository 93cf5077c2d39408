# SPDX-License-Identifier: AGPL-3.0-or-later
"""Giving a permit of stay or residence on the grounds of the decision."""

import datetime as dt

from panah.casework.context import Context
from panah.casework.effects import ONE_DAY, give_permit, grounds_chosen
from panah.register.models import StatusKind

__all__ = ["ONE_DAY", "give_on_grounds"]


def give_on_grounds(ctx: Context, kind: StatusKind, *, document: str, since: dt.date, until: dt.date) -> None:
    """Give a status of stay, and the document that shows it, on the grounds that the decision chose.

    Args:
        kind: the status.
        document: the kind of paper, as letters and the check page know it.
        since: the first day. until: the last day, included.
    """
    grounds = grounds_chosen(ctx)
    basis = "; ".join(item.article for item in grounds) or ctx.procedure.articles[0]
    ground = grounds[0].code if grounds else ""
    give_permit(ctx, kind, basis=basis, ground=ground, document=document, since=since, until=until)
