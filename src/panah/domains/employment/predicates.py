# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conditions of a work permit that are more than a form, a record or a finding."""

from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.earlier import earlier_refusals
from panah.casework.errors import Problem
from panah.casework.models import Case
from panah.casework.procedure.facts import facts_of
from panah.casework.registry import assess_case, predicate
from panah.domains.employment.facts import cases_of_same_employer, first_answers, in_a_place_already, quota_of
from panah.register.bitemporal import current
from panah.register.models import LegalStatus, StatusGroup


@predicate("quota_entered")
def quota_entered(ctx: Context) -> Problem | None:
    """Where the work counts in the quota, the quota of the year is known: nothing is granted past it."""
    if ctx.finding("quota_counts").value is not True or quota_of(first_answers(ctx.case), ctx.on.year):
        return None
    if in_a_place_already([ctx.case], ctx.on.year):
        return None
    return Problem(
        "quota_missing",
        _("The quota of %(year)s has not been entered for this activity. The head of the unit enters it; then go on.")
        % {"year": ctx.on.year},
        article=ctx.pack.clause_of("quota_counts"),
    )


@predicate("work_refusal_overcome")
def work_refusal_overcome(ctx: Context) -> Problem | None:
    """An employer that was refused applies again once the reason is gone; another employer's refusal is not its matter (MC 67.8)."""
    before = earlier_refusals([ctx.case], ctx.data).get(ctx.case.pk)
    if before is None or ctx.data is None:
        return None
    said = {"wp_earlier_refused_on": before.received_on.isoformat()} | facts_of(ctx.rule.form, ctx.data)
    found = assess_case(ctx.case, ctx.on, ctx.actor.language, ["wp_may_apply_again"], also=said)
    if found.value("wp_may_apply_again") is True:
        return None
    return Problem(
        "law",
        _(
            "Your earlier application for this person was refused. A new one can be made once the reason is gone: answer the "
            "question about it."
        ),
        article=ctx.pack.clause_of("wp_may_apply_again"),
        details={"variable": "wp_may_apply_again"},
    )


@predicate("transfer_of_a_permit_held")
def transfer_of_a_permit_held(ctx: Context) -> Problem | None:
    """A transfer takes the place of a permit that the register holds; without one it would be a permit free of duty."""
    if not first_answers(ctx.case).get("wp_transfer") or ctx.finding("wp_transfer_needs_new_permit").value is True:
        return None
    return Problem(
        "no_permit_held",
        _("The register holds no work permit of this person now, so there is nothing to transfer. Apply for a permit."),
        article=ctx.pack.clause_of("wp_transfer_needs_new_permit"),
    )


@predicate("same_employer_goes_on")
def same_employer_goes_on(ctx: Context) -> Problem | None:
    """An extension, and another job without a reorganisation, are of the employer that has the permit (MC 69, 70).

    The register says whose permit it is. One that was taken over from elsewhere, or lies at an office whose files the
    reader does not see, is left to the officer.
    """
    asked = first_answers(ctx.case)
    moved = asked.get("wp_transfer") and asked.get("transfer_kind") != "reorganisation"
    if not (asked.get("wp_is_extension") or moved):
        return None
    given = Case.objects.filter(
        pk__in=LegalStatus.objects.filter(
            current(ctx.on), person_id=ctx.case.person_id, group=StatusGroup.WORK
        ).values_list("case_id", flat=True)
    ).first()
    own = {ctx.case.pk, *(case.pk for case in cases_of_same_employer(ctx.case))}
    if given is None or given.pk in own:
        return None
    return Problem(
        "other_employer",
        _(
            "The permit held is of another employer. A new employer applies for a permit of its own once that one has ended."
        ),
        article=ctx.pack.clause_of("wp_second_permit_barred"),
    )
