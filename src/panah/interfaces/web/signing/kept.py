# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody was typing when the session ended or a proof was asked for: it goes through, for the same account alone."""

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict

from panah.foundation.accounts.models import Account
from panah.interfaces.web.errors import NEVER_KEPT
from panah.interfaces.web.middleware import safe_next
from panah.interfaces.web.signing.frame import draw

NAMES = ("next", "kept", "kept_path", "kept_by")
_SALT = "panah.staff.kept"
_SECONDS = 24 * 3600


def of_post(request: HttpRequest, account_id: str) -> dict[str, str]:
    """Hidden fields with what was sent, signed for the account whose form it was. Files cannot be kept by a page."""
    rest = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in NEVER_KEPT:
            rest.setlist(name, values)
    return {
        "kept": rest.urlencode(),
        "kept_path": request.get_full_path(),
        "kept_by": signing.dumps(account_id, salt=_SALT) if account_id else "",
    }


def hidden_of(request: HttpRequest) -> dict[str, str]:
    """The hidden fields that a page before this one gave."""
    return {name: request.POST.get(name, "") for name in NAMES if name in request.POST}


def _by(signed: str) -> str:
    """The account whose form it was; "" when nobody knows, a word that is no account for a forged sign."""
    if not signed:
        return ""
    try:
        return str(signing.loads(signed, salt=_SALT, max_age=_SECONDS))
    except signing.BadSignature:
        return "nobody"


def go_on(
    request: HttpRequest, account: Account, hidden: dict[str, str], *, template: str = "go_on"
) -> HttpResponse | None:
    """The page that gives back what was typed; None where nothing was, or it was somebody else's."""
    if not hidden.get("kept") or _by(hidden.get("kept_by", "")) not in {"", str(account.pk)}:
        return None
    kept = QueryDict(hidden["kept"])
    pairs = [(name, value) for name, values in kept.lists() if name not in NEVER_KEPT for value in values]
    return draw(request, template, {"action": safe_next(request, hidden.get("kept_path")), "pairs": pairs})
