# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening an account of one's own: name, birth, passport, a contact, a PIN. Whoever is here already is told the same as anybody."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from panah.domains.residence.public import OpenedAlready, OwnAccount, PermitPermission, open_own_account
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.accounts.own_pin import PinError
from panah.foundation.documents.codes import printed
from panah.interfaces.portal import reading
from panah.interfaces.portal.chrome import page
from panah.interfaces.portal.views.pin import why
from panah.interfaces.web.doors import door, open_session
from panah.interfaces.web.errors import error_page
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.limits import ACCOUNTS, ACCOUNTS_IN_ALL
from panah.register.public import Invalid


def _fields() -> list[Field]:
    six = _("6 numbers. Not a birthday or a year, not 123456.")
    return [
        Field(
            "name", "text", _("Your full name, as in the passport"), required=True, max_length=200, autocomplete="name"
        ),
        Field("born", "date", _("When were you born?"), required=True, autocomplete="bday"),
        Field("country", "country", _("Country of the passport"), required=True, autocomplete="country"),
        Field(
            "number", "text", _("Number of the passport"), required=True, max_length=60, width=20, autocomplete="off"
        ),
        Field(
            "contact",
            "text",
            _("How can we reach you?"),
            _("A telephone number with its country code, or an e-mail address."),
            required=True,
            max_length=100,
            autocomplete="off",
        ),
        Field("pin", "password", _("Choose a PIN"), six, required=True, autocomplete="new-password"),
        Field("again", "password", _("The PIN once more"), required=True, autocomplete="new-password"),
    ]


def _draw(request: HttpRequest, form: Form, *, request_id: str = "", status: int = 200) -> HttpResponse:
    hidden = {"request_id": str(reading.request_id(request_id))}
    return page(request, "portal/account.jinja", {"form": form, "hidden": hidden}, status=status)


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    lines = [_("Many accounts were opened just now. Wait an hour and try again, or come to the desk.")]
    response = error_page(request, 429, _("Please wait a moment"), lines, back_href=reverse("sign-in"))
    response["Retry-After"] = str(wait)
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@door(PermitPermission.OPEN_ACCOUNT, purpose="own_account")
def account(request: HttpRequest) -> HttpResponse:
    """Asks (GET) and opens (POST); the code is shown on the page that comes back, and nowhere again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind == "person":
        return HttpResponseRedirect(reverse("portal:apply"))
    fields = _fields()
    if request.method != "POST":
        return _draw(request, Form(fields))
    typed: dict[str, Any] = bind(fields, request.POST)
    kept = {name: value for name, value in typed.items() if name not in ("pin", "again")}
    request_id = request.POST.get("request_id", "")
    errors = _missing(typed)
    pin = reading.pin(typed["pin"])
    if "pin" not in errors and pin != reading.pin(typed["again"]):
        errors["again"] = _("The two PINs are not the same. Type them once more")
    if not errors:
        # Only what would open an account counts, so that a slip of the pen costs nobody the hour.
        if wait := ACCOUNTS.wait(request) or ACCOUNTS_IN_ALL.wait(request):
            return _too_many(request, wait)
        try:
            opened = open_own_account(
                actor=actor,
                data=_person(typed),
                pin=pin,
                language=actor.language,
                request_id=reading.request_id(request_id),
            )
        except PinError as wrong:
            errors["pin"] = why(wrong.key)
        except Invalid as wrong:
            errors = _beside(wrong.errors)
        except OpenedAlready:
            lines = [_("This page was sent before. Sign in with the code that was shown then, and your PIN.")]
            return error_page(request, 409, _("The account is open"), lines, back_href=reverse("sign-in"))
        else:
            return _opened(request, opened)
    return _draw(request, Form(fields, kept, errors), request_id=request_id, status=422)


def _missing(typed: dict[str, Any]) -> dict[str, str]:
    words = {
        "name": _("Write your name"),
        "born": _("Give day, month and year of your birth"),
        "country": _("Choose the country of your passport"),
        "number": _("Write the number of your passport"),
        "contact": _("Give a telephone number or an e-mail address"),
        "pin": _("Choose a PIN"),
    }
    found = {name: text for name, text in words.items() if name != "born" and not str(typed[name]).strip()}
    if not all(typed["born"].values()):
        found["born"] = words["born"]
    return {name: found[name] for name in words if name in found}


def _person(typed: dict[str, Any]) -> dict[str, Any]:
    born = {part: reading.digits(value) for part, value in typed["born"].items()}
    contact = str(typed["contact"]).strip()
    country = typed["country"]
    # ICAO's codes for people whom no country claims are no citizenship.
    without = country.startswith("XX")
    return {
        "names": [{"full": typed["name"]}],
        "born": f"{born['year']}-{born['month']:0>2}-{born['day']:0>2}",
        "citizenships": [] if without else [country],
        "stateless": country == "XXA",
        "papers": [{"kind": "passport", "number": typed["number"], "country": "" if without else country}],
        "contacts": [{"kind": "email" if "@" in contact else "phone", "value": contact}],
    }


def _beside(errors: dict[str, Any]) -> dict[str, str]:
    """Faults of the register beside the questions of this page."""
    places = {"names": "name", "born": "born", "citizenships": "country", "papers": "number", "contacts": "contact"}
    found: dict[str, str] = {}
    for path, text in errors.items():
        found[places.get(path.replace(".", "-").split("-")[0], "")] = str(text)
    return found


def _opened(request: HttpRequest, opened: OwnAccount) -> HttpResponse:
    open_session(request, opened.access)
    request.actor = replace(  # type: ignore[attr-defined]
        request.actor,  # type: ignore[attr-defined]
        kind="person",
        account_id=opened.access.pk,
        person_id=opened.access.person_id,
    )
    context = {"code": printed(opened.code), "on": clock.today()}
    return page(request, "portal/account_opened.jinja", context)
