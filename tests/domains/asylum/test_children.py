# SPDX-License-Identifier: AGPL-3.0-or-later
"""Children: CH-01 to CH-04, CH-08, RS-06. Nothing that needs a guardian goes on without one."""

import datetime as dt
import uuid

import pytest

from panah.casework.errors import Blocked, Invalid
from panah.casework.models import Case, Side, Task
from panah.casework.services import perform
from panah.domains.asylum.public import claim_overview, wards_of
from panah.foundation import clock
from panah.foundation.access.errors import Denied
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, RoleAssignment
from panah.register import public as register
from panah.register.models import Person
from tests.domains.asylum.test_decision import keys
from tests.support.world import World, child_intake, do, family_intake, receive, the_case, typed_for, walk

DAY = dt.timedelta(days=1)


@pytest.fixture
def child(world: World) -> Case:
    """The claim of a child who came alone, registered and given to an officer."""
    case = walk(world, receive(world, child_intake()).people[0].case_id, to="registered")
    return do(world, case.pk, "assign").case


def test_nothing_goes_on_without_a_guardian(world: World, child: Case) -> None:
    with pytest.raises(Blocked) as stopped:
        do(world, child.pk, "set_interview")
    assert keys(stopped) == {"guardian_missing"}
    with pytest.raises(Blocked):
        do(world, child.pk, "record_withdrawal")
    do(world, child.pk, "request_guardian")
    done = do(world, child.pk, "appoint_guardian").case
    assert done.participants == [world.accounts["guardian"].pk]
    with world.seeing_all():
        assert not Task.objects.filter(case=child, key="guardian", done_at=None).exists()
    assert do(world, child.pk, "set_interview").case.state == "interview_set"


def test_a_guardian_who_leaves_in_the_register_leaves_the_files(world: World, child: Case) -> None:
    """The task to find somebody opens at once, and whoever is recorded next on the child's page ends it."""
    do(world, child.pk, "appoint_guardian")
    waiting = Task.objects.filter(case=child, key="guardian", done_at=None)
    with world.acting("registrar") as registrar:
        (held,) = register.guardians_of(registrar, child.person_id)
        register.end_guardian(actor=registrar, guardianship_id=held.pk, ended_on=clock.today(), end="released")
    with world.seeing_all():
        assert Case.objects.get(pk=child.pk).participants == []
        assert waiting.exists()
    with world.acting("registrar") as registrar:
        data = {"kind": "person", "name": "Sınaq", "appointed_on": clock.today()}
        register.appoint_guardian(actor=registrar, child_id=child.person_id, data=data)
    with world.seeing_all():
        assert not waiting.exists()


def test_the_guardian_is_in_the_room_and_the_child_is_heard(world: World, child: Case) -> None:
    do(world, child.pk, "appoint_guardian")
    do(world, child.pk, "set_interview")
    with pytest.raises(Blocked) as stopped:
        do(world, child.pk, "record_interview", present=[{"name": "B", "role": "interviewer"}], child_view=None)
    assert keys(stopped) == {"guardian_absent", "child_view"}
    done = do(world, child.pk, "record_interview", child_view=None, child_view_missing_reason="Danışmaq istəmədi.")
    assert done.case.state == "interviewed"
    assert walk(world, child.pk, to="interviewed").state == "interviewed"
    for action in ("assess", "draft_decision", "approve_decision", "notify"):
        do(world, child.pk, action)
    assert the_case(world, child.pk).state == "notified"


def test_a_child_with_parents_is_heard_with_one_of_them(world: World) -> None:
    case = walk(world, receive(world, family_intake()).people[2].case_id, to="interview_set")
    with pytest.raises(Blocked) as stopped:
        do(world, case.pk, "record_interview", present=[{"name": "B", "role": "interviewer"}])
    assert keys(stopped) == {"parent_absent"}
    assert do(world, case.pk, "record_interview").case.state == "interviewed"


def test_the_guardian_sees_the_ward_and_helps(world: World, child: Case) -> None:
    with world.acting("guardian") as actor:
        assert wards_of(actor=actor) == []
    do(world, child.pk, "appoint_guardian")
    with world.acting("guardian") as actor:
        assert [ward.pk for ward in wards_of(actor=actor)] == [child.pk]
        assert Person.objects.filter(pk=child.person_id).exists()
        assert claim_overview(actor=actor, case_id=child.pk).guardian is not None
    do(world, child.pk, "add_representative", by="guardian")
    do(world, child.pk, "record_address_change", by="guardian", reported_by="representative")
    for forbidden in ("record_withdrawal", "appoint_guardian", "request_reopening"):
        with world.acting("guardian") as actor, pytest.raises(Denied):
            perform(
                actor=actor,
                case_id=child.pk,
                action=forbidden,
                data=typed_for(world, child.pk, forbidden),
                expected_version=the_case(world, child.pk).version,
                request_id=uuid.uuid4(),
            )
    with world.acting("guardian2") as actor:
        assert not Case.objects.exists()


def test_a_new_guardian_takes_the_place_of_the_old_one(world: World, child: Case) -> None:
    do(world, child.pk, "appoint_guardian")
    do(world, child.pk, "appoint_guardian", guardian=world.id("guardian2"), guardian_name="Murad Test")
    assert the_case(world, child.pk).participants == [world.accounts["guardian2"].pk]
    with world.acting("guardian"):
        assert not Case.objects.exists()
        assert not Person.objects.exists()


def test_a_guardian_has_no_part_in_the_decision(world: World, child: Case) -> None:
    # The same person once worked in the deciding unit under another account: two hats, one head.
    holder = world.accounts["case_officer2"].holder
    hat = Account(login="guardian-hat", holder=holder, language="en", ends_on=clock.today() + 90 * DAY)
    hat.save(force_insert=True)
    RoleAssignment.objects.filter(account=world.accounts["case_officer2"]).update(ends_on=clock.today() - DAY)
    RoleAssignment.objects.create(
        account=hat,
        role=Role.GUARDIAN,
        office=world.offices["guardianship"],
        starts_on=clock.today(),
        ends_on=clock.today() + 90 * DAY,
    )
    with pytest.raises(Invalid):
        do(world, child.pk, "appoint_guardian", guardian=world.id("registrar"))
    do(world, child.pk, "appoint_guardian", guardian=str(hat.pk))
    with world.seeing_all():
        Side.objects.create(
            case=child,
            compartment=child.compartment,
            holder_id=world.accounts["guardian2"].holder_id,
            side="first",
            since=clock.now(),
        )
    with pytest.raises(Blocked) as stopped:
        do(world, child.pk, "appoint_guardian", guardian=world.id("guardian2"))
    assert keys(stopped) == {"guardian_involved"}


def test_a_doubt_about_age_counts_for_the_child(world: World) -> None:
    person = receive(world).people[0]
    done = do(world, person.case_id, "record_age_doubt").case
    assert {"child", "unaccompanied"} <= set(done.flags)
    with world.seeing_all():
        open_tasks = set(Task.objects.filter(case=done, done_at=None).values_list("key", flat=True))
    assert open_tasks == {"guardian", "age_assessment"}
    with pytest.raises(Blocked) as stopped:
        do(world, person.case_id, "decide_age")
    assert keys(stopped) == {"guardian_missing"}
    do(world, person.case_id, "appoint_guardian")
    decided = do(world, person.case_id, "decide_age", lowest_age=18, highest_age=21).case
    assert not {"child", "unaccompanied"} & set(decided.flags)
    with world.seeing_all():
        assert not Task.objects.filter(case=decided, done_at=None).exists()
        born = Person.objects.get(pk=person.person_id)
    assert born.birth_precision == "estimated"
    assert born.born_to == clock.today().replace(year=clock.today().year - 18)


def test_the_lowest_age_of_the_range_counts(world: World) -> None:
    person = receive(world).people[0]
    do(world, person.case_id, "record_age_doubt")
    do(world, person.case_id, "appoint_guardian")
    done = do(world, person.case_id, "decide_age", lowest_age=16, highest_age=20).case
    assert {"child", "unaccompanied"} <= set(done.flags)
