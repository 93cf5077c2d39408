# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conditions of stay and residence that are more than a form, a record or a finding."""

from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.errors import Problem
from panah.casework.registry import predicate
from panah.register.marks import SELF_DECLARED

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


@predicate("identity_shown")
def identity_shown(ctx: Context) -> Problem | None:
    """Whoever opened their own account has shown passport and face before a paper is given out (policy: the law says who may
    get the paper, and this is how it is known that it is they)."""
    if SELF_DECLARED not in ctx.case.flags:
        return None
    return Problem(
        "identity_not_shown",
        _("The person has not shown who they are yet. Look at passport and face, and note it on the person's page."),
    )
