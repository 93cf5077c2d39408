# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of signing in share: the site's frame, the place that passkeys are bound to, challenges that work once."""

import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from panah.foundation.accounts.proof.passkeys import Asked, Place
from panah.interfaces.web.errors import error_page
from panah.interfaces.web.limits import Limit

CHALLENGE_KEY = "challenge"
CHALLENGE_SECONDS = 300


def draw(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Draw a template of `web/signing` in the frame of the site that is served."""
    frame = import_string(settings.PANAH_FRAMES[settings.PANAH_SITE])
    base = f"web/{settings.PANAH_SITE}_base.jinja"
    response: HttpResponse = frame(
        request, f"web/signing/{template}.jinja", {"base": base, **(context or {})}, status=status
    )
    return response


def home() -> str:
    """Where the site leads who has signed in with an account."""
    return reverse("portal:org") if settings.PANAH_SITE == "portal" else "/"


def sign_in_page() -> str:
    """The name of the page where an account of this site signs in."""
    return "portal:org-sign-in" if settings.PANAH_SITE == "portal" else "sign-in"


def sign_in_address() -> str:
    """The address of that page."""
    return reverse(sign_in_page())


def place(request: HttpRequest) -> Place:
    """What passkeys are bound to here: the host that the browser shows, which `ALLOWED_HOSTS` has let through."""
    host = request.get_host()
    scheme = "https" if settings.SECURE_COOKIES else request.scheme
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    return Place(name, f"{scheme}://{host}")


def challenge(request: HttpRequest, asked: Asked, what_for: str) -> str:
    """Keep a challenge for one answer. Returns what the browser is asked, for the form."""
    request.session[CHALLENGE_KEY] = {"for": what_for, "challenge": asked.challenge, "at": int(time.time())}
    return asked.options


def take_challenge(request: HttpRequest, what_for: str) -> str:
    """The challenge that was kept; it works once, for what it was made, and for some minutes. "" when there is none."""
    kept = request.session.pop(CHALLENGE_KEY, None)
    if not isinstance(kept, dict) or kept.get("for") != what_for:
        return ""
    return str(kept["challenge"]) if time.time() - int(kept["at"]) <= CHALLENGE_SECONDS else ""


def too_many(request: HttpRequest, limit: Limit) -> HttpResponse | None:
    """The page that asks to wait, when there were too many tries from this connection."""
    wait = limit.wait(request)
    if not wait:
        return None
    lines = [_("There were many tries from your connection. Wait some minutes and try again.")]
    response = error_page(request, 429, _("Please wait a moment"), lines, back_href=sign_in_address())
    response["Retry-After"] = str(wait)
    return response
