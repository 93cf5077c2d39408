# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may act for the person, and for whom the person may: read, and ended at once by either."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panah.domains.residence import public as residence
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.interfaces.portal.chrome import page
from panah.interfaces.portal.policy import PortalPermission
from panah.interfaces.web.doors import door


@require_http_methods(["GET", "HEAD", "POST"])
@door(PortalPermission.SIGNED_IN, purpose="own_file")
def representatives(request: HttpRequest) -> HttpResponse:
    """Both lists (GET); ends one of them (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = residence.own_representations(actor=actor)
    if request.method != "POST":
        context = {
            "for_me": [one for one in found if not one.mine],
            "by_me": [one for one in found if one.mine],
        }
        return page(request, "portal/representatives.jinja", context, place="apply")
    chosen = next((one for one in found if str(one.id) == request.POST.get("end", "")), None)
    if chosen is None:
        raise NotFound("page")
    residence.end_own_representation(actor=actor, representation_id=chosen.id)
    messages.success(request, _("Ended. From now on nothing can be done with it."))
    return HttpResponseRedirect(reverse("portal:representatives"))
