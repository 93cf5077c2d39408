# SPDX-License-Identifier: AGPL-3.0-or-later
"""A job goes when it is done, stays to be looked at when it failed, and whoever runs the machine hears of what stands still."""

import datetime as dt
import os
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from panah.foundation import clock
from panah.foundation.jobs import queue
from panah.interfaces.cli.testtemplate import Database


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text FROM procrastinate_jobs WHERE task_name LIKE 'privacy.%' ORDER BY 1"
        )
        return cursor.fetchall()


def health() -> list[str]:
    return Client().get("/healthz").content.decode().splitlines()


def work(database: Database) -> None:
    """As a worker does, until nothing waits."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "django", "work", "--queues", "default", "--once"],
        env=os.environ | database.environment() | {"PANAH_SITE": "staff"}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def test_what_is_done_goes_and_what_failed_stays_a_month(committed_database: Database) -> None:
    app.configure_task("privacy.queue").defer(timestamp=0)
    assert jobs() == [("privacy.queue", "todo")]
    work(committed_database)
    assert jobs() == []
    assert "job failed" not in health()

    app.configure_task("privacy.queue").defer(another=0)
    work(committed_database)
    assert jobs() == [("privacy.queue", "failed")]
    assert "job failed" in health()
    assert queue.forget() == 0
    with clock.moved_to(clock.now() + dt.timedelta(days=2)):
        assert "job failed" not in health()
        assert queue.forget() == 0
    with clock.moved_to(clock.now() + dt.timedelta(days=31)):
        assert queue.forget() == 1
    assert jobs() == []


@pytest.mark.django_db
def test_whoever_runs_the_machine_hears_that_nobody_takes_jobs() -> None:
    app.configure_task("privacy.queue").defer(timestamp=0)
    assert "jobs wait" not in health()
    with clock.moved_to(clock.now() + dt.timedelta(minutes=16)):
        assert "jobs wait" in health()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'privacy.queue'")
        # An import may take long; others wait behind it, and that is no fault.
        app.configure_task("privacy.queue", queueing_lock="another").defer(timestamp=1)
        assert "jobs wait" not in health()
    with clock.moved_to(clock.now() - dt.timedelta(days=1)):
        app.configure_task("privacy.copies", schedule_at=clock.now() + dt.timedelta(days=9)).defer(timestamp=0)
    assert "jobs wait" not in health()
