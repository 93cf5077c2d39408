# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the process and its database answer, and what an administrator must look at; tells nothing else."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from panah.foundation.backup.shipping import is_late, look
from panah.foundation.database.safety import LARGEST_SKEW, clock_skew
from panah.foundation.documents import scanning
from panah.foundation.jobs import queue
from panah.foundation.keys.drill import overdue


def healthz(request: HttpRequest) -> HttpResponse:
    """`ok` when the database answers, and a line for each thing that is not as it should be; otherwise the outage page (503).

    What is late is no reason to send people away: the answer stays 200.
    """
    lines = ["ok"]
    if abs(clock_skew(connection)) > LARGEST_SKEW:
        lines.append("clocks apart")
    if is_late(look(settings.HOME)):
        lines.append("backup late")
    if queue.has_failed():
        lines.append("job failed")
    if queue.waits_in_vain():
        lines.append("jobs wait")
    if scanning.is_away():
        lines.append("scanner away")
    if not settings.PANAH_INVENTED and overdue(settings.HOME):
        lines.append("key drill late")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


healthz.permission = "public.health"  # type: ignore[attr-defined]
