# SPDX-License-Identifier: AGPL-3.0-or-later
"""After a restore the site is shut until the checks are done: one plain page for everybody, whatever they ask for (DB-09, DP-12)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from panah.foundation.backup.closed import is_closed
from panah.interfaces.web.middleware import Handler

RETRY_SECONDS = 60


class ClosedMiddleware:
    """Answers 503 while the marker is there. It stands before sessions are read: nothing is looked up for anybody."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_closed(settings.HOME):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            body = {
                "type": "about:blank",
                "title": _("Closed for the moment"),
                "status": 503,
                "detail": _("The records are being checked. Nobody can sign in until that is done."),
            }
            response: HttpResponse = JsonResponse(body, status=503, content_type="application/problem+json")
        else:
            response = HttpResponse(render_to_string("web/errors/closed.jinja", {}), status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
