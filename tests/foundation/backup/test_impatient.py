# SPDX-License-Identifier: AGPL-3.0-or-later
"""A piece of the log leaves the host in time also where PostgreSQL does not think of it (DB-08)."""

import time

import pytest

from panah.foundation.backup.shipping import GRACE, Impatient, waiting
from panah.foundation.database import cluster as clusters
from panah.interfaces.cli.testtemplate import Database

LONG = clusters.ARCHIVE_TIMEOUT + GRACE + 1


def test_a_piece_that_was_written_to_for_too_long_is_finished(
    durable_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = durable_database.cluster
    # As while a checkpoint is behind its time: PostgreSQL looks at no clock.
    monkeypatch.setattr(clusters, "ARCHIVE_TIMEOUT", 0)
    with cluster.connect() as mighty:
        # How full the piece is that the template left off in is up to the migrations: begin with an empty one.
        mighty.execute("SELECT pg_switch_wal()")
    cluster.begin_archiving()
    at, impatient = 1000.0, Impatient()
    assert not impatient.look(cluster, lambda: at)
    with durable_database.connect("owner") as owner:
        owner.execute("CREATE TABLE written (id int)")
    assert not impatient.look(cluster, lambda: at + LONG / 2), "PostgreSQL has its own time first"
    assert waiting(cluster) == []
    assert impatient.look(cluster, lambda: at + LONG)
    end = time.monotonic() + 60
    while not waiting(cluster) and time.monotonic() < end:
        time.sleep(0.1)
    (piece,) = waiting(cluster)
    assert not impatient.look(cluster, lambda: at + LONG)
    assert not impatient.look(cluster, lambda: at + 3 * LONG), "nobody wrote"
    with durable_database.connect("owner") as owner:
        owner.execute("INSERT INTO written VALUES (1)")
    assert impatient.look(cluster, lambda: at + 4 * LONG)
    while len(waiting(cluster)) < 2 and time.monotonic() < end + 60:
        time.sleep(0.1)
    assert waiting(cluster)[0].name == piece.name
    assert len(waiting(cluster)) == 2
