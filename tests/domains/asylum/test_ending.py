# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appeals, ends and returns: RS-17 to RS-20, RS-23, RS-27; what the person holds until the very end."""

import datetime as dt
import uuid

import pytest

from panah.casework.errors import Blocked, Invalid, NotOffered
from panah.casework.models import Case, Decision, Letter, Task
from panah.casework.selectors import check_document
from panah.domains.asylum.papers import held_documents
from panah.domains.asylum.public import why_priority
from panah.foundation import clock
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.documents.models import StoredFile
from panah.foundation.documents.services import store
from panah.register.models import IdentityPaper, LegalStatus, Person, StatusKind
from tests.domains.asylum.conftest import NOW
from tests.domains.asylum.test_decision import keys, status_of
from tests.support.world import World, do, intake, person_typed, receive, the_case, walk

DAY = dt.timedelta(days=1)


@pytest.fixture
def refused(world: World) -> Case:
    """A claim whose refusal was served today."""
    return walk(world, receive(world).people[0].case_id, to="notified", outcome="not_granted")


def test_an_appeal_goes_to_other_people(world: World, refused: Case) -> None:
    with world.acting("appeal_officer"):
        assert not Case.objects.exists()
    with pytest.raises(NotFound):
        do(world, refused.pk, "lodge_appeal", by="appeal_officer")
    done = do(world, refused.pk, "lodge_appeal").case
    assert set(done.offices) == {world.offices["first"].pk, world.offices["appeal"].pk}
    assert "late_appeal" not in done.flags
    assert status_of(world, refused.person_id) == StatusKind.APPELLANT
    with world.seeing_all():
        assert Letter.objects.filter(case=refused, kind="appeal_received").exists()
        assert Task.objects.filter(case=refused, key="interim_relief", done_at=None).exists()
    for login in ("case_officer", "reviewer", "head_of_unit", "registrar"):
        with pytest.raises(Denied):
            do(world, refused.pk, "decide_appeal", by=login)
    do(world, refused.pk, "record_appeal_bundle")
    done = do(world, refused.pk, "decide_appeal", result="upheld").case
    assert done.state == "appeal_decided"
    assert status_of(world, refused.person_id) == StatusKind.REFUSED
    do(world, refused.pk, "close_after_period", final_because="last_instance")
    assert status_of(world, refused.person_id) == StatusKind.REFUSED_FINAL


def test_an_appeal_can_turn_the_decision_round(world: World, refused: Case) -> None:
    do(world, refused.pk, "lodge_appeal", interim_relief_asked=True)
    do(world, refused.pk, "decide_appeal", result="amended")
    assert status_of(world, refused.person_id) == StatusKind.REFUGEE
    with world.seeing_all():
        assert not Decision.objects.filter(case=refused, annulled_at=None).exists()
        assert Task.objects.filter(case=refused, key="refugee_card").exists()
    do(world, refused.pk, "close_after_period", final_because="granted")
    assert status_of(world, refused.person_id) == StatusKind.REFUGEE


def test_an_annulled_decision_is_made_anew(world: World, refused: Case) -> None:
    do(world, refused.pk, "lodge_appeal")
    assert do(world, refused.pk, "decide_appeal", result="annulled").case.state == "interviewed"
    assert status_of(world, refused.person_id) == StatusKind.APPLICANT
    do(world, refused.pk, "assess")
    do(world, refused.pk, "draft_decision", outcome="granted")
    do(world, refused.pk, "approve_decision")
    assert do(world, refused.pk, "notify").case.state == "notified"
    assert status_of(world, refused.person_id) == StatusKind.REFUGEE
    with world.seeing_all():
        assert Decision.objects.filter(case=refused).count() == 2


def test_a_late_appeal_is_received_and_marked(world: World, refused: Case) -> None:
    with clock.moved_to(NOW + 45 * DAY):
        do(world, refused.pk, "close_after_period", final_because="period_over")
        assert status_of(world, refused.person_id) == StatusKind.REFUSED_FINAL
        done = do(world, refused.pk, "lodge_appeal", reason_if_late="Xəstəxana").case
        assert done.state == "appealed"
        assert "late_appeal" in done.flags
        assert status_of(world, refused.person_id) == StatusKind.APPELLANT
        with world.seeing_all():
            documents = refused.documents.filter(ended_at=None)
            assert [document.valid_until > clock.today() for document in documents] == [True]


def test_an_office_without_appeal_unit_says_so(world: World, refused: Case) -> None:
    office = world.offices["first"]
    office.appeal_office = None
    office.save()
    with pytest.raises(Blocked) as stopped:
        do(world, refused.pk, "lodge_appeal")
    assert keys(stopped) == {"no_appeal_unit"}


def test_absence_alone_never_ends_a_claim(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="interview_set")
    with pytest.raises(Blocked) as stopped:
        do(world, case.pk, "close", reason="abandoned")
    assert keys(stopped) == {"no_missed_interview"}
    do(world, case.pk, "record_missed_interview")
    with pytest.raises(Blocked) as stopped:
        do(world, case.pk, "close", reason="abandoned")
    assert keys(stopped) == {"silence_too_short", "few_attempts", "few_channels"}
    do(world, case.pk, "record_contact_attempt")
    do(world, case.pk, "record_contact_attempt")
    with clock.moved_to(NOW + 60 * DAY):
        with pytest.raises(Blocked) as stopped:
            do(world, case.pk, "close", reason="abandoned")
        assert keys(stopped) == {"few_channels"}
        do(world, case.pk, "record_contact_attempt", channel="post")
        # Whoever wrote the attempts down does not decide on them.
        with pytest.raises(Denied):
            do(world, case.pk, "close", by="registrar", reason="abandoned")
        done = do(world, case.pk, "close", reason="abandoned").case
        assert done.state == "discontinued"
        assert status_of(world, case.person_id) == StatusKind.APPLICANT


def test_a_sign_of_life_starts_the_silence_anew(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="interview_set")
    do(world, case.pk, "record_missed_interview")
    with clock.moved_to(NOW + 40 * DAY):
        do(world, case.pk, "record_contact_attempt", result="reached")
        do(world, case.pk, "record_contact_attempt", channel="post")
    with clock.moved_to(NOW + 60 * DAY), pytest.raises(Blocked) as stopped:
        do(world, case.pk, "close", reason="abandoned")
    assert keys(stopped) == {"silence_too_short"}


def test_the_first_request_after_an_absence_is_granted(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="interview_set")
    do(world, case.pk, "record_missed_interview")
    with clock.moved_to(NOW + 60 * DAY):
        do(world, case.pk, "record_contact_attempt")
        do(world, case.pk, "record_contact_attempt", channel="post")
        do(world, case.pk, "close", reason="abandoned")
        do(world, case.pk, "request_reopening")
        with pytest.raises(Blocked) as stopped:
            do(world, case.pk, "reopen", decision="refused")
        assert keys(stopped) == {"first_request"}
        assert do(world, case.pk, "reopen").case.state == "registered"
        assert status_of(world, case.person_id) == StatusKind.APPLICANT


def test_a_closed_claim_can_go_on(world: World, refused: Case) -> None:
    do(world, refused.pk, "close_after_period", final_because="waived")
    do(world, refused.pk, "request_reopening", ground="new_evidence")
    assert status_of(world, refused.person_id) == StatusKind.APPLICANT
    done = do(world, refused.pk, "reopen", decision="reopened_at_assessment").case
    assert done.state == "interviewed"
    assert done.closed_at is None
    with world.seeing_all():
        assert not Decision.objects.filter(case=refused, annulled_at=None).exists()


def test_withdrawal_is_heard_before_it_is_believed(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="registered")
    with pytest.raises(Blocked) as stopped:
        do(world, case.pk, "close", reason="withdrawn")
    assert keys(stopped) == {"not_recorded"}
    do(world, case.pk, "record_withdrawal")
    assert do(world, case.pk, "close", reason="withdrawn").case.state == "discontinued"
    with pytest.raises(Blocked) as stopped:
        do(world, case.pk, "close_after_period", final_because="period_over")
    assert keys(stopped) == {"not_served"}
    do(world, case.pk, "notify_closure")
    with clock.moved_to(NOW + 40 * DAY):
        do(world, case.pk, "close_after_period", final_because="period_over")
        assert status_of(world, case.person_id) == StatusKind.CLAIM_CLOSED


def test_death_ends_what_hangs_on_the_person(world: World) -> None:
    person = receive(world).people[0]
    done = do(world, person.case_id, "record_death").case
    assert done.state == "closed"
    assert not check_document(person.certificate_code).valid
    with world.seeing_all():
        assert Person.objects.get(pk=person.person_id).deceased_on == clock.today()
        held = LegalStatus.objects.filter(person_id=person.person_id, recorded__upper_inf=True)
        assert not held.filter(valid__contains=clock.today() + DAY).exists()


def test_originals_come_back(world: World) -> None:
    typed = intake(person_typed(papers=[{"kind": "passport", "number": "N1234567", "country": "AFG"}]))
    case = walk(world, receive(world, typed).people[0].case_id, to="notified", outcome="granted")
    do(world, case.pk, "hand_over_documents")
    with world.seeing_all():
        assert IdentityPaper.objects.get(person_id=case.person_id).held
        assert Letter.objects.filter(case=case, kind="documents_receipt").exists()
    do(world, case.pk, "close_after_period", final_because="granted", originals="still_held", originals_reason="Seyf")
    with world.seeing_all():
        assert Task.objects.filter(case=case, key="return_originals", done_at=None, due_at__isnull=False).exists()
    with world.acting("registrar"):
        (held,) = held_documents(case.pk)
    do(
        world,
        case.pk,
        "return_documents",
        {"documents": [held.key], "returned_on": clock.today().isoformat(), "returned_to": "person", "signed": True},
    )
    with world.seeing_all():
        assert not IdentityPaper.objects.get(person_id=case.person_id).held
        assert not Task.objects.filter(case=case, key="return_originals", done_at=None).exists()


def test_an_upload_joins_the_file_of_whoever_sent_it(world: World) -> None:
    person = receive(world).people[0]
    with world.acting("registrar") as actor:
        upload = {"kind": "upload", "media_type": "application/pdf", "compartment": "claim", "whose": person.person_id}
        mine = store(actor=actor, content=b"%PDF-1.7", **upload)
    with world.acting("case_officer") as actor:
        other = store(actor=actor, content=b"%PDF-1.4", **upload)
    answers = {"title": "Arayış", "given_by": "person"}
    with pytest.raises(Invalid) as wrong:
        do(world, person.case_id, "upload_document", answers | {"file": str(other.pk)}, by="registrar")
    assert "file" in wrong.value.errors
    do(world, person.case_id, "upload_document", answers | {"file": str(mine.pk)}, by="registrar")
    with world.seeing_all():
        stored = StoredFile.objects.get(pk=mine.pk)
        assert (stored.case_id, stored.person_id, stored.compartment) == (person.case_id, person.person_id, "claim")


def test_needs_bring_a_file_forward(world: World) -> None:
    person = receive(world).people[0]
    assert why_priority(the_case(world, person.case_id), clock.today()) == []
    do(world, person.case_id, "add_need")
    reasons = {reason.key for reason in why_priority(the_case(world, person.case_id), clock.today())}
    assert reasons == {"priority", "needs"}
    with clock.moved_to(NOW + 20 * DAY):
        later = {reason.key for reason in why_priority(the_case(world, person.case_id), clock.today())}
    assert later == {"priority", "needs", "waits_long", "overdue"}


def test_a_closed_file_offers_what_it_does(world: World, refused: Case) -> None:
    do(world, refused.pk, "close_after_period", final_because="waived")
    with pytest.raises(NotOffered) as stopped:
        do(world, refused.pk, "notify")
    assert set(stopped.value.offered) == {"lodge_appeal", "request_reopening", "return_documents"}


def test_a_retry_of_a_step_is_harmless(world: World) -> None:
    person, request = receive(world).people[0], uuid.uuid4()
    first = do(world, person.case_id, "register", request_id=request)
    again = do(world, person.case_id, "register", request_id=request)
    assert again.replayed
    assert again.action.pk == first.action.pk
