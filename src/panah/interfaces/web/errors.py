# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of refusals and faults. They hold no detail that could tell of a file (EX-12)."""

import logging
import sys
import uuid
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger("panah.errors")


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    return render(request, f"web/errors/{status}.jinja", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent what no form of ours sends."""
    return _page(request, 400)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known, but not allowed."""
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from our page."""
    return _page(request, 403, form_expired=True)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not to be known (NR-15)."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that does not answer; the page for that needs none."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return outage()
    reference = uuid.uuid4().hex[:12]
    log.error("fault %s in %s", reference, getattr(request.resolver_match, "view_name", "?"), exc_info=error)
    try:
        return _page(request, 500, reference=reference)
    except Exception:
        return outage(status=500)


def outage(status: int = 503) -> HttpResponse:
    """The plain page that needs neither database nor session and comes back by itself."""
    from panah.interfaces.web.assets import outage_page

    response = HttpResponse(outage_page(), status=status)
    response["Retry-After"] = "5"
    response["Cache-Control"] = "no-store"
    return response
