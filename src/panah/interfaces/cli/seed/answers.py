# SPDX-License-Identifier: AGPL-3.0-or-later
"""What invented officers type into the forms of the procedures. One function for each action: the life of a case, its
moment -> the answers. The names of the functions are those of the actions."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from panah.foundation import clock

if TYPE_CHECKING:
    from panah.interfaces.cli.seed.life import Life

Answers = dict[str, Any]
LOCAL = "%Y-%m-%dT%H:%M"


def _today() -> str:
    return clock.today().isoformat()


def _moment(instant: dt.datetime) -> str:
    return instant.astimezone(clock.zone()).strftime(LOCAL)


def _in_two(life: "Life", kind: str) -> Answers:
    """Reasons in the pack's language and in one that the person understands."""
    reasons = life.texts["reasons"][kind]
    second = life.second_language
    answers = {"reasons": reasons["az"], "language_understood": second}
    if second != "az":
        answers["reasons_translated"] = reasons[second]
    return answers


def register(life: "Life") -> Answers:
    person, motive = life.person, life.motive
    answers: Answers = {
        "registered_on": _today(),
        "rights_reconfirmed": True,
        "identity_confirmed": True,
        "identity_shown_by": "passport" if person.paper else "own_statement",
        "arrived_on": life.arrived_on.isoformat(),
        "reasons_for_leaving": motive["left"],
        "fear_of_return": motive["fear"],
        "interview_language": person.languages[0],
        "sex_wish": {"F": "woman", "M": "man"}.get(person.wish, "none"),
        "representative_informed": True,
        "photo_taken": True,
        "medical_check_wish": life.chance.random() < 0.3,
        "family": [
            {"name": str(other.name.full), "relation": relation, "born": other.born[:4], "whereabouts": "here"}
            for other, relation in life.relatives()
        ],
    }
    if person.paper and life.chance.random() < 0.7:
        answers["documents"] = [
            {
                "item": "Passport",
                "document_number": person.paper,
                "place": f"Safe {life.chance.randint(1, 4)}",
                "custodian": str(life.account("registrar")),
            }
        ]
    if person.years > 70:  # not-law: somebody old enough to be helped on stairs
        answers["needs"] = ["mobility_support"]
    return answers


def assign(life: "Life") -> Answers:
    return {"officer": str(life.account("case_officer"))}


def _appointment(life: "Life") -> Answers:
    slot = life.book()
    return {"starts_at": _moment(slot), "place": life.room, "interviewer": str(life.account("case_officer"))}


def _interpreter(life: "Life", answers: Answers) -> None:
    needed = life.interpreter is not None
    answers["interpreter_needed"] = needed
    if life.interpreter is not None:
        answers["interpreter_language"] = life.spoken
        answers["interpreter"] = str(life.world.country.accounts[life.interpreter.login])


def set_interview(life: "Life") -> Answers:
    answers = _appointment(life)
    _interpreter(life, answers)
    if life.is_review:
        return answers
    wish = life.person.wish
    answers |= {"sex_wish_met": _wish_met(life), "representative_informed": life.chance.random() < 0.3}
    if wish and answers["sex_wish_met"] == "not_met":
        answers["sex_wish_reason"] = "No interpreter of that sex speaks the language"
    return answers


def _wish_met(life: "Life") -> str:
    if not life.person.wish:
        return "no_wish"
    if life.interpreter is not None and life.interpreter.sex != life.person.wish:
        return "not_met"
    return "met"


def move_interview(life: "Life") -> Answers:
    answers = _appointment(life) | {"asked_by": "person", "reason": "Appointment at the hospital on that day"}
    if life.interpreter is not None:
        answers["interpreter"] = str(life.world.country.accounts[life.interpreter.login])
    return answers


def record_missed_interview(life: "Life") -> Answers:
    return {"missed_on": clock.local_date(life.slot).isoformat(), "reason_known": False}


def record_contact_attempt(life: "Life") -> Answers:
    channel = ("phone", "post", "visit", "message")[life.count("record_contact_attempt") % 4]
    return {"attempted_on": _today(), "channel": channel, "result": "not_reached"}


def _present(life: "Life") -> list[Answers]:
    rows = [{"name": life.post("case_officer").name, "role": "interviewer"}]
    if life.interpreter is not None:
        rows.append({"name": life.interpreter.name, "role": "interpreter"})
    if life.guardian is not None:
        rows.append({"name": life.guardian.name, "role": "guardian"})
    elif life.person.minor:
        rows.append({"name": life.family.people[0].name.full, "role": "parent"})
    return rows


def _transcript(life: "Life") -> str:
    talk = "\n\n".join(f"— {asked}\n— {said}" for asked, said in life.motive["talk"])
    return f"{life.motive['left']}\n\n{talk}\n\n{life.motive['fear']}"


def record_interview(life: "Life") -> Answers:
    begin = life.slot
    end = begin + dt.timedelta(minutes=life.chance.randrange(70, 170, 5))
    if life.is_review:
        return {
            "attended": True,
            "started_at": _moment(begin),
            "ended_at": _moment(end),
            "present": _present(life),
            "understood": True,
            "transcript": life.say("answer"),
            "read_back_done": True,
        }
    language = life.spoken or "az"
    answers: Answers = {
        "started_at": _moment(begin),
        "ended_at": _moment(end),
        "present": _present(life),
        "informed_language": language,
        "informed_on": clock.local_date(begin).isoformat(),
        **dict.fromkeys(
            (
                "informed_criteria", "informed_rights", "informed_procedure", "informed_family",
                "informed_confidentiality", "informed_same_sex", "informed_complaints", "read_back_done",
            ),
            True,
        ),
        "sex_wish_met": _wish_met(life),
        "interpreter_used": life.interpreter is not None,
        "understood_at_start": True,
        "understood_at_end": True,
        "transcript": _transcript(life),
        "signed": True,
    }  # fmt: skip
    if answers["sex_wish_met"] == "not_met":
        answers |= {"sex_wish_reason": "No interpreter of that sex speaks the language", "sex_wish_agreed": True}
    if life.interpreter is not None:
        answers |= {
            "interpreter_name": life.interpreter.name,
            "interpreter_language": language,
            "interpreter_qualification": "Certified interpreter of the service",
            "interpreter_oath": True,
            "interpreter_conflict": False,
            "interpreter_relation": "none",
        }
    if life.person.minor:
        if life.person.years < 7:  # not-law: too small to be asked, which an officer says in words
            answers["child_view_missing_reason"] = "The child is too small to speak about it; the parent was heard"
        else:
            answers["child_view"] = life.say("child_view")
    if life.chance.random() < 0.25:
        asked, said = life.motive["talk"][0]
        answers["contradictions"] = [{"matter": asked, "explanation": said}]
    if life.chance.random() < 0.3:
        answers["corrections"] = [{"passage": "Year of the move", "correction": "One year later"}]
    return answers


def add_interview_addendum(life: "Life") -> Answers:
    return {"source": "person", "text": life.motive["fear"]}


def add_representative(life: "Life") -> Answers:
    return {
        "name": "Ilham Vəkilzadə",
        "kind": "lawyer",
        "organisation": "Open Door Legal Aid",
        "contact": "office@opendoor.example",
        "valid_from": _today(),
    }


def assess(life: "Life") -> Answers:
    motive, granted, on = life.motive, life.outcome == "granted", clock.today()
    refused = life.outcome == "refused"
    feared = granted or refused
    found = life.chance.sample(life.texts["information"], k=2)
    answers: Answers = {
        "facts": [
            {"statement": statement, "evidence": evidence, "accepted": True, "reason": motive["why"]}
            for statement, evidence in motive["facts"]
        ],
        "well_founded_fear": feared,
        "fear_reasons": motive["why"],
        "exclusion_considered": True,
        "country_information": [
            row
            | {
                "published_on": f"{on - dt.timedelta(days=life.chance.randrange(20, 200)):%Y-%m}",
                "address": "Library of the service, shelf 4",
            }
            for row in found
        ],
    }
    if feared:
        answers |= {
            "grounds": motive["grounds"] or ["none"],
            "agent": motive["agent"],
            "state_protection": False,
            "state_protection_reasons": life.say("protection_none"),
            "internal_alternative": False,
            "internal_alternative_reasons": life.say("protection_none"),
        }
    if refused:
        answers["exclusion"] = [{"ground": "other_protection", "applies": True, "reason": life.say("exclusion")}]
    if life.person.minor:
        answers["best_interests"] = life.say("best_interests")
    return answers


def draft_decision(life: "Life") -> Answers:
    answers = {"outcome": life.outcome, "articles": "RL 1; RL 2"} | _in_two(life, life.outcome)
    if life.is_review:
        answers |= {
            "articles": "RL 1",
            "answer_considered": life.say("answer"),
            "compelling_reasons": life.say("best_interests"),
        }
    return answers


def return_draft(life: "Life") -> Answers:
    return {"reasons": "The second fact is not weighed against the letter that the person handed in. Add it."}


def approve_decision(life: "Life") -> Answers:
    return {"file_read": True, "reasons_sufficient": True}


def notify(life: "Life") -> Answers:
    return {
        "notified_on": _today(),
        "means": "in_person",
        "proof": "signature",
        "language_understood": life.spoken or "az",
        "explained": True,
    }


def lodge_appeal(life: "Life") -> Answers:
    answers = {
        "route": life.route,
        "lodged_on": _today(),
        "lodged_by": "person",
        "interim_relief_asked": life.chance.random() < 0.6,
    }
    if life.late:
        answers["reason_if_late"] = "The letter lay with a neighbour while the person was in hospital"
    return answers


def record_appeal_bundle(life: "Life") -> Answers:
    return {"sent_on": _today(), "pages": life.chance.randrange(40, 220), "third_parties_redacted": True}


def decide_appeal(life: "Life") -> Answers:
    return {
        "result": life.appeal_result,
        "decided_on": _today(),
        "notified_on": _today(),
        "reasons": life.texts["appeal"][life.appeal_result]["az"],
        "language_understood": life.spoken or "az",
    }


def record_withdrawal(life: "Life") -> Answers:
    return {
        "stated_on": _today(),
        "in_private": True,
        "consequences_explained": True,
        "statement": life.say("withdrawal"),
    }


def close(life: "Life") -> Answers:
    return {"reason": life.closing, "articles": "RL 1"} | _in_two(life, life.closing)


def notify_closure(life: "Life") -> Answers:
    return {"notified_on": _today(), "means": "in_person" if life.closing == "withdrawn" else "portal_and_post"}


def close_after_period(life: "Life") -> Answers:
    if life.is_review:
        because = "kept" if life.outcome == "kept" else "period_over"
        return {"final_because": "last_instance" if life.appeal_result else because}
    granted = life.outcome == "granted" and not life.closing
    because = "granted" if granted or life.appeal_result == "amended" else "period_over"
    if life.appeal_result == "upheld":
        because = "last_instance"
    return (
        {"final_because": because, "originals": "none_held"}
        if not life.holds_papers()
        else {
            "final_because": because,
            "originals": "still_held",
            "originals_reason": "The person is invited to fetch them",
        }
    )


def record_death(life: "Life") -> Answers:
    return {"died_on": (clock.today() - dt.timedelta(days=1)).isoformat(), "shown_by": "Certificate of the hospital"}


def request_reopening(life: "Life") -> Answers:
    ground = "good_reason" if life.closing == "abandoned" else "withdrawal_revoked"
    return {"requested_on": _today(), "ground": ground, "statement": life.say("back")}


def reopen(life: "Life") -> Answers:
    refused = life.reopening == "refused"
    return {"decision": life.reopening} | _in_two(life, "not_reopened" if refused else "reopened")


def record_address_change(life: "Life") -> Answers:
    moved = clock.today() - dt.timedelta(days=life.chance.randrange(1, 20))
    return {
        "moved_on": moved.isoformat(),
        "address": f"{life.chance.randint(1, 90)} Fountain Street",
        "district": life.family.town,
        "reported_by": life.chance.choice(("office", "phone", "portal")),
    }


def appoint_guardian(life: "Life") -> Answers:
    guardian, known = life.choose_guardian()
    return {
        "appointed_on": _today(),
        "body": life.world.country.offices["guardianship"].name_az,
        "guardian": str(life.world.country.accounts[guardian.login]) if known else None,
        "guardian_name": guardian.name,
        "contact": "+994 12 000 04 12",
        "no_conflict": True,
    }


def request_guardian(life: "Life") -> Answers:
    return {"body": life.world.country.offices["guardianship"].name_az, "sent_on": _today()}


def record_age_doubt(life: "Life") -> Answers:
    return {"reasons": "The school certificate and the statement name different years.", "stated_age_kept": True}


def add_need(life: "Life") -> Answers:
    need = life.chance.choice(("medical_attention", "psychological_support", "reading_support", "safe_place"))
    return {"need": need, "source": "officer", "adaptation": "Longer breaks", "priority": life.chance.random() < 0.4}


def hand_over_documents(life: "Life") -> Answers:
    return {
        "documents": [
            {
                "item": "School certificate",
                "place": "Safe 2",
                "custodian": str(life.account("registrar")),
            }
        ],
        "received_on": _today(),
    }


# -- the review of a status


def open_review(life: "Life") -> Answers:
    """The form that opens a review; not an action of a case but its beginning."""
    kind, ground = {
        "deprived": ("deprivation", "false_data"),
        "lost": ("loss", "new_nationality"),
    }.get(life.outcome, ("loss", "protection_of_own_state"))
    return {"opened_on": _today(), "kind": kind, "ground": ground, "facts": life.say("review_facts")}


def give_notice(life: "Life") -> Answers:
    until = clock.today() + dt.timedelta(days=21)  # not-law: the day that the invented officer asks for
    return {
        "served_on": _today(),
        "answer_by": until.isoformat(),
        "language_understood": life.spoken or "az",
        "facts_disclosed": True,
        "help_explained": True,
    }


def record_answer(life: "Life") -> Answers:
    return {"answered_on": _today(), "answer": life.say("answer")}


def drop_review(life: "Life") -> Answers:
    return _in_two(life, "kept")


BY_ACTION: dict[str, Callable[["Life"], Answers]] = {
    function.__name__: function
    for function in (
        register, assign, set_interview, move_interview, record_missed_interview, record_contact_attempt,
        record_interview, add_interview_addendum, add_representative, assess, draft_decision, return_draft,
        approve_decision, notify, lodge_appeal, record_appeal_bundle, decide_appeal, record_withdrawal, close,
        notify_closure, close_after_period, record_death, request_reopening, reopen, record_address_change,
        appoint_guardian, request_guardian, record_age_doubt, add_need, hand_over_documents, give_notice,
        record_answer, drop_review,
    )
}  # fmt: skip
