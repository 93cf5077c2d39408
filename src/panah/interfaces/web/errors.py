# SPDX-License-Identifier: AGPL-3.0-or-later
"""Error pages in the look of the site: what is wrong, what to do, and what was typed is not lost.

In the URL configuration of a site:

    handler400 = "panah.interfaces.web.errors.bad_request"
    handler403 = "panah.interfaces.web.errors.denied"
    handler404 = "panah.interfaces.web.errors.not_found"
    handler500 = "panah.interfaces.web.errors.server_error"
"""

import logging
import sys
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

log = logging.getLogger("panah.errors")

NEVER_KEPT = frozenset(
    {"csrfmiddlewaretoken", "password", "old", "new", "again", "p-old", "p-new", "p-again", "pin", "code", "answer"}
)
"""What was typed and is not drawn again: passwords, PINs, codes, and what proves who one is."""


def layout() -> str:
    """Base template of this site."""
    portal = getattr(settings, "PANAH_SITE", "staff") != "staff"
    return "web/portal_base.jinja" if portal else "web/staff_base.jinja"


def error_page(
    request: HttpRequest,
    status: int,
    heading: str,
    lines: Sequence[str],
    *,
    changes: Sequence[Mapping[str, Any]] = (),
    kept: Iterable[tuple[str, str]] = (),
    back_href: str = "/",
    back_text: str = "",
) -> HttpResponse:
    """An error page (problem+json under `/api/`).

    Args:
        status: HTTP status.
        heading: what is wrong, in a few words.
        lines: what to do, one paragraph each.
        changes: what happened meanwhile: mappings with `title`, `by`, `at`.
        kept: what was typed, as pairs of question and answer.
        back_href, back_text: where to go on.
    """
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": heading, "status": status, "detail": " ".join(lines)}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    context = {
        "layout": layout(),
        "status": status,
        "heading": heading,
        "lines": list(lines),
        "changes": list(changes),
        "kept": [(label, text) for label, text in kept if text],
        "back_href": back_href,
        "back_text": back_text or _("Go to the front page"),
    }
    return HttpResponse(render_to_string("web/errors/page.jinja", context, request=request), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came cannot be read; 413 when it is more than is taken in at once."""
    if isinstance(exception, RequestDataTooBig):
        return error_page(request, 413, _("This is too large"), [_("Send less at once.")])
    lines = [_("Go back and send it again. If it happens twice, tell the person who looks after this service.")]
    return error_page(request, 400, _("This could not be read"), lines)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but this is not for this person."""
    lines = [
        _("Your account does not open this page or take this step."),
        _("If your work needs it, ask whoever manages the accounts of your office."),
    ]
    return error_page(request, 403, _("This is not open to you"), lines)


def shut_files() -> str:
    """What is said wherever nothing is found: which files are nobody's own to open."""
    return _(
        "Your own file, files of people close to you and colleagues' own files are never opened to you here. Your own you read"
        " in the portal, as everybody does; the others somebody else works on."
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing there, or nothing that may be known (NR-15: both look the same)."""
    lines = [_("There is nothing at this address. Check it for a slip, or go on from the front page.")]
    if getattr(settings, "PANAH_SITE", "staff") == "staff":
        # The one answer to whoever is close to a person too (PZ-10): said to everybody, it tells nothing of any file.
        lines.append(shut_files())
    return error_page(request, 404, _("There is no such page"), lines)


def gone(request: HttpRequest, when: str) -> HttpResponse:
    """410: what stood here was erased. when: the day, as it is written."""
    lines = [
        _("What stood here was erased on %(day)s, at the end of its term or because the person asked for it.")
        % {"day": when},
        _("Nobody can bring it back. The access log still shows who opened it."),
    ]
    return error_page(request, 410, _("This was erased"), lines)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake, with a reference that stands in the log as well; 503 when it is the database that is away."""
    from panah.interfaces.web.outage import outage_page  # which needs the middleware, which needs no error page

    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return outage_page(request)
    reference = uuid.uuid4().hex[:12]
    log.error("fault %s in %s", reference, getattr(request.resolver_match, "view_name", "?"), exc_info=error)
    lines = [
        _("Something went wrong on our side. What was saved before is safe."),
        _("Go back and send it again: a step cannot be taken twice. If it goes on, tell who runs this service."),
        _("Reference: %(reference)s") % {"reference": reference},
    ]
    try:
        return error_page(request, 500, _("This did not work"), lines)
    except Exception:  # whatever broke the page may break the error page: the plain one needs nothing
        log.exception("fault %s: the error page failed too", reference)
        return outage_page(request, status=500)


def stale(
    request: HttpRequest,
    *,
    changes: Sequence[Mapping[str, Any]] = (),
    kept: Iterable[tuple[str, str]] = (),
    back_href: str = "/",
) -> HttpResponse:
    """409: somebody changed this meanwhile. Where the form still fits, draw it again with `stale_notice` instead."""
    lines = [_("It changed while the page was open, and this step is no longer offered. This is what happened:")]
    return error_page(
        request,
        409,
        _("Somebody else was here first"),
        lines,
        changes=changes,
        kept=kept,
        back_href=back_href,
        back_text=_("See how it is now"),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open for too long, or came from elsewhere. What was typed is shown for copying."""
    kept = [
        (name, str(value))
        for name, value in request.POST.items()
        if name not in NEVER_KEPT and "password" not in name and "pin" not in name
    ]
    lines = [
        _("The page was open for a long time, or cookies are switched off, so we could not be sure that it was you."),
        _("Open the page again, sign in if it asks you to, and send it once more."),
    ]
    return error_page(request, 403, _("Please send this again"), lines, kept=kept, back_href=request.path)
