# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door, through a tennis club: whatever the engine does for a claim it does without knowing what a claim is."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from panah.casework.errors import (
    AlreadyOpen,
    Blocked,
    Invalid,
    NotOffered,
    RequestReused,
    Stale,
)
from panah.casework.models import Action, ActionContent, Case, Clock, Draft, Letter, Side
from panah.casework.services import discard_draft, find_draft, save_draft, start_case
from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event
from tests.casework.conftest import NOW
from tests.support.tennis import DOER, Club, answers, application, make_club


def actions_of(club: Club, case_id: uuid.UUID) -> list[Action]:
    with acting(club.actor("coach"), "test"):
        return list(Action.objects.filter(case_id=case_id).order_by("seq"))


def events_of(request_id: uuid.UUID) -> list[Event]:
    reader = Actor(kind="staff", account_id=uuid.uuid4(), assignments=(Assignment(Role.DATA_PROTECTION, uuid.uuid4()),))
    with acting(reader, "test"):
        return list(Event.objects.filter(request_id=request_id))


# -- the whole way


def test_from_application_to_admission_on_appeal(club: Club) -> None:
    case = club.apply()
    assert (case.state, case.version, case.number) == ("applied", 1, "TC-2026-000001")
    for action, state in [("examine", "examined"), ("propose", "proposed"), ("send_back", "examined")]:
        assert club.do(case.pk, action).case.state == state
    club.do(case.pk, "propose")
    club.do(case.pk, "confirm")
    club.do(case.pk, "close")
    closed = club.case(case.pk)
    assert closed.closed_at == NOW
    club.do(case.pk, "appeal")
    reopened = club.case(case.pk)
    assert reopened.closed_at is None
    club.do(case.pk, "decide_appeal", result="admitted")
    done = club.case(case.pk)
    assert (done.state, done.version) == ("admitted", 9)
    assert done.closed_at == NOW
    rows = actions_of(club, case.pk)
    assert [row.seq for row in rows] == list(range(1, 10))
    assert [row.name for row in rows] == [
        "start",
        "examine",
        "propose",
        "send_back",
        "propose",
        "confirm",
        "close",
        "appeal",
        "decide_appeal",
    ]
    # Each action begins where the one before it ended.
    assert [row.from_state for row in rows[1:]] == [row.to_state for row in rows[:-1]]


def test_letters_go_out_when_their_answer_asks_for_them(club: Club) -> None:
    case = club.to("proposed")
    performed = club.do(case.pk, "confirm", answer="refused")
    with acting(club.actor("coach"), "test"):
        letters = list(Letter.objects.filter(case=case).select_related("file"))
    assert [(letter.kind, letter.addressee, letter.made_by_id) for letter in letters] == [
        ("answer_no", "person", performed.action.pk)
    ]
    assert bytes(letters[0].file.content).startswith(b"%PDF-")
    assert letters[0].file.person_id == case.person_id


def test_actions_without_letters_or_form_need_none(club: Club) -> None:
    case = club.to("refused")
    performed = club.do(case.pk, "close", {})
    with acting(club.actor("coach"), "test"):
        assert not Letter.objects.filter(made_by=performed.action).exists()
        assert not ActionContent.objects.filter(action=performed.action).exists()


def test_content_is_sealed_where_the_procedure_says_so(club: Club) -> None:
    case = club.to("examined")
    club.do(case.pk, "note")
    with acting(club.actor("coach"), "test"):
        contents = {row.name: row for row in ActionContent.objects.filter(case=case)}
    assert contents["examine"].is_sealed
    assert not contents["note"].is_sealed
    assert all(row.is_whole for row in contents.values())
    assert contents["examine"].data["matches"][0]["played_on"] == "2026-05-04"


def test_filing_keeps_the_findings_of_the_rules(club: Club) -> None:
    """A rule of the procedure that rests on a variable of the pack."""
    assert club.apply(born="2012-05-01", fee="waived").state == "applied"
    with pytest.raises(Blocked) as refused:
        club.apply(born="1990-05-01", fee="waived")
    assert [problem.key for problem in refused.value.problems] == ["law"]
    assert "do not waive" in str(refused.value.problems[0].message)


# -- a retry is harmless


def test_the_same_request_twice_is_one_action(club: Club) -> None:
    case = club.apply()
    request = uuid.uuid4()
    first = club.do(case.pk, "examine", request_id=request, version=1)
    again = club.do(case.pk, "examine", request_id=request, version=1)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.action == first.action
    assert again.case.version == 2
    assert len(actions_of(club, case.pk)) == 2
    assert len(events_of(request)) == 1


@pytest.mark.parametrize("change", ["data", "action", "actor", "case"])
def test_a_request_id_serves_one_request(club: Club, change: str) -> None:
    case = club.apply()
    request = uuid.uuid4()
    club.do(case.pk, "examine", request_id=request)
    other = club.apply().pk if change == "case" else case.pk
    action = "note" if change == "action" else "examine"
    data = answers(action) | ({"matches": [{"played_on": "2026-05-01", "won": True}]} if change == "data" else {})
    with pytest.raises(RequestReused):
        club.do(other, action, data, by="board" if change == "actor" else None, request_id=request)
    assert len(actions_of(club, case.pk)) == 2


def test_a_retried_filing_is_one_case(club: Club) -> None:
    person, request = club.applicant(), uuid.uuid4()
    first = club.apply(person, request_id=request)
    assert club.apply(person, request_id=request) == first
    with pytest.raises(RequestReused):
        club.apply(person, request_id=request, plays="sometimes")
    assert len(events_of(request)) == 1


def test_a_second_open_case_is_refused_by_the_service_and_by_the_database(club: Club) -> None:
    case = club.apply()
    with pytest.raises(AlreadyOpen) as refused:
        club.apply(case.person_id)
    assert refused.value.number == case.number
    with acting(club.actor("coach")):
        copy = Case.objects.get(pk=case.pk)
        copy.pk, copy.number = uuid.uuid4(), "TC-X"
        with pytest.raises(IntegrityError, match="one_open_case"), transaction.atomic():
            copy.save(force_insert=True)


def test_a_closed_case_is_not_opened_beside_another(club: Club) -> None:
    """Whoever applied anew appeals there, not in the file of last year."""
    old = club.to("closed")
    new = club.apply(old.person_id)
    assert [p.key for p in club.offers(old.pk, "coach")["appeal"].problems] == ["already_open"]
    with pytest.raises(Blocked) as refused:
        club.do(old.pk, "appeal")
    assert [problem.key for problem in refused.value.problems] == ["already_open"]
    assert club.case(old.pk).state == "closed"
    for action in ("examine", "propose"):
        club.do(new.pk, action)
    club.do(new.pk, "confirm", answer="admitted")
    assert club.do(old.pk, "appeal").case.state == "appealed"


# -- refusals; nothing is written then


def test_a_stale_page_is_told_what_changed(club: Club) -> None:
    case = club.apply()
    club.do(case.pk, "note")
    club.do(case.pk, "examine")
    with pytest.raises(Stale) as refused:
        club.do(case.pk, "propose", version=1)
    assert refused.value.current_version == 3
    assert [change.name for change in refused.value.changes] == ["note", "examine"]


@pytest.mark.parametrize("version", [0, 2, -1, 99])
def test_a_version_that_never_was_is_stale(club: Club, version: int) -> None:
    case = club.apply()
    with pytest.raises(Stale):
        club.do(case.pk, "examine", version=version)


@pytest.mark.parametrize("action", ["confirm", "appeal", "decide_appeal", "no_such_action"])
def test_what_is_not_offered_is_refused_with_what_is(club: Club, action: str) -> None:
    case = club.apply()
    with pytest.raises(NotOffered) as refused:
        club.do(case.pk, action, {}, by="assembly" if action == "decide_appeal" else "coach")
    assert refused.value.offered == ["examine", "note"]
    assert str(refused.value).endswith("there are: examine, note.")


def test_a_final_state_offers_no_notes(club: Club) -> None:
    case = club.to("closed")
    with pytest.raises(NotOffered) as refused:
        club.do(case.pk, "note")
    assert refused.value.offered == ["appeal"]


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        ({}, ["matches"]),
        ({"matches": []}, ["matches"]),
        ({"matches": [{"played_on": "2026-02-30", "won": True}]}, ["matches-0-played_on"]),
        ({"matches": [{"played_on": "2026-05-05", "won": True}]}, ["matches-0-played_on"]),
        ({"matches": [{"played_on": "2026-05-01", "won": False}]}, ["matches-0-remark"]),
        ({"matches": [{"played_on": "x", "won": "perhaps"}]}, ["matches-0-played_on", "matches-0-won"]),
        ({"matches": [{"played_on": "2026-05-01", "won": True}], "more": "x"}, ["more"]),
        ({"matches": [{"played_on": "2026-05-01", "won": True}] * 6}, ["matches"]),
        (
            {"matches": [{"played_on": "2026-05-01", "won": True}, {"won": True, "x": 1}]},
            ["matches-1-played_on", "matches-1-x"],
        ),
    ],
)
def test_wrong_answers_are_all_named_at_once(club: Club, data: dict[str, Any], paths: list[str]) -> None:
    case = club.apply()
    with pytest.raises(Invalid) as refused:
        club.do(case.pk, "examine", data)
    assert sorted(refused.value.errors) == paths
    assert all(str(message) for message in refused.value.errors.values())
    assert len(actions_of(club, case.pk)) == 1


def test_a_wrong_filing_opens_nothing_and_uses_no_number(club: Club) -> None:
    person = club.applicant()
    with pytest.raises(Invalid) as refused:
        club.apply(person, applied_on="2026-13-01", rackets=[{}])
    assert set(refused.value.errors) == {"applied_on", "rackets"}
    with acting(club.actor("coach"), "test"):
        assert not Case.objects.exists()
    assert club.apply(person).number == "TC-2026-000001"


def test_whoever_lacks_the_role_is_denied(club: Club) -> None:
    case = club.apply()
    with pytest.raises(Denied):
        club.do(case.pk, "examine", by="assembly")
    with pytest.raises(Denied):
        club.apply(by="assembly")
    assert len(actions_of(club, case.pk)) == 1


def test_for_whoever_may_not_know_there_is_no_case(club: Club) -> None:
    case = club.apply()
    with pytest.raises(NotFound) as hidden:
        club.do(case.pk, "examine", by="gardener")
    with pytest.raises(NotFound) as absent:
        club.do(uuid.uuid4(), "examine", by="gardener", version=1)
    assert str(hidden.value) == str(absent.value)


def test_another_office_has_no_case(club: Club) -> None:
    case = club.apply()
    club.people["stranger"] = Actor(
        kind="staff",
        account_id=uuid.uuid4(),
        holder_id=uuid.uuid4(),
        assignments=(Assignment(Role.STAY_OFFICER, uuid.uuid4()),),
    )
    with pytest.raises(NotFound):
        club.do(case.pk, "examine", by="stranger")


def test_a_letter_that_cannot_be_written_stops_the_step(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    from panah.casework import registry

    case = club.to("proposed")
    rule = registry.LetterRule(lambda ctx, kind: {"office": {"name": {"en": "The club"}}}, lambda ctx: ["en"])
    with monkeypatch.context() as patch:
        patch.setitem(registry.letters, "answer_no", rule)
        with pytest.raises(Blocked) as refused:
            club.do(case.pk, "confirm")
    assert [(p.key, p.details["letter_field"]) for p in refused.value.problems] == [
        ("letter_incomplete", "case_number")
    ]
    assert club.case(case.pk).state == "proposed"
    assert len(actions_of(club, case.pk)) == 3


def test_an_effect_that_fails_leaves_nothing(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    from panah.casework.services import common

    case = club.apply()

    def fail(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("the light went out")

    request = uuid.uuid4()
    with monkeypatch.context() as patch:
        patch.setattr(common, "record", fail)
        with pytest.raises(RuntimeError, match="the light"):
            club.do(case.pk, "examine", request_id=request)
    assert club.case(case.pk).version == 1
    assert len(actions_of(club, case.pk)) == 1
    assert events_of(request) == []


@pytest.mark.usefixtures("committed_database", "_at_the_club")
def test_perform_opens_the_outermost_transaction_itself() -> None:
    """What it acknowledges is on disk: inside somebody else's transaction it refuses to run."""
    club = make_club()
    case = club.apply()
    request = uuid.uuid4()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        club.do(case.pk, "examine", request_id=request, version=1)
    assert events_of(request) == []


# -- two pairs of eyes, and sides


def test_nobody_confirms_the_own_proposal(club: Club) -> None:
    case = club.to("proposed")
    for action in ("confirm", "send_back"):
        assert [p.key for p in club.offers(case.pk, "board")[action].problems] == ["same_person"]
        with pytest.raises(Blocked) as refused:
            club.do(case.pk, action, by="board")
        assert [(p.key, p.article) for p in refused.value.problems] == [("same_person", "RS-15")]


def test_two_accounts_of_one_person_are_one_pair_of_eyes(club: Club) -> None:
    case = club.to("proposed")
    board = club.actor("board")
    club.people["twin"] = Actor(
        kind="staff", account_id=uuid.uuid4(), holder_id=board.holder_id, assignments=board.assignments
    )
    with pytest.raises(Blocked):
        club.do(case.pk, "confirm", by="twin")


def test_the_last_one_counts(club: Club) -> None:
    """Whoever proposed first may confirm what another proposed after it was sent back."""
    case = club.to("proposed")
    club.do(case.pk, "send_back", by="chair")
    club.do(case.pk, "propose", by="chair")
    assert club.do(case.pk, "confirm", by="board").case.state == "refused"


def test_whoever_stood_on_one_side_stays_there(club: Club) -> None:
    case = club.to("appealed")
    both = (Assignment(Role.STAY_OFFICER, club.office.pk), Assignment(Role.RETURN_OFFICER, club.office.pk))
    coach = club.actor("coach")
    club.people["coach_as_judge"] = Actor(
        kind="staff", account_id=coach.account_id, holder_id=coach.holder_id, assignments=both
    )
    assert [p.key for p in club.offers(case.pk, "coach_as_judge")["decide_appeal"].problems] == ["other_side"]
    with pytest.raises(Blocked) as refused:
        club.do(case.pk, "decide_appeal", by="coach_as_judge")
    assert [(p.key, p.article) for p in refused.value.problems] == [("other_side", "RS-18")]
    # Who drafted is stopped for both reasons, and hears both.
    board = club.actor("board")
    club.people["board_as_judge"] = Actor(
        kind="staff", account_id=board.account_id, holder_id=board.holder_id, assignments=both
    )
    with pytest.raises(Blocked) as refused:
        club.do(case.pk, "decide_appeal", by="board_as_judge")
    assert [p.key for p in refused.value.problems] == ["same_person", "other_side"]


def test_the_database_keeps_one_side_for_each_person(club: Club) -> None:
    case = club.to("examined")
    coach = club.actor("coach")
    with acting(coach, "test"), pytest.raises(IntegrityError, match="one_side_per_person"), transaction.atomic():
        Side.objects.create(
            case=case, compartment="stay", holder_id=coach.holder_id, side="assembly", since=clock.now()
        )


def test_everything_in_the_way_is_said_at_once(club: Club) -> None:
    """Requirements of the procedure, four eyes and an open task, in one answer."""
    from panah.casework.context import Context
    from panah.casework.models import Task
    from panah.casework.predicates import problems
    from panah.casework.procedure.schema import Requirement

    case = club.to("proposed")
    case = club.case(case.pk)
    rule = case.procedure.action("confirm")
    wanted = (
        Requirement(recorded="appeal"),
        Requirement(not_recorded="examine"),
        Requirement(check="no_blocking_task"),
        Requirement(law="membership_fee_waived"),
    )
    rule = rule.model_copy(update={"must": wanted})
    with acting(club.actor("board"), "test") as actor:
        for key in ("call", "write"):
            Task.objects.create(
                case=case, compartment="stay", key=key, role="case_officer", blocking=True, opened_at=NOW
            )
        found = problems(Context(actor=actor, case=case, rule=rule, data=None, now=NOW))
    assert [problem.key for problem in found] == [
        "same_person",
        "not_recorded",
        "already_recorded",
        "task_open",
        "task_open",
        "law",
    ]


# -- offers agree with the door


@pytest.mark.parametrize("state", ["applied", "examined", "proposed", "refused", "appealed", "closed"])
def test_offers_are_what_perform_does(club: Club, state: str) -> None:
    """For every action and everybody: an open offer is carried out, any other is refused with the matching error."""
    case = club.to(state)
    names = list(club.case(case.pk).procedure.actions)
    for who in ("coach", "board", "chair", "assembly"):
        offers = club.offers(case.pk, who)
        assert set(offers) == {a.name for a in club.case(case.pk).procedure.offered_in(state)}
        for name in names:
            saved = transaction.savepoint()
            offer = offers.get(name)
            if offer is None:
                expected: type[Exception] | None = None
                rule = case.procedure.action(name)
                from panah.foundation.access.policy import allows

                expected = NotOffered if allows(club.actor(who), rule.permission, case) else Denied
            elif not offer.permitted:
                expected = Denied
            else:
                expected = Blocked if offer.problems else None
            try:
                if expected is None:
                    club.do(case.pk, name, by=who)
                else:
                    with pytest.raises(expected) as refused:
                        club.do(case.pk, name, by=who)
                    if offer is not None and isinstance(refused.value, Blocked):
                        assert [p.key for p in refused.value.problems] == [p.key for p in offer.problems]
            finally:
                transaction.savepoint_rollback(saved)


def test_whoever_may_do_nothing_is_offered_nothing_open(club: Club) -> None:
    case = club.apply()
    assert {offer.open for offer in club.offers(case.pk, "assembly").values()} == {False}
    assert {offer.permitted for offer in club.offers(case.pk, "assembly").values()} == {False}


# -- drafts


def test_a_draft_is_kept_as_typed_for_its_author_alone(club: Club) -> None:
    case = club.to("examined")
    typed = {"outcome": "perhaps", "reasons": "half a sen"}
    with acting(club.actor("board"), "test") as board:
        save_draft(actor=board, case=case, action="propose", data=typed)
        save_draft(actor=board, case=case, action="propose", data=typed | {"reasons": "half a sentence"})
        assert Draft.objects.count() == 1
        kept = find_draft(actor=board, case_id=case.pk, name="propose")
        assert kept is not None
        assert (kept.data["reasons"], kept.base_version) == ("half a sentence", 2)
    with acting(club.actor("chair"), "test") as chair:
        assert find_draft(actor=chair, case_id=case.pk, name="propose") is None
        assert not Draft.objects.exists()
    club.do(case.pk, "propose")
    with acting(club.actor("board"), "test") as board:
        assert find_draft(actor=board, case_id=case.pk, name="propose") is None


def test_drafts_are_kept_only_by_whoever_may_send_them(club: Club) -> None:
    case = club.to("examined")
    with acting(club.actor("assembly"), "test") as actor, pytest.raises(Denied):
        save_draft(actor=actor, case=case, action="propose", data={})
    with acting(club.actor("board"), "test") as actor:
        with pytest.raises(NotFound):
            save_draft(actor=actor, case=case, action="no_such_form", data={})
        save_draft(actor=actor, case=case, action="propose", data={})
        discard_draft(actor=actor, case=case, action="propose")
        assert not Draft.objects.exists()


# -- what is left of it


def test_every_write_leaves_one_event(club: Club) -> None:
    requests = [uuid.uuid4() for _ in range(4)]
    case = club.apply(request_id=requests[0])
    for request, action in zip(requests[1:], ("examine", "propose", "confirm"), strict=True):
        club.do(case.pk, action, request_id=request)
    for request, verb in zip(requests, ("create", "act", "act", "act"), strict=True):
        (event,) = events_of(request)
        assert (event.verb, event.subject_type, event.subject_id) == (verb, "case", case.pk)
        assert event.persons == [case.person_id]
    (event,) = events_of(requests[3])
    assert event.account_id == club.actor(DOER["confirm"]).account_id
    assert event.detail == {"action": "confirm", "seq": 4}
    assert event.at == NOW


def test_actions_and_contents_cannot_be_changed(club: Club) -> None:
    club.to("examined")
    with acting(club.actor("coach"), "test"):
        for query in (Action.objects.all(), ActionContent.objects.all()):
            assert query.exists()
            with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
                query.update(name="x")
            with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
                query._raw_delete("default")


def test_the_history_of_the_case_is_written_by_the_database(club: Club) -> None:
    case = club.to("proposed")
    with acting(club.actor("coach"), "test"), connection.cursor() as cursor:
        cursor.execute("SELECT state FROM casework_caseevent WHERE pgh_obj_id = %s ORDER BY pgh_id", [case.pk])
        states = [row[0] for row in cursor.fetchall()]
    assert list(dict.fromkeys(states)) == ["applied", "examined", "proposed"]


def test_an_ended_case_has_no_running_clock(club: Club) -> None:
    case = club.to("proposed")
    club.do(case.pk, "confirm", answer="admitted")
    with acting(club.actor("coach"), "test"):
        assert not Clock.objects.filter(case=case, stopped_at=None).exists()
        assert club.case(case.pk).next_due_at is None


def test_filing_needs_a_published_procedure(club: Club) -> None:
    from panah.casework.models import ProcedureVersion

    with acting(club.actor("coach"), "test") as actor, pytest.raises(ProcedureVersion.DoesNotExist):
        start_case(
            actor=actor,
            procedure="golf",
            pack="tennis",
            person_id=uuid.uuid4(),
            office_id=club.office.pk,
            data=application(),
            request_id=uuid.uuid4(),
        )


def test_the_clock_of_the_service_is_the_one_that_tests_move(club: Club) -> None:
    later = NOW + dt.timedelta(days=3)
    case = club.apply()
    with clock.moved_to(later):
        performed = club.do(case.pk, "examine")
    assert performed.action.at == later
    assert performed.case.state_since == later
