# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a case -> facts of the law pack. Answers that are facts come from the forms themselves (`casework.registry`)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework.models import Action, ActionContent, Case, Decision
from panah.casework.registry import facts_for
from panah.domains.employment.models import QuotaPlace, Territory
from panah.domains.employment.selectors import quota_for
from panah.foundation import clock
from panah.foundation.access.context import declared_actor
from panah.register.public import person_facts

WORK_PERMIT = "work_permit"


def _day(moment: dt.datetime | None) -> str | None:
    return clock.local_date(moment).isoformat() if moment else None


def _done_on(case: Case, name: str) -> str | None:
    return _day(Action.objects.filter(case=case, name=name).order_by("-seq").values_list("at", flat=True).first())


def first_answers(case: Case) -> Mapping[str, Any]:
    """What was filed."""
    return ActionContent.objects.filter(case=case, name="start").values_list("data", flat=True).first() or {}


def quota_of(filed: Mapping[str, Any], year: int) -> Any:
    """The quota against which an application counts; None while it has not been entered or the activity is not known."""
    activity = filed.get("activity")
    territory = filed.get("territory") or Territory.COUNTRY
    return quota_for(year, str(activity), str(territory)) if activity else None


@facts_for(WORK_PERMIT, law=("person", "work"))
def work_permit_facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    """What is known of somebody for whom an employer asks for a permit."""
    actor = declared_actor()
    if actor is None:
        raise RuntimeError("The facts of a case are read by somebody: open acting() first.")
    found = dict(person_facts(actor, case.person, on))
    filed = first_answers(case)
    quota = quota_of(filed, on.year)
    decision = Decision.objects.filter(case=case, annulled_at=None).first()
    opinion = ActionContent.objects.filter(case=case, name="give_opinion").order_by("-at").first()
    held = filed.get("wp_valid_until") if filed.get("wp_is_extension") else None
    starts = dt.date.fromisoformat(str(held)) + dt.timedelta(days=1) if held else on
    more = {
        "wp_filed_on": _day(case.opened_at or clock.now()),
        "wp_starts_on": max(starts, on).isoformat(),
        "labour_opinion_asked_on": _done_on(case, "ask_opinion"),
        "labour_opinion_given_on": _done_on(case, "give_opinion"),
        "wp_decided_on": _day(decision.decided_at) if decision and not decision.negative else None,
        "wp_refused_on": _day(decision.notified_at) if decision and decision.negative else None,
        "wp_fee_paid_on": _done_on(case, "record_payment"),
    }
    if opinion is not None:
        more["labour_opinion_negative"] = opinion.data.get("opinion") == "objection"
    if quota is not None and not QuotaPlace.objects.filter(case=case, released_at=None).exists():
        more |= {"quota_places": quota.places, "quota_used": quota.used}
    return found | {name: value for name, value in more.items() if value is not None}
