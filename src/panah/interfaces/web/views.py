# SPDX-License-Identifier: AGPL-3.0-or-later
"""Views of the look itself: choice of language, quick exit. They read and write no record."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from panah.interfaces.web.middleware import clear_site, known, remember, safe_next

AWAY = "https://www.wikipedia.org/"
"""Where the quick exit leads: a page that anybody might have open, in every language."""


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keeps `language` (a code) in a cookie and goes back to `next`. An unknown code changes nothing."""
    response = HttpResponseRedirect(safe_next(request, request.POST.get("next")))
    code = known(request.POST.get("language"))
    return remember(response, code, request) if code else response


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit without scripts: ends the session, tells the browser to forget, shows an empty page that goes away.

    A redirect would be stopped by our own `form-action`, hence the `Refresh` header.
    """
    if hasattr(request, "session"):
        request.session.flush()
    response = clear_site(HttpResponse('<!DOCTYPE html><html lang="en"><title>-</title></html>'))
    response["Refresh"] = f"0; url={AWAY}"
    return response


set_language.permission = "public.language"  # type: ignore[attr-defined]
leave.permission = "public.leave"  # type: ignore[attr-defined]
