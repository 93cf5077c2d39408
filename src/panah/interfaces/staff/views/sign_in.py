# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in and out. A form sent after the session has ended is kept through the sign-in, for the same account alone."""

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.sign_in import SignInRefused, actor_of, sign_in
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.interfaces.staff.chrome import page
from panah.interfaces.web.doors import close_session, door, open_session
from panah.interfaces.web.forms import Field, Form
from panah.interfaces.web.middleware import LANGUAGE_COOKIE, known, remember, safe_next

NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "password", "old", "new", "again", "pin"})
_SALT = "panah.staff.kept"


def _fields() -> list[Field]:
    return [
        Field("login", "text", _("Sign-in name"), required=True, autocomplete="username", width=20, max_length=60),
        Field("password", "password", _("Password"), required=True, autocomplete="current-password", width=20),
    ]


def _draw(
    request: HttpRequest,
    form: Form,
    *,
    hidden: dict[str, str],
    notice: str = "",
    ended: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "hidden": hidden, "notice": notice, "ended": ended}
    return page(request, "staff/sign_in.jinja", context, status=status)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@door(AccountPermission.SIGN_IN, purpose="sign_in")
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Asks for name and password; leads on to `next`, or back to what was being written."""
    if request.method != "POST":
        if request.account is not None:  # type: ignore[attr-defined]
            return HttpResponseRedirect(safe_next(request, request.GET.get("next")))
        notice = _("You have signed out.") if "out" in request.GET else ""
        hidden = {"next": safe_next(request, request.GET.get("next"))}
        return _draw(request, Form(_fields()), hidden=hidden, notice=notice, ended="ended" in request.GET)
    hidden = {key: request.POST.get(key, "") for key in ("next", "kept", "kept_path", "kept_by") if key in request.POST}
    login, password = request.POST.get("login", ""), request.POST.get("password", "")
    missing = {name: _("Answer this question") for name, text in (("login", login), ("password", password)) if not text}
    if missing:
        return _draw(request, Form(_fields(), {"login": login}, missing), hidden=hidden, status=422)
    try:
        account = sign_in(login, password)
    except SignInRefused as refused:
        form = Form(_fields(), {"login": login}, {"password": str(refused)})
        return _draw(request, form, hidden=hidden, status=429 if refused.locked else 422)
    if actor_of(account).kind == "party":
        told = _("This account is an organisation's. It signs in on the portal, under /org/.")
        return _draw(request, Form(_fields(), {"login": login}, {"login": told}), hidden=hidden, status=422)
    open_session(request, account)
    if hidden.get("kept") and _kept_by(hidden.get("kept_by", "")) in {"", str(account.pk)}:
        return _go_on(request, hidden)
    response = HttpResponseRedirect(safe_next(request, hidden.get("next")))
    if LANGUAGE_COOKIE not in request.COOKIES and known(account.language):
        remember(response, account.language, request)
    return response


def keep(request: HttpRequest) -> HttpResponse:
    """The sign-in page in place of an answer to a form that came without a session: nothing typed is lost.

    Files cannot be kept by a page; the form asks for them again.
    """
    rest = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in NEVER_KEPT:
            rest.setlist(name, values)
    ended = getattr(request, "session_ended", "")
    hidden = {
        "kept": rest.urlencode(),
        "kept_path": request.get_full_path(),
        "kept_by": signing.dumps(ended, salt=_SALT) if isinstance(ended, str) and ended else "",
    }
    return _draw(request, Form(_fields()), hidden=hidden, ended=True, status=403)


def _kept_by(signed: str) -> str:
    """The account whose form it was; "" when nobody knows, a word that is no account for a forged sign."""
    if not signed:
        return ""
    try:
        return str(signing.loads(signed, salt=_SALT, max_age=24 * 3600))
    except signing.BadSignature:
        return "nobody"


def _go_on(request: HttpRequest, hidden: dict[str, str]) -> HttpResponse:
    kept = QueryDict(hidden["kept"])
    pairs = [(name, value) for name, values in kept.lists() if name not in NEVER_KEPT for value in values]
    return page(request, "staff/go_on.jinja", {"action": safe_next(request, hidden.get("kept_path")), "pairs": pairs})


@require_POST
@door(AccountPermission.OWN, purpose="sign_out")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    actor = request.actor  # type: ignore[attr-defined]
    record(actor, Verb.SIGN_OUT, subject_type="account", subject_id=actor.account_id)
    close_session(request)
    return HttpResponseRedirect("/sign-in/?out=1")


sign_in_page.keep = keep  # type: ignore[attr-defined]
