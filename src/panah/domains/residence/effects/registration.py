# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registration at the place of stay (MC 21): the status, the address, and their end."""

import datetime as dt

from panah.casework.context import Context
from panah.casework.effects import writes_as
from panah.casework.registry import effect
from panah.casework.services.papers import end_document, issue_document
from panah.domains.residence.effects.permits import ONE_DAY
from panah.foundation.access.roles import Compartment
from panah.register.models import StatusGroup, StatusKind
from panah.register.public import end_status, set_address, set_status

DOCUMENT = "stay_registration"


def _said(ctx: Context, field: str) -> str:
    """The newest answer: what was corrected goes before what was filed."""
    for name in ("correct", "start"):
        found = (ctx.content(name) or {}).get(field)
        if found:
            return str(found)
    return ""


def _home(ctx: Context) -> str:
    """The country of the pack, as the register writes countries."""
    import pycountry

    code = str(ctx.parameter("state.code").value)
    found = pycountry.countries.get(alpha_2=code)
    return str(found.alpha_3) if found else code


def _live_at(ctx: Context, *, text: str, district: str, since: dt.date) -> None:
    set_address(
        actor=writes_as(ctx),
        person_id=ctx.case.person_id,
        data={"text": text, "district": district[:100], "country": _home(ctx), "valid_from": since},
        compartment=Compartment.STAY,
    )


@effect("register_stay")
def register_stay(ctx: Context) -> None:
    """Entered from today until the stay ends: the visa's last day, the visa-free term, or the protection of UNHCR (21.5, 21.6)."""
    last = ctx.finding("stay_registration_until").value
    until = dt.date.fromisoformat(str(last)) if last else ctx.on
    set_status(
        actor=ctx.actor,
        person_id=ctx.case.person_id,
        data={
            "kind": StatusKind.STAY_REGISTERED,
            "basis": ctx.pack.clause_of("stay_registration_until")[:100],
            "valid_from": ctx.on,
            "valid_to": max(until, ctx.on) + ONE_DAY,
            "case_id": ctx.case.pk,
        },
        compartment=Compartment.STAY,
    )
    _live_at(ctx, text=_said(ctx, "address"), district=_said(ctx, "district"), since=ctx.on)
    issue_document(ctx, DOCUMENT, valid_until=max(until, ctx.on))


@effect("move_stay")
def move_stay(ctx: Context) -> None:
    """The new address; the registration goes on."""
    answers = ctx.answers
    _live_at(
        ctx,
        text=str(answers["address"]),
        district=str(answers["district"]),
        since=dt.date.fromisoformat(str(answers["moved_on"])),
    )


@effect("end_stay_registration")
def end_stay_registration(ctx: Context) -> None:
    """Ended by departure, or by itself at its last day (21.8)."""
    left = ctx.answers.get("departed_on") if ctx.data else None
    day = dt.date.fromisoformat(str(left)) if left else ctx.on
    end_status(
        actor=writes_as(ctx),
        person_id=ctx.case.person_id,
        group=StatusGroup.REGISTRATION,
        ends_on=day,
        compartment=Compartment.STAY,
    )
    end_document(ctx, DOCUMENT, because="ended")
