# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an organisation was given of its people and has been corrected: it reads it here and says that it has seen it (DP-07)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from panah.foundation.access.actor import Actor
from panah.foundation.privacy.correction_words import fact_in_words, value_in_words
from panah.foundation.privacy.corrections import Standing, acknowledge, message_of, messages_of
from panah.interfaces.portal.org.frame import org_door, org_page


@require_safe
@org_door()
def corrections(request: HttpRequest) -> HttpResponse:
    """What waits to be seen, then what was seen of late."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = [message_of(actor=actor, message_id=one.message.pk) for one in messages_of(actor=actor)]
    return org_page(
        request, "portal/org/corrections.jinja", {"rows": [_row(one) for one in found]}, place="corrections"
    )


def _row(one: Standing) -> dict[str, Any]:
    return {
        "id": one.message.pk,
        "made_at": one.message.made_at,
        "due_on": one.message.due_on,
        "seen_at": one.message.done_at,
        "late": one.is_late,
        "lines": [
            {
                "about": line["about"],
                "what": fact_in_words(line),
                "was": value_in_words(line["fact"], line["was"]),
                "now": value_in_words(line["fact"], line["now"]),
            }
            for line in (one.content or {}).get("lines", [])
        ],
    }


@require_POST
@org_door()
def seen(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """Say that one was seen."""
    acknowledge(actor=request.actor, message_id=message_id)  # type: ignore[attr-defined]
    messages.success(request, _("Noted that you have seen it. Correct it wherever you keep it."))
    return HttpResponseRedirect(reverse("portal:org-corrections"))
