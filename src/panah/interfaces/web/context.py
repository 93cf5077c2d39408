# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page knows: languages, training banner, messages, nonce."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest

from panah.interfaces.web.languages import PageLanguage, page_languages
from panah.interfaces.web.middleware import nonce_of


def page(request: HttpRequest) -> dict[str, Any]:
    """What the base template asks for (`page_of(request)` in templates).

    Returns:
        `csp_nonce` (text), `demo` (bool: an invented country is loaded), `language_choices` (call it: list of
        `PageLanguage`), `page_messages` (call it: Django's messages, taken once).
    """
    choices: Callable[[], list[PageLanguage]] = page_languages
    return {
        "csp_nonce": nonce_of(request),
        "demo": bool(getattr(settings, "PANAH_DEMO", False)),
        "language_choices": choices,
        "page_messages": lambda: list(get_messages(request)),
    }
