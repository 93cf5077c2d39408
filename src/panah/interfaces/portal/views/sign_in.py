# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in with the code on the paper and a PIN (AU-14), and signing out.

Every refusal has the same words, whether the code does not exist, the PIN is wrong or the sign-in is locked (AU-09).
"""

import uuid

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from panah.foundation.access.context import acting
from panah.foundation.accounts.models import PortalAccess
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.sign_in import SignInRefused, actor_of_access, portal_sign_in
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.complaints.common import PURPOSE
from panah.interfaces.portal import reading
from panah.interfaces.portal.chrome import page
from panah.interfaces.portal.policy import PortalPermission
from panah.interfaces.portal.views import address, complaints
from panah.interfaces.web.doors import close_session, door, open_session
from panah.interfaces.web.errors import error_page
from panah.interfaces.web.forms import Field, Form
from panah.interfaces.web.limits import SIGN_INS
from panah.interfaces.web.middleware import LANGUAGE_COOKIE, forget_pages, known, remember, safe_next

_SALT = "panah.portal.kept"
_KEPT_SECONDS = 3600


def _fields() -> list[Field]:
    return [
        Field(
            "code",
            "code",
            _("Code on your paper"),
            _("12 letters and numbers, under the square code. You can leave out the dashes."),
            required=True,
            width=20,
            autocomplete="username",
        ),
        Field(
            "pin",
            "password",
            _("PIN"),
            _("6 numbers. You got them at the desk, on a slip of their own."),
            required=True,
            autocomplete="current-password",
        ),
    ]


def _draw(
    request: HttpRequest, form: Form, hidden: dict[str, str], *, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "hidden": hidden, "notice": notice}
    return page(request, "portal/sign_in.jinja", context, status=status)


@sensitive_post_parameters("pin", "code")
@require_http_methods(["GET", "HEAD", "POST"])
@door(AccountPermission.SIGN_IN, purpose="sign_in")
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Asks for code and PIN; leads on to `next`, or back to what was being written."""
    if request.method != "POST":
        if request.actor.kind == "person":  # type: ignore[attr-defined]
            return HttpResponseRedirect(reverse("portal:home"))
        notice = ""
        if "ended" in request.GET:
            notice = _("You were away for a while, so the page was closed. Sign in again to go on.")
        return _draw(request, Form(_fields()), {"next": safe_next(request, request.GET.get("next"))}, notice=notice)
    hidden = {key: request.POST.get(key, "") for key in ("next", "kept") if key in request.POST}
    if wait := SIGN_INS.wait(request):
        lines = [_("There were many tries from your connection. Wait some minutes and try again, or come to the desk.")]
        response = error_page(request, 429, _("Please wait a moment"), lines, back_href=reverse("sign-in"))
        response["Retry-After"] = str(wait)
        return response
    typed, pin = request.POST.get("code", "")[:200], request.POST.get("pin", "")
    code = reading.code(typed)
    missing = {}
    if not code:
        missing["code"] = _("Type the code that stands on your paper")
    if not reading.pin(pin):
        missing["pin"] = _("Type your PIN")
    if missing:
        return _draw(request, Form(_fields(), {"code": typed}, missing), hidden, status=422)
    try:
        access = portal_sign_in(code, reading.pin(pin))
    except SignInRefused:
        words = _(
            "The code and the PIN do not go together. Check both and try again. After several wrong tries you must wait "
            "some minutes. If you have lost your PIN, come to the desk: you get a new one."
        )
        return _draw(request, Form(_fields(), {"code": typed}, {"pin": words}), hidden, status=422)
    open_session(request, access)
    response = _go_on(request, access, hidden)
    if LANGUAGE_COOKIE not in request.COOKIES and known(access.language):
        remember(response, access.language, request)
    return response


def _go_on(request: HttpRequest, access: PortalAccess, hidden: dict[str, str]) -> HttpResponse:
    kept = _kept(hidden.get("kept", ""), access.pk)
    if kept is not None:
        actor = actor_of_access(access)
        request.actor = actor  # type: ignore[attr-defined]
        if kept["on"] == reverse("portal:complaint-new"):
            with acting(actor, PURPOSE):
                return complaints.show_kept(request, QueryDict(kept["typed"]))
        with acting(actor, "own_file"):
            return address.show_kept(request, QueryDict(kept["typed"]))
    target = safe_next(request, hidden.get("next"))
    return HttpResponseRedirect(reverse("portal:home") if target == "/" else target)


def _kept(signed: str, access_id: uuid.UUID) -> dict[str, str] | None:
    if not signed:
        return None
    try:
        kept = signing.loads(signed, salt=_SALT, max_age=_KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return kept if kept.get("by") == str(access_id) else None


def keep(request: HttpRequest) -> HttpResponse:
    """The sign-in page in place of an answer to a form that came without a session: nothing typed is lost.

    It is given back only to the person whose session it was, on the page where it was typed.
    """
    ended = getattr(request, "session_ended", "")
    hidden = {"next": "/"}
    if ended and request.path in (reverse("portal:address"), reverse("portal:complaint-new")):
        rest = request.POST.copy()
        rest.pop("csrfmiddlewaretoken", None)
        hidden["kept"] = signing.dumps(
            {"typed": rest.urlencode(), "on": request.path, "by": ended}, salt=_SALT, compress=True
        )
    notice = _("You were away for a while, so the page was closed. Sign in again: what you typed is kept.")
    if "kept" not in hidden:
        notice = _("You were away for a while, so the page was closed. Sign in again to go on.")
    # The form goes to the sign-in, wherever this answer was asked for.
    return _draw(request, Form(_fields()), hidden, notice=notice, status=403)


@require_POST
@door(PortalPermission.SIGNED_IN, purpose="sign_out")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and tells the browser to forget the pages."""
    actor = request.actor  # type: ignore[attr-defined]
    record(actor, Verb.SIGN_OUT, subject_type="portal", subject_id=actor.account_id)
    close_session(request)
    return forget_pages(HttpResponseRedirect(reverse("portal:front") + "?out=1"))


sign_in_page.keep = keep  # type: ignore[attr-defined]
