# SPDX-License-Identifier: AGPL-3.0-or-later
"""Complete answers to the forms of a claim and of a review of a status, as the forms send them."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from panah.casework.models import Case
from panah.foundation import clock

if TYPE_CHECKING:
    from tests.support.world import World


def _is_alone(case: Case) -> bool:
    return bool({"unaccompanied", "separated"} & set(case.flags))


def answers_in(world: "World", case: Case) -> dict[str, dict[str, Any]]:
    """Complete and valid answers of every action, as it would be carried out in this case today."""
    today = clock.today().isoformat()
    now = clock.now().astimezone(clock.zone())
    review = case.procedure_key == "status_review"
    present = [{"name": "B. Test", "role": "interviewer"}]
    if "child" in case.flags:
        present.append({"name": "L. Test", "role": "guardian" if _is_alone(case) else "parent"})
    starts = (now + dt.timedelta(days=10)).replace(hour=10, minute=0, second=0, microsecond=0)
    reasons = {
        "reasons": "Uydurulmuş iş üzrə xüsusi əsaslar.",
        "language_understood": "fa",
        "reasons_translated": "دلایل مشخص دربارهٔ پرونده‌ای ساختگی.",
        "articles": "RL 1; RL 2",
    }
    heard = {
        "started_at": (now - dt.timedelta(hours=3)).strftime("%Y-%m-%d %H:%M"),
        "ended_at": (now - dt.timedelta(hours=1)).strftime("%Y-%m-%d %H:%M"),
        "present": present,
        "transcript": "Sual. Cavab.",
        "read_back_done": True,
    }
    answers: dict[str, dict[str, Any]] = {
        "register": {
            "registered_on": today,
            "rights_reconfirmed": True,
            "identity_confirmed": True,
            "identity_shown_by": "own_statement",
            "reasons_for_leaving": "Öz sözləri ilə.",
            "fear_of_return": "Öz sözləri ilə.",
            "interview_language": "fa",
            "sex_wish": "none",
            "representative_informed": True,
            "photo_taken": True,
            "medical_check_wish": False,
        },
        "assign": {"officer": world.id("case_officer")},
        "set_interview": {
            "starts_at": starts.strftime("%Y-%m-%d %H:%M"),
            "place": "Nümunə küçəsi 1, otaq 204",
            "interviewer": world.id("case_officer"),
            "interpreter_needed": True,
            "interpreter_language": "fa",
            "interpreter": world.id("interpreter"),
        }
        | ({} if review else {"sex_wish_met": "no_wish", "representative_informed": False}),
        "move_interview": {
            "asked_by": "person",
            "reason": "Xəstəlik",
            "starts_at": (starts + dt.timedelta(days=5)).strftime("%Y-%m-%d %H:%M"),
            "place": "Nümunə küçəsi 1, otaq 204",
            "interviewer": world.id("case_officer"),
            "interpreter": world.id("interpreter"),
        },
        "record_missed_interview": {"missed_on": today, "reason_known": False},
        "record_contact_attempt": {"attempted_on": today, "channel": "phone", "result": "not_reached"},
        "record_interview": heard
        | (
            {"attended": True, "understood": True}
            if review
            else {
                **{
                    f"informed_{what}": True
                    for what in (
                        "criteria",
                        "rights",
                        "procedure",
                        "family",
                        "confidentiality",
                        "same_sex",
                        "complaints",
                    )
                },
                "informed_language": "fa",
                "informed_on": today,
                "sex_wish_met": "no_wish",
                "interpreter_used": True,
                "interpreter_name": "İ. Test",
                "interpreter_language": "fa",
                "interpreter_qualification": "Dövlət sertifikatı",
                "interpreter_oath": True,
                "interpreter_conflict": False,
                "interpreter_relation": "none",
                "understood_at_start": True,
                "understood_at_end": True,
                "signed": True,
                **({"child_view": "Öz sözüm."} if "child" in case.flags else {}),
            }
        ),
        "add_interview_addendum": {"source": "person", "text": "Əlavə."},
        "add_representative": {
            "name": "V. Test",
            "kind": "lawyer",
            "contact": "vekil@example.org",
            "valid_from": today,
        },
        "assess": {
            "facts": [
                {"statement": "Müəllim işləyib", "evidence": "Diplom", "accepted": True, "reason": "Əslidir"},
                {"statement": "Hədələnib", "evidence": "İfadə", "accepted": False, "reason": "Uyğun gəlmir"},
            ],
            "well_founded_fear": True,
            "fear_reasons": "Əsaslar.",
            "grounds": ["political_opinion"],
            "agent": "state",
            "state_protection": False,
            "state_protection_reasons": "Yoxdur.",
            "internal_alternative": False,
            "internal_alternative_reasons": "Yoxdur.",
            "exclusion_considered": True,
            "country_information": [
                {
                    "title": "Hesabat",
                    "publisher": "Nümunə nəşriyyatı",
                    "published_on": today[:7],
                    "address": "https://example.org/hesabat",
                    "shows": "Vəziyyəti.",
                }
            ],
        },
        "draft_decision": reasons
        | {"outcome": "kept" if review else "granted"}
        | ({"answer_considered": "Nəzərə alınıb.", "compelling_reasons": "Yoxdur."} if review else {}),
        "return_draft": {"reasons": "Əsaslar tam deyil."},
        "approve_decision": {"file_read": True, "reasons_sufficient": True},
        "notify": {
            "notified_on": today,
            "means": "in_person",
            "proof": "signature",
            "language_understood": "fa",
            "explained": True,
        },
        "lodge_appeal": {
            "route": "court",
            "lodged_on": today,
            "lodged_by": "person",
            "interim_relief_asked": False,
        },
        "record_appeal_bundle": {"sent_on": today, "pages": 40, "third_parties_redacted": True},
        "decide_appeal": {
            "result": "upheld",
            "decided_on": today,
            "notified_on": today,
            "reasons": "Məhkəmənin əsasları.",
            "language_understood": "fa",
        },
        "record_withdrawal": {
            "stated_on": today,
            "in_private": True,
            "consequences_explained": True,
            "statement": "Geri götürürəm.",
        },
        "close": reasons | {"reason": "withdrawn"},
        "notify_closure": {"notified_on": today, "means": "in_person"},
        "close_after_period": {"final_because": "period_over"} | ({} if review else {"originals": "none_held"}),
        "record_death": {"died_on": today, "shown_by": "Arayış"},
        "request_reopening": {"requested_on": today, "ground": "good_reason", "statement": "Xəstə idim."},
        "reopen": {key: reasons[key] for key in ("reasons", "language_understood", "reasons_translated")}
        | {"decision": "reopened_at_interview"},
        "issue_certificate": {"reason": "renewal"},
        "record_address_change": {
            "moved_on": today,
            "address": "Yeni küçə 7",
            "district": "Gəncə",
            "reported_by": "office",
        },
        "appoint_guardian": {
            "appointed_on": today,
            "body": "Qəyyumluq orqanı",
            "guardian": world.id("guardian"),
            "guardian_name": "Lalə Test",
            "contact": "+994 12 000 00 03",
            "no_conflict": True,
        },
        "request_guardian": {"body": "Qəyyumluq orqanı", "sent_on": today},
        "record_age_doubt": {"reasons": "Sənəd uyğun gəlmir.", "stated_age_kept": True},
        "decide_age": {
            "method": ["documents"],
            "guardian_present": True,
            "lowest_age": 16,
            "highest_age": 19,
            "reasons": "Aralıq.",
        },
        "add_need": {"need": "medical_attention", "source": "person", "priority": True},
        "hand_over_documents": {
            "documents": [
                {
                    "item": "Pasport",
                    "document_number": "N1234567",
                    "place": "Seyf 3",
                    "custodian": world.id("registrar"),
                }
            ],
            "received_on": today,
        },
        "give_notice": {
            "served_on": today,
            "answer_by": (clock.today() + dt.timedelta(days=20)).isoformat(),
            "language_understood": "fa",
            "facts_disclosed": True,
            "help_explained": True,
        },
        "record_answer": {"answered_on": today, "answer": "Cavabım."},
        "drop_review": {key: reasons[key] for key in ("reasons", "language_understood", "reasons_translated")},
    }
    return answers
