# SPDX-License-Identifier: AGPL-3.0-or-later
"""`kill -9` of PostgreSQL and of the server while people write (DB-02, LG-07).

Every action that was acknowledged is there with its content, its event and its version; none is half there; whoever got no
answer sends the same request again, and it is done once. `./panah sure --kills 200` is the long run; the default keeps the suite
quick.
"""

import datetime as dt
import json
import os
import random
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import Error as DatabaseError
from django.db import connection

from panah.casework.models import Action, ActionContent
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.accounts.services import issue_token
from panah.foundation.audit.verify import verify
from panah.foundation.database.safety import FAST_FLAG, unsafe_settings
from panah.interfaces.cli.database import read_all
from panah.interfaces.cli.testtemplate import Database
from tests.support import tennis, world
from tests.support.databases import django_on
from tests.support.servers import free_port, serve

KILLS = int(os.environ.get("PANAH_KILLS", "0"))
REPORT = os.environ.get("PANAH_KILLS_REPORT")
KILLS_OF_POSTGRES = KILLS or 6
KILLS_OF_SERVER = KILLS or 3
WRITERS = 4
PATIENCE = 120  # s: how long a writer goes on trying one request


@dataclass
class Writer:
    """Somebody who writes into one case, one request after the other, and remembers what was acknowledged."""

    send: Callable[[uuid.UUID, int], int | None]
    stop: threading.Event
    acknowledged: dict[uuid.UUID, int] = field(default_factory=dict)
    repeated: int = 0
    failure: BaseException | None = None

    def run(self) -> None:
        """Send until told to stop. A request without an answer is sent again, under the same id, until it has one."""
        version = 1
        try:
            while not self.stop.is_set():
                request, tries, give_up = uuid.uuid4(), 0, time.monotonic() + PATIENCE
                while (seq := self.send(request, version)) is None:
                    tries += 1
                    if time.monotonic() > give_up:
                        raise TimeoutError("no answer any more")
                    time.sleep(0.05)
                self.repeated += bool(tries)
                self.acknowledged[request] = seq
                version = seq
        except BaseException as error:  # shown by the test, which runs in another thread
            error.add_note(f"after {len(self.acknowledged)} answers, expecting version {version}; {vars(error)}")
            self.failure = error
        finally:
            connection.close()


def start(writers: list[Writer]) -> list[threading.Thread]:
    threads = [threading.Thread(target=copy_context().run, args=(writer.run,), daemon=True) for writer in writers]
    for thread in threads:
        thread.start()
    return threads


def finish(writers: list[Writer], threads: list[threading.Thread]) -> None:
    for writer in writers:
        writer.stop.set()
    for thread in threads:
        thread.join(timeout=PATIENCE + 60)
    for failure in filter(None, (writer.failure for writer in writers)):
        raise failure


def await_more(writers: list[Writer], more: int) -> None:
    """Let the writers get on, so that every kill meets writing."""
    wanted = [len(writer.acknowledged) + more for writer in writers]
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if any(writer.failure for writer in writers) or all(
            len(writer.acknowledged) >= count for writer, count in zip(writers, wanted, strict=True)
        ):
            return
        time.sleep(0.01)
    raise TimeoutError("the writers do not get on")


def tell(what: str, kills: int, writers: list[Writer], there: int) -> None:
    """A line for whoever runs `./panah sure --kills`."""
    if REPORT:
        known = sum(len(writer.acknowledged) for writer in writers)
        again = sum(writer.repeated for writer in writers)
        with open(REPORT, "a", encoding="utf-8") as report:
            report.write(
                f"{what}: {kills} kills, {known} writes acknowledged, {known - there} of them gone, {again} sent again\n"
            )


def look(seeing_all: Callable[[], Any], writers: list[Writer]) -> int:
    """Every acknowledged action is there, whole; returns how many."""
    assert {check.name: check.problems for check in verify() if check.problems} == {}
    with seeing_all():
        rows = {row.request_id: row for row in Action.objects.exclude(name="start")}
        contents = set(ActionContent.objects.values_list("action_id", flat=True))
    for writer in writers:
        for request, seq in list(writer.acknowledged.items()):
            assert request in rows, "an acknowledged action is gone"
            assert rows[request].seq == seq
            assert rows[request].pk in contents
    return len(rows)


def test_postgres_killed_while_people_write(durable_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FAST_FLAG)
    rng = random.Random(20261123)
    with django_on(durable_database), clock.moved_to(dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)), tennis.club_rules():
        # The settings under which this means anything.
        assert unsafe_settings(connection) == []
        club = tennis.make_club()
        cases = [club.apply() for _ in range(WRITERS)]
        stop = threading.Event()
        writers = [Writer(_note(club, case.pk), stop) for case in cases]
        threads = start(writers)
        try:
            for _kill in range(KILLS_OF_POSTGRES):
                await_more(writers, 2)
                time.sleep(rng.random() * 0.05)
                durable_database.cluster.kill()
                durable_database.cluster.start()
        finally:
            finish(writers, threads)
        connection.close()
        there = look(lambda: acting(club.actor("coach"), "test"), writers)
        known = sum(len(writer.acknowledged) for writer in writers)
        tell("PostgreSQL", KILLS_OF_POSTGRES, writers, there)
        # Each writer went on until its last request had an answer, so nothing is there that nobody was told of.
        assert there == known
        assert known >= KILLS_OF_POSTGRES * WRITERS * 2
        assert sum(writer.repeated for writer in writers) >= 1
    with durable_database.connect("superuser") as mighty:
        # Every page with its checksum, every row in its table and by its key. The embedded server brings no amcheck.
        assert read_all(mighty) == ""


def test_an_action_whose_connection_dies_before_its_commit_is_not_acknowledged(
    committed_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django leaves a transaction whose connection was closed inside it without a word. Here that would be an action that
    somebody was told of and that is nowhere."""
    from panah.casework.services import common

    log = common.log

    def log_and_die(*given: Any) -> None:
        log(*given)
        with connection.cursor() as cursor, committed_database.connect("superuser") as mighty:
            cursor.execute("SELECT pg_backend_pid()")
            mighty.execute("SELECT pg_terminate_backend(%s, 5000)", cursor.fetchone())

    with clock.moved_to(dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)), tennis.club_rules():
        club = tennis.make_club()
        case, request = club.apply(), uuid.uuid4()
        with monkeypatch.context() as patch:
            patch.setattr(common, "log", log_and_die)
            with pytest.raises(DatabaseError):
                club.do(case.pk, "note", request_id=request, version=1)
        connection.close()
        assert club.case(case.pk).version == 1
        # The same request, sent again, is done once.
        assert club.do(case.pk, "note", request_id=request, version=1).replayed is False
        assert club.case(case.pk).version == 2


def _note(club: tennis.Club, case_id: uuid.UUID) -> Callable[[uuid.UUID, int], int | None]:
    def send(request: uuid.UUID, version: int) -> int | None:
        try:
            return club.do(case_id, "note", request_id=request, version=version).action.seq
        except DatabaseError:
            connection.close()
            return None

    return send


def test_the_server_killed_while_people_write(committed_database: Database) -> None:
    rng = random.Random(20261123)
    made = world.make_world()
    cases = [world.receive(made).people[0].case_id for _ in range(WRITERS)]
    with made.acting("registrar") as registrar:
        account = made.accounts["registrar"]
        key = issue_token(actor=registrar, account=account, label="test", ends_on=account.ends_on)
    data = world.typed_for(made, cases[0], "record_contact_attempt")
    port = free_port()
    stop = threading.Event()
    url = f"http://127.0.0.1:{port}/api/v1/cases/%s/actions/record_contact_attempt"
    writers = [Writer(_post(url % case_id, key, data), stop) for case_id in cases]
    threads: list[threading.Thread] = []
    try:
        for _kill in range(KILLS_OF_SERVER + 1):
            with serve(committed_database, "staff", port=port) as served:
                threads = threads or start(writers)
                await_more(writers, 3)
                if _kill == KILLS_OF_SERVER:
                    finish(writers, threads)
                    break
                time.sleep(rng.random() * 0.05)
                served.kill()
    finally:
        stop.set()
    there = look(made.seeing_all, writers)
    tell("the server", KILLS_OF_SERVER, writers, there)
    known = sum(len(writer.acknowledged) for writer in writers)
    assert there == known >= KILLS_OF_SERVER * WRITERS * 3
    assert sum(writer.repeated for writer in writers) >= 1


def _post(url: str, key: str, data: dict[str, Any]) -> Callable[[uuid.UUID, int], int | None]:
    def send(request: uuid.UUID, version: int) -> int | None:
        body = json.dumps({"data": data, "expected_version": version, "request_id": str(request)}).encode()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=20) as answer:
                return int(json.load(answer)["seq"])
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")
            raise AssertionError(f"{error.code}: {said[:500]}") from None
        except (OSError, ValueError):
            return None

    return send


@pytest.fixture(autouse=True)
def _unblocked(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield
