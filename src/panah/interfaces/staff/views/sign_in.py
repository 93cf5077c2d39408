# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in and out. A form sent after the session has ended is kept through the sign-in, for the same account alone."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.sign_in import SignInRefused, actor_of, sign_in
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.interfaces.staff.chrome import page
from panah.interfaces.web.doors import close_session, door
from panah.interfaces.web.forms import Field, Form
from panah.interfaces.web.limits import STAFF_SIGN_INS
from panah.interfaces.web.middleware import forget_pages, safe_next
from panah.interfaces.web.signing import kept
from panah.interfaces.web.signing.flow import after_password
from panah.interfaces.web.signing.frame import too_many
from panah.interfaces.web.signing.views import directory_name


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
    context = {"form": form, "hidden": hidden, "notice": notice, "ended": ended, "directory_name": directory_name()}
    return page(request, "staff/sign_in.jinja", context, status=status)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@door(AccountPermission.SIGN_IN, purpose="sign_in")
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Asks for name and password, then for the second factor; leads on to `next`, or back to what was being written."""
    if request.method != "POST":
        if request.account is not None:  # type: ignore[attr-defined]
            return HttpResponseRedirect(safe_next(request, request.GET.get("next")))
        notice = _("You have signed out.") if "out" in request.GET else ""
        hidden = {"next": safe_next(request, request.GET.get("next"))}
        return _draw(request, Form(_fields()), hidden=hidden, notice=notice, ended="ended" in request.GET)
    hidden = kept.hidden_of(request)
    login, password = request.POST.get("login", ""), request.POST.get("password", "")[:200]
    missing = {name: _("Answer this question") for name, text in (("login", login), ("password", password)) if not text}
    if missing:
        return _draw(request, Form(_fields(), {"login": login}, missing), hidden=hidden, status=422)
    if wait := too_many(request, STAFF_SIGN_INS):
        return wait
    try:
        account = sign_in(login, password)
    except SignInRefused as refused:
        form = Form(_fields(), {"login": login}, {"password": str(refused)})
        return _draw(request, form, hidden=hidden, status=422)
    if actor_of(account).kind == "party":
        told = _("This account is an organisation's. It signs in on the portal, under /org/.")
        return _draw(request, Form(_fields(), {"login": login}, {"login": told}), hidden=hidden, status=422)
    return after_password(request, account, hidden)


def keep(request: HttpRequest) -> HttpResponse:
    """The sign-in page in place of an answer to a form that came without a session: nothing typed is lost."""
    ended = getattr(request, "session_ended", "")
    hidden = kept.of_post(request, ended if isinstance(ended, str) else "")
    return _draw(request, Form(_fields()), hidden=hidden, ended=True, status=403)


@require_POST
@door(AccountPermission.OWN, purpose="sign_out")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and tells the browser to forget the pages."""
    actor = request.actor  # type: ignore[attr-defined]
    record(actor, Verb.SIGN_OUT, subject_type="account", subject_id=actor.account_id)
    close_session(request)
    return forget_pages(HttpResponseRedirect("/sign-in/?out=1"))


sign_in_page.keep = keep  # type: ignore[attr-defined]
