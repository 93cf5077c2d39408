# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the process and its database answer; tells nothing else."""

from django.db import connection
from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """`ok` when the database answers; otherwise the outage page (503)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


healthz.permission = "public.health"  # type: ignore[attr-defined]
