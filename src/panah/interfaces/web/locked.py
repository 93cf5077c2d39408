# SPDX-License-Identifier: AGPL-3.0-or-later
"""The service without its keys: locked until somebody unlocks it, and a plain page where a sealed value is not what was written."""

import logging
import sqlite3
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from panah.foundation.keys.errors import KeyGone, KeysProblem, Locked, SealBroken
from panah.foundation.keys.vault import vault
from panah.interfaces.web.middleware import LANGUAGE_COOKIE, Handler, known
from panah.interfaces.web.outage import plain_headers

log = logging.getLogger("panah.keys")

HEALTH = "/healthz"
RETRY_SECONDS = 10


class KeysMiddleware:
    """Answers 503 while the master key is not there (KY-03), and looks once in each request whether keys were erased.

    Unlocking needs no restart: a locked process looks for the passphrase again, once in a second.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        keys = vault()
        if not keys.is_open():
            if request.path_info == HEALTH:
                return HttpResponse("locked\n", status=503, content_type="text/plain")
            return locked_page(request)
        try:
            keys.look()
            return self.get_response(request)
        except (KeysProblem, sqlite3.Error) as error:
            return self._away(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django for an exception in a view."""
        if isinstance(exception, (KeysProblem, sqlite3.Error)):
            return self._away(request, exception)
        return None

    @staticmethod
    def _away(request: HttpRequest, error: Exception) -> HttpResponse:
        # The kind alone, and where it happened: no content.
        where = getattr(request.resolver_match, "view_name", "?")
        if isinstance(error, SealBroken):
            log.error("integrity broken: a sealed value does not open, in %s", where)
            return broken_page(request)
        if isinstance(error, KeyGone):
            return erased_page(request)
        log.error("the keys do not answer (%s) in %s", type(error).__name__, where)
        if isinstance(error, Locked):
            vault().lock()
        return locked_page(request)


def locked_page(request: HttpRequest) -> HttpResponse:
    """503: nothing can be read until the administrator unlocks the service. Needs neither database nor session."""
    return _page(
        request,
        503,
        lambda: _("The service is locked"),
        lambda: [
            _("The records are sealed, and the key that opens them is not here yet. Nothing is lost."),
            _("This page tries again by itself every few seconds."),
            _(
                "If you run this service: type the passphrase with ./panah keys unlock. ./panah keys status says what is missing."
            ),
        ],
    )


def erased_page(request: HttpRequest) -> HttpResponse:
    """410: the key of what was asked for was erased on purpose."""
    return _page(
        request,
        410,
        lambda: _("This was erased"),
        lambda: [_("Its key was destroyed, because the law or the person asked for it. Nobody can read it any more.")],
    )


def broken_page(request: HttpRequest) -> HttpResponse:
    """500: a sealed value is not the one that was written there."""
    return _page(
        request,
        500,
        lambda: _("Integrity broken"),
        lambda: [
            _(
                "Something in this record is not what was written there: it was changed or exchanged outside the service."
            ),
            _("Do not decide anything on it. Tell whoever runs this service: the log says where it happened."),
        ],
    )


def _page(
    request: HttpRequest, status: int, say_heading: Callable[[], str], say_lines: Callable[[], list[str]]
) -> HttpResponse:
    code = known(request.COOKIES.get(LANGUAGE_COOKIE)) or known(translation.get_language_from_request(request))
    with translation.override(code or translation.get_language()):
        heading, lines = say_heading(), say_lines()
        if request.path.startswith("/api/"):
            body = {"type": "about:blank", "title": heading, "status": status, "detail": " ".join(lines)}
            response: HttpResponse = JsonResponse(body, status=status, content_type="application/problem+json")
        else:
            context = {"status": status, "heading": heading, "lines": lines}
            response = HttpResponse(render_to_string("web/errors/plain.jinja", context), status=status)
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
        if request.method in {"GET", "HEAD"}:
            response["Refresh"] = str(RETRY_SECONDS)
    return plain_headers(response)
