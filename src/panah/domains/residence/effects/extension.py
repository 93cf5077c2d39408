# SPDX-License-Identifier: AGPL-3.0-or-later
"""Extension of temporary stay (MC 39-43)."""

import datetime as dt

from panah.casework.context import Context
from panah.casework.registry import effect
from panah.domains.residence.effects.permits import ONE_DAY, give_on_grounds
from panah.register.models import StatusKind

DOCUMENT = "stay_extension"


@effect("extend_stay")
def extend_stay(ctx: Context) -> None:
    """The stay goes on from the day after its present end for the days granted, at most as far as Article 42.1 allows."""
    ends, longest = ctx.finding("stay_allowed_until").value, ctx.finding("extension_longest_until").value
    present = dt.date.fromisoformat(ends) if ends else ctx.on
    days = int((ctx.content("start") or {})["extension_days"])
    until = present + dt.timedelta(days=days)
    if longest:
        until = min(until, dt.date.fromisoformat(longest))
    give_on_grounds(ctx, StatusKind.TEMPORARY_STAY, document=DOCUMENT, since=present + ONE_DAY, until=until)
