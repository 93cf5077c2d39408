# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a case -> facts of the law pack. Answers that are facts come from the forms themselves (`casework.registry`)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from panah.casework.models import Case
from panah.casework.registry import bulk_facts_for, facts_for
from panah.casework.selectors.many import days_of, filed, newest, standing_decisions
from panah.domains.employment.models import Quota, QuotaPlace, Territory
from panah.domains.employment.selectors import quota_for
from panah.foundation import clock
from panah.foundation.access.context import declared_actor
from panah.register.public import person_facts

WORK_PERMIT = "work_permit"


def first_answers(case: Case) -> Mapping[str, Any]:
    """What was filed."""
    return filed([case])[case.pk]


def quota_of(answers: Mapping[str, Any], year: int) -> Any:
    """The quota against which an application counts; None while it has not been entered or the activity is not known."""
    activity = answers.get("activity")
    territory = answers.get("territory") or Territory.COUNTRY
    return quota_for(year, str(activity), str(territory)) if activity else None


@facts_for(WORK_PERMIT, law=("person", "work"))
def work_permit_facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    """What is known of somebody for whom an employer asks for a permit."""
    actor = declared_actor()
    if actor is None:
        raise RuntimeError("The facts of a case are read by somebody: open acting() first.")
    return {**person_facts(actor, case.person, on), **work_permits_facts([case], on)[0]}


@bulk_facts_for(WORK_PERMIT)
def work_permits_facts(cases: Sequence[Case], on: dt.date) -> list[Mapping[str, Any]]:
    """The same for many applications, without what the register knows of the people, in six queries."""
    answers, decisions, opinions = filed(cases), standing_decisions(cases), newest(cases, "give_opinion")
    days = days_of(cases, ["ask_opinion", "give_opinion", "record_payment"])
    holding = set(
        QuotaPlace.objects.filter(case__in=[case.pk for case in cases], released_at=None).values_list(
            "case_id", flat=True
        )
    )
    quotas = {(row.activity, row.territory): row for row in Quota.objects.filter(year=on.year)}
    found: list[Mapping[str, Any]] = []
    for case in cases:
        said, decision, taken = answers[case.pk], decisions.get(case.pk), days[case.pk]
        held = said.get("wp_valid_until") if said.get("wp_is_extension") else None
        starts = dt.date.fromisoformat(str(held)) + dt.timedelta(days=1) if held else on
        granted = decision.decided_at if decision and not decision.negative else None
        served = decision.notified_at if decision and decision.negative else None
        facts: dict[str, Any] = {
            "wp_filed_on": clock.local_date(case.opened_at or clock.now()),
            "wp_starts_on": max(starts, on),
            "labour_opinion_asked_on": taken.get("ask_opinion"),
            "labour_opinion_given_on": taken.get("give_opinion"),
            "wp_decided_on": clock.local_date(granted) if granted else None,
            "wp_refused_on": clock.local_date(served) if served else None,
            "wp_fee_paid_on": taken.get("record_payment"),
        }
        if case.pk in opinions:
            facts["labour_opinion_negative"] = opinions[case.pk].get("opinion") == "objection"
        quota = quotas.get((str(said.get("activity")), str(said.get("territory") or Territory.COUNTRY)))
        if quota is not None and case.pk not in holding:
            facts |= {"quota_places": quota.places, "quota_used": quota.used}
        found.append(
            {
                name: value.isoformat() if isinstance(value, dt.date) else value
                for name, value in facts.items()
                if value is not None
            }
        )
    return found
