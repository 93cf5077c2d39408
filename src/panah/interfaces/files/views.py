# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door of the site of the papers. It reads no cookie and sets none."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from panah.foundation.access.errors import NotFound
from panah.foundation.documents.handing import collect_paper
from panah.interfaces.web.middleware import known

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
RUNS_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""Of a paper: should a browser show it after all, it shows it in a place of its own, without scripts, forms or addresses."""
PAGE = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def guarded(response: HttpResponse) -> HttpResponse:
    """The headers that every answer of this site bears. Returns the same response."""
    for name, value in HEADERS.items():
        response[name] = value
    response.headers.setdefault("Content-Security-Policy", PAGE)
    return response


@require_GET
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """A paper, to be saved, under a name that says nothing."""
    try:
        found = collect_paper(token)
    except NotFound:
        return no_paper(request)
    response = HttpResponse(found.content, content_type=found.media_type)
    ending = ENDINGS.get(found.media_type, "bin")
    response["Content-Disposition"] = f'attachment; filename="document.{ending}"'
    response["Content-Security-Policy"] = RUNS_NOTHING
    return guarded(response)


paper.permission = "public.paper"  # type: ignore[attr-defined]


def no_paper(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such address, one that was used, one whose minute is over. Which, is told to nobody."""
    return _page(
        request,
        404,
        lambda: _("There is no paper at this address"),
        lambda: [
            _("A paper is handed out once, within a minute, to whoever has just opened it."),
            _("Go back to the page on which it stands, and choose it again there."),
        ],
    )


def went_wrong(request: HttpRequest, exception: Exception | None = None, **more: Any) -> HttpResponse:
    """400 and 500: nothing of what was asked is repeated."""
    return _page(
        request,
        400 if exception is not None else 500,
        lambda: _("This did not work"),
        lambda: [_("Go back to the page on which the paper stands, and choose it again there.")],
    )


def _page(
    request: HttpRequest, status: int, say_heading: Callable[[], str], say_lines: Callable[[], Sequence[str]]
) -> HttpResponse:
    # What the browser asks for, and no cookie of another site on the same host.
    asked = known(translation.get_language_from_request(_without_cookies(request)))
    with translation.override(asked or translation.get_language()):
        context = {"status": status, "heading": say_heading(), "lines": say_lines()}
        return guarded(HttpResponse(render_to_string("web/errors/plain.jinja", context), status=status))


def _without_cookies(request: HttpRequest) -> HttpRequest:
    bare = HttpRequest()
    bare.META = {"HTTP_ACCEPT_LANGUAGE": request.META.get("HTTP_ACCEPT_LANGUAGE", "")}
    return bare
