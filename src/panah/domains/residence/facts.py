# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a case -> facts of the law pack. Answers that are facts come from the forms themselves (`casework.registry`).

Each procedure has one reading of many cases, in a bounded number of queries; a single case is read by the same code, so that a
file, the law over the register and a list of those touched by a change of law cannot disagree.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from panah.casework.earlier import earlier_refusals
from panah.casework.models import Case
from panah.casework.registry import bulk_facts_for, facts_for
from panah.casework.selectors.many import days_of, filed, newest, standing_decisions
from panah.foundation import clock
from panah.foundation.access.context import declared_actor
from panah.register.models import Affiliation
from panah.register.public import person_facts

EXTENSION, TEMPORARY, PERMANENT, REGISTRATION, VISA, CITIZENSHIP = (
    "stay_extension",
    "temporary_residence",
    "permanent_residence",
    "stay_registration",
    "visa",
    "citizenship_determination",
)
ONE_DAY = dt.timedelta(days=1)

Many = Callable[[Sequence[Case], dt.date], Sequence[Mapping[str, Any]]]


def _facts(procedure: str, law: tuple[str, ...]) -> Callable[[Many], Many]:
    """Register a reading of many cases, and the reading of one case that adds what the register knows of the person."""

    def register(many: Many) -> Many:
        bulk_facts_for(procedure)(many)

        @facts_for(procedure, law=law)
        def one(case: Case, on: dt.date) -> Mapping[str, Any]:
            actor = declared_actor()
            if actor is None:
                raise RuntimeError("The facts of a case are read by somebody: open acting() first.")
            return {**person_facts(actor, case.person, on), **many([case], on)[0]}

        return many

    return register


def _refused_before(cases: Sequence[Case], of: str = "") -> dict[Any, dt.date]:
    """The day on which the refusal was received after which somebody applies anew, or applies for this instead of what was refused."""
    return {case_id: refusal.received_on for case_id, refusal in earlier_refusals(cases, of=of).items()}


def _opened(case: Case) -> dt.date:
    return clock.local_date(case.opened_at or clock.now())


def _given(**facts: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in facts.items()
        if value is not None
    }


def _refusals_served(cases: Sequence[Case]) -> dict[Any, dt.date]:
    """The day on which a refusal that still stands was received."""
    return {
        case_id: clock.local_date(decision.notified_at)
        for case_id, decision in standing_decisions(cases).items()
        if decision.negative and decision.notified_at
    }


@_facts(EXTENSION, law=("person", "stay"))
def extension_facts(cases: Sequence[Case], on: dt.date) -> list[Mapping[str, Any]]:
    """What is known of those who ask to stay longer. An application that was accepted is a lawful bridge (MC 20.2)."""
    served = _refusals_served(cases)
    return [
        _given(
            stay_application_accepted_on=_opened(case),
            extension_applied_on=_opened(case),
            extension_refused_on=served.get(case.pk),
        )
        for case in cases
    ]


@_facts(REGISTRATION, law=("person", "stay"))
def registration_facts(cases: Sequence[Case], on: dt.date) -> list[Mapping[str, Any]]:
    """What is known of those who register the place of stay, and of their last move."""
    days, moves = days_of(cases, ["enter"]), newest(cases, "move")
    return [
        _given(
            stay_application_accepted_on=_opened(case),
            stay_registration_filed_on=_opened(case),
            stay_registered_on=days[case.pk].get("enter"),
            moved_on=moves.get(case.pk, {}).get("moved_on"),
        )
        for case in cases
    ]


@_facts(TEMPORARY, law=("person", "stay", "temporary"))
def temporary_facts(cases: Sequence[Case], on: dt.date) -> list[Mapping[str, Any]]:
    """What is known of those who ask for a temporary residence permit."""
    days, answers, before = days_of(cases, ["ask_opinion", "give_opinion"]), filed(cases), _refused_before(cases)
    permanent = _refused_before(cases, of=PERMANENT)
    found: list[Mapping[str, Any]] = []
    for case in cases:
        held = answers[case.pk].get("trp_valid_until")
        starts = max(dt.date.fromisoformat(str(held)) + ONE_DAY, on) if held else on
        found.append(
            _given(
                stay_application_accepted_on=_opened(case),
                trp_applied_on=_opened(case),
                trp_starts_on=starts,
                trp_opinion_asked_on=days[case.pk].get("ask_opinion"),
                trp_opinion_given_on=days[case.pk].get("give_opinion"),
                trp_refused_on=before.get(case.pk),
                prp_earlier_refused_on=permanent.get(case.pk),
            )
        )
    return found


@_facts(PERMANENT, law=("person", "stay", "temporary", "permanent"))
def permanent_facts(cases: Sequence[Case], on: dt.date) -> list[Mapping[str, Any]]:
    """What is known of those who ask for a permanent residence permit."""
    days, served = days_of(cases, ["ask_opinion", "give_opinion"]), _refusals_served(cases)
    before = _refused_before(cases)
    return [
        _given(
            stay_application_accepted_on=_opened(case),
            prp_applied_on=_opened(case),
            prp_starts_on=on,
            prp_opinion_asked_on=days[case.pk].get("ask_opinion"),
            prp_opinion_given_on=days[case.pk].get("give_opinion"),
            prp_refused_on=served.get(case.pk),
            prp_earlier_refused_on=before.get(case.pk),
        )
        for case in cases
    ]


@_facts(VISA, law=("person", "entry", "visa"))
def visa_facts(cases: Sequence[Case], on: dt.date) -> list[Mapping[str, Any]]:
    """What is known of a request to invite: when it went to the body that decides, and when and how that answered."""
    days, answers = days_of(cases, ["send", "answer"]), newest(cases, "answer")
    found: list[Mapping[str, Any]] = []
    for case in cases:
        taken, refused = days[case.pk], answers.get(case.pk, {}).get("result") == "refused"
        found.append(
            _given(
                visa_applied_on=taken.get("send", on),
                visa_answered_on=None if refused else taken.get("answer"),
                visa_refused_on=taken.get("answer") if refused else None,
            )
        )
    return found


@_facts(CITIZENSHIP, law=("person", "citizenship"))
def citizenship_facts(cases: Sequence[Case], on: dt.date) -> list[Mapping[str, Any]]:
    """What is known of a question of citizenship: since when it is asked, and its own result, whatever an earlier one was."""
    standing = standing_decisions(cases)
    found: list[Mapping[str, Any]] = []
    for case in cases:
        decision = standing.get(case.pk)
        result = decision.outcome if decision and decision.outcome in Affiliation.values else "none"
        found.append(
            _given(
                affiliation_asked_on=_opened(case),
                affiliation_result=result,
                # That result is given for this reason alone.
                affiliation_papers_missing=True if result == Affiliation.UNDETERMINED else None,
            )
        )
    return found
