# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conditions of stay and residence that are more than a form, a record or a finding."""

from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.errors import Problem
from panah.casework.registry import predicate

TEST = "record_test"


@predicate("test_taken")
def test_taken(ctx: Context) -> Problem | None:
    """The commission has tested whoever has to be tested (MC 54.5)."""
    if ctx.finding("prp_test_required").value is not True or ctx.last(TEST):
        return None
    return Problem(
        "test_missing",
        _("The commission has to test the person first: rights, duties and the state language."),
        article=ctx.pack.clause_of("prp_test_required"),
    )
