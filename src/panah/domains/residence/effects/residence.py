# SPDX-License-Identifier: AGPL-3.0-or-later
"""Temporary and permanent residence permits (MC 44-56)."""

import datetime as dt

from panah.casework.context import Context
from panah.casework.registry import effect
from panah.domains.residence.effects.permits import ONE_DAY, give_on_grounds
from panah.law.units import Duration
from panah.register.models import StatusKind

CARD = "residence_card"


def _day(value: object) -> dt.date | None:
    return dt.date.fromisoformat(str(value)) if value else None


def next_day_of_permit(ctx: Context, valid_until: object) -> dt.date:
    """The first day of a new permit: after the present one where that still runs, else today."""
    held = _day(valid_until)
    return max(held + ONE_DAY, ctx.on) if held else ctx.on


@effect("give_temporary_residence")
def give_temporary_residence(ctx: Context) -> None:
    """For the months that were asked for and paid, and no longer than Article 49 allows."""
    asked = ctx.content("start") or {}
    since = next_day_of_permit(ctx, asked.get("trp_valid_until"))
    until = ctx.pack.calendar.add(since, Duration(int(asked["trp_months"]), "month"))
    last = until.date() if isinstance(until, dt.datetime) else until
    longest = _day(ctx.finding("trp_longest_until").value)
    give_on_grounds(
        ctx,
        StatusKind.TEMPORARY_RESIDENCE,
        document=CARD,
        since=since,
        until=min(last, longest) if longest else last,
    )


@effect("give_permanent_residence")
def give_permanent_residence(ctx: Context) -> None:
    """For the years of Article 54.12; it can be renewed without limit."""
    until = _day(ctx.finding("prp_longest_until").value)
    if until is None:
        raise RuntimeError("The first day of the permit is a fact that the domain gives.")
    give_on_grounds(ctx, StatusKind.PERMANENT_RESIDENCE, document=CARD, since=ctx.on, until=until)
