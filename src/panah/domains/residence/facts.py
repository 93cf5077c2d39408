# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a case -> facts of the law pack. Answers that are facts come from the forms themselves (`casework.registry`)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework.models import Action, ActionContent, Case, Decision
from panah.casework.registry import facts_for
from panah.foundation import clock
from panah.foundation.access.context import declared_actor
from panah.register.public import person_facts

EXTENSION, TEMPORARY, PERMANENT, REGISTRATION = (
    "stay_extension",
    "temporary_residence",
    "permanent_residence",
    "stay_registration",
)
ONE_DAY = dt.timedelta(days=1)


def known_facts(case: Case, on: dt.date) -> dict[str, Any]:
    """What the register knows of the person, and that an application was accepted (MC 20.2: a lawful bridge)."""
    actor = declared_actor()
    if actor is None:
        raise RuntimeError("The facts of a case are read by somebody: open acting() first.")
    found = person_facts(actor, case.person, on)
    found["stay_application_accepted_on"] = _opened(case)
    return found


def _opened(case: Case) -> str:
    return clock.local_date(case.opened_at or clock.now()).isoformat()


def _done_on(case: Case, *names: str) -> str | None:
    """The day on which one of these steps was last taken."""
    last = Action.objects.filter(case=case, name__in=names).order_by("-seq").values_list("at", flat=True).first()
    return clock.local_date(last).isoformat() if last else None


def _given(**facts: Any) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def _served(case: Case) -> str | None:
    """The day on which a refusal that still stands was received."""
    decision = Decision.objects.filter(case=case, annulled_at=None, negative=True).first()
    return clock.local_date(decision.notified_at).isoformat() if decision and decision.notified_at else None


def _first_answers(case: Case) -> Mapping[str, Any]:
    row = ActionContent.objects.filter(case=case, name="start").values_list("data", flat=True).first()
    return row or {}


@facts_for(EXTENSION, law=("person", "stay"))
def extension_facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    """What is known of somebody who asks to stay longer."""
    return known_facts(case, on) | _given(extension_applied_on=_opened(case), extension_refused_on=_served(case))


@facts_for(REGISTRATION, law=("person", "stay"))
def registration_facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    """What is known of somebody who registers the place of stay."""
    return known_facts(case, on) | _given(
        stay_registration_filed_on=_opened(case), stay_registered_on=_done_on(case, "enter")
    )


@facts_for(TEMPORARY, law=("person", "stay", "temporary"))
def temporary_facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    """What is known of somebody who asks for a temporary residence permit."""
    held = _first_answers(case).get("trp_valid_until")
    starts = max(dt.date.fromisoformat(str(held)) + ONE_DAY, on) if held else on
    return known_facts(case, on) | _given(
        trp_applied_on=_opened(case),
        trp_starts_on=starts.isoformat(),
        trp_opinion_asked_on=_done_on(case, "ask_opinion"),
        trp_opinion_given_on=_done_on(case, "give_opinion"),
        trp_refused_on=_served(case),
    )


@facts_for(PERMANENT, law=("person", "stay", "temporary", "permanent"))
def permanent_facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    """What is known of somebody who asks for a permanent residence permit."""
    return known_facts(case, on) | _given(
        prp_applied_on=_opened(case),
        prp_starts_on=on.isoformat(),
        prp_opinion_asked_on=_done_on(case, "ask_opinion"),
        prp_opinion_given_on=_done_on(case, "give_opinion"),
        prp_refused_on=_served(case),
    )
