# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person asks what is held: all of it leaves, or is named with a reason, and nothing of anybody else (DP-06, DP-19)."""

import datetime as dt
import io
import json
import uuid
import zipfile
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from panah.casework.selectors.file import case_file
from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event, Verb
from panah.foundation.exports.models import Export
from panah.foundation.privacy.copies import (
    ANSWER_MONTHS,
    LATE_AFTER,
    CopyRefused,
    due_on,
    hand_over,
    late_copies,
    record_access_request,
    refuse_copy,
    tell_of_late,
    waiting_copies,
)
from panah.foundation.privacy.declaration import WITHHELD
from panah.foundation.privacy.models import AccessRequest
from panah.interfaces.cli.testtemplate import Database
from panah.register.models import Person
from panah.register.services import set_address
from tests.privacy.everything import NOW, Everything
from tests.privacy.tables import histories
from tests.privacy.test_erasing import tables_with
from tests.privacy.test_requests import officer
from tests.support.world import make_world, receive, walk

#: Where an id of the person stands and nothing is said of the person: read with what they belong to.
NOTHING_SAID = {
    "audit_pending": "which event is still to be sealed",
    "procrastinate_jobs": "names of jobs and ids, gone when the job is done, or a month after it failed",
}


def seat(office: uuid.UUID) -> Actor:
    who = uuid.uuid4()
    return Actor(kind="staff", account_id=who, holder_id=who, assignments=(Assignment(Role.DATA_PROTECTION, office),))


def opened(content: bytes) -> dict[str, Any]:
    """The files of an archive; those in JSON read."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return {name: json.loads(data) if name.endswith(".json") else data for name, data in files.items()}


def ask_and_take(first: Actor, second: Actor, person_id: uuid.UUID) -> dict[str, Any]:
    with acting(first, "access_request"):
        waits = [row.request for row in waiting_copies(actor=first) if row.request.person_id == person_id]
        # One that somebody else recorded may wait already.
        (request,) = waits or [record_access_request(actor=first, person_id=person_id, asked_on=clock.today())]
    with acting(second, "access_request"):
        made = hand_over(actor=second, request_id=request.pk)
    assert made.name == "copy.zip"
    return opened(made.content)


def test_every_table_that_knows_the_person_is_in_the_copy_or_says_why_not(
    everything: tuple[Database, Everything],
) -> None:
    database, filled = everything
    with clock.moved_to(NOW + dt.timedelta(hours=1)):
        files = ask_and_take(seat(filled.office), seat(filled.office), filled.person.pk)
    data, left = files["data.json"], files["left-out.json"]["left_out"]
    whole = {one["table"] for one in left if "columns" not in one and "rows" not in one}
    in_part = {one["table"] for one in left}
    assert all(one["reason"] in WITHHELD and one["because"] for one in left)
    of = histories()
    known = set(tables_with(database, str(filled.person.pk))) | set(tables_with(database, str(filled.case.pk)))
    neither = {
        table
        for table in known
        if of.get(table, table) not in set(data["tables"]) | in_part and table not in NOTHING_SAID
    }
    assert neither == set()
    # What was changed stands there too, where the table itself is shown.
    for table in known & set(of):
        if of[table] in data["tables"]:
            assert data["tables"][of[table]]["earlier"], table
    # Whole tables are left out for a declared reason alone.
    declared = {
        model._meta.db_table for model in apps.get_models() if getattr(getattr(model, "privacy", None), "withheld", "")
    }
    assert whole == declared
    assert not whole & set(data["tables"])
    assert len(data["tables"]) >= 25
    said = json.dumps(data, ensure_ascii=False)
    for word in ("Anar", "a neighbour", "050 111 22 33", "Kanarienvogel", "TC-1"):
        assert word in said, word
    papers = {one["file"] for one in data["tables"]["documents_storedfile"]["rows"]}
    assert papers == {name for name in files if name.startswith("papers/")}
    assert {files[name][:4] for name in papers} == {b"%PDF", b"\x89PNG"}


def test_nothing_of_anybody_else_is_in_it(everything: tuple[Database, Everything]) -> None:
    _database, filled = everything
    with clock.moved_to(NOW + dt.timedelta(hours=2)):
        files = ask_and_take(seat(filled.office), seat(filled.office), filled.person.pk)
        with acting(filled.writer, "test"):
            others = set(Person.objects.exclude(pk=filled.person.pk).values_list("pk", flat=True))
    assert others
    strangers = {str(one) for one in (*others, filled.writer.account_id, filled.office)}
    text = b"\n".join(
        json.dumps(one, ensure_ascii=False).encode() if isinstance(one, dict) else one for one in files.values()
    ).decode(errors="replace")
    for word in ("Nərgiz", 'P1"', *strangers):
        assert word not in text, word
    # What the watch holds against a reader, and whom it watches, is told to nobody; that it is so does not hang on a row.
    assert "oversight_watched" not in files["data.json"]["tables"]
    for word in ("a friend",):
        assert word not in json.dumps(files["data.json"]["tables"].get("register_suspectedpair", {})), word


@pytest.mark.django_db
def test_a_copy_says_who_opened_the_file_and_who_was_given_something() -> None:
    world = make_world()
    came = receive(world).people[0]
    first, second = world.actor("data_protection"), officer(world)
    with world.acting("case_officer") as reader:
        case_file(actor=reader, case_id=came.case_id)
    files = ask_and_take(first, second, came.person_id)
    data = files["data.json"]
    assert any(line["role"] and line["what"] for line in data["opened"])
    names = {account.name for account in world.accounts.values()}
    assert not any(name in json.dumps(data, ensure_ascii=False) for name in names), "nobody of the service is named"
    with acting(second, "test"):
        export = Export.objects.get(name="person_copy")
        assert data["export"]["number"] == export.number
        event = Event.objects.get(verb=Verb.EXPORT, subject_id=export.pk)
        assert event.persons == [came.person_id], "the person reads of it in the own list"
        assert AccessRequest.objects.get().export_id == export.pk
    again = ask_and_take(first, second, came.person_id)
    assert [one["number"] for one in again["data.json"]["recipients"]] == [export.number]
    assert again["data.json"]["recipients"][0]["for"]


@pytest.mark.django_db
def test_an_address_that_was_mended_is_in_it_with_the_old_one_and_the_language_is_the_persons() -> None:
    world = make_world()
    came = receive(world).people[0]
    for text in ("Old Street 1", "New Street 2"):
        with world.acting("registrar") as registrar:
            set_address(
                actor=registrar,
                person_id=came.person_id,
                data={"text": text, "country": "AZE", "valid_from": clock.today().isoformat()},
                compartment="asylum",
            )
    files = ask_and_take(world.actor("data_protection"), officer(world), came.person_id)
    assert {"Old Street 1", "New Street 2"} <= {
        row["text"] for row in files["data.json"]["tables"]["register_address"]["rows"]
    }
    assert files["left-out.json"]["language"] in ("az", "en", "ru", "fa")
    assert files["read-me.txt"].strip()


@pytest.mark.django_db
def test_a_decision_that_was_not_handed_over_waits() -> None:
    world = make_world()
    came = receive(world).people[0]
    case = walk(world, came.case_id, to="decided")
    files = ask_and_take(world.actor("data_protection"), officer(world), case.person_id)
    left = {(one["table"], one["reason"]) for one in files["left-out.json"]["left_out"]}
    assert "casework_decision" not in files["data.json"]["tables"]
    assert ("casework_decision", "untold") in left
    assert ("casework_actioncontent", "untold") in left


@pytest.mark.django_db
def test_two_people_of_data_protection_and_nobody_else() -> None:
    world = make_world()
    person_id = receive(world).people[0].person_id
    first, second = world.actor("data_protection"), officer(world)
    for role in ("registrar", "case_officer", "administrator", "head_of_unit"):
        with world.acting(role) as other, pytest.raises(Denied):
            record_access_request(actor=other, person_id=person_id, asked_on=clock.today())
    with acting(first, "access_request"):
        with pytest.raises(CopyRefused, match="asked_on"):
            record_access_request(actor=first, person_id=person_id, asked_on=clock.today() + dt.timedelta(days=1))
        with pytest.raises(NotFound):
            record_access_request(actor=first, person_id=uuid.uuid4(), asked_on=clock.today())
        made = record_access_request(actor=first, person_id=person_id, asked_on=clock.today())
        with pytest.raises(CopyRefused, match="over"):
            record_access_request(actor=first, person_id=person_id, asked_on=clock.today())
        with pytest.raises(CopyRefused, match="own"):
            hand_over(actor=first, request_id=made.pk)
        with pytest.raises(CopyRefused, match="own"):
            refuse_copy(actor=first, request_id=made.pk, why="not_shown")
        alone = {"answered_at": clock.now(), "answered_by": first.holder_id, "refusal": "not_shown"}
        with pytest.raises(IntegrityError), transaction.atomic():
            AccessRequest.objects.filter(pk=made.pk).update(**alone)
    with world.acting("case_officer") as other:
        assert not AccessRequest.objects.exists(), "data protection alone knows who asks"
        with pytest.raises(Denied):
            hand_over(actor=other, request_id=made.pk)
    with acting(second, "access_request"):
        with pytest.raises(CopyRefused, match="why"):
            refuse_copy(actor=second, request_id=made.pk, why="because")
        assert hand_over(actor=second, request_id=made.pk).content
        assert hand_over(actor=second, request_id=made.pk).content, "a download that broke off"
        with pytest.raises(CopyRefused, match="over"):
            refuse_copy(actor=second, request_id=made.pk, why="not_shown")
        assert Event.objects.filter(verb=Verb.EXPORT).count() == 2
    with clock.moved_to(clock.now() + dt.timedelta(days=2)), acting(second, "access_request"):
        with pytest.raises(CopyRefused, match="over"):
            hand_over(actor=second, request_id=made.pk)
        assert waiting_copies(actor=second) == []


@pytest.mark.django_db
def test_after_25_days_data_protection_is_told_and_after_a_month_it_is_over() -> None:
    assert (ANSWER_MONTHS, LATE_AFTER) == (1, 25)
    assert due_on(dt.date(2026, 1, 31)) == dt.date(2026, 2, 28)
    assert due_on(dt.date(2026, 12, 5)) == dt.date(2027, 1, 5)
    world = make_world()
    person_id = receive(world).people[0].person_id
    first, second = world.actor("data_protection"), officer(world)
    with acting(first, "access_request"):
        request = record_access_request(actor=first, person_id=person_id, asked_on=clock.today())
    start = clock.now()
    for days, late, over in ((24, False, False), (25, True, False), (32, True, True)):
        with clock.moved_to(start + dt.timedelta(days=days)):
            assert tell_of_late() == (1 if days == 25 else 0), "once"
            with acting(second, "access_request"):
                (row,) = waiting_copies(actor=second)
                assert (row.is_late, row.is_over) == (late, over), days
                assert late_copies(second) == int(late)
    with acting(second, "access_request"):
        (event,) = Event.objects.filter(subject_id=request.pk, verb=Verb.JOB)
        assert (event.outcome, event.detail["waits"]) == ("late", 25)
        refuse_copy(actor=second, request_id=request.pk, why="not_shown")
    with clock.moved_to(start + dt.timedelta(days=40)), acting(second, "access_request"):
        assert late_copies(second) == 0
        assert waiting_copies(actor=second) == []
