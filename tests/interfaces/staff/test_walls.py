# SPDX-License-Identifier: AGPL-3.0-or-later
"""Doors beside the file that a wall between the staff and their own has to shut as well, and a paper that opens at no other door than
its person's (PZ-10, NR-15, LG-01)."""

import datetime as dt
import io
import uuid
from typing import Any

import pytest

from panah.casework.errors import Invalid
from panah.casework.models import Appointment, Case
from panah.foundation import clock
from panah.foundation.accounts.models import Account, Holder, RoleAssignment
from panah.foundation.audit.models import Event
from panah.foundation.oversight.models import Tie
from panah.foundation.oversight.services import declare
from panah.foundation.oversight.watch import watching
from panah.register.intake.services import receive_file
from panah.register.models import HouseholdMember, ImportRow, Merge, PersonDocument, SuspectedPair
from panah.register.public import Suspicion, create_person, end_guardian, guardians_of, suspect
from panah.register.services import add_document, agree, propose
from tests.interfaces.api.conftest import Caller
from tests.interfaces.staff.conftest import Enter
from tests.interfaces.staff.test_files import picture
from tests.support.world import World, child_intake, do, family_intake, intake, receive, walk


def shut(world: World, login: str, person: uuid.UUID, kind: str = "community") -> None:
    with world.acting(login) as actor:
        declare(actor=actor, person_id=person, kind=kind)


@pytest.fixture
def merge(world: World) -> Merge:
    """Two files of asylum that two people read as one."""
    with world.acting("registrar") as first:
        one, other = (
            create_person(
                actor=first, data={"names": [{"full": full}], "born": "1990"}, compartment="asylum", check=False
            )
            for full in ("Leyla Sınaq", "Лейла Сынаг")
        )
        suspect(actor=first, pairs=[Suspicion(one.pk, other.pk, 0.93, "asylum", [])], source="dedupe")
        pair = SuspectedPair.objects.get()
        verdict = propose(actor=first, pair_id=pair.pk, kind="same", reason="The same mother", kept_id=one.pk)
    with world.acting("case_officer2") as second:
        agree(actor=second, verdict_id=verdict.pk)
        return Merge.objects.get()


def test_whoever_is_close_splits_no_files(world: World, enter: Enter, merge: Merge) -> None:
    officer, address = enter("case_officer"), f"/merges/{merge.pk}/split/"
    assert officer.get(address).status_code == 200
    shut(world, "case_officer", merge.absorbed_id)
    assert officer.get(address).status_code == 404
    typed = {"reason": "Two sisters", "request_id": str(uuid.uuid4())}
    assert officer.post(address, typed).status_code == 404
    with world.acting("case_officer2"):
        assert Merge.objects.get().split_at is None


def test_a_household_of_the_shut_file_answers_like_none(world: World, enter: Enter) -> None:
    people = [one.person_id for one in receive(world, family_intake()).people]
    with world.seeing_all():
        household = HouseholdMember.objects.filter(person_id=people[0]).values_list("household_id", flat=True).get()
    officer, caller = enter("case_officer"), Caller(world, "case_officer")
    assert officer.get(f"/households/{household}/").status_code == 200
    shut(world, "case_officer", people[2])
    for answer, nothing in (
        (officer.get(f"/households/{household}/"), officer.get(f"/households/{uuid.uuid4()}/")),
        (caller.get(f"/households/{household}"), caller.get(f"/households/{uuid.uuid4()}")),
    ):
        assert (answer.status_code, nothing.status_code) == (404, 404)
        assert len(answer.content) == len(nothing.content)


def test_a_head_who_comes_later_hears_of_a_tie_on_the_page(world: World, enter: Enter) -> None:
    came = receive(world).people[0]
    shut(world, "case_officer", came.person_id)
    head = world.accounts["head_of_unit"]
    later = Account.objects.create(
        login="later-head", holder=Holder.objects.create(name="Sonra Test", sex="F"), language="en",
        password=head.password, ends_on=head.ends_on,
    )  # fmt: skip
    days = {"starts_on": clock.today(), "ends_on": clock.today() + dt.timedelta(days=99)}
    RoleAssignment.objects.create(account=later, role="head_of_unit", office=world.offices["first"], **days)
    RoleAssignment.objects.filter(account=head).update(office=world.offices["second"])
    world.accounts["later_head"] = later
    page, gone = enter("later_head"), enter("head_of_unit")
    listed = page.get("/ties/").content.decode()
    assert "Bəhruz Test" in listed
    assert "needs other hands" in listed
    with world.acting("later_head"):
        tie = Tie.objects.get()
    assert "Bəhruz Test" not in gone.get("/ties/").content.decode()
    assert gone.get(f"/ties/{tie.pk}/").status_code == gone.post(f"/ties/{tie.pk}/", {"why": "over"}).status_code == 404
    assert page.post(f"/ties/{tie.pk}/", {"why": "over"}).status_code == 302


def test_a_paper_of_a_person_opens_at_the_persons_own_door_alone(world: World, enter: Enter) -> None:
    """At the door of uploads it would leave without the person in the log: unseen by the person, and by the watch."""
    person = receive(world).people[0].person_id
    with world.acting("registrar") as actor:
        made = add_document(
            actor=actor,
            person_id=person,
            data={"kind": "identity"},
            compartment="asylum",
            name="paper.png",
            content=picture(),
        )
    registrar = enter("registrar")
    assert registrar.get(f"/uploads/{made.file_id}/").status_code == 404
    assert registrar.get(f"/people/{person}/documents/{made.pk}/").status_code == 302
    with world.acting("registrar"):
        assert PersonDocument.objects.filter(file_id=made.file_id).exists()
    with watching():
        assert not Event.objects.filter(subject_type="upload").exists()
        assert Event.objects.filter(subject_type="document", persons__contains=[person]).exists()


def test_an_import_does_not_tell_whoever_is_close_what_is_on_record(world: World, enter: Enter) -> None:
    person = receive(world).people[0].person_id
    with world.acting("registrar") as actor:
        file = io.BytesIO(b"name;birth_date\nLeyla;1990\n")
        run = receive_file(actor=actor, file=file, compartment="asylum")
        row = {"run": run, "compartment": "asylum", "outcome": "matched"}
        kept = {"code": "differs", "column": "name", "params": {"given": "Leyla", "kept": "Leyla Nur Qarayeva"}}
        ImportRow.objects.create(**row, number=2, anchor=2, own_id=uuid.uuid4(), person_id=person, faults=[kept])
        other = {"code": "differs", "column": "name", "params": {"given": "Leyla", "kept": "Somebody Else"}}
        ImportRow.objects.create(**row, number=3, anchor=3, own_id=uuid.uuid4(), person_id=uuid.uuid4(), faults=[other])
        type(run).objects.filter(pk=run.pk).update(state="done", phase="done")
    address = f"/imports/{run.pk}/?show=differs"
    assert "Leyla Nur Qarayeva" in enter("registrar").get(address).content.decode()
    shut(world, "registrar", person)
    shown: Any = enter("registrar").get(address).content.decode()
    assert "Leyla Nur Qarayeva" not in shown
    assert "Somebody Else" in shown


def test_a_post_learns_of_no_claim_by_naming_somebody(world: World) -> None:
    """A post looks nobody up: whoever has a claim is refused like whoever is not there."""
    there = receive(world).people[0].person_id
    said = []
    for person in (there, uuid.uuid4()):
        with pytest.raises(Invalid) as refused:
            receive(world, intake({"existing_person_id": str(person)}), by="border_officer")
        said.append(refused.value.errors)
    assert said[0] == said[1]


def test_a_list_of_appointments_is_an_event_of_those_who_stand_in_it(world: World, enter: Enter) -> None:
    came = receive(world).people[0]
    walk(world, came.case_id, to="interview_set")
    officer = enter("case_officer")
    shown = []
    for week in range(6):
        day = clock.today() + dt.timedelta(days=7 * week)
        shown.append(f"/files/{came.case_id}/" in officer.get(f"/appointments/?day={day.isoformat()}").content.decode())
    assert any(shown)
    with watching():
        listed = Event.objects.filter(subject_type="appointments").order_by("at", "id")
        assert [one.persons == [came.person_id] for one in listed] == shown


def test_an_interpreter_loses_an_appointment_with_its_end(world: World, enter: Enter) -> None:
    came = receive(world).people[0]
    walk(world, came.case_id, to="interview_set")
    with world.seeing_all():
        held = Appointment.objects.get(case_id=came.case_id)
    address = f"/appointments/?day={clock.local_date(held.starts_at).isoformat()}"
    assert "Leyla" in enter("interpreter").get(address).content.decode()
    with clock.moved_to(held.ends_at + dt.timedelta(minutes=1)):
        assert "Leyla" not in enter("interpreter").get(address).content.decode()
        assert "Leyla" in enter("registrar").get(address).content.decode()


@pytest.mark.parametrize("closed", [False, True])
def test_a_guardian_who_left_opens_no_file_whoever_recorded_it(world: World, enter: Enter, closed: bool) -> None:
    came = receive(world, child_intake()).people[0]
    do(world, came.case_id, "register")
    do(world, came.case_id, "appoint_guardian")
    if closed:
        with world.seeing_all():
            Case.objects.filter(pk=came.case_id).update(closed_at=clock.now())
    doors = [f"/files/{came.case_id}/", f"/letters/{came.certificate_letter_id}/"]
    assert [enter("guardian").get(one).status_code for one in doors] == [200, 200]
    # A registrar of another office, who knows the child and not the file.
    with world.acting("other_registrar") as actor:
        (held,) = guardians_of(actor, came.person_id)
        end_guardian(actor=actor, guardianship_id=held.pk, ended_on=clock.today(), end="released")
    assert [enter("guardian").get(one).status_code for one in doors] == [404, 404]
    assert came.number not in enter("guardian").get("/basket/").content.decode()
