# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a case -> facts of the law pack. What the register knows of the person comes from the register."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from panah.casework.models import ActionContent, Case
from panah.casework.registry import bulk_facts_for, facts_for
from panah.domains.asylum.history import History, Step
from panah.domains.asylum.law import local_day
from panah.domains.asylum.papers import GIVING_BACK, TAKING, held_documents, held_of
from panah.foundation.access.context import declared_actor
from panah.register.public import citizenships_of, home_state, person_facts

CLAIM, REVIEW = "asylum_claim", "status_review"

#: The areas of law that a file about protection asks for.
LAW = (
    "person",
    "asylum",
    "clocks",
    "centre",
    "work/exempt_status",
    "work/exempt_occupation",
    "work/permission",
    "departure/bars",
    "departure/refused",
    "departure/leaving",
)

_EXCLUSION = {
    "international_crime": "crime_against_peace",
    "serious_crime": "serious_crime_abroad",
    "un_purposes": "acts_against_un_purposes",
}


def _person(case: Case, on: dt.date) -> dict[str, Any]:
    actor = declared_actor()
    if actor is None:
        raise RuntimeError("The facts of a case are read by somebody: open acting() first.")
    return person_facts(actor, case.person, on)


def _given(**facts: Any) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def _said(step: Any, field: str) -> Any:
    return step.data.get(field) if step else None


def _on(step: Any) -> str | None:
    return step.on.isoformat() if step else None


@facts_for(CLAIM, law=LAW)
def claim_facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    """What is known of the claimant on a day, for `panah.law`. Facts that are not known are left out."""
    found = _person(case, on)
    return found | _claim(
        case, on, History.of(case), found.get("citizenships", []), originals_held=bool(held_documents(case.pk))
    )


@bulk_facts_for(CLAIM)
def claims_facts(cases: Sequence[Case], on: dt.date) -> list[Mapping[str, Any]]:
    """The same for many claims, in three queries."""
    histories = History.of_many(cases)
    kept: dict[Any, list[ActionContent]] = {case.pk: [] for case in cases}
    rows = ActionContent.objects.filter(case__in=list(kept), name__in=[*TAKING, GIVING_BACK])
    for row in rows.order_by("case_id", "at", "id"):
        kept[row.case_id].append(row)
    return [
        _claim(
            case,
            on,
            histories[case.pk],
            citizenships_of(case.person),
            originals_held=bool(held_of(kept[case.pk])),
        )
        for case in cases
    ]


def _claim(
    case: Case, on: dt.date, history: History, citizenships: Sequence[str], *, originals_held: bool
) -> dict[str, Any]:
    """What a claim itself tells."""
    found: dict[str, Any] = {}
    if case.state == "appealed":
        found["asylum_state"] = "appeal"
    home = home_state(case.pack, on)
    found["outside_country"] = home not in citizenships
    start, register = history.last("start"), history.last("register")
    invited, assessed = history.last("set_interview", "move_interview"), history.last("assess")
    found |= _given(
        claim_made_on=_said(start, "received_on"),
        claim_registered_on=_said(register, "registered_on"),
        interview_invited_on=_on(invited),
        interview_set_for=_day_of(_said(invited, "starts_at")),
        final_decision_on=_on(history.last("close_after_period")),
        moved_on=_said(history.last("record_address_change"), "moved_on"),
        address_reported_on=_on(history.last("record_address_change")),
        reopening_asked_on=_said(history.last("request_reopening"), "requested_on"),
        reopening_decided_on=_on(history.last("reopen")),
    )
    found |= _contact(history)
    found |= _decision(history)
    found |= _assessment(assessed.data if assessed else {})
    doubt = history.last("record_age_doubt")
    found["age_in_doubt"] = bool(doubt and not history.after(doubt, "decide_age"))
    found["originals_held"] = originals_held
    return found


def _day_of(moment: str | None) -> str | None:
    return local_day(moment).isoformat() if moment else None


def _contact(history: History) -> dict[str, Any]:
    missed = history.missed_interview()
    if missed is None:
        return {}
    since = dt.date.fromisoformat(missed.data["missed_on"])
    tried = history.attempts_since(since)
    contact = history.last_contact()
    return _given(
        interview_missed_on=since.isoformat(),
        last_contact_on=contact.isoformat() if contact else None,
        contact_attempts=len(tried),
        contact_channels=len({step.data["channel"] for step in tried}),
    )


def _decision(history: History) -> dict[str, Any]:
    decided, served = history.last("approve_decision", "close"), history.served()
    if decided is None or _undone(history, decided):
        return {}
    negative = decided.name == "close" or _said(history.last("draft_decision"), "outcome") not in ("granted", "kept")
    lodged, result = history.last("lodge_appeal"), history.last("decide_appeal")
    if result and not history.after(result, "approve_decision", "close"):
        negative = result.data.get("result") in ("upheld", "withdrawn")
    if served and served.action.seq < decided.action.seq:
        served = None
    return _given(
        decision_made_on=_on(decided),
        decision_negative=negative,
        decision_notified_on=_said(served, "notified_on"),
        appeal_filed_on=_said(lodged, "lodged_on"),
    )


def _undone(history: History, decided: Step) -> bool:
    """Whether a decision was annulled, or its claim reopened, since."""
    return any(
        step.data.get("result") == "annulled" or str(step.data.get("decision", "")).startswith("reopened")
        for step in history.after(decided, "decide_appeal", "reopen")
    )


def _assessment(data: Mapping[str, Any]) -> dict[str, Any]:
    if not data:
        return {}
    protected = [data.get("state_protection"), data.get("internal_alternative")]
    applied = {row["ground"] for row in data.get("exclusion") or [] if row.get("applies")}
    dates = sorted(row["published_on"] for row in data.get("country_information") or [])
    grounds = [ground for ground in data.get("grounds") or [] if ground != "none"]
    return _given(
        fear_well_founded=data.get("well_founded_fear"),
        persecution_ground=grounds[0] if grounds else "none",
        protection_available=any(protected),
        country_information_dated=dates[0] if dates else None,
        **{fact: ground in applied for ground, fact in _EXCLUSION.items()},
    )


@facts_for(REVIEW, law=LAW)
def review_facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    """What is known of a person whose status is under review. The status holds until the last appeal (RS-21)."""
    history = History.of(case)
    found = _person(case, on)
    if case.state == "appealed" and found.get("asylum_state") != "recognised":
        # A late appeal after the file was closed: nothing is final while it is pending.
        found["asylum_state"] = "appeal"
    invited = history.last("set_interview")
    found |= _given(interview_set_for=_day_of(_said(invited, "starts_at")))
    found |= _decision(history)
    return found
