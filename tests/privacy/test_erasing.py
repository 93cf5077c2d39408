# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is past its term goes, wherever it stands, and nothing else does; the log stays whole (DP-09, DP-10, DP-11)."""

import concurrent.futures
import contextlib
import datetime as dt
import threading
import uuid
from dataclasses import replace

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from panah.casework.models import Action, ActionContent, Case, Draft
from panah.casework.retention import term_ends
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied
from panah.foundation.audit.verify import verify
from panah.foundation.keys.envelope import place
from panah.foundation.keys.errors import KeyGone
from panah.foundation.keys.fields import SealedField
from panah.foundation.keys.policy import Because
from panah.foundation.keys.services import Stopped, erase_person
from panah.foundation.keys.vault import Vault, vault
from panah.foundation.privacy import C2
from panah.foundation.privacy.checks import models_of_ours
from panah.foundation.privacy.declaration import CLAIM_YEARS, DRAFT_DAYS
from panah.foundation.privacy.destroying import rewrite_if_owed
from panah.foundation.privacy.erasing import (
    CASE,
    PERSON,
    Erasing,
    Held,
    NotErasable,
    blanked,
    erasable,
    erase,
    eraser,
    links,
    on_erasure,
    replay,
)
from panah.foundation.privacy.erasing import Erased as Listed
from panah.foundation.privacy.jobs import carry_out_retention
from panah.foundation.privacy.models import Erasure, LegalHold
from panah.foundation.privacy.retention import due, plan, run
from panah.foundation.privacy.services import (
    HoldRefused,
    ask_to_end_hold,
    confirm_hold,
    end_hold,
    keep_hold,
    propose_hold,
)
from panah.interfaces.cli.testtemplate import Database
from panah.register.models import Household, Person, PersonName
from tests.support.world import World, do, intake, make_world, person_typed, receive, the_case

THEN = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
CANARY, OTHER = "Zymphonia", "Quorbline"
#: Where the id of somebody who was erased may stand: the log, the list of erasures, and the skeletons.
MAY_NAME_THE_ID = {"audit_event", "privacy_erasure", "register_person", "casework_case"}


def in_term(years: int = 0, days: int = 0) -> dt.datetime:
    return THEN.replace(year=THEN.year + years) + dt.timedelta(days=days)


def closed_file(world: World, name: str) -> Case:
    """A claim that was withdrawn and closed, with letters, a certificate, a photo and a draft."""
    case_id = receive(world, intake(person_typed(f"{name} Qarayeva"))).people[0].case_id
    do(world, case_id, "record_withdrawal")
    do(world, case_id, "close")
    do(world, case_id, "notify_closure")
    do(world, case_id, "close_after_period", final_because="waived")
    return the_case(world, case_id)


def tables_with(database: Database, words: str) -> dict[str, int]:
    """Tables of which a row holds the words, whoever may see it: looked for in the text of every row."""
    found = {}
    with database.connect("superuser") as mighty:
        tables = mighty.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        ).fetchall()
        for (table,) in tables:
            row = mighty.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{words}%"]).fetchone()
            if row and row[0]:
                found[table] = row[0]
    return found


def whole() -> bool:
    return not any(check.problems for check in verify())


def test_before_the_term_nothing_goes_and_after_it_everything_that_is_declared(committed_database: Database) -> None:
    with clock.moved_to(THEN):
        world = make_world()
        world.actor("data_protection")  # the roles of the world end before ten years are over
        old = closed_file(world, CANARY)
        going_on = receive(world, intake(person_typed(f"{OTHER} Qarayeva"))).people[0]
        with acting(world.actor("registrar"), "test"):
            Draft.objects.create(
                name="note", author_id=world.actor("registrar").account_id, data={"a": "half"}, changed_at=THEN
            )
    person_id = old.person_id
    before = tables_with(committed_database, CANARY)
    assert {"register_personname", "register_personnameevent", "register_nametoken"} <= set(before)
    with clock.moved_to(in_term(days=DRAFT_DAYS - 1)):
        assert (run().erased, run().drafts) == (0, 0)
    with clock.moved_to(in_term(years=CLAIM_YEARS, days=-31)):
        assert run().drafts == 1
        assert (due(clock.today()), plan().soon) == ([], [])
        assert tables_with(committed_database, CANARY) == before
    with clock.moved_to(in_term(years=CLAIM_YEARS, days=-2)):
        made = plan()
        assert (made.due, [one.subject_id for one in made.soon]) == ([], [person_id])
    with clock.moved_to(in_term(years=CLAIM_YEARS, days=1)):
        made = plan()
        assert [(one.kind, one.subject_id) for one in made.due] == [(PERSON, person_id)]
        # A plan changes nothing.
        assert tables_with(committed_database, CANARY) == before
        assert Erasure.objects.filter(kind=PERSON).count() == 0
        done = run()
        assert (done.erased, done.left) == (1, 0)
        assert {table: count for table, count in made.rows.items() if count} == {
            name: count for name, count in _detail(world, person_id).items() if name != "rule"
        }
        assert tables_with(committed_database, CANARY) == {}
        assert set(tables_with(committed_database, str(person_id))) <= MAY_NAME_THE_ID
        assert whole()
        # The skeleton: that there was a file, where, when, and how it ended.
        skeleton = the_case(world, old.pk)
        assert (skeleton.number, skeleton.state, skeleton.closed_at) == (old.number, old.state, old.closed_at)
        with world.seeing_all():
            assert Action.objects.filter(case=old).count() == old.version
            assert not ActionContent.objects.filter(case=old).exists()
            assert Person.objects.get(pk=person_id).born_from is None
            assert not Household.objects.exclude(members__person_id=going_on.person_id).exists()
            # Nothing of anybody else went.
            assert PersonName.objects.filter(person_id=going_on.person_id).exists()
            assert ActionContent.objects.filter(case_id=going_on.case_id).exists()
        assert run().erased == 0


def _detail(world: World, person_id: uuid.UUID) -> dict[str, int]:
    Event = apps.get_model("audit.Event")
    with acting(world.actor("data_protection"), "test"):
        return dict(Event.objects.get(subject_type="erased person", subject_id=person_id).detail)


def test_a_hold_of_two_people_stops_it_until_its_day(committed_database: Database) -> None:
    with clock.moved_to(THEN):
        world = make_world()
        case = closed_file(world, CANARY)
    officer = world.actor("data_protection")
    second = replace(officer, account_id=uuid.uuid4(), holder_id=uuid.uuid4())
    late = in_term(years=CLAIM_YEARS, days=1)
    with clock.moved_to(late):
        today = clock.today()
        with acting(world.actor("registrar"), "test") as registrar, pytest.raises(Denied):
            propose_hold(actor=registrar, person_id=case.person_id, reason="court", until=today)
        with acting(officer, "test"):
            for until in (today, today + dt.timedelta(days=4000)):
                with pytest.raises(HoldRefused):
                    propose_hold(actor=officer, person_id=case.person_id, reason="court", until=until)
            hold = propose_hold(
                actor=officer, person_id=case.person_id, reason="court", until=today + dt.timedelta(days=90)
            )
            with pytest.raises(HoldRefused, match="another person"):
                confirm_hold(actor=officer, hold_id=hold.pk)
        # Proposed alone it stops for a fortnight.
        assert [one.subject_id for one in plan().held] == [case.person_id]
        assert (run().held, run().erased) == (1, 0)
    with clock.moved_to(late + dt.timedelta(days=13)), acting(second, "test"):
        confirm_hold(actor=second, hold_id=hold.pk)
        with pytest.raises(DatabaseError, match="agreed on"), transaction.atomic():
            LegalHold.objects.filter(pk=hold.pk).update(until=today + dt.timedelta(days=900))
    with clock.moved_to(late + dt.timedelta(days=40)):
        assert run().held == 1
        with pytest.raises(Held):
            erase(actor=officer, kind=PERSON, subject_id=case.person_id, rule="request")
    third = replace(officer, account_id=uuid.uuid4(), holder_id=uuid.uuid4())
    with clock.moved_to(late + dt.timedelta(days=41)):
        # What two people set, two people end: in the night after it everything goes.
        with acting(second, "test"):
            with pytest.raises(HoldRefused, match="ask for its end"):
                end_hold(actor=second, hold_id=hold.pk)
            ask_to_end_hold(actor=second, hold_id=hold.pk)
            with pytest.raises(HoldRefused, match="another person"):
                end_hold(actor=second, hold_id=hold.pk)
            with pytest.raises(HoldRefused, match="already"):
                ask_to_end_hold(actor=second, hold_id=hold.pk)
        assert run().held == 1
        with acting(third, "test"):
            keep_hold(actor=third, hold_id=hold.pk)
            with pytest.raises(HoldRefused, match="Nobody asks"):
                keep_hold(actor=third, hold_id=hold.pk)
            with pytest.raises(HoldRefused, match="ask for its end"):
                end_hold(actor=third, hold_id=hold.pk)
        with acting(second, "test"):
            ask_to_end_hold(actor=second, hold_id=hold.pk)
        past = clock.now() + dt.timedelta(hours=73)
        by_one = {"ended_at": clock.now(), "ended_by": second.holder_id}
        for wrong in (by_one, by_one | {"ended_by": third.holder_id, "ended_at": past}):
            with acting(third, "test"), pytest.raises(IntegrityError, match="hold_ends_by_two"), transaction.atomic():
                LegalHold.objects.filter(pk=hold.pk).update(**wrong)
        with acting(third, "test"), pytest.raises(DatabaseError, match="agreed on"), transaction.atomic():
            LegalHold.objects.filter(pk=hold.pk).update(confirmed_by=None, confirmed_at=None)
    with clock.moved_to(late + dt.timedelta(days=45)), acting(third, "test"):
        # Nobody agreed within three days.
        with pytest.raises(HoldRefused, match="ask for its end"):
            end_hold(actor=third, hold_id=hold.pk)
        ask_to_end_hold(actor=third, hold_id=hold.pk)
        with acting(second, "test"):
            end_hold(actor=second, hold_id=hold.pk)
        with pytest.raises(DatabaseError, match="agreed on"), transaction.atomic():
            LegalHold.objects.filter(pk=hold.pk).update(ended_at=None, ended_by=None)
        assert run().erased == 1
        assert whole()
    assert tables_with(committed_database, CANARY) == {}


def test_what_is_going_on_is_not_erased_but_by_a_restore(committed_database: Database) -> None:
    with clock.moved_to(THEN):
        world = make_world()
        one = receive(world, intake(person_typed(f"{CANARY} Qarayeva"))).people[0]
        officer = world.actor("data_protection")
        with pytest.raises(NotErasable):
            erase(actor=officer, kind=PERSON, subject_id=one.person_id, rule="request")
        with pytest.raises(Denied):
            erase(actor=world.actor("administrator"), kind=PERSON, subject_id=one.person_id, rule="request")
        listed = [
            Listed(PERSON, str(one.person_id), THEN),
            Listed(PERSON, str(uuid.uuid4()), THEN),
            Listed("rows", str(uuid.uuid4()), THEN),
        ]
        assert replay(listed) == (1, [])
        assert replay(listed) == (0, [])
        assert the_case(world, one.case_id).closed_at is not None
        assert whole()
    assert tables_with(committed_database, CANARY) == {}


def test_one_file_goes_and_the_person_stays(committed_database: Database) -> None:
    with clock.moved_to(THEN):
        world = make_world()
        case = closed_file(world, CANARY)
        said: list[str] = []

        @on_erasure
        def destroy_key(erasing):  # what a store of keys hangs in
            return lambda: said.append(f"{erasing.kind} {len(erasing.ids(CASE))}")

        try:
            erase(actor=world.actor("data_protection"), kind=CASE, subject_id=case.pk, rule="request")
        finally:
            from panah.foundation.privacy import erasing

            erasing._hooks.remove(destroy_key)
        assert said == ["case 1"]
        with world.seeing_all():
            assert PersonName.objects.filter(person_id=case.person_id).exists()
            assert not ActionContent.objects.filter(case=case).exists()
        assert whole()


def test_the_database_lets_nothing_append_only_go_without_an_erasure(committed_database: Database) -> None:
    """The setting alone opens nothing, nor does an erasure of another transaction or of another case."""
    with clock.moved_to(THEN):
        world = make_world()
        case, other = closed_file(world, CANARY), closed_file(world, OTHER)
        with acting(eraser(), "test"):
            old = Erasure.objects.create(
                kind=CASE, subject_id=case.pk, rule="request", at=THEN, persons=[], cases=[case.pk]
            )
        with world.seeing_all() as _seeing, connection.cursor() as cursor:
            for setting in ("", str(uuid.uuid4()), str(old.pk)):
                with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():  # noqa: PT012
                    cursor.execute("SELECT set_config('panah.erasing', %s, true)", [setting])
                    cursor.execute("DELETE FROM casework_actioncontent WHERE case_id = %s", [case.pk])
            with pytest.raises(DatabaseError, match="Only data protection"), transaction.atomic():
                Erasure.objects.create(kind=CASE, subject_id=case.pk, rule="request", at=THEN, cases=[case.pk])
    with committed_database.connect("superuser", autocommit=False) as mighty:
        mighty.execute("SELECT set_config('panah.reads_log', 'on', true)")
        fresh = uuid.uuid4()
        mighty.execute(
            "INSERT INTO privacy_erasure (id, kind, subject_id, rule, at, persons, cases, transaction)"
            " VALUES (%s, 'case', %s, 'request', now(), '{}', %s, 0)",
            [fresh, case.pk, [case.pk]],
        )
        mighty.execute("SELECT set_config('panah.erasing', %s, true)", [str(fresh)])
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation), mighty.transaction():
            mighty.execute("DELETE FROM casework_actioncontent WHERE case_id = %s", [other.pk])
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation), mighty.transaction():
            mighty.execute("DELETE FROM audit_event")
        assert mighty.execute("DELETE FROM casework_actioncontent WHERE case_id = %s", [case.pk]).rowcount > 0
        mighty.rollback()


def test_every_model_can_go_as_it_declares() -> None:
    """Whatever table comes later: it is reached by a key or an id, or says that it never goes; what is blanked can be empty."""
    reached = {apps.get_model("register.Person"), apps.get_model("casework.Case")}
    while True:
        more = {model for model in erasable() if any(target in reached for _column, target in links(model))} - reached
        if not more:
            break
        reached |= more
    #: Found otherwise, each with its reason.
    beside = {
        "register_household": "goes with the last of its members",
        "register_nametoken": "goes with the last name that has the word",
        "register_importpart": "a file that was read, gone with drafts",
        "register_importpreview": "the same",
        "register_importmapping": "configuration of a desk: names of columns",
        "accounts_holder": "staff: as long as the log names them",
        "accounts_account": "the same",
        "accounts_apitoken": "the same",
        "accounts_lookupcode": "the same",
        "accounts_passkey": "the same",
        "accounts_totpsecret": "the same",
        "accounts_enrolment": "the same",
        "accounts_session": "the same",
        "accounts_notice": "the same",
        "accounts_directorybinding": "the same",
        "residence_organisation": "no person",
    }
    lost = [
        model._meta.db_table
        for model in models_of_ours()
        if model.privacy.highest >= C2 and model.privacy.eraser != "never" and model not in reached
    ]
    assert sorted(lost) == sorted(name for name in beside if name in lost)
    for model in models_of_ours():
        if model.privacy.eraser == "blank" and model in reached:
            assert blanked(model), model
            for column in blanked(model):
                assert (
                    column.null
                    or column.has_default()
                    or column.empty_strings_allowed
                    or isinstance(column, SealedField)
                ), column


@pytest.mark.parametrize(("last", "ends"), [("2024-02-29", "2034-03-01"), ("2025-12-31", "2035-12-31")])
def test_terms_end_on_a_day_that_exists(last: str, ends: str) -> None:
    assert term_ends(dt.date.fromisoformat(last)) == dt.date.fromisoformat(ends)


def sealed_of(database: Database, case_id: uuid.UUID) -> list[tuple[bytes, bytes]]:
    """The sealed contents of a file and their places, as an older backup has them."""
    with database.connect("superuser") as mighty:
        rows = mighty.execute("SELECT id, data FROM casework_actioncontent WHERE case_id = %s", [case_id]).fetchall()
    return [(place("casework_actioncontent", "data", row), bytes(data)) for row, data in rows]


def opens(kept: list[tuple[bytes, bytes]]) -> int:
    """How many of them the keys of today still open."""
    found = 0
    for where, data in kept:
        with contextlib.suppress(KeyGone):
            vault().unseal(where, data)
            found += 1
    return found


@pytest.mark.parametrize("cut_off", [False, True])
def test_with_a_person_go_the_keys_and_older_copies_tell_nothing(
    committed_database: Database, monkeypatch: pytest.MonkeyPatch, cut_off: bool
) -> None:
    """KY-04: what a backup of last month holds of somebody who was erased is unreadable, also where the process died in between."""
    with clock.moved_to(THEN):
        world = make_world()
        old, other = closed_file(world, CANARY), closed_file(world, OTHER)
        gone, there = sealed_of(committed_database, old.pk), sealed_of(committed_database, other.pk)
        assert opens(gone) == len(gone) > 0
        dpo = world.actor("data_protection")
        with monkeypatch.context() as dying:
            if cut_off:
                dying.setattr(Vault, "erase", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("killed")))
            erase(actor=dpo, kind=PERSON, subject_id=old.person_id, rule="request")
        assert opens(gone) == (len(gone) if cut_off else 0)
        done = run()
        assert (done.erased, bool(done.keys)) == (0, cut_off)
        assert opens(gone) == 0
        assert opens(there) == len(there) > 0
        assert not rewrite_if_owed()
        assert whole()


def test_the_keys_of_whoever_is_held_are_not_destroyed_either(committed_database: Database) -> None:
    """DP-11: two administrators at the machine do not get around a hold."""
    with clock.moved_to(THEN):
        world = make_world()
        case = closed_file(world, CANARY)
        kept = sealed_of(committed_database, case.pk)
        officer = world.actor("data_protection")
        second = replace(officer, account_id=uuid.uuid4(), holder_id=uuid.uuid4())
        with acting(officer, "test"):
            hold = propose_hold(
                actor=officer, person_id=case.person_id, reason="court", until=clock.today() + dt.timedelta(days=90)
            )
            ask = {"actor": officer, "second": second, "person_id": case.person_id, "because": Because.REQUEST}
            with pytest.raises(Stopped):
                erase_person(**ask)
        assert opens(kept) == len(kept) > 0
        with acting(second, "test"):
            end_hold(actor=second, hold_id=hold.pk)
        with acting(officer, "test"):
            assert erase_person(**ask) > 0
        assert opens(kept) == 0


def test_a_hold_and_an_erasure_at_one_moment_wait_for_each_other(committed_database: Database) -> None:
    """Nobody is told that a hold stands on somebody who is just going."""
    with clock.moved_to(THEN):
        world = make_world()
        case = closed_file(world, CANARY)
        officer = world.actor("data_protection")
    half, said, went_on = threading.Event(), threading.Event(), []

    @on_erasure
    def half_done(erasing: Erasing) -> None:
        half.set()
        # The hold is proposed now; it must not be answered before this erasure is over.
        went_on.append(said.wait(timeout=2))

    def hold() -> str:
        half.wait(timeout=20)
        try:
            with clock.moved_to(THEN), acting(officer, "test"):
                propose_hold(
                    actor=officer, person_id=case.person_id, reason="court", until=clock.today() + dt.timedelta(days=9)
                )
            return "stands"
        except HoldRefused as refused:
            return refused.key
        finally:
            said.set()
            connection.close()

    try:
        with concurrent.futures.ThreadPoolExecutor(1) as other, clock.moved_to(THEN):
            told = other.submit(hold)
            erase(actor=officer, kind=PERSON, subject_id=case.person_id, rule="request")
            assert told.result(timeout=20) == "gone"
    finally:
        from panah.foundation.privacy import erasing

        erasing._hooks.remove(half_done)
    assert went_on == [False]


def test_one_who_cannot_be_erased_keeps_nobody_else(
    committed_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The night goes on with whoever is due after somebody whose rows do not let go, and its job says so at the end."""
    with clock.moved_to(THEN):
        world = make_world()
        first, second = closed_file(world, CANARY), closed_file(world, OTHER)
        world.actor("data_protection")
    stuck = min(first.person_id, second.person_id, key=str)

    def erasing(*, subject_id: uuid.UUID, **rest: object) -> dict[str, int]:
        if subject_id == stuck:
            raise IntegrityError("rows would be left behind: Zymphonia")
        return erase(subject_id=subject_id, **rest)  # type: ignore[arg-type]

    with clock.moved_to(in_term(years=CLAIM_YEARS, days=1)):
        with monkeypatch.context() as here:
            here.setattr("panah.foundation.privacy.retention.erase", erasing)
            with pytest.raises(RuntimeError, match="1 could not be erased"):
                carry_out_retention(0)
        with world.seeing_all():
            assert set(PersonName.objects.values_list("person_id", flat=True)) == {stuck}
        assert run().erased == 1
