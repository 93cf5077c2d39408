# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page knows: languages, training banner, messages, nonce."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest

from panah.foundation.access.roles import Factor
from panah.interfaces.web.languages import PageLanguage, page_languages
from panah.interfaces.web.middleware import nonce_of


def page(request: HttpRequest) -> dict[str, Any]:
    """What the base template asks for (`page_of(request)` in templates).

    Returns:
        `csp_nonce` (text), `demo` (bool: an invented country is loaded), `language_choices` (call it: list of
        `PageLanguage`), `page_messages` (call it: Django's messages, taken once), `bare` (bool: an invented account without a
        second factor), `left` (seconds that the session lasts; 0 where nobody is signed in), `warning` (seconds before its
        end at which the page says so).
    """
    session = getattr(request, "account_session", None)
    somebody = session is not None or getattr(request, "portal_access", None) is not None
    choices: Callable[[], list[PageLanguage]] = page_languages
    return {
        "csp_nonce": nonce_of(request),
        "demo": bool(getattr(settings, "PANAH_DEMO", False)),
        "bare": session is not None and session.factor == Factor.NONE,
        "left": _left(request) if somebody else 0,
        "warning": settings.PANAH_WARNING_SECONDS if somebody else 0,
        "language_choices": choices,
        "page_messages": lambda: list(get_messages(request)),
    }


def _left(request: HttpRequest) -> int:
    # The gallery of the look has pages without accounts: there the models are not installed.
    from panah.interfaces.web.doors import seconds_left

    return seconds_left(request)
