# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receiving a claim: RS-01, RS-02, NR-11, CH-01, DP-05 and bad input."""

import copy
import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from panah.casework.errors import AlreadyOpen, Blocked, Invalid, NotOffered, RequestReused
from panah.casework.models import Case, Letter, Task
from panah.casework.selectors import basket, check_document, own_files
from panah.casework.services import perform
from panah.domains.asylum.public import access_slip, claim_overview, duties, receive_claim, renew_access
from panah.domains.residence.models import SelfDeclared
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.accounts.models import PortalAccess
from panah.foundation.accounts.sign_in import SignInRefused, actor_of_access, portal_sign_in
from panah.foundation.documents.codes import is_valid
from panah.foundation.documents.mrz_compose import compose_td3
from panah.register.models import Household, Person, SearchShown, SpecificNeed
from tests.support.world import (
    World,
    child_intake,
    do,
    family_intake,
    intake,
    person_typed,
    receive,
    searched,
    the_case,
)


def test_a_family_gets_one_file_each_and_one_receipt(world: World) -> None:
    received = receive(world, family_intake())
    assert is_valid(received.receipt_code)
    assert received.receipt_pdf.startswith(b"%PDF-")
    assert len({person.case_id for person in received.people}) == 4
    with world.seeing_all():
        cases = Case.objects.filter(group_id=received.household_id)
        assert cases.count() == 4
        assert {case.state for case in cases} == {"received"}
        assert Household.objects.get(pk=received.household_id).members.count() == 4
        for person in received.people:
            letters = Letter.objects.filter(case_id=person.case_id)
            kinds = {letter.kind: letter.languages for letter in letters}
            assert set(kinds) == {"receipt", "information_notice", "temporary_certificate"}
            assert all(languages == ["az", "fa"] for languages in kinds.values())
            assert check_document(person.certificate_code).valid


def test_children_with_a_parent_are_marked_and_not_alone(world: World) -> None:
    adult, _other, child, _small = receive(world, family_intake()).people
    assert adult.flags == ()
    assert child.flags == ("child",)
    with world.seeing_all():
        assert not Task.objects.filter(key="guardian").exists()


@pytest.mark.parametrize(
    ("others", "code", "flag"),
    [
        ([], "SC-UC", "unaccompanied"),
        ([person_typed("Əli Əhmədi", "1999", sex="M", relation="sibling")], "SC-SC", "separated"),
        ([person_typed("Zəki Əhmədi", "2015", sex="M", relation="sibling")], "SC-UC", "unaccompanied"),
    ],
)
def test_a_child_without_parents_opens_a_guardian_task_at_once(
    world: World, others: list[dict[str, Any]], code: str, flag: str
) -> None:
    typed = child_intake()
    typed["persons"] += others
    received = receive(world, typed)
    child = received.people[0]
    assert flag in child.flags
    with world.seeing_all():
        assert SpecificNeed.objects.filter(person_id=child.person_id, code=code).exists()
        assert Task.objects.filter(case_id=child.case_id, key="guardian", blocking=True, done_at=None).exists()


def test_a_customary_caregiver_answers_for_a_child(world: World) -> None:
    typed = child_intake()
    typed["persons"][0]["caregiver"] = 1
    typed["persons"].append(person_typed("Nənə Əhmədi", "1960", relation="other_relative"))
    assert receive(world, typed).people[0].flags == ("child",)


def test_own_access_is_for_adults_and_older_children(world: World) -> None:
    people = receive(world, family_intake()).people
    assert [person.access is not None for person in people] == [True, True, False, False]
    alone = receive(world, child_intake()).people[0]
    assert alone.access is None


def test_a_post_gets_a_receipt_and_cannot_open_anything(world: World) -> None:
    received = receive(world, family_intake(channel="border", received_by="Post 7"), by="border_officer")
    assert received.people == ()
    assert received.household_id is None
    assert received.receipt_pdf.startswith(b"%PDF-")
    with world.acting("border_officer") as actor:
        assert not Case.objects.exists()
        assert not Person.objects.exists()
        with pytest.raises(Denied):
            basket(actor=actor)
    with world.acting("registrar") as actor:
        assert basket(actor=actor, view="team").total == 4


def test_nobody_else_sees_the_file(world: World) -> None:
    case_id = receive(world).people[0].case_id
    for login in ("other_registrar", "stay_officer", "return_officer", "appeal_officer", "guardian", "administrator"):
        with world.acting(login) as actor:
            assert not Case.objects.exists(), login
            with pytest.raises((NotFound, Denied)):
                claim_overview(actor=actor, case_id=case_id)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"notice": {"given": False, "version": "N-1", "language": "fa"}}, "notice-given"),
        ({"notice": {"given": True, "version": "N-1"}}, "notice-language"),
        ({"received_on": "2026-11-24"}, "received_on"),
        ({"received_on": "2026-02-30"}, "received_on"),
        ({"arrived_on": "2027-01-01"}, "arrived_on"),
        ({"channel": "friend"}, "channel"),
        ({"persons": []}, "persons"),
        ({"role": "administrator"}, "role"),
        ({"persons": [person_typed(born="1990-02-30")]}, "persons-0-born"),
        ({"persons": [person_typed(), person_typed(born="2027", relation="child")]}, "persons-1-born"),
        ({"arrived_on": "2020-01-01", "persons": [person_typed(born="2021")]}, "persons-0-born"),
        ({"persons": [person_typed(names=[])]}, "persons-0-names"),
        ({"persons": [person_typed(citizenships=["XYZ"])]}, "persons-0-citizenships-0"),
        ({"persons": [person_typed(is_admin=True)]}, "persons-0-is_admin"),
        ({"persons": [person_typed(caregiver=3)]}, "persons-0-caregiver"),
    ],
)
def test_bad_input_is_named_beside_its_field(world: World, change: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        receive(world, intake() | change)
    assert path in refused.value.errors
    with world.seeing_all():
        assert not Case.objects.exists()
        assert not Person.objects.exists()


def test_several_faults_are_told_at_once(world: World) -> None:
    typed = intake(person_typed(born="1990-13"), person_typed(born="2099", relation="child"), received_on="2030-01-01")
    with pytest.raises(Invalid) as refused:
        receive(world, typed)
    assert {"persons-0-born", "persons-1-born", "received_on"} <= set(refused.value.errors)


def test_a_wrong_check_digit_is_named(world: World) -> None:
    zone = compose_td3(
        surname="QARAYEVA",
        given_names="LEYLA NUR",
        number="P1234567",
        nationality="AFG",
        birth_date=dt.date(1990, 4, 12),
        sex="F",
        expiry_date=dt.date(2030, 1, 1),
    )
    good = person_typed(papers=[{"kind": "passport", "number": "P1234567", "country": "AFG", "mrz": zone}])
    digit = zone.index("\n") + 10
    wrong = zone[:digit] + ("1" if zone[digit] != "1" else "2") + zone[digit + 1 :]
    bad = person_typed(papers=[{"kind": "passport", "number": "P1234567", "country": "AFG", "mrz": wrong}])
    with pytest.raises(Invalid) as refused:
        receive(world, intake(bad))
    assert "persons-0-papers-0-mrz" in refused.value.errors
    assert len(receive(world, intake(good)).people) == 1


def test_a_retry_acts_once_and_costs_nobody_the_access(world: World) -> None:
    request = uuid.uuid4()
    first = receive(world, family_intake(), request_id=request)
    again = receive(world, family_intake(), request_id=request)
    assert again.replayed
    assert not first.replayed
    assert [person.number for person in again.people] == [person.number for person in first.people]
    assert again.receipt_code == first.receipt_code
    with world.seeing_all():
        assert Case.objects.count() == 4
        assert Person.objects.count() == 4
    access = again.people[0].access
    assert access is not None
    assert portal_sign_in(access.code, access.pin).person_id == again.people[0].person_id
    # Once it is in use a retry gives no new PIN.
    assert receive(world, family_intake(), request_id=request).people[0].access is None


def test_a_request_id_is_good_for_one_content(world: World) -> None:
    request = uuid.uuid4()
    receive(world, family_intake(), request_id=request)
    with pytest.raises(RequestReused):
        receive(world, intake(), request_id=request)


def test_a_second_open_claim_is_refused_and_names_the_first(world: World) -> None:
    person = receive(world).people[0]
    again = intake({"existing_person_id": str(person.person_id)})
    with pytest.raises(AlreadyOpen) as refused:
        receive(world, again)
    assert refused.value.number == person.number
    with pytest.raises(AlreadyOpen):
        receive(world, again | {"office_id": str(world.offices["second"].pk)}, by="other_registrar")


def test_the_database_refuses_a_second_open_claim(world: World) -> None:
    first = the_case(world, receive(world).people[0].case_id)
    first.pk = first.id = uuid.uuid4()
    first.number = "AC-2026-999999"
    with world.seeing_all(), pytest.raises(IntegrityError, match="one_open_case"), transaction.atomic():
        first.save(force_insert=True)


def test_a_known_person_and_a_new_one_come_together(world: World) -> None:
    person = receive(world).people[0]
    do(world, person.case_id, "record_withdrawal")
    do(world, person.case_id, "close", reason="withdrawn")
    do(world, person.case_id, "close_after_period", final_because="waived")
    typed = intake(
        {"existing_person_id": str(person.person_id)}, person_typed("Mina Qarayeva", "2020", relation="child")
    )
    received = receive(world, typed)
    assert received.people[0].person_id == person.person_id
    assert received.people[1].flags == ("child",)
    with world.seeing_all():
        assert Person.objects.count() == 2


def test_the_person_signs_in_and_may_report_a_move_and_nothing_else(world: World) -> None:
    person, relative = receive(world, family_intake()).people[:2]
    assert person.access is not None
    with pytest.raises(SignInRefused):
        portal_sign_in(person.access.code, "000000")
    actor = actor_of_access(portal_sign_in(person.access.code, person.access.pin))
    with acting(actor, "own_file"):
        (own,) = own_files(actor=actor)
        assert own.case.pk == person.case_id
        assert [offer.name for offer in own.offers] == ["record_address_change"]
        assert {duty.key for duty in duties(actor=actor, case=own.case)} == {"certificate", "address"}
        done = perform(
            actor=actor,
            case_id=own.case.pk,
            action="record_address_change",
            data={"moved_on": "2026-11-20", "address": "Yeni küçə 7", "reported_by": "portal"},
            expected_version=own.case.version,
            request_id=uuid.uuid4(),
        )
        assert done.action.actor_kind == "person"
        with pytest.raises(Denied):
            perform(
                actor=actor,
                case_id=own.case.pk,
                action="record_withdrawal",
                data={},
                expected_version=own.case.version + 1,
                request_id=uuid.uuid4(),
            )
        assert not Case.objects.filter(pk=relative.case_id).exists()
    with world.seeing_all():
        lines = Person.objects.get(pk=person.person_id).addresses.filter(recorded__upper_inf=True)
        assert {line.text for line in lines if line.valid.upper is None} == {"Yeni küçə 7"}


def test_a_new_pin_ends_the_old_one(world: World) -> None:
    person = receive(world).people[0]
    assert person.access is not None
    with world.acting("registrar") as actor:
        fresh = renew_access(actor=actor, case_id=person.case_id)
    with pytest.raises(SignInRefused):
        portal_sign_in(person.access.code, person.access.pin)
    assert portal_sign_in(fresh.code, fresh.pin).person_id == person.person_id
    assert access_slip(fresh, the_case(world, person.case_id)).startswith(b"%PDF-")
    with world.acting("case_officer") as actor, pytest.raises(Denied):
        renew_access(actor=actor, case_id=person.case_id)


def test_a_young_child_gets_no_pin(world: World) -> None:
    child = receive(world, family_intake()).people[3]
    with world.acting("registrar") as actor, pytest.raises(Blocked):
        renew_access(actor=actor, case_id=child.case_id)


def test_a_lost_certificate_is_replaced_and_the_pin_goes_on(world: World) -> None:
    person = receive(world).people[0]
    assert person.access is not None
    do(world, person.case_id, "issue_certificate", reason="lost")
    assert not check_document(person.certificate_code).valid
    with world.acting("registrar") as actor:
        overview = claim_overview(actor=actor, case_id=person.case_id)
    assert overview.certificate is not None
    assert check_document(overview.certificate.code).valid
    with pytest.raises(SignInRefused):
        portal_sign_in(person.access.code, person.access.pin)
    assert portal_sign_in(overview.certificate.code, person.access.pin).person_id == person.person_id


def test_a_renewal_keeps_the_code(world: World) -> None:
    person = receive(world).people[0]
    do(world, person.case_id, "issue_certificate", reason="renewal")
    assert check_document(person.certificate_code).valid


def test_only_the_desk_and_posts_receive(world: World) -> None:
    for login in ("case_officer", "reviewer", "head_of_unit", "stay_officer", "guardian", "administrator"):
        with world.acting(login) as actor, pytest.raises(Denied):
            receive_claim(actor=actor, intake=intake(), request_id=uuid.uuid4())


def test_nobody_is_written_down_without_a_search_for_them(world: World) -> None:
    """Each new person needs a search of the registrar's own, for that person, used once; a post that may not search needs none."""
    with world.acting("registrar", "reception") as actor:

        def refused(typed: dict[str, Any]) -> set[str]:
            with pytest.raises(Invalid) as wrong:
                receive_claim(actor=actor, intake=typed, request_id=uuid.uuid4())
            return set(wrong.value.errors)

        assert refused(family_intake()) == {f"persons-{place}-search_id" for place in range(4)}
        good = searched(actor, family_intake())
        stolen = searched(actor, intake())["persons"][0]["search_id"]
        for place, search_id in ((1, good["persons"][0]["search_id"]), (2, str(uuid.uuid4()))):
            wrong = copy.deepcopy(good)
            wrong["persons"][place]["search_id"] = search_id
            assert refused(wrong) == {f"persons-{place}-search_id"}
        about = searched(actor, intake(person_typed("Tahir Vəliyev", "1961")))
        assert refused(intake(person_typed(search_id=about["persons"][0]["search_id"]))) == {"persons-0-search_id"}
        made = receive_claim(actor=actor, intake=good, request_id=uuid.uuid4())
        used = [one["search_id"] for one in good["persons"]]
        people = SearchShown.objects.filter(pk__in=used).values_list("person_id", flat=True)
        assert set(people) == {one.person_id for one in made.people}
        assert refused(good) == {f"persons-{place}-search_id" for place in range(4)}
    with world.acting("other_registrar", "reception") as another:
        typed = intake(person_typed(search_id=stolen))
        with pytest.raises(Invalid) as wrong_hands:
            receive_claim(actor=another, intake=typed, request_id=uuid.uuid4())
        assert set(wrong_hands.value.errors) == {"persons-0-search_id"}
    post = intake(office_id=str(world.offices["first"].pk))
    with world.acting("border_officer", "reception") as officer:
        assert receive_claim(actor=officer, intake=post, request_id=uuid.uuid4()).receipt_code
    with world.seeing_all():
        assert Case.objects.count() == Person.objects.count() == 5


def test_family_members_see_the_number_and_state_of_each_other_only(world: World) -> None:
    people = receive(world, family_intake()).people
    with world.acting("case_officer") as actor:
        overview = claim_overview(actor=actor, case_id=people[0].case_id)
    assert {row.number for row in overview.family} == {person.number for person in people[1:]}
    assert {row.state for row in overview.family} == {"Received"}


def test_a_jump_is_refused(world: World) -> None:
    person = receive(world).people[0]
    with pytest.raises(NotOffered) as refused:
        do(world, person.case_id, "assess")
    assert "register" in refused.value.offered


def test_access_rows_are_hidden(world: World) -> None:
    receive(world)
    with world.acting("stay_officer"):
        assert not PortalAccess.objects.exists()


def test_a_claim_of_somebody_who_has_only_said_who_they_are_bears_the_mark_until_a_paper_is_shown(
    world: World,
) -> None:
    marks = []
    for shown in ("passport", "own_statement"):
        person = receive(world).people[0]
        do(world, person.case_id, "record_withdrawal")
        do(world, person.case_id, "close", reason="withdrawn")
        do(world, person.case_id, "close_after_period", final_because="waived")
        with world.seeing_all():
            SelfDeclared.objects.create(person_id=person.person_id, compartment="stay", declared_at=clock.now())
        again = receive(world, intake({"existing_person_id": str(person.person_id)})).people[0]
        assert "self_declared" in the_case(world, again.case_id).flags
        assert "self_declared" not in the_case(world, person.case_id).flags, "of the file that was there before"
        do(world, again.case_id, "register", identity_shown_by=shown)
        marks.append("self_declared" in the_case(world, again.case_id).flags)
    assert marks == [False, True]
