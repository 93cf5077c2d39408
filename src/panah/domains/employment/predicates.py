# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conditions of a work permit that are more than a form, a record or a finding."""

from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.errors import Problem
from panah.casework.registry import predicate
from panah.domains.employment.facts import first_answers, quota_of


@predicate("quota_entered")
def quota_entered(ctx: Context) -> Problem | None:
    """Where the work counts in the quota, the quota of the year is known: nothing is granted past it."""
    if ctx.finding("quota_counts").value is not True or quota_of(first_answers(ctx.case), ctx.on.year):
        return None
    return Problem(
        "quota_missing",
        _("The quota of %(year)s has not been entered for this activity. The head of the unit enters it; then go on.")
        % {"year": ctx.on.year},
        article=ctx.pack.clause_of("quota_counts"),
    )
