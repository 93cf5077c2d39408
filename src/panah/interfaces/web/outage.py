# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database is away: a plain page that comes back by itself, and no error report with personal data in it."""

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from panah.interfaces.web.middleware import LANGUAGE_COOKIE, Handler, known

log = logging.getLogger("panah.outage")

RETRY_SECONDS = 5


class OutageMiddleware:
    """Answers 503 when PostgreSQL cannot be reached; stands first, so that no part above it needs the database.

    Django turns an exception of a view into a response before an outer middleware sees it, hence `process_exception`
    for views and `try` for the middleware below this one (sessions).
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return self._away(request, error)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django for an exception in a view."""
        if isinstance(exception, (OperationalError, InterfaceError)):
            return self._away(request, exception)
        return None

    @staticmethod
    def _away(request: HttpRequest, error: Exception) -> HttpResponse:
        # The kind alone: the text of a database error may hold values.
        log.error("the database does not answer (%s)", type(error).__name__)
        return outage_page(request)


def outage_page(request: HttpRequest, status: int = 503) -> HttpResponse:
    """The page itself (problem+json under `/api/`), with `Retry-After`. Needs neither database nor session."""
    code = known(request.COOKIES.get(LANGUAGE_COOKIE)) or known(translation.get_language_from_request(request))
    sent = request.method not in {"GET", "HEAD"}
    with translation.override(code or translation.get_language()):
        if request.path.startswith("/api/"):
            body = {
                "type": "about:blank",
                "title": _("Back in a moment"),
                "status": status,
                "detail": _("The database does not answer. Send the same request_id again: it cannot be done twice."),
            }
            response: HttpResponse = JsonResponse(body, status=status, content_type="application/problem+json")
        else:
            response = HttpResponse(
                render_to_string("web/errors/outage.jinja", {"sent": sent, "status": status}), status=status
            )
    response["Retry-After"] = str(RETRY_SECONDS)
    if status == 503 and not sent:
        response["Refresh"] = str(RETRY_SECONDS)  # the page comes back by itself, without a script
    return plain_headers(response)


def plain_headers(response: HttpResponse) -> HttpResponse:
    """The headers of a page that is made before the middleware that sets them. Returns the same response."""
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response
