# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front page: leads each role to where its work waits."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from panah.foundation.accounts.policy import AccountPermission
from panah.interfaces.staff.chrome import menu
from panah.interfaces.web.doors import door


@require_GET
@door(AccountPermission.OWN, purpose="home")
def home(request: HttpRequest) -> HttpResponse:
    """The first entry of the actor's menu; the own account where no role is held."""
    entries = menu(request.actor, "")  # type: ignore[attr-defined]
    own = bool(request.actor.roles)  # type: ignore[attr-defined]
    return HttpResponseRedirect(entries[0]["href"] if entries and own else reverse("staff:account"))
