# SPDX-License-Identifier: AGPL-3.0-or-later
"""The authority against a partner's secrets (MV-04, KY-10): it has its own keys whole, and the partner's machine but for its keys.

The partner runs its edition in processes of its own, with a key store and a passphrase of its own. The authority is given more than
it should ever have: the partner's database as a superuser, a dump of it, and a copy of the partner's key store.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from panah.foundation.database import places
from panah.foundation.keys import places as key_places
from panah.foundation.keys import setup
from panah.foundation.keys.errors import KeyMissing, KeysProblem
from panah.foundation.keys.vault import Vault
from panah.interfaces.cli.testtemplate import Database

SAID = "zqseenbydelegateqz"
OURS, THEIRS = "the authority's own invented words", "the partner's own invented words"

_BEGIN = """
import os, sys, uuid, json
import django
django.setup()
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.documents.models import StoredFile
who = uuid.UUID(int=77)
actor = Actor(kind="staff", account_id=who, holder_id=who, assignments=(Assignment(Role.REGISTRAR, uuid.UUID(int=78)),))
"""
WRITE = (
    _BEGIN
    + """
from panah.foundation.documents.services import store
from panah.register.services import create_person
with acting(actor, "test"):
    person = create_person(actor=actor, data={"names": [{"full": "Sınaq"}]}, compartment="asylum", check=False)
    store(
        actor=actor, content=sys.argv[1].encode(), kind="upload", media_type="text/plain", compartment="asylum",
        whose=person.pk,
    )
print("written")
"""
)
READ = (
    _BEGIN
    + """
with acting(actor, "test"), elevated(*Compartment, reason="the authority looks at everything"):
    rows = list(StoredFile.objects.all())
    found = []
    for row in rows:
        try:
            found.append(bytes(row.content).decode())
        except Exception as refused:
            found.append("! " + type(refused).__name__)
print(json.dumps(found))
"""
)


def run(program: str, database: Database, home: Path, phrase: str, *given: str) -> str:
    """A process of the partner's edition on its database, with the keys of a home."""
    environment = {key: value for key, value in os.environ.items() if key not in key_places.VARIABLES}
    environment |= database.environment() | {
        "PANAH_EDITION": "partner",
        "PANAH_HOME": str(home),
        "PANAH_PASSPHRASE": phrase,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
    }
    done = subprocess.run(
        [sys.executable, "-c", program, *given], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1]


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path]:
    """The authority's home and the partner's, each with keys of its own."""
    made = []
    for name, phrase in (("authority", OURS), ("partner", THEIRS)):
        home = tmp_path / name
        home.mkdir()
        setup.make(home, phrase, cost=2**10)
        made.append(home)
    return made[0], made[1]


@pytest.fixture
def partner(committed_database: Database, homes: tuple[Path, Path]) -> Database:
    """The partner's database, in which its delegate wrote something down."""
    assert run(WRITE, committed_database, homes[1], THEIRS, SAID) == "written"
    assert json.loads(run(READ, committed_database, homes[1], THEIRS)) == [SAID], "the partner reads what it wrote"
    return committed_database


def test_the_authoritys_keys_open_nothing_in_the_partners_database(partner: Database, homes: tuple[Path, Path]) -> None:
    """Its own key store and master key, in the partner's own program, seeing every row."""
    (found,) = json.loads(run(READ, partner, homes[0], OURS))
    assert found.startswith("! ")
    assert SAID not in found


def test_a_dump_and_every_row_as_a_superuser_tell_nothing(partner: Database) -> None:
    info = partner.info("superuser")
    done = subprocess.run(
        [str(Path(places.programs(places.account_for(Path("/does-not-exist")))) / "pg_dump"), "--no-owner"],
        env=os.environ
        | {"PGHOST": info["host"], "PGPORT": info["port"], "PGUSER": info["user"], "PGDATABASE": info["dbname"]},
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert b"documents_storedfile" in done.stdout
    for form in (SAID.encode(), SAID.encode().hex().encode(), SAID.encode("utf-16-le").hex().encode()):
        assert form not in done.stdout


def test_the_partners_key_store_in_the_authoritys_hands_opens_nothing(
    partner: Database, homes: tuple[Path, Path], tmp_path: Path, monkeypatch: Any
) -> None:
    """A copy of the store with the authority's master key; the whole folder with the authority's passphrase; with its shares."""
    ours, theirs = homes
    mixed, whole = tmp_path / "mixed", tmp_path / "whole"
    shutil.copytree(ours, mixed)
    # The file with what SQLite keeps beside it: written, and not yet in it.
    into = key_places.store_file(mixed)
    for left in into.parent.glob(f"{into.name}*"):
        left.unlink()
    for part in key_places.store_file(theirs).parent.glob(f"{into.name}*"):
        shutil.copy(part, into.parent / part.name)
    shutil.copytree(theirs, whole)
    monkeypatch.setenv("PANAH_PASSPHRASE", OURS)
    for home in (mixed, whole):
        with pytest.raises(KeysProblem):
            Vault(home).unlock()
    with partner.connect("superuser") as mighty:
        (sealed,) = mighty.execute("SELECT content FROM documents_storedfile").fetchone()  # type: ignore[misc]
    vault = Vault(ours)
    vault.unlock()
    with pytest.raises(KeyMissing):
        vault.unseal(b"documents_storedfile", bytes(sealed))
    monkeypatch.setenv("PANAH_PASSPHRASE", THEIRS)
    Vault(whole).unlock()  # and with the partner's words it opens: the copy was a good one
