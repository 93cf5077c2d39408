# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registration at the place of stay (MC 21): the status, the address, and their end."""

import datetime as dt

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.effects import writes_as
from panah.casework.errors import Problem
from panah.casework.registry import effect, predicate
from panah.casework.services.papers import end_document, issue_document
from panah.domains.residence.effects.permits import ONE_DAY
from panah.foundation.access.roles import Compartment
from panah.foundation.days import say_day
from panah.register.models import Address, StatusGroup, StatusKind
from panah.register.public import end_address, end_status, home_country, set_address, set_status

DOCUMENT = "stay_registration"


def _said(ctx: Context, field: str) -> str:
    """The newest answer: what was corrected goes before what was filed."""
    for name in ("correct", "start"):
        found = (ctx.content(name) or {}).get(field)
        if found:
            return str(found)
    return ""


def _live_at(ctx: Context, *, text: str, district: str, since: dt.date) -> None:
    set_address(
        actor=writes_as(ctx),
        person_id=ctx.case.person_id,
        data={
            "text": text,
            "district": district[:100],
            "country": home_country(ctx.case.pack, ctx.on),
            "valid_from": since,
        },
        compartment=Compartment.STAY,
    )


def _addresses_at(ctx: Context, day: dt.date) -> QuerySet[Address]:
    """Where the person lives on a day, by what is held now."""
    return Address.objects.filter(
        person_id=ctx.case.person_id, compartment=Compartment.STAY, recorded__upper_inf=True, valid__contains=day
    )


@predicate("moved_while_registered")
def moved_while_registered(ctx: Context) -> Problem | None:
    """A move or a departure lies after the day on which the present address began: nobody leaves a place before coming to it."""
    if ctx.data is None:
        return None  # nothing has been typed yet: the step is only offered
    said = ctx.answers.get("moved_on") or ctx.answers.get("departed_on")
    since = Address.objects.filter(
        person_id=ctx.case.person_id, compartment=Compartment.STAY, recorded__upper_inf=True
    ).aggregate(last=Max("valid__startswith"))["last"]
    if not said or since is None or dt.date.fromisoformat(str(said)) >= since:
        return None
    return Problem(
        "before_registration",
        _("This day lies before the present address began (%(date)s). Check the date.") % {"date": say_day(since)},
        article="MC 21.9",
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
    """Ended by departure, or by itself at its last day (21.8).

    Only a departure ends the address: somebody whose term is over may live there by another right.
    """
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
    if left:
        for address in _addresses_at(ctx, day).filter(valid__startswith__lt=day):
            end_address(actor=writes_as(ctx), address_id=address.pk, ended_on=day)
