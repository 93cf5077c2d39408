# SPDX-License-Identifier: AGPL-3.0-or-later
"""PostgreSQL cannot make a file longer: what was acknowledged stays, what was not is not half there, others work on, and it goes
on once there is room (DB-10)."""

import os
import resource
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.audit.verify import verify
from panah.foundation.database.safety import FAST_FLAG
from panah.foundation.documents.models import StoredFile
from panah.foundation.documents.services import is_whole, store
from panah.interfaces.cli.testtemplate import Database
from tests.support.databases import django_on

ROOM = 20 << 20
"""Bytes that a file may have: more than a piece of PostgreSQL's log, which is of a fixed length and already there."""
PAPER = 1 << 20
OWNER = service_actor("test")


def start_with(database: Database, most: int) -> None:
    """Start the server so that neither it nor a process that it starts makes a file longer than that."""
    connection.close()
    database.cluster.stop()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Whom this process starts meanwhile has its limits.
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        database.cluster.start()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def keep() -> StoredFile:
    """Keep a paper that nothing can make smaller, and its event."""
    with acting(OWNER, "test"), transaction.atomic():
        paper = store(
            actor=OWNER,
            content=os.urandom(PAPER),
            kind="upload",
            media_type="application/pdf",
            compartment=Compartment.ASYLUM.value,
            whose=OWNER.account_id,
        )
        record(OWNER, Verb.CREATE, subject_type="file", subject_id=paper.pk)
    return paper


def until_it_is_full(one: Callable[[], StoredFile]) -> list[StoredFile]:
    """What was acknowledged before the first that was not."""
    kept = []
    for _ in range(2 * ROOM // PAPER):
        try:
            kept.append(one())
        except DatabaseError as error:
            assert "File too large" in str(error)  # noqa: PT017 - the loop ends here
            connection.close()
            return kept
    pytest.fail("There was always room.")


def test_without_room_nothing_acknowledged_is_lost_and_nothing_is_half_there(
    durable_database: Database, monkeypatch: pytest.MonkeyPatch, django_db_setup: None, django_db_blocker: object
) -> None:
    monkeypatch.delenv(FAST_FLAG)
    with django_db_blocker.unblock(), django_on(durable_database):  # type: ignore[attr-defined]
        start_with(durable_database, ROOM)
        kept = until_it_is_full(keep)
        assert kept
        # Others work on where there is room.
        with acting(OWNER, "test"), transaction.atomic():
            record(OWNER, Verb.JOB, subject_type="thing")
        start_with(durable_database, resource.RLIM_INFINITY)
        more = keep()
        with acting(OWNER, "test"), elevated(*Compartment, reason="a test looks at everything"):
            there = {paper.pk: paper for paper in StoredFile.objects.all()}
            assert set(there) == {paper.pk for paper in (*kept, more)}
            assert all(is_whole(paper) for paper in there.values())
        assert {check.name: check.problems for check in verify() if check.problems} == {}
        connection.close()
