# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the queue stands: whether somebody takes what waits, and what failed. A job holds its name and ids, and no word about a person."""

import datetime as dt

from django.db import connection

from panah.foundation import clock

LONGEST_WAIT = dt.timedelta(minutes=15)  # not-law: policy; the longest of our own jobs but an import takes some minutes
FAILURE_SHOWN = dt.timedelta(days=1)  # not-law: policy; a job of the night that failed is seen in the morning
FAILED_KEPT = dt.timedelta(days=30)  # not-law: policy; as sessions are
_FAILED = """
SELECT EXISTS (SELECT FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
               WHERE j.status = 'failed' AND e.type = 'failed' AND e.at > %s)
"""
_WAITING = """
SELECT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.status = 'todo' AND coalesce(j.scheduled_at,
  (SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)) < %s
  AND NOT EXISTS (SELECT FROM procrastinate_jobs b WHERE b.status = 'doing' AND b.queue_name = j.queue_name))
"""
_FORGET = """
DELETE FROM procrastinate_jobs j WHERE j.status IN ('failed', 'cancelled', 'aborted', 'succeeded')
AND NOT EXISTS (SELECT FROM procrastinate_events e WHERE e.job_id = j.id AND e.at > %s)
"""


def has_failed() -> bool:
    """Whether a job failed in the last day; its name and its error's kind stand in the log of the worker."""
    return _says(_FAILED, clock.now() - FAILURE_SHOWN)


def waits_in_vain() -> bool:
    """Whether a job has waited long in a queue of which nothing is being done: its worker is away, or stands still."""
    return _says(_WAITING, clock.now() - LONGEST_WAIT)


def forget() -> int:
    """Throw away what failed or was taken back and nobody needs any more. What succeeded goes when it is done. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [clock.now() - FAILED_KEPT])
        return cursor.rowcount


def _says(question: str, since: dt.datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [since])
        found = cursor.fetchone()
    return bool(found and found[0])
