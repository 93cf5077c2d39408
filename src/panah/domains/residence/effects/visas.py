# SPDX-License-Identifier: AGPL-3.0-or-later
"""A visa as another body gave it (MC 24-38): checked against what the Code allows, and held as a status of its days."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.errors import Problem
from panah.casework.registry import effect, predicate
from panah.domains.residence.effects.permits import ONE_DAY
from panah.foundation.access.roles import Compartment
from panah.foundation.days import say_day
from panah.register.models import StatusKind
from panah.register.public import set_status


@predicate("visa_is_possible")
def visa_is_possible(ctx: Context) -> list[Problem]:
    """A visa that shows more days, or is valid longer, than the Code has is typed wrongly or was given wrongly: ask first."""
    if ctx.data is None:
        return []  # nothing has been typed yet: the step is only offered
    answers, found = ctx.answers, []
    most = ctx.finding("visa_stay_longest").value
    if most is not None and int(answers.get("days_of_stay") or 0) > int(most):
        found.append(
            Problem(
                "visa_stay_too_long",
                _("This kind of visa has at most %(days)s days of stay. Look at the visa again.") % {"days": most},
                article=ctx.pack.clause_of("visa_stay_longest"),
            )
        )
    last = ctx.finding("visa_valid_longest_until").value
    if last and str(answers.get("visa_ends_on") or "") > str(last):
        found.append(
            Problem(
                "visa_valid_too_long",
                _("A visa from this day is valid until %(date)s at most. Look at the visa again.")
                % {"date": say_day(str(last))},
                article=ctx.pack.clause_of("visa_valid_longest_until"),
            )
        )
    return found


@effect("register_visa")
def register_visa(ctx: Context) -> None:
    """Held from its first day to its last with its days of stay; the kind is the ground. An earlier visa ends where this one begins."""
    answers = ctx.answers
    last = dt.date.fromisoformat(str(answers["visa_ends_on"]))
    set_status(
        actor=ctx.actor,
        person_id=ctx.case.person_id,
        data={
            "kind": StatusKind.VISA,
            "basis": "MC 24",
            "ground": str(answers["visa_kind"]),
            "valid_from": dt.date.fromisoformat(str(answers["visa_starts_on"])),
            "valid_to": last + ONE_DAY,
            "case_id": ctx.case.pk,
            "stay_days": int(answers["days_of_stay"]),
            "entered_on": answers.get("arrived_on"),
        },
        compartment=Compartment.STAY,
    )
