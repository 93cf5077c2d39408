# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys are rotated while fifty people work (KY-05): nobody's page fails, and the old keys open nothing afterwards.

Two real servers, fifty accounts with a session each, who open sealed entries and record new ones; the commands that an
administrator types rotate the key of every compartment and the master key. Meanwhile people are
received, whose keys are made under whatever is current. `./panah sure --rotate 100` is the long run, which prints its figures.
"""

import contextlib
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from panah.casework.models import ActionContent
from panah.foundation import clock
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, Holder, RoleAssignment
from panah.foundation.accounts.services import issue_token
from panah.foundation.keys import places, setup
from panah.foundation.keys.errors import KeysProblem, Locked
from panah.foundation.keys.master import RANDOM_COST, FileMaster
from panah.foundation.keys.vault import Vault, vault
from panah.interfaces.cli.bench.machine import this_machine
from panah.interfaces.cli.bench.pages import session_of
from panah.interfaces.cli.testtemplate import Database
from tests.support import world
from tests.support.sealed import ask, port_of, sealed_entries
from tests.support.servers import serve

ROTATIONS = int(os.environ.get("PANAH_ROTATIONS", "0"))
ROUNDS = ROTATIONS or 2
USERS = 50
WRITERS = 4
PATIENCE = 240  # s: how long nobody may get on
PHRASE = "an invented passphrase for rotations"


@dataclass
class User:
    """Somebody at work: what they do next, what was done, and every answer that was not as it should be."""

    work: Callable[["User"], str]
    stop: threading.Event
    done: int = 0
    longest: float = 0.0
    failures: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Work until told to stop."""
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                problem = self.work(self)
            except Exception as error:
                problem = f"{type(error).__name__}: {error}"
            self.longest = max(self.longest, time.monotonic() - began)
            self.done += 1
            if problem:
                self.failures.append(problem)


def test_fifty_people_work_while_keys_are_rotated(
    committed_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = _own_keys(tmp_path, monkeypatch)
    made = world.make_world()
    said = sealed_entries(made, 5)
    staff = _staff(made, USERS - WRITERS)
    cases = [world.receive(made).people[0].case_id for _ in range(WRITERS)]
    with made.acting("registrar") as registrar:
        account = made.accounts["registrar"]
        key = issue_token(actor=registrar, account=account, label="test", ends_on=account.ends_on)
    typed = [world.typed_for(made, case_id, "record_contact_attempt") for case_id in cases]
    old = tmp_path / "old"
    shutil.copytree(places.folder(home), old)
    wrapped = [one.wrapped for one in vault().store.compartment_keys()]
    rotated = [("compartment", name) for name in sorted({one.compartment for one in vault().store.compartment_keys()})]
    rotated += [("master",)]
    stop = threading.Event()
    with serve(committed_database, "staff") as one, serve(committed_database, "staff") as other:
        ports = [port_of(site.url) for site in (one, other)]
        written: list[dict[uuid.UUID, int]] = [{} for _ in cases]
        users = [User(_reader(ports[at % 2], cookie, said, at), stop) for at, cookie in enumerate(staff)]
        users += [
            User(_writer(ports[at % 2], key, case_id, typed[at], written[at]), stop) for at, case_id in enumerate(cases)
        ]
        assert len(users) == USERS
        threads = [threading.Thread(target=copy_context().run, args=(user.run,), daemon=True) for user in users]
        for thread in threads:
            thread.start()
        began, received = time.monotonic(), []
        try:
            _all_get_on(users)
            for _round in range(ROUNDS):
                for what in rotated:
                    with _rotating(*what):
                        # Their keys are made while everything is wrapped anew.
                        received.append(world.receive(made, world.intake(world.person_typed())).people[0])
                    _all_get_on(users)
            took = time.monotonic() - began
        finally:
            stop.set()
            for thread in threads:
                thread.join(timeout=PATIENCE)
        assert [problem for user in users for problem in user.failures] == []
        assert sum(map(len, written)) >= ROUNDS * len(rotated) * WRITERS
    _what_was_written_opens(made, cases, written, [person.case_id for person in received])
    _the_old_opens_nothing(home, old, wrapped, tmp_path)
    with serve(committed_database, "staff", extra={"PANAH_MASTER_FILE": str(old / places.MASTER)}, locked=True) as site:
        assert ask(port_of(site.url), "/healthz")[0] == 503
    if ROTATIONS:
        _tell(users, written, len(rotated), took)


def _own_keys(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys of this test alone: the others of the run go on with theirs."""
    monkeypatch.setenv("PANAH_KEYS", str(home / "keys"))
    monkeypatch.setenv("PANAH_PASSPHRASE", PHRASE)
    setup.make(home, PHRASE, cost=RANDOM_COST)
    return home


def _staff(made: world.World, count: int) -> list[str]:
    """So many registrars of one office, each signed in; returns the cookies."""
    today = clock.today()
    accounts = [
        Account(
            login=f"desk-{number}", holder=Holder(name=f"Desk {number} Test", sex="F"), language="en",
            ends_on=today + dt.timedelta(days=300), password="!",
        )
        for number in range(count)
    ]  # fmt: skip
    Holder.objects.bulk_create([account.holder for account in accounts])
    Account.objects.bulk_create(accounts)
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            account=account, role=Role.REGISTRAR, office=made.offices["first"],
            starts_on=today - dt.timedelta(days=9), ends_on=today + dt.timedelta(days=300),
        )
        for account in accounts
    )  # fmt: skip
    return [session_of(account) for account in accounts]


def _reader(port: int, cookie: str, said: dict[uuid.UUID, str], start: int) -> Callable[[User], str]:
    entries = list(said.items())

    def read(user: User) -> str:
        content_id, words = entries[(start + user.done) % len(entries)]
        status, page = ask(port, f"/entries/{content_id}/", {"Cookie": cookie})
        return "" if status == 200 and words in page else f"read {status}: {page[:300]}"

    return read


def _writer(
    port: int, key: str, case_id: uuid.UUID, data: dict[str, Any], written: dict[uuid.UUID, int]
) -> Callable[[User], str]:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    version = 1

    def write(_user: User) -> str:
        nonlocal version
        request = uuid.uuid4()
        body = json.dumps({"data": data, "expected_version": version, "request_id": str(request)})
        status, said = ask(port, f"/api/v1/cases/{case_id}/actions/record_contact_attempt", headers, body)
        if status >= 300:
            return f"write {status}: {said[:300]}"
        version = written[request] = int(json.loads(said)["seq"])
        return ""

    return write


def _all_get_on(users: list[User]) -> None:
    """Wait until everybody was answered once more, so that every rotation meets everybody."""
    wanted, end = [user.done + 1 for user in users], time.monotonic() + PATIENCE
    while any(user.done < count for user, count in zip(users, wanted, strict=True)):
        if time.monotonic() > end:
            raise TimeoutError("people do not get on")
        time.sleep(0.02)


@contextlib.contextmanager
def _rotating(*what: str) -> Iterator[None]:
    """`./panah keys rotate ...` beside the block."""
    command = [sys.executable, "-m", "panah.interfaces.cli.main", "keys", "rotate", *what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        yield
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said


def _what_was_written_opens(
    made: world.World, cases: list[uuid.UUID], written: list[dict[uuid.UUID, int]], received: list[uuid.UUID]
) -> None:
    """For a process that has the keys of today alone."""
    vault().lock()
    with made.seeing_all():
        rows = {
            row.action.request_id: row
            for row in ActionContent.objects.select_related("action").filter(case_id__in=cases)
        }
        for acknowledged in written:
            for request in acknowledged:
                assert rows[request].data
                assert rows[request].is_whole
        for case_id in received:
            assert all(row.data and row.is_whole for row in ActionContent.objects.filter(case_id=case_id))
    connection.close()


def _the_old_opens_nothing(home: Path, old: Path, wrapped: list[bytes], tmp_path: Path) -> None:
    """The old master key with the store of today; the store of before with the master key of today; the old wrappings."""
    now = places.folder(home)
    before, after = (FileMaster.read(folder / places.MASTER, PHRASE.encode()) for folder in (old, now))
    assert before.secret != after.secret
    assert before.current != after.current
    for one in Vault(home).store.compartment_keys():
        with pytest.raises(Locked):
            before.unwrap(one.master, b"", one.wrapped)
    mixed = tmp_path / "mixed" / "keys"
    shutil.copytree(old, mixed)
    shutil.copy(now / places.MASTER, mixed / places.MASTER)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PANAH_KEYS")
        with pytest.raises(KeysProblem):
            Vault(mixed.parent).unlock()
    stored = b"".join(path.read_bytes() for path in now.iterdir())
    assert [one for one in wrapped if one in stored] == []


def _tell(users: list[User], written: list[dict[uuid.UUID, int]], kinds: int, took: float) -> None:
    print()
    print(
        json.dumps(
            {
                "users": len(users),
                "rotations": ROUNDS * kinds,
                "reads": sum(user.done for user in users[: USERS - WRITERS]),
                "writes": sum(map(len, written)),
                "failures": sum(len(user.failures) for user in users),
                "old_master_key": "refused",
                "seconds": round(took, 1),
                "longest_answer_seconds": round(max(user.longest for user in users), 2),
                "machine": this_machine().sentence(),
            },
            indent=2,
        )
    )


@pytest.fixture(autouse=True)
def _unblocked(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield
