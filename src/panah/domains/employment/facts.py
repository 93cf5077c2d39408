# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a case -> facts of the law pack. Answers that are facts come from the forms themselves (`casework.registry`)."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from panah.casework.earlier import earlier_refusals
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


def cases_of_same_employer(case: Case) -> list[Case]:
    """Other applications for the same person by the same employer, as far as the reader may see them."""
    number = first_answers(case).get("employer_number")
    others = list(Case.objects.filter(person_id=case.person_id, procedure_key=WORK_PERMIT).exclude(pk=case.pk))
    answers = filed(others)
    return [one for one in others if number and answers[one.pk].get("employer_number") == number]


def in_a_place_already(
    cases: Sequence[Case], year: int, answers: Mapping[uuid.UUID, Mapping[str, Any]] | None = None
) -> set[uuid.UUID]:
    """Extensions and transfers that take no second place of the quota of a year: the quota counts people at work (MC 51.5).

    A transfer ends with the permit that it takes the place of, whenever that got its place. An extension stands in the
    place only within the same quota; whether one granted in a later year takes a place of that year was not established,
    and the quota is yearly: it takes one. answers: what was filed, where the caller has read it. One query more.
    """
    answers = filed(cases) if answers is None else answers
    going = [c for c in cases if answers[c.pk].get("wp_is_extension") or answers[c.pk].get("wp_transfer")]
    if not going:
        return set()
    rows = QuotaPlace.objects.filter(case__person__in=[case.person_id for case in going], released_at=None)
    held = list(
        rows.values_list("case__person_id", "case_id", "quota__year", "quota__activity", "quota__territory").distinct()
    )
    found: set[uuid.UUID] = set()
    for case in going:
        said = answers[case.pk]
        same = (year, str(said.get("activity")), str(said.get("territory") or Territory.COUNTRY))
        for person_id, case_id, *quota in held:
            if person_id == case.person_id and case_id != case.pk and (said.get("wp_transfer") or tuple(quota) == same):
                found.add(case.pk)
    return found


@facts_for(WORK_PERMIT, law=("person", "work"))
def work_permit_facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    """What is known of somebody for whom an employer asks for a permit."""
    actor = declared_actor()
    if actor is None:
        raise RuntimeError("The facts of a case are read by somebody: open acting() first.")
    return {**person_facts(actor, case.person, on), **work_permits_facts([case], on)[0]}


@bulk_facts_for(WORK_PERMIT)
def work_permits_facts(cases: Sequence[Case], on: dt.date) -> list[Mapping[str, Any]]:
    """The same for many applications, without what the register knows of the people, in ten queries."""
    answers, decisions, opinions = filed(cases), standing_decisions(cases), newest(cases, "give_opinion")
    days = days_of(cases, ["ask_opinion", "give_opinion", "record_payment", "report_change", "report_end"])
    placed, before = in_a_place_already(cases, on.year, answers), earlier_refusals(cases)
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
            "wp_earlier_refused_on": before[case.pk].received_on if case.pk in before else None,
            "wp_refused_on": clock.local_date(served) if served else None,
            "wp_fee_paid_on": taken.get("record_payment"),
            "wp_change_reported_on": taken.get("report_change"),
            "wp_end_reported_on": taken.get("report_end"),
        }
        if case.pk in opinions:
            facts["labour_opinion_negative"] = opinions[case.pk].get("opinion") == "objection"
        quota = quotas.get((str(said.get("activity")), str(said.get("territory") or Territory.COUNTRY)))
        if quota is not None and case.pk not in holding and case.pk not in placed:
            facts |= {"quota_places": quota.places, "quota_used": quota.used}
        found.append(
            {
                name: value.isoformat() if isinstance(value, dt.date) else value
                for name, value in facts.items()
                if value is not None
            }
        )
    return found
