# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changing the own PIN: the first one was seen at the desk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from panah.foundation.access.actor import Actor
from panah.foundation.accounts.own_pin import PinError, change_pin
from panah.interfaces.portal import reading
from panah.interfaces.portal.chrome import page
from panah.interfaces.portal.policy import PortalPermission
from panah.interfaces.web.doors import door, pin_was_changed
from panah.interfaces.web.forms import Field, Form


def _fields() -> list[Field]:
    return [
        Field("old", "password", _("Your PIN now"), required=True, autocomplete="current-password"),
        Field(
            "new",
            "password",
            _("New PIN"),
            _("6 numbers. Not a birthday or a year, not 123456."),
            required=True,
            autocomplete="new-password",
        ),
        Field("again", "password", _("New PIN once more"), required=True, autocomplete="new-password"),
    ]


def why(key: str) -> str:
    """Why a PIN was not taken, in words."""
    words = {
        "short": _("Choose 6 numbers"),
        "trivial": _("This PIN is easy to guess. Choose another one"),
        "wrong": _(
            "This is not your PIN. Check it and try again. After several wrong tries you must wait some minutes"
        ),
    }
    return words[key]


@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@door(PortalPermission.SIGNED_IN, purpose="own_pin")
def pin(request: HttpRequest) -> HttpResponse:
    """Asks for the old and the new PIN."""
    if request.method != "POST":
        return page(request, "portal/pin.jinja", {"form": Form(_fields())})
    actor: Actor = request.actor  # type: ignore[attr-defined]
    old, new, again = (reading.pin(request.POST.get(name, "")) for name in ("old", "new", "again"))
    errors = {}
    if not old:
        errors["old"] = _("Type the PIN that you use now")
    if new != again:
        errors["again"] = _("The two new PINs are not the same. Type them once more")
    if not errors:
        try:
            change_pin(actor=actor, old=old, new=new)
        except PinError as wrong:
            errors[wrong.field] = why(wrong.key)
    if errors:
        return page(request, "portal/pin.jinja", {"form": Form(_fields(), {}, errors)}, status=422)
    pin_was_changed(request)
    messages.success(
        request,
        _("Your PIN is changed. Use the new one from now on. Wherever else your papers were open, they are closed."),
    )
    return HttpResponseRedirect(reverse("portal:home"))
