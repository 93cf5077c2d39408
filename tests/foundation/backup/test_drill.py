# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drill: the host is gone, and a backup and a key from elsewhere bring the service back to a moment (DB-08, DB-09, DP-12).

A country is served, backed up, worked in, and lost. What was acknowledged before the moment is there, what came after is not, the log
is whole, and who was erased stays erased.
"""

import datetime as dt
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from panah.casework.models import Case
from panah.foundation.backup import keys
from panah.foundation.backup.closed import is_closed
from panah.foundation.backup.place import Place
from panah.foundation.backup.reading import look_through
from panah.foundation.backup.restoring import restore
from panah.foundation.backup.sealing import Damaged
from panah.foundation.backup.shipping import Shipper, finish_piece, is_late, look
from panah.foundation.backup.taking import take
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.privacy.erasing import erase
from panah.interfaces.cli.testrun import TestRun
from panah.interfaces.cli.testtemplate import TEMPLATE, Database, lay_out
from panah.register.models import Person, PersonName
from panah.register.services import create_person
from tests.support.databases import django_on
from tests.support.world import World, intake, make_world, person_typed, receive

CANARIES = ("Zymphonia", "Quorbline", "Vexatrude")


@dataclass
class Country:
    """An installation of its own, with a folder of backups elsewhere, and the key of it away."""

    home: Path
    cluster: Cluster
    to: Path
    key: Path

    @property
    def database(self) -> Database:
        return Database("panah", self.cluster)

    def ship(self) -> None:
        settings = keys.load(self.home)
        assert settings is not None
        last = finish_piece(self.cluster)
        shipper = Shipper(self.home, self.cluster, settings)
        while not (shipper.place.folder / "wal" / f"{last}.sealed").exists():
            shipper.ship()

    def now(self) -> dt.datetime:
        with self.cluster.connect("panah") as mighty:
            row = mighty.execute("SELECT clock_timestamp()").fetchone()
        assert row is not None
        return row[0]


@pytest.fixture
def country(test_run: TestRun, django_db_setup: None, django_db_blocker: Any) -> Iterator[Country]:
    root = test_run.root / f"drill-{os.getpid()}"
    home = root / "home"
    for folder in (root, home):
        folder.mkdir(mode=0o711)
    cluster = Cluster.at(home / "postgres", throwaway=True, durable=True)
    try:
        assert lay_out(cluster, home) == ""
        with cluster.connect() as mighty:
            mighty.execute(f"ALTER DATABASE {TEMPLATE} RENAME TO panah")
        (home / "secret").write_text("a secret of this installation")
        (home / "keys").mkdir()
        (home / "keys" / "one").write_text("a wrapped key")
        keys.make(home, root / "away.key")
        with django_db_blocker.unblock():
            yield Country(home, cluster, root / "backups", root / "away.key")
    finally:
        cluster.remove()
        shutil.rmtree(root, ignore_errors=True)


def somebody(world: World, full: str) -> uuid.UUID:
    with world.acting("registrar") as actor:
        return create_person(
            actor=actor, data={"names": [{"full": full}], "born": "1980"}, compartment="asylum", check=False
        ).pk


def names_of(world: World, persons: list[uuid.UUID]) -> list[str]:
    with world.seeing_all():
        return sorted(PersonName.objects.filter(person_id__in=persons).values_list("full", flat=True))


def command(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PANAH_")}
    return subprocess.run(
        [sys.executable, "-P", "-m", "panah.interfaces.cli.main", *arguments],
        env=environment | {"PANAH_HOME": str(home), "PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_the_host_is_lost_and_the_service_comes_back(country: Country, settings: Any) -> None:
    with django_on(country.database):
        world = make_world()
        early = receive(world, intake(person_typed(f"Leyla {CANARIES[0]}"))).people[0]
        leaving = somebody(world, f"Anar {CANARIES[1]}")
        take(country.home, country.cluster, country.to)
        late = receive(world, intake(person_typed("Nigar Quliyeva"))).people[0]
        moment = country.now()
        after = receive(world, intake(person_typed(f"Vusal {CANARIES[2]}"))).people[0]
        erase(actor=world.actor("data_protection"), kind="person", subject_id=leaving, rule="request")
        assert names_of(world, [leaving]) == []
        country.ship()
        (country.home / "keys" / "one").write_text("a wrapped key, made anew")
        country.ship()
        status = look(country.home)
        assert status is not None
        assert (status.waiting, is_late(status)) == (0, False)

    country.cluster.kill()
    shutil.rmtree(country.home)
    _is_sealed(country)
    _damage_is_found(country)

    into = country.home.parent / "again"
    notes = restore(country.to, keys.read(country.key), into, until=moment)
    assert is_closed(into)
    assert (into / "secret").read_text() == "a secret of this installation"
    assert (into / "keys" / "one").read_text() == "a wrapped key, made anew"
    assert dt.datetime.fromisoformat(notes.recovered_to) <= moment
    settings.HOME = into
    for address in ("/", "/sign-in/", "/healthz", "/api/v1/cases"):
        answer = Client().get(address)
        assert answer.status_code == 503
        # A monitor asks again by itself.
        assert answer.get("Retry-After") or address == "/healthz"
    refused = command(into, "up")
    assert refused.returncode == 1
    assert "restore --finish" in " ".join(refused.stderr.split())
    with pytest.raises(DatabaseProblem, match="not empty"):
        restore(country.to, keys.read(country.key), into)

    # The keys that this test's rows were sealed with; their own archive carried what lay in the folder (above).
    own = Path(os.environ["PANAH_HOME"])
    shutil.copytree(own / "keys", into / "keys", dirs_exist_ok=True)
    shutil.copy(own / "passphrase", into / "passphrase")
    finished = command(into, "restore", "--finish")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "1 were erased again" in finished.stdout
    assert not is_closed(into)
    again = Cluster.at(into / "postgres", throwaway=True, durable=True)
    again.start()
    try:
        with django_on(Database("panah", again)):
            with world.seeing_all():
                assert set(Case.objects.values_list("pk", flat=True)) == {early.case_id, late.case_id}
                assert not Person.objects.filter(pk=after.person_id).exists()
            assert names_of(world, [early.person_id, late.person_id, leaving]) == [
                f"Leyla {CANARIES[0]}",
                "Nigar Quliyeva",
            ]
            assert Client().get("/sign-in/").status_code == 200
            # A backup that begins anew: the old one ended with the host.
            assert is_late(look(into))
        connection.close()
    finally:
        again.remove()


def _is_sealed(country: Country) -> None:
    """No word of anybody is in clear, nor is the secret, in any file that lies elsewhere (T20)."""
    words = [word.encode() for word in (*CANARIES, "Quliyeva", "a secret of this", "wrapped key", "register_person")]
    files = [path for path in country.to.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} >= {"wal", "keys", "erased"}
    for path in files:
        content = path.read_bytes()
        assert [word for word in words if word in content] == [], path


def _damage_is_found(country: Country) -> None:
    """One byte in any file that a restore would use, a file that is gone, and another key."""
    place, key = Place.found(country.to), keys.read(country.key)
    found = look_through(place, key, None)
    used = [*found.base.folder.iterdir(), *found.log, found.keys, found.erased]
    assert len(used) >= 6
    for path in filter(None, used):
        whole = path.read_bytes()
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        with pytest.raises(Damaged):
            look_through(place, key, None)
        path.write_bytes(whole)
    first = next(path for path in found.log if path.name.startswith(found.base.first))
    first.rename(first.with_suffix(".away"))
    with pytest.raises(DatabaseProblem, match="missing"):
        look_through(place, key, None)
    first.with_suffix(".away").rename(first)
    other = country.to.parent / "other"
    other.mkdir()
    keys.make(other, country.to.parent / "other.key")
    with pytest.raises(Damaged, match="another key"):
        look_through(place, keys.read(country.to.parent / "other.key"), None)
    with pytest.raises(DatabaseProblem, match="before that"):
        look_through(place, key, dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    look_through(place, key, None)
