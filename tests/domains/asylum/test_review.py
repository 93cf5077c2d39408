# SPDX-License-Identifier: AGPL-3.0-or-later
"""Review of a status: RS-21. It never ends by an edit, and not before the last appeal."""

import uuid

import pytest

from panah.casework.errors import Blocked
from panah.casework.models import Action, Case, Letter
from panah.casework.services import start_case
from panah.foundation import clock
from panah.register.models import StatusKind
from tests.domains.asylum.conftest import NOW
from tests.domains.asylum.test_decision import DAY, keys, status_of
from tests.support.world import World, do, receive, walk


def open_review(world: World, person_id: uuid.UUID) -> Case:
    with world.acting("case_officer") as actor:
        return start_case(
            actor=actor,
            procedure="status_review",
            person_id=person_id,
            office_id=world.offices["first"].pk,
            data={
                "opened_on": clock.today().isoformat(),
                "kind": "loss",
                "ground": "new_nationality",
                "facts": "Uydurulmuş məlumat.",
            },
            request_id=uuid.uuid4(),
        )


@pytest.fixture
def review(world: World) -> Case:
    """A review of the status of a recognised refugee, heard."""
    claim = walk(world, receive(world).people[0].case_id, to="notified", outcome="granted")
    do(world, claim.pk, "close_after_period", final_because="granted")
    case = open_review(world, claim.person_id)
    for action in ("assign", "give_notice", "set_interview", "record_interview"):
        do(world, case.pk, action)
    return case


def test_only_a_status_that_is_held_can_be_reviewed(world: World) -> None:
    person = receive(world).people[0]
    with pytest.raises(Blocked) as stopped:
        open_review(world, person.person_id)
    assert keys(stopped) == {"no_status"}


def test_a_loss_takes_effect_after_the_last_appeal_only(world: World, review: Case) -> None:
    do(world, review.pk, "draft_decision", outcome="lost")
    do(world, review.pk, "approve_decision")
    do(world, review.pk, "notify")
    assert status_of(world, review.person_id) == StatusKind.REFUGEE
    with pytest.raises(Blocked) as stopped:
        do(world, review.pk, "close_after_period", final_because="period_over")
    assert keys(stopped) == {"period_runs"}
    with clock.moved_to(NOW + 40 * DAY):
        do(world, review.pk, "close_after_period", final_because="period_over")
        assert status_of(world, review.person_id) == StatusKind.STATUS_LOST
        # A late appeal, and a court that sees it otherwise.
        do(world, review.pk, "lodge_appeal")
        do(world, review.pk, "decide_appeal", result="amended")
        assert status_of(world, review.person_id) == StatusKind.REFUGEE
        do(world, review.pk, "close_after_period", final_because="kept")
        assert status_of(world, review.person_id) == StatusKind.REFUGEE
    with world.seeing_all():
        kinds = set(Letter.objects.filter(case=review).values_list("kind", flat=True))
    assert kinds == {"review_notice", "interview_invitation", "status_lost", "appeal_received", "appeal_result"}


def test_a_status_that_is_kept_is_kept(world: World, review: Case) -> None:
    do(world, review.pk, "draft_decision", outcome="kept")
    do(world, review.pk, "approve_decision")
    do(world, review.pk, "notify")
    do(world, review.pk, "close_after_period", final_because="kept")
    assert status_of(world, review.person_id) == StatusKind.REFUGEE


def test_a_review_can_be_dropped(world: World, review: Case) -> None:
    assert do(world, review.pk, "drop_review").case.state == "closed"
    assert status_of(world, review.person_id) == StatusKind.REFUGEE


def test_whoever_opened_the_review_does_not_confirm_it(world: World, review: Case) -> None:
    do(world, review.pk, "draft_decision", outcome="deprived")
    with world.seeing_all():
        opened = Action.objects.get(case=review, name="start")
    assert opened.holder_id == world.actor("case_officer").holder_id
    do(world, review.pk, "approve_decision")
    do(world, review.pk, "notify")
    with clock.moved_to(NOW + 40 * DAY):
        do(world, review.pk, "close_after_period", final_because="period_over")
        assert status_of(world, review.person_id) == StatusKind.STATUS_DEPRIVED
