# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a procedure may ask of the engine beyond steps: facts of the law in forms, coded grounds, papers, a fee, and what the end
of a term means by itself."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from panah.casework.errors import Blocked, CaseworkError, Invalid
from panah.casework.jobs import act_on_due
from panah.casework.models import Action, Case, Charge, Clock, Payment
from panah.casework.services import filing_form, start_case
from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS
from panah.foundation.access.context import acting
from tests.casework.conftest import NOW
from tests.support.tennis import LENDING, Club

PAID = {"paid_amount": 4, "paid_on": "2026-05-04", "payment_reference": "bank 77-1"}
CARD = {"papers": [{"paper": "card"}]}


def ask(club: Club, **answers: Any) -> Case:
    with acting(club.actor("coach"), "test") as actor:
        return start_case(
            actor=actor,
            procedure=LENDING,
            pack="tennis",
            person_id=club.applicant(f"Nino {uuid.uuid4().hex[:6]}"),
            office_id=club.office.pk,
            data={"answer_tier": "slow"} | answers,
            request_id=uuid.uuid4(),
        )


def to_pay(club: Club, **answers: Any) -> Case:
    case = ask(club, **(CARD | answers))
    club.do(case.pk, "lend", {}, by="board")
    return club.case(case.pk)


def charges(club: Club, case: Case) -> list[Charge]:
    with acting(club.actor("coach"), "test"):
        return list(Charge.objects.filter(case=case).order_by("raised_at"))


def keys(error: pytest.ExceptionInfo[Blocked]) -> set[str]:
    return {problem.key for problem in error.value.problems}


@pytest.mark.parametrize(
    ("tier", "parameter", "days"), [("slow", "lending.answer", 5), ("fast", "lending.answer_fast", 2)]
)
def test_an_answer_chooses_the_length_of_a_term(club: Club, tier: str, parameter: str, days: int) -> None:
    case = ask(club, answer_tier=tier)
    with acting(club.actor("coach"), "test"):
        term = Clock.objects.get(case=case)
    assert (term.parameter, int(term.value), term.unit) == (parameter, days, "working_day")


def test_answers_are_facts_of_the_law(club: Club) -> None:
    """A guest of honour pays nothing and brings no card; the newest answer counts."""
    case = ask(club, honorary_guest=True)
    club.do(case.pk, "look", {"broke_racket": True}, by="coach")
    with pytest.raises(Blocked) as stopped:
        club.do(case.pk, "lend", {}, by="board")
    assert "refusal_ground" in keys(stopped)
    club.do(case.pk, "look", {"broke_racket": False}, by="coach")
    # The club's facts say that everybody has paid the membership, so the card is asked of a guest of honour as well.
    club.do(case.pk, "bring_papers", CARD, by="coach")
    club.do(case.pk, "lend", {}, by="board")
    assert charges(club, case) == [], "nothing is due"
    with acting(club.actor("coach"), "test"):
        assert not Clock.objects.filter(case=case, key="pay").exists(), "and there is no last day to pay nothing"
    with pytest.raises(Blocked) as nothing:
        club.do(case.pk, "record_payment", PAID, by="coach")
    assert keys(nothing) == {"nothing_due"}
    club.do(case.pk, "hand_over", {}, by="coach")
    assert club.case(case.pk).state == "lent"


def test_a_paper_is_asked_for_unless_the_state_holds_it(club: Club) -> None:
    case = ask(club)
    with pytest.raises(Blocked) as missing:
        club.do(case.pk, "lend", {}, by="board")
    assert [dict(problem.details) for problem in missing.value.problems] == [{"paper": "card"}]
    club.do(case.pk, "bring_papers", CARD, by="coach")
    club.do(case.pk, "lend", {}, by="board")


def test_a_refusal_names_grounds_that_the_law_finds_and_that_somebody_verified(club: Club) -> None:
    case = ask(club)
    with pytest.raises(Invalid):
        club.do(case.pk, "refuse", {"refusal_grounds": ["99"]}, by="chair")
    with pytest.raises(Blocked) as unfounded:
        club.do(case.pk, "refuse", {"refusal_grounds": ["34.1"]}, by="chair")
    assert keys(unfounded) == {"ground_not_found"}
    club.do(case.pk, "look", {"owes_balls": True}, by="coach")
    with pytest.raises(Blocked) as doubtful:
        club.do(case.pk, "refuse", {"refusal_grounds": ["C.2"]}, by="chair")
    assert keys(doubtful) == {"only_unverified"}
    club.do(case.pk, "bring_papers", CARD, by="coach")
    offered = club.offers(case.pk, "board")["lend"]
    assert offered.open, "unverified law alone stops nobody"
    club.do(case.pk, "look", {"owes_balls": True, "broke_racket": True}, by="coach")
    with pytest.raises(Blocked) as same:
        club.do(case.pk, "refuse", {"refusal_grounds": ["C.2", "34.1"]}, by="coach")
    assert "same_person" in keys(same)
    club.do(case.pk, "refuse", {"refusal_grounds": ["C.2", "34.1"]}, by="chair")
    assert club.case(case.pk).state == "refused"


@pytest.mark.parametrize(("tier", "amount"), [("slow", 4), ("fast", 9)])
def test_the_law_says_what_is_due_and_the_payment_settles_it(club: Club, tier: str, amount: int) -> None:
    case = to_pay(club, answer_tier=tier)
    (due,) = charges(club, case)
    assert (due.amount, due.currency, due.article, due.status, due.is_due) == (amount, "EUR", "S 32", "verified", True)
    assert due.reference == f"PAY-2026-{1:06d}"
    with pytest.raises(Invalid) as wrong:
        club.do(case.pk, "record_payment", PAID | {"paid_amount": amount + 1}, by="coach")
    assert set(wrong.value.errors) == {"paid_amount"}
    with pytest.raises(Blocked):
        club.do(case.pk, "hand_over", {}, by="coach")
    club.do(case.pk, "record_payment", PAID | {"paid_amount": amount}, by="coach")
    (settled,) = charges(club, case)
    assert settled.settled_at == NOW
    assert not settled.is_due
    assert club.case(case.pk).state == "lent"


def test_a_payment_counts_once_whatever_its_spelling_and_wherever_it_was_counted(club: Club) -> None:
    first, second = to_pay(club), to_pay(club)
    club.do(first.pk, "record_payment", PAID, by="coach")
    with pytest.raises(Invalid) as twice:
        club.do(second.pk, "record_payment", PAID | {"payment_reference": "ＢＡＮＫ 77 -1"}, by="coach")
    assert set(twice.value.errors) == {"payment_reference"}
    assert charges(club, second)[0].is_due, "nothing is lost"
    assert club.case(second.pk).state == "to_pay"
    club.do(second.pk, "record_payment", PAID | {"payment_reference": "bank 77-2"}, by="coach")
    with acting(club.actor("coach"), "test"), pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(case=first).update(amount=1)
    with acting(ANONYMOUS, "test"):
        assert not Charge.objects.exists(), "seen like the case and by nobody else"
        assert not Payment.objects.exists()


def test_the_end_of_a_term_acts_by_itself_and_once(club: Club) -> None:
    case, other = to_pay(club), to_pay(club)
    club.do(other.pk, "record_payment", PAID, by="coach")
    with clock.moved_to(NOW + dt.timedelta(days=6)):
        assert act_on_due() == (0, 0), "the term runs"
    with clock.moved_to(NOW + dt.timedelta(days=8)):
        with acting(club.actor("coach"), "test"), pytest.raises(CaseworkError):
            club.do(case.pk, "record_payment", PAID | {"payment_reference": "bank 77-1"}, by="coach")
        assert act_on_due() == (1, 0)
        assert act_on_due() == (0, 0)
    ended = club.case(case.pk)
    assert (ended.state, ended.closed_at is not None) == ("lapsed", True)
    (void,) = charges(club, case)
    assert void.void_at is not None
    assert void.settled_at is None
    with acting(club.actor("coach"), "test"):
        last = Action.objects.filter(case=case).latest("seq")
        assert (last.name, last.actor_kind, list(last.articles)) == ("lapse_unpaid", "service", ["S 31"])
    assert not club.offers(other.pk, "coach")


def test_nobody_does_what_only_the_end_of_a_term_does(club: Club) -> None:
    case = to_pay(club)
    for name in ("coach", "board", "assembly"):
        with acting(club.actor(name), "test"), pytest.raises(Exception, match=r"case\.by_itself|Denied|file"):
            club.do(case.pk, "lapse_unpaid", {}, by=name)


def test_a_form_can_be_shown_before_there_is_a_case(club: Club) -> None:
    with acting(club.actor("coach"), "test") as actor:
        procedure, options = filing_form(actor=actor, procedure=LENDING, person_id=uuid.uuid4(), pack="tennis")
    assert procedure.start.form[0].fact == "answer_tier"
    assert [code for code, _label in options["papers"]] == ["card", "list"]
    assert connection.in_atomic_block
