# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person asks to be erased: two people, the checks, what is left (DP-09, DP-10); and members of staff long gone."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, Gone, NotFound
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, AccountSession
from panah.foundation.accounts.nameless import NOBODY, take_names
from panah.foundation.accounts.services import issue_token
from panah.foundation.audit.models import Event
from panah.foundation.audit.verify import verify
from panah.foundation.privacy.declaration import ACCOUNT_YEARS
from panah.foundation.privacy.erasing import PERSON
from panah.foundation.privacy.models import Erasure, ErasureRequest
from panah.foundation.privacy.requests import (
    RequestRefused,
    carry_out,
    erased_at,
    record_request,
    refuse,
    waiting_requests,
)
from panah.foundation.privacy.retention import run
from panah.foundation.privacy.services import ask_to_end_hold, confirm_hold, end_hold, propose_hold
from panah.interfaces.cli.testtemplate import Database
from panah.register.public import person
from tests.interfaces.staff.conftest import sign_in
from tests.privacy.test_erasing import CANARY, THEN, closed_file, tables_with, whole
from tests.support.world import World, intake, make_world, person_typed, receive


def officer(world: World) -> Actor:
    """A second officer for data protection."""
    who = uuid.uuid4()
    seat = (Assignment(Role.DATA_PROTECTION, world.offices["central"].pk),)
    return Actor(kind="staff", account_id=who, holder_id=who, assignments=seat)


def ask(actor: Actor, person_id: uuid.UUID, ground: str = "unlawful") -> ErasureRequest:
    with acting(actor, "erasure"):
        return record_request(actor=actor, person_id=person_id, asked_on=clock.today(), ground=ground)


def test_two_people_erase_a_person_who_asks_and_the_page_says_so(committed_database: Database) -> None:
    with clock.moved_to(THEN):
        world = make_world(passwords=True)
        person_id = closed_file(world, CANARY).person_id
        first, second = world.actor("data_protection"), officer(world)
        request = ask(first, person_id)
        with acting(first, "erasure"), pytest.raises(RequestRefused, match="own"):
            carry_out(actor=first, request_id=request.pk)
        with acting(world.actor("administrator"), "erasure"), pytest.raises(Denied):
            carry_out(actor=world.actor("administrator"), request_id=request.pk)
        assert tables_with(committed_database, CANARY)
        with acting(second, "erasure"):
            (row,) = waiting_requests(actor=second)
            assert row.outlook.can_go
            assert row.outlook.rows["register_personname"] >= 1
            gone = carry_out(actor=second, request_id=request.pk)
        assert gone == row.outlook.rows, "what was said would go, went"
        assert tables_with(committed_database, CANARY) == {}
        assert "privacy_erasurerequest" not in tables_with(committed_database, str(person_id))
        with acting(second, "erasure"):
            erasure = Erasure.objects.get(kind=PERSON)
            assert (erasure.rule, erasure.asked_by, erasure.agreed_by) == ("request", first.holder_id, second.holder_id)
            assert erased_at([person_id]) == THEN
            assert waiting_requests(actor=second) == []
        assert whole()
        with world.acting("registrar") as registrar, pytest.raises(Gone):
            person(registrar, person_id)
        client = sign_in(world, "registrar")
        page = client.get(f"/people/{person_id}/")
        assert page.status_code == 410
        assert "This was erased" in page.content.decode()
        assert "4 May 2026" in page.content.decode()
        assert sign_in(world, "stay_officer").get(f"/people/{person_id}/").status_code == 404, (
            "who never knew is told nothing"
        )
        assert client.get(f"/people/{uuid.uuid4()}/").status_code == 404
        with world.acting("registrar") as registrar:
            key = issue_token(
                actor=registrar,
                account=world.accounts["registrar"],
                label="t",
                ends_on=clock.today() + dt.timedelta(days=9),
            )
        told = Client().get(f"/api/v1/persons/{person_id}", HTTP_AUTHORIZATION=f"Bearer {key}")
        assert told.status_code == 410
        assert told.json()["type"].endswith("erased")


def test_what_stands_in_the_way_is_said_and_stops_it(committed_database: Database) -> None:
    with clock.moved_to(THEN):
        world = make_world()
        first, second = world.actor("data_protection"), officer(world)
        held, going_on = (
            closed_file(world, CANARY).person_id,
            receive(world, intake(person_typed("Mehri Sınaq"))).people[0],
        )
        with acting(first, "test"):
            hold = propose_hold(
                actor=first, person_id=held, reason="court", until=clock.today() + dt.timedelta(days=60)
            )
        with acting(second, "test"):
            confirm_hold(actor=second, hold_id=hold.pk)
        requests = {key: ask(first, key) for key in (held, going_on.person_id)}
        with acting(second, "erasure"):
            found = {row.request.person_id: row.outlook for row in waiting_requests(actor=second)}
            assert found[held].held_until == clock.today() + dt.timedelta(days=60)
            assert found[going_on.person_id].is_open
            for key, word in ((held, "held"), (going_on.person_id, "open")):
                with pytest.raises(RequestRefused, match=word):
                    carry_out(actor=second, request_id=requests[key].pk)
            answered = refuse(actor=second, request_id=requests[going_on.person_id].pk, why="going_on")
            assert answered.refusal == "going_on"
            with pytest.raises(RequestRefused, match="over"):
                carry_out(actor=second, request_id=answered.pk)
            ask_to_end_hold(actor=second, hold_id=hold.pk)
        with acting(first, "test"):
            end_hold(actor=first, hold_id=hold.pk)
        with acting(second, "erasure"):
            assert carry_out(actor=second, request_id=requests[held].pk)
        assert tables_with(committed_database, CANARY) == {}


@pytest.mark.django_db
def test_a_request_is_recorded_once_with_a_ground_of_somebody_who_is_there() -> None:
    world = make_world()
    person_id = receive(world).people[0].person_id
    first, second = world.actor("data_protection"), officer(world)
    with acting(first, "erasure"):
        for wrong in ({"ground": "because"}, {"asked_on": clock.today() + dt.timedelta(days=1)}):
            given: dict[str, Any] = {"ground": "court", "asked_on": clock.today()} | wrong
            with pytest.raises(RequestRefused, match=next(iter(wrong))):
                record_request(actor=first, person_id=person_id, **given)
        with pytest.raises(NotFound):
            record_request(actor=first, person_id=uuid.uuid4(), asked_on=clock.today(), ground="court")
        made = record_request(actor=first, person_id=person_id, asked_on=clock.today(), ground="court")
        with pytest.raises(RequestRefused, match="over"):
            record_request(actor=first, person_id=person_id, asked_on=clock.today(), ground="court")
        same = {"refused_at": clock.now(), "refused_by": first.holder_id, "refusal": "duty"}
        with pytest.raises(IntegrityError), transaction.atomic():
            ErasureRequest.objects.filter(pk=made.pk).update(**same)
    with acting(world.actor("registrar"), "test"):
        assert not ErasureRequest.objects.exists(), "data protection alone knows who asks"
    with clock.moved_to(clock.now() + dt.timedelta(days=31)), acting(second, "erasure"):
        (row,) = waiting_requests(actor=second)
        assert row.is_late


@pytest.mark.django_db
def test_an_account_that_ended_long_ago_is_without_a_name_and_the_log_is_whole() -> None:
    with clock.moved_to(THEN):
        world = make_world()
        old, other = world.accounts["registrar"], world.accounts["case_officer"]
        receive(world)
        name, login, holder = old.holder.name, old.login, old.holder_id
        with world.acting("data_protection"):
            before = set(Event.objects.filter(account_id=old.pk).values_list("pk", flat=True))
        assert before
        AccountSession.objects.create(account=old, factor="none", started_at=clock.now(), seen_at=clock.now())
        Account.objects.filter(pk=old.pk).update(is_active=False, ends_on=clock.today())
    year = THEN.replace(year=THEN.year + ACCOUNT_YEARS)
    with clock.moved_to(year - dt.timedelta(days=2)):
        assert run().accounts == 0
    with clock.moved_to(year + dt.timedelta(days=1)):
        assert run().accounts == 1
        assert take_names(clock.now()) == 0, "once"
        gone = Account.objects.select_related("holder").get(pk=old.pk)
        assert (gone.holder.name, gone.holder_id, gone.login) == (NOBODY, holder, f"ended-{old.pk.hex}")
        assert not AccountSession.objects.filter(account=gone).exists()
        events = Account.pgh_event_models  # type: ignore[attr-defined]
        for model in events.values() if isinstance(events, dict) else events:
            assert not model.objects.filter(pgh_obj_id=old.pk).exists()
        assert other.holder.name == Account.objects.get(pk=other.pk).holder.name
        with world.acting("data_protection"):
            assert before <= set(Event.objects.filter(account_id=old.pk).values_list("pk", flat=True))
            assert Event.objects.filter(subject_id=old.pk, detail__change="nameless").exists()
            assert not any(word in str(one.detail) for one in Event.objects.all() for word in (name, login))
        assert not any(check.problems for check in verify())
