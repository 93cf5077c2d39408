# SPDX-License-Identifier: AGPL-3.0-or-later
"""What invented applicants and officers of stay write into the forms, on the day that the clock says."""

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

from panah.foundation import clock
from panah.interfaces.cli.seed.stay.stories import (
    BAN,
    CITIZENSHIP,
    EXIT,
    EXPULSION,
    EXTENSION,
    PERMANENT,
    REGISTRATION,
    TEMPORARY,
    UNDESIRABLE,
    WORK,
)

if TYPE_CHECKING:
    from panah.interfaces.cli.seed.stay.run import Application

#: What is asked for on which ground, in figures above what the law asks.
_TEMPORARY: tuple[tuple[str, dict[str, Any]], ...] = (
    ("45.1.1", {"close_relative_of_citizen": True}),
    ("45.1.3", {"real_estate_value": 164_000}),
    ("45.1.3-1", {"deposit_amount": 130_000}),
    ("45.1.9", {"full_time_student": True}),
    ("45.1.4", {"high_level_specialist": True, "inviter_petition": True}),
)
_PERMANENT: tuple[tuple[str, dict[str, Any]], ...] = (
    ("52.1.1", {"close_family_citizen": True}),
    ("52.1.3", {"real_estate_value": 270_000}),
)
#: An invented activity of the classification, and what is done in it.
TRADES: tuple[tuple[str, str, str], ...] = (
    ("F", "Crane fitter", "A crane of this make has not been put up here before."),
    ("C", "Loom setter", "The looms came with instructions in another language."),
    ("I", "Pastry cook", "The kitchen of the region is asked for by the guests."),
)


def _day(days: int) -> str:
    return (clock.today() + dt.timedelta(days=days)).isoformat()


def filing(application: "Application") -> dict[str, Any]:
    """What is filed."""
    given = dict(_FILED[application.matter.procedure](application))
    if application.takes_papers:
        given["papers"] = application.papers() if application.matter.papers else []
    return given


def _registration(application: "Application") -> dict[str, Any]:
    return {
        "arrived_on": _day(-application.chance.choice((1, 2, 4, 9))),
        "visa_free_entry": True,
        "address": application.family.address,
        "district": application.family.town,
        "receiving_party": application.chance.choice(("hotel", "owner", "employer")),
    }


def _extension(application: "Application") -> dict[str, Any]:
    chance = application.chance
    grounds: tuple[dict[str, Any], ...] = (
        {"needs_urgent_treatment": True},
        {"relative_ill_or_dead": True},
        {"work_trip_unfinished": True, "inviter_petition": True},
    )
    return {
        "arrived_on": _day(-chance.randint(40, 70)),
        "visa_free_entry": False,
        "visa_stay_until": _day(chance.randint(6, 14)),
        "extension_days": chance.choice((15, 30, 30, 60)),
        "extension_fast": application.matter.fast,
        "dwelling_own": True,
        "passport_valid_until": _day(900),
        **chance.choice(grounds),
    }


def _grounds(chance: Random, among: tuple[tuple[str, dict[str, Any]], ...]) -> dict[str, Any]:
    ground, facts = chance.choice(among)
    return {"ground": ground, **facts}


def _temporary(application: "Application") -> dict[str, Any]:
    return {
        **_grounds(application.chance, _TEMPORARY),
        "trp_is_extension": False,
        "trp_months": application.chance.choice((3, 6, 12, 12)),
        "trp_fast": application.matter.fast,
        "dwelling_own": True,
        "passport_valid_until": _day(1700),
    }


def _permanent(application: "Application") -> dict[str, Any]:
    return {
        **_grounds(application.chance, _PERMANENT),
        "trp_unbroken_since": _day(-application.chance.randint(800, 1400)),
        "trp_counts_for_permanent": True,
        "prp_tier": "slowest",
        "dwelling_own": True,
        "passport_valid_until": _day(2600),
        "days_abroad_in_window": application.chance.randint(0, 30),
    }


def _work(application: "Application") -> dict[str, Any]:
    activity, occupation, need = application.chance.choice(TRADES)
    return {
        "employer_kind": "company",
        "employer_name": "Uydurma İşlər MMC",
        "employer_number": "1400000001",
        "activity": activity,
        "territory": "country",
        "occupation": occupation,
        "need": need,
        "wp_contract_until": _day(500),
        "wp_months": application.chance.choice((3, 6, 12)),
        "wp_speed": "fast" if application.matter.fast else "usual",
        "wp_is_extension": False,
    }


def _expulsion(application: "Application") -> dict[str, Any]:
    ground, facts = application.chance.choice(
        (
            ("79.1-temporary", {"trp_cancelled": True}),
            ("79.1-permanent", {"prp_cancelled": True}),
            ("79.1-visa", {"visa_cancelled": True}),
        )
    )
    return {
        "ground": ground,
        **facts,
        "act": f"Invented decision {application.number}",
        "account": "The paper for the stay was cancelled, and nobody has asked for another one.",
    }


def _heard(application: "Application") -> dict[str, Any]:
    if application.matter.procedure == CITIZENSHIP:
        return {
            "heard_on": _day(0),
            "came": True,
            "language": "az",
            "minutes": "Where the family lived, which papers there were, and what became of them.",
            "read_back": True,
        }
    citizenships = application.family.people[0].citizenships
    return {
        "heard": "heard",
        "heard_on": _day(0),
        "knows_azerbaijani": True,
        "language": "az",
        "said": "The work has ended, and the room is given up.",
        "citizenship_state_receives": True,
        "residence_state_receives": True,
        "destination": citizenships[0] if citizenships else "TUR",
        "danger_in_destination": False,
    }


def _restriction(application: "Application") -> dict[str, Any]:
    told = {"told_by": "Uydurma məhkəməsi", "paper_of": "No 17"} if application.matter.procedure != BAN else {}
    return {
        "ground": application.matter.refusal,
        "first_day": _day(0),
        "known": "By a letter that came today, and by what the register held already.",
        "reasons": "What the letter says was checked and is so.",
        **told,
    }


def second(application: "Application") -> dict[str, Any]:
    """What opens the second matter of a person: a permit that may be cancelled."""
    return {
        "cancellation_grounds": [application.matter.refusal],
        "known": "The office that keeps these books wrote so this week.",
        **application.matter.found,
    }


def _citizenship(application: "Application") -> dict[str, Any]:
    chance, proven = application.chance, bool(application.matter.refusal)
    return {
        "lacks_citizenship_proof": not proven,
        "citizenship_proof_doubtful": False,
        "affiliation_from_abroad": False,
        "born_in_country": chance.random() < 0.5,
        "links": [{"country": application.country_of_origin, "link": "descent"}],
        "told": "The book of the village was burnt, and the family moved twice since.",
    }


_FILED: dict[str, Callable[["Application"], dict[str, Any]]] = {
    REGISTRATION: _registration,
    EXTENSION: _extension,
    TEMPORARY: _temporary,
    PERMANENT: _permanent,
    WORK: _work,
    EXPULSION: _expulsion,
    BAN: _restriction,
    UNDESIRABLE: _restriction,
    EXIT: _restriction,
    CITIZENSHIP: _citizenship,
}


def step(application: "Application", action: str) -> dict[str, Any]:
    """What is written at a step."""
    asks = _ASKED.get(action)
    return asks(application) if asks else {}


def _examined(application: "Application") -> dict[str, Any]:
    if application.matter.second:
        return {}
    found, outcome = dict(application.matter.found), application.matter.outcome
    if application.matter.procedure != CITIZENSHIP:
        return found
    says = {"other_state": "considers", "stateless": "denies"}.get(outcome, "unknown")
    rests = {"considers": "paper", "denies": "answer"}.get(says, "none")
    row = {"country": application.country_of_origin, "considers": says, "rests_on": rests, "reference": "N 14"}
    return found | {"states": [row]} if outcome else found | {"citizenship_proof_shown": True}


_RESULTS = {
    "citizen": "The book of births of that year holds the entry, and nobody has taken the citizenship away since.",
    "other_state": "The passport shown is that of another state, and no link of the list was found in the archives.",
    "stateless": "No link of the list was found, and the only state with a link has written that it knows no such citizen.",
    "left_open": "No link of the list was found. The only state with a link has not answered.",
    "cannot_be_determined": "The papers asked for did not come, and no archive asked holds anything.",
}


def _result(outcome: str) -> dict[str, Any]:
    result: dict[str, Any] = {"outcome": outcome, "reasons": _RESULTS[outcome]}
    if outcome in ("other_state", "stateless", "left_open"):
        result |= {"outcome": "not_citizen", "standing": outcome}
    return result


def _draft(application: "Application") -> dict[str, Any]:
    if application.matter.procedure == EXPULSION:
        return {
            "reasons": "Nothing that was said or found gives another ground to stay; nobody of the family is here.",
            "language_understood": "en",
            "ban_months": application.chance.choice((0, 12, 24, 36)) if application.matter.ends != "lifted" else 24,
        }
    refusal = application.matter.refusal
    if application.began_second:
        return {
            "outcome": "cancelled",
            "cancellation_grounds": [refusal],
            "answer_considered": "The answer names no paper that shows otherwise.",
            "reasons": "The office that keeps these books has written that it is so, and it has not changed since.",
        }
    if application.matter.outcome:
        return _result(application.matter.outcome)
    if not refusal or application.matter.second:
        return {"outcome": "granted"}
    return {
        "outcome": "refused",
        "refusal_grounds": [refusal],
        "reasons": "The office that is named on the paper has written that it never issued it.",
    }


_ASKED: dict[str, Callable[["Application"], dict[str, Any]]] = {
    "assign": lambda one: {"officer": str(one.account(one.desk))},
    "hear": _heard,
    "approve_decision": lambda one: {"file_read": True} if one.matter.procedure == EXPULSION else {},
    "serve": lambda one: {
        "served_at": f"{clock.now().astimezone(clock.zone()):%Y-%m-%d %H:%M}",
        "means": "in_person",
        "copy_given": True,
        "explained": True,
    },
    "record_departure": lambda one: {"left_on": _day(0), "border_post": "Invented post", "paid_by": "person"},
    "propose_lifting": lambda one: {
        "cancellation_reason_gone": True,
        "reasons": "The paper was given anew after a judgment.",
        "language_understood": "en",
    },
    "ask_to_correct": lambda one: {"remark": "The number of the house does not exist in this street."},
    "deregister": lambda one: {"departed_on": _day(0)},
    "ask_for_papers": lambda one: {"remark": "A copy that can be read, please."},
    "ask_opinion": lambda one: {"bodies": [str(one.office(one.body).pk)]},
    "give_opinion": lambda one: {"opinion": "no_objection"},
    "record_test": lambda one: {"tested_on": _day(0), "prp_test_failed": False, "members": "Three of the commission"},
    "give_notice": lambda one: {"served_on": _day(0)},
    "record_answer": lambda one: {"answer": "I will look for the paper."},
    "serve_cancellation": lambda one: {"served_on": _day(0), "means": "in_person"},
    "confirm_entry": lambda one: {"file_read": True},
    "serve_entry": lambda one: {"served_on": _day(0), "means": "in_person"},
    "end_by_event": lambda one: {"ended_on": _day(0), "reasons": "The fine was paid today."},
    "examine": _examined,
    "ask_body": lambda one: {
        "bodies": [str(one.office(one.body).pk)],
        "question": "Is there an entry of the birth, or of the family?",
    },
    "answer_inquiry": lambda one: {"answer": "nothing", "answer_number": f"N {one.number}"},
    "ask_abroad": lambda one: {"bodies": [str(one.office(one.body).pk)], "state": one.country_of_origin},
    "invite": lambda one: {"starts_at": f"{_day(8)}T10:00", "place": "Room 4"},
    "draft_decision": _draft,
    "record_payment": lambda one: one.payment(),
    "serve_refusal": lambda one: {"served_on": _day(0), "means": "in_person"},
    "withdraw": lambda one: {"sure": True},
    "lodge_complaint": lambda one: {
        "lodged_on": _day(0),
        "grounds": "The office has since found the paper in its books.",
    },
    "decide_complaint": lambda one: {
        "result": "annulled" if one.matter.key == "temporary_annulled" else "upheld",
        "reasons": "What the office wrote was read again, and so was the paper.",
        "answered_on": _day(0),
    },
    "lodge_suit": lambda one: {"lodged_on": _day(0), "court": "İnzibati Məhkəmə"},
    "report_end": lambda one: {"wp_contract_ended_on": _day(0), "other_ground_to_stay": False},
}
