# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `./panah manage check --deploy` says of uploads: whether a scanner looks at them, and where they are handed out (EX-06)."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from panah.foundation.documents import scanning

SAYS = {
    "none": "No virus scanner looks at uploads.",
    "away": "The virus scanner does not answer: every upload is refused until it does.",
    "mistake": "PANAH_SCANNER cannot be read: every upload is refused.",
}
"""In words, for whoever looks after an installation."""
_HINT = "Set PANAH_SCANNER to unix:/path/of/clamd's/socket or tcp:host:port (docs/papers.md)."


@register(Tags.security, deploy=True)
def scanner(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whether a scanner is set up and answers."""
    found = scanning.standing()
    if found.state == "there":
        return []
    if found.state == "none":
        return [Warning(SAYS["none"], hint=_HINT, id="documents.W001")]
    return [Error(SAYS[found.state], hint=f"{found.says}. {_HINT}", id="documents.E001")]


@register(Tags.security, deploy=True)
def origin(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whether uploaded papers have an origin, and a host, of their own."""
    files, portal = urlsplit(settings.PANAH_FILES_URL), urlsplit(settings.PANAH_PORTAL_URL)
    if files.scheme not in ("http", "https") or not files.netloc:
        return [Error("PANAH_FILES_URL is no address.", hint="https://papers.example.org", id="documents.E002")]
    if files.netloc == portal.netloc:
        return [
            Error(
                "Uploaded papers would be handed out from the origin of the portal.",
                hint="Give PANAH_FILES_URL a host of its own (docs/papers.md).",
                id="documents.E003",
            )
        ]
    if files.hostname == portal.hostname:
        return [
            Warning(
                "Uploaded papers share the portal's host, and so its cookies, though not its origin.",
                hint="Give PANAH_FILES_URL a host of its own (docs/papers.md).",
                id="documents.W002",
            )
        ]
    if settings.SECURE_COOKIES and files.scheme != "https":
        return [Error("Uploaded papers would be handed out without TLS.", hint="https://", id="documents.E004")]
    return []
