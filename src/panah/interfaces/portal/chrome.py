# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame of every page of the portal: a neutral name, the menu of a person who is signed in, and drawing a template.

Nothing in the frame tells a passer-by what the page is about (NR-13, WB-08).
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from panah.foundation.access.actor import Actor


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, place: str = "", status: int = 200
) -> HttpResponse:
    """Draw a template of this site inside its frame.

    Args:
        template: name under `templates/`.
        context: what the template takes.
        place: entry of the menu that the page belongs to: `home`, `apply`, `address`, `opened`; others stand in no menu.
        status: of the answer.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    frame: dict[str, Any] = {"portal_name": _("My papers"), "home_url": reverse("portal:front")}
    if actor.kind == "person":
        entries = (
            ("home", "portal:home", _("My papers")),
            ("apply", "portal:apply", _("Applications")),
            ("address", "portal:address", _("New address")),
            ("opened", "portal:opened", _("Who looked")),
        )
        frame |= {
            "home_url": reverse("portal:home"),
            "signout_url": reverse("sign-out"),
            "nav": [{"label": label, "href": reverse(name), "current": key == place} for key, name, label in entries],
            "footer_links": [
                {"label": _("My PIN"), "href": reverse("portal:pin")},
                {"label": _("Complaints"), "href": reverse("portal:complaints")},
            ],
        }
    return HttpResponse(render_to_string(template, {**frame, **(context or {})}, request=request), status=status)
