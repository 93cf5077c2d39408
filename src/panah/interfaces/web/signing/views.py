# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages before the session: the second factor, a passkey alone, the code of a window and the first factor; and proving again."""

import time
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from panah.foundation.access.context import acting
from panah.foundation.access.roles import Factor
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof import directory, enrolment, first, one_time, passkeys, passwords
from panah.foundation.accounts.proof.needs import FactorError, FactorRefused, is_enough, may_use_totp
from panah.foundation.accounts.sign_in import actor_of
from panah.interfaces.web.doors import door, open_session, proved_again, stay
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.limits import ENROLMENTS, PROOFS
from panah.interfaces.web.middleware import safe_next
from panah.interfaces.web.signing import flow, kept
from panah.interfaces.web.signing.frame import (
    challenge,
    draw,
    home,
    place,
    sign_in_address,
    sign_in_page,
    take_challenge,
    too_many,
)
from panah.interfaces.web.signing.pictures import square_code

ENROLLING_KEY = "enrolling"
SECRET_KEY = "totp"  # noqa: S105 - the name of a place in the session
_ENROLLING_SECONDS = 1800


def _code_fields() -> list[Field]:
    hint = _("6 digits from the programme on your telephone, or one of your codes on paper.")
    return [Field("code", "code", _("Code"), hint, required=True, width=20, autocomplete="one-time-code")]


def draw_second(
    request: HttpRequest, account: Account, hidden: dict[str, str], *, refused: str = "", status: int = 200
) -> HttpResponse:
    """The page that asks for the second factor of an account whose password was right."""
    by_code = Form(_code_fields(), {}, {"code": refused} if refused and not request.POST.get("answer") else {})
    context = flow.ways(request, account, "second") | {"form": by_code, "hidden": hidden, "refused": refused}
    return draw(request, "second", context, status=status)


@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
@door(AccountPermission.SIGN_IN, purpose="sign_in")
def second(request: HttpRequest) -> HttpResponse:
    """Takes the second factor; without a password before it leads back to where that is asked for."""
    account = flow.pending(request)
    if account is None:
        return HttpResponseRedirect(sign_in_address())
    hidden = kept.hidden_of(request)
    if request.method != "POST":
        return draw_second(request, account, hidden)
    if wait := too_many(request, PROOFS):
        return wait
    try:
        factor = flow.take_proof(request, account, "second")
    except FactorRefused as wrong:
        return draw_second(request, account, hidden, refused=str(wrong), status=429 if wrong.locked else 422)
    if not is_enough(factor, actor_of(account)):
        # A role was given that a code is not enough for.
        request.session.flush()
        return HttpResponseRedirect(reverse("signing:begin") + "?why=weak")
    return flow.finish(request, account, factor, hidden)


@sensitive_post_parameters("answer")
@require_http_methods(["GET", "HEAD", "POST"])
@door(AccountPermission.SIGN_IN, purpose="sign_in")
def passkey_alone(request: HttpRequest) -> HttpResponse:
    """Signing in with a passkey that the device keeps and that knows its owner: no name, no password."""
    hidden = kept.hidden_of(request) or {"next": safe_next(request, request.GET.get("next"))}
    refused, status = "", 200
    if request.method == "POST":
        if wait := too_many(request, PROOFS):
            return wait
        try:
            account = passkeys.prove(
                answer=request.POST.get("answer", ""),
                challenge=take_challenge(request, "alone"),
                place=place(request),
            )
        except FactorRefused as wrong:
            refused, status = str(wrong), 422
        else:
            if (actor_of(account).kind == "party") == (home() != "/"):
                return flow.finish(request, account, Factor.PASSKEY, hidden)
            refused, status = str(FactorRefused()), 422
    options = challenge(request, passkeys.ask_to_prove(place(request)), "alone")
    context = {"options": options, "hidden": hidden, "refused": refused, "back": sign_in_address()}
    return draw(request, "passkey", context, status=status)


def draw_again(request: HttpRequest, hidden: dict[str, str], *, refused: str = "", status: int = 200) -> HttpResponse:
    """The page that asks who is at the screen, before something that an open desk is no consent to."""
    account: Account = request.account  # type: ignore[attr-defined]
    by_code = Form(_code_fields(), {}, {"code": refused} if refused and not request.POST.get("answer") else {})
    context = flow.ways(request, account, "again") | {"form": by_code, "hidden": hidden, "refused": refused}
    return draw(request, "again", context, status=status)


@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
@door(AccountPermission.OWN, purpose="sign_in", sign_in=sign_in_page)
def again(request: HttpRequest) -> HttpResponse:
    """Takes a fresh proof, and goes on with what it was asked for."""
    account: Account = request.account  # type: ignore[attr-defined]
    if request.method != "POST":
        return draw_again(request, {"next": safe_next(request, request.GET.get("next"))})
    hidden = kept.hidden_of(request)
    if wait := too_many(request, PROOFS):
        return wait
    try:
        factor = flow.take_proof(request, account, "again")
    except FactorRefused as wrong:
        return draw_again(request, hidden, refused=str(wrong), status=429 if wrong.locked else 422)
    proved_again(request, factor)
    return kept.go_on(request, account, hidden) or HttpResponseRedirect(safe_next(request, hidden.get("next")))


# -- a window for the first factor


def _begin_fields() -> list[Field]:
    least = _("At least %(least)s characters. A sentence that only you know is good.") % {"least": passwords.SHORTEST}
    return [
        Field("login", "text", _("Sign-in name"), required=True, autocomplete="username", width=20, max_length=60),
        Field("code", "code", _("Code that was handed to you"), _("It is good for one day."), required=True, width=20,
              autocomplete="off"),
        Field("password", "password", _("New password"), least, required=True, autocomplete="new-password", width=20),
        Field("again", "password", _("New password again"), required=True, autocomplete="new-password", width=20),
    ]  # fmt: skip


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@door(AccountPermission.SIGN_IN, purpose="enrolment")
def begin(request: HttpRequest) -> HttpResponse:
    """Takes the code that two people opened, and the password that its owner chooses."""
    fields = _begin_fields()
    why = request.GET.get("why", "")
    if request.method != "POST":
        return draw(request, "begin", {"form": Form(fields), "why": why})
    if wait := too_many(request, ENROLMENTS):
        return wait
    typed = bind(fields, request.POST)
    errors = {name: _("Answer this question") for name, text in typed.items() if not text}
    if not errors and typed["password"] != typed["again"]:
        errors["again"] = _("The two new passwords differ. Type the same one twice.")
    if not errors:
        try:
            window = enrolment.enter(login=typed["login"], code=typed["code"], password=typed["password"])
        except FactorError as wrong:
            errors[wrong.field] = str(wrong)
        except FactorRefused:
            errors["code"] = _("The name and the code do not go together, or the code has ended.")
        else:
            request.session.flush()
            request.session[ENROLLING_KEY] = {"window": str(window.pk), "at": int(time.time())}
            return HttpResponseRedirect(reverse("signing:enrol"))
    shown = {"login": typed["login"], "code": typed["code"]}
    return draw(request, "begin", {"form": Form(fields, shown, errors), "why": why}, status=422)


def _enrolling(request: HttpRequest) -> Any:
    held = request.session.get(ENROLLING_KEY)
    if not isinstance(held, dict) or time.time() - int(held["at"]) > _ENROLLING_SECONDS:
        return None
    return enrolment.still_open(uuid.UUID(held["window"]))


@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
@door(AccountPermission.SIGN_IN, purpose="enrolment")
def enrol(request: HttpRequest) -> HttpResponse:
    """Takes the first factor; with it the window closes and the session opens."""
    window = _enrolling(request)
    if window is None:
        return HttpResponseRedirect(reverse("signing:begin") + "?why=ended")
    account: Account = window.account
    actor = actor_of(account)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with acting(actor, "enrolment"):
                if request.POST.get("answer"):
                    first.by_passkey(
                        actor=actor,
                        account=account,
                        enrolment_id=window.pk,
                        answer=request.POST["answer"],
                        challenge=take_challenge(request, "enrol"),
                        name=request.POST.get("name", ""),
                        place=place(request),
                    )
                    return flow.finish(request, account, Factor.PASSKEY, {})
                secret = one_time.unseal(request.session.get(SECRET_KEY, ""))
                codes = first.by_totp(
                    actor=actor,
                    account=account,
                    enrolment_id=window.pk,
                    secret=secret or one_time.new_secret(),
                    code=request.POST.get("code", ""),
                )
                open_session(request, account, Factor.TOTP)
                return draw(request, "codes", {"codes": codes, "back": home()})
        except FactorError as wrong:
            errors[wrong.field] = str(wrong)
    context = enrol_context(request, account, "enrol") | {"by_code": may_use_totp(actor), "errors": errors}
    return draw(request, "enrol", context, status=422 if errors else 200)


def name_fields() -> list[Field]:
    """The question for the name of a passkey."""
    hint = _("So that you can tell it from another, such as “key on my ring”.")
    return [Field("name", "text", _("Name of the passkey"), hint, required=True, max_length=passkeys.NAME_LENGTH, width=20,
                  autocomplete="off")]  # fmt: skip


def totp_fields() -> list[Field]:
    """The question for the first code of a telephone."""
    return [Field("code", "code", _("Code that the programme shows now"), _("6 digits"), required=True, width=10,
                  autocomplete="one-time-code")]  # fmt: skip


def enrol_context(request: HttpRequest, account: Account, what_for: str) -> dict[str, Any]:
    """What the pages that enrol a factor show: the passkey's options, a secret with its square code, and the fields."""
    secret = one_time.unseal(request.session.get(SECRET_KEY, ""))
    if not secret:
        secret = one_time.new_secret()
        request.session[SECRET_KEY] = one_time.seal(secret)
    return {
        "options": challenge(request, passkeys.ask_to_enrol(account, place(request)), what_for),
        "name_form": Form(name_fields(), {"name": request.POST.get("name", "")}),
        "totp_form": Form(totp_fields()),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "square": square_code(one_time.address(account.login, secret)),
    }


@require_POST
@door(AccountPermission.STAY, purpose="session")
def stay_signed_in(request: HttpRequest) -> HttpResponse:
    """Says that somebody is at the screen; answers how many seconds the session lasts from now on."""
    return JsonResponse({"left": stay(request)})


def directory_name() -> str:
    """The name of the directory for the sign-in page; "" where there is none."""
    from django.conf import settings

    return (settings.PANAH_OIDC_NAME or _("the directory of your ministry")) if directory.is_configured() else ""
