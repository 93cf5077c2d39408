# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of an account that goes no further for now: what to do, and what was typed is kept."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panah.foundation.access.context import acting
from panah.foundation.oversight.errors import Paused, TooMany
from panah.foundation.oversight.models import Cause
from panah.interfaces.web.errors import NEVER_KEPT
from panah.interfaces.web.signing import kept

_CAUSES: Mapping[str, Any] = {
    Cause.STOPPED: gettext_lazy(
        "Many more files were opened under your account than usual, so it was stopped by itself. The head of your unit and the "
        "data protection officer were told. Speak with one of them: if your work needs it, they let you go on at once."
    ),
    Cause.ESCALATED: gettext_lazy(
        "The data protection officer has a question about what was opened under your account. The head of your unit knows of it. "
        "Speak with the data protection officer, who lets you go on when it is settled."
    ),
    Cause.UNANSWERED: gettext_lazy(
        "You were asked why you opened some files, and the days to answer are over. Answer, and you go on at once."
    ),
}


def words_of(error: Paused | TooMany) -> tuple[str, list[str]]:
    """What is wrong, and what to do about it."""
    if isinstance(error, Paused):
        return _("Your access is paused"), [
            str(_CAUSES.get(error.cause, _CAUSES[Cause.STOPPED])),
            _("You can sign in, and nothing that you have saved is lost."),
        ]
    minutes = -(-error.wait // 60)
    return _("Too many people in one hour"), [
        _(
            "Within an hour this account was shown more people than anybody can read. The data protection officer was told."
        ),
        ngettext("Go on in %(num)s minute.", "Go on in %(num)s minutes.", minutes) % {"num": minutes},
    ]


def stopped_page(request: HttpRequest, error: Paused | TooMany) -> HttpResponse:
    """403 or 429 in the frame of the site; a form that was sent can be sent again from here."""
    heading, lines = words_of(error)
    actor = request.actor  # type: ignore[attr-defined]
    sent = request.method == "POST"
    answers = isinstance(error, Paused) and error.cause == Cause.UNANSWERED
    context = {
        "base": f"web/{settings.PANAH_SITE}_base.jinja",
        "heading_text": heading,
        "lines": lines,
        "answer_at": reverse("staff:questions") if answers and settings.PANAH_SITE == "staff" else "",
        "hidden": kept.of_post(request, str(actor.account_id)) if sent else {},
        "action": request.get_full_path(),
        "pairs": [(name, value) for name, values in request.POST.lists() if name not in NEVER_KEPT for value in values]
        if sent
        else [],
    }
    frame = import_string(settings.PANAH_FRAMES[settings.PANAH_SITE])
    status = 403 if isinstance(error, Paused) else 429
    with acting(actor, "stopped"):
        response: HttpResponse = frame(request, "web/stopped.jinja", context, status=status)
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.wait)
    return response
