# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front page: two ways on, and nothing that tells what the site is about."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from panah.foundation.accounts.policy import AccountPermission
from panah.interfaces.portal.chrome import page
from panah.interfaces.web.doors import door


@require_safe
@door(AccountPermission.SIGN_IN, purpose="front")
def front(request: HttpRequest) -> HttpResponse:
    """Sign in, or check a document; who is signed in goes on to the own papers."""
    if request.actor.kind == "person":  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("portal:home"))
    return page(request, "portal/front.jinja", {"signed_out": "out" in request.GET})
