# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom an account is tied to is not there for it: raw SQL as the application's role, and nothing that lifts it (PZ-10, T1)."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from panah.casework.models import Action, Case
from panah.foundation import clock
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import NotFound
from panah.foundation.access.roles import Compartment
from panah.foundation.exports.models import Export
from panah.foundation.oversight.errors import Invalid
from panah.foundation.oversight.models import Tie
from panah.foundation.oversight.services import declare, name_hand, record_tie, withdraw
from panah.foundation.oversight.watch import watching
from panah.foundation.privacy.models import Correction, CorrectionMessage
from panah.law.pack import load_pack
from panah.register.models import HouseholdMember, NamePosting, Person, PersonName
from panah.register.public import search
from panah.register.services import open_in_emergency
from panah.statistics.returns.count import monthly_return
from tests.support import complaints as complaining
from tests.support.world import World, family_intake, make_world, receive

pytestmark = pytest.mark.django_db
TABLES = {
    "register_person": "id", "register_personname": "person_id", "register_address": "person_id",
    "register_householdmember": "person_id", "register_nameposting": "person_id", "casework_case": "person_id",
    "register_personevent": "pgh_obj_id",
}  # fmt: skip


@pytest.fixture
def world() -> World:
    return make_world()


def raw(account: uuid.UUID, offices: list[uuid.UUID], table: str, person: uuid.UUID, *, told: bool = False) -> int:
    """Rows about a person, asked by SQL with the settings of an account that holds everything."""
    with connection.cursor() as cursor:
        for name in Compartment:
            cursor.execute("SELECT set_config(%s, '*', true)", [f"panah.sees_{name}"])
        cursor.execute("SELECT set_config('panah.compartments', %s, true)", [",".join(Compartment)])
        cursor.execute("SELECT set_config('panah.actor', %s, true)", [str(account)])
        if not told:
            cursor.execute("SELECT set_config('panah.tied', '', true)")
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {TABLES.get(table, 'person_id')} = %s", [person])
        return int(cursor.fetchone()[0])


def tied(world: World, login: str, person: uuid.UUID, kind: str = "community", until: dt.date | None = None) -> Tie:
    with world.acting(login) as actor:
        return declare(actor=actor, person_id=person, kind=kind, until=until)


def sees(world: World, login: str, person: uuid.UUID) -> bool:
    with world.acting(login):
        return Person.objects.filter(pk=person).exists()


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_of_a_tied_account_finds_no_row(world: World, table: str) -> None:
    person = receive(world).people[0].person_id
    account = world.accounts["case_officer"].pk
    offices = [world.offices["first"].pk]
    with transaction.atomic():
        assert raw(account, offices, table, person) > 0
        transaction.set_rollback(True)
    tied(world, "case_officer", person)
    with transaction.atomic():
        assert raw(account, offices, table, person) == 0
        # Nothing can be changed or taken away either.
        with connection.cursor() as cursor:
            column = TABLES[table]
            if table != "register_personevent":
                cursor.execute(f"UPDATE {table} SET {column} = {column} WHERE {column} = %s", [person])
                assert cursor.rowcount == 0
            cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [person])
            assert cursor.rowcount == 0
        transaction.set_rollback(True)
    with transaction.atomic():
        assert raw(world.accounts["case_officer2"].pk, offices, table, person) > 0
        transaction.set_rollback(True)


def test_a_complaint_and_word_of_a_correction_are_shut_too(world: World) -> None:
    who = complaining.person(world)
    complaining.sent(world, who, "first")
    with world.acting("data_protection"), transaction.atomic():
        made = Correction(person_id=who.person_id, at=clock.now(), facts=["birth"], recipients=1)
        made.save(force_insert=True)
        CorrectionMessage(
            correction=made, person_id=who.person_id, receiver="guardianship_body", recipient="guardianship_body:test", door="letter",
            office_id=world.offices["first"].pk, compartment="asylum", content={"to": "–", "lines": []}, made_at=clock.now(),
            due_on=clock.today(),
        ).save(force_insert=True)  # fmt: skip
    account, offices = complaining.outsider(world).pk, [world.offices["return"].pk]

    def rows() -> list[int]:
        with transaction.atomic():
            found = [
                raw(account, offices, table, who.person_id)
                for table in ("complaints_complaint", "privacy_correctionmessage")
            ]
            transaction.set_rollback(True)
        return found

    assert rows() == [1, 1]
    with world.acting("data_protection") as actor:
        record_tie(actor=actor, account_id=account, person_id=who.person_id, kind="family", until=None)
    assert rows() == [0, 0]


def test_a_tied_account_cannot_write_a_file_for_the_person(world: World) -> None:
    came = receive(world).people[0]
    tied(world, "case_officer", came.person_id)
    with world.seeing_all():
        row = Case.objects.get(pk=came.case_id)
    row.pk, row.number, row.closed_at = uuid.uuid4(), "T-1", clock.now()
    with (
        world.acting("case_officer"),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


def test_elevation_and_an_emergency_lift_nothing_but_a_return_counts_everybody(world: World) -> None:
    came = receive(world).people[0]
    with world.acting("policy_analyst") as actor:
        before = monthly_return(actor=actor, law=load_pack("az"), month=clock.today())
    with watching():
        for login in ("case_officer", "policy_analyst"):
            account = world.accounts[login]
            Tie.objects.create(
                holder_id=account.holder_id, account_id=account.pk, person_id=came.person_id, kind="family",
                said_at=clock.now(), said_by=uuid.uuid4(),
            )  # fmt: skip
    with world.acting("case_officer") as actor:
        with elevated(*Compartment, reason="a test"):
            assert not Person.objects.filter(pk=came.person_id).exists()
            assert not Action.objects.filter(case_id=came.case_id).exists()
        opening = open_in_emergency(
            actor=actor, danger="life", reason="She fell and does not answer.", parts=["who"],
            name="Leyla Nur Qarayeva", born="1990-04-12",
        )  # fmt: skip
        assert opening.person is None
        assert search(actor=actor, query="Leyla Nur Qarayeva", purpose="test") == []
    with world.acting("policy_analyst") as actor:
        after = monthly_return(actor=actor, law=load_pack("az"), month=clock.today())
    assert after == before
    assert not Export.objects.exists()


def test_the_household_goes_with_the_person_and_kin_with_kin(world: World) -> None:
    people = [one.person_id for one in receive(world, family_intake()).people]
    other = receive(world).people[0].person_id
    tied(world, "case_officer", people[2])
    assert [sees(world, "case_officer", one) for one in (*people, other)] == [False] * 4 + [True]
    with world.acting("case_officer"):
        assert not HouseholdMember.objects.filter(person_id__in=people).exists()
        assert not NamePosting.objects.filter(person_id__in=people).exists()
        assert not PersonName.objects.filter(person_id__in=people).exists()


def test_an_own_file_is_shut_to_the_unit_and_one_who_is_named_works_on_it(world: World) -> None:
    person = receive(world).people[0].person_id
    made = tied(world, "case_officer", person, "own")
    shut = {
        login: not sees(world, login, person)
        for login in ("case_officer", "case_officer2", "registrar", "head_of_unit")
    }
    assert shut == dict.fromkeys(shut, True)
    # Another unit, which colleagues do not sit in, reads by its role.
    assert sees(world, "other_registrar", person)
    with world.acting("head_of_unit") as head:
        with pytest.raises(Invalid):
            name_hand(actor=head, tie_id=made.pk, account_id=head.signed_in_as)
        with pytest.raises(Invalid):
            name_hand(actor=head, tie_id=made.pk, account_id=world.accounts["case_officer"].pk)
        name_hand(actor=head, tie_id=made.pk, account_id=world.accounts["case_officer2"].pk)
    assert sees(world, "case_officer2", person)
    assert not sees(world, "case_officer", person)
    assert not sees(world, "registrar", person)


def test_only_a_second_person_withdraws_a_tie(world: World) -> None:
    person = receive(world).people[0].person_id
    made = tied(world, "case_officer", person)
    with world.acting("case_officer") as actor:
        # Nobody is tied twice: the file is not there any more.
        with pytest.raises(NotFound):
            declare(actor=actor, person_id=person, kind="other")
        assert Tie.objects.filter(pk=made.pk).update(ended_at=clock.now(), ended_by=uuid.uuid4(), ended_why="over") == 0
        assert Tie.objects.filter(pk=made.pk).delete()[0] == 0
    with watching(), pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.filter(pk=made.pk).update(ended_at=clock.now(), ended_by=made.holder_id, ended_why="over")
    for change in ({"person_id": uuid.uuid4()}, {"until": dt.date(2020, 1, 1)}, {"holder_id": uuid.uuid4()}):
        with watching(), pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
            Tie.objects.filter(pk=made.pk).update(**change)
    with world.acting("case_officer2"):
        assert not Tie.objects.exists()
    # Nor does a head who is close: not even where the row says that this account was told.
    head = world.accounts["head_of_unit"]
    with watching():
        own = Tie.objects.create(
            holder_id=head.holder_id, account_id=head.pk, person_id=uuid.uuid4(), kind="other", told=[head.pk],
            said_at=clock.now(), said_by=uuid.uuid4(),
        )  # fmt: skip
    with world.acting("head_of_unit"):
        ended = Tie.objects.filter(pk=own.pk).update(ended_at=clock.now(), ended_by=uuid.uuid4(), ended_why="over")
        assert ended == 0
    with world.acting("head_of_unit") as head:
        withdraw(actor=head, tie_id=made.pk, why="mistake")
    assert sees(world, "case_officer", person)


def test_a_tie_ends_with_its_last_day(world: World) -> None:
    person = receive(world).people[0].person_id
    today = clock.today()
    with world.acting("case_officer") as actor, pytest.raises(Invalid):
        declare(actor=actor, person_id=person, kind="business", until=today - dt.timedelta(days=1))
    account = world.accounts["case_officer"]
    with watching():
        for until, shut in ((today - dt.timedelta(days=2), False), (today + dt.timedelta(days=1), True)):
            made = Tie.objects.create(
                holder_id=account.holder_id, account_id=account.pk, person_id=person, kind="business",
                said_at=clock.now(), said_by=uuid.uuid4(), until=until,
            )  # fmt: skip
            assert sees(world, "case_officer", person) is not shut
            Tie.objects.filter(pk=made.pk).update(ended_at=clock.now(), ended_by=uuid.uuid4(), ended_why="over")


def test_what_was_given_to_the_officer_is_given_to_nobody(world: World) -> None:
    came = receive(world).people[0]
    account = world.accounts["case_officer"]
    with world.seeing_all():
        Case.objects.filter(pk=came.case_id).update(assigned_to=account.pk)
        before = Case.objects.get(pk=came.case_id).version
    tied(world, "case_officer", came.person_id)
    with world.seeing_all():
        row = Case.objects.get(pk=came.case_id)
    assert (row.assigned_to, row.version) == (None, before + 1)


def test_a_second_account_of_the_same_person_is_shut_out_too(world: World) -> None:
    person = receive(world).people[0].person_id
    first, second = world.accounts["case_officer"], world.accounts["case_officer2"]
    second.holder_id = first.holder_id
    second.save(update_fields=["holder"])
    tied(world, "case_officer", person)
    assert not sees(world, "case_officer2", person)
    with acting(world.actor("head_of_unit"), "test"):
        assert Person.objects.filter(pk=person).exists()
