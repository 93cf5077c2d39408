# SPDX-License-Identifier: AGPL-3.0-or-later
"""The access log for the data protection officer: pseudonymous, and each reading is an event too."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from panah.foundation import clock
from panah.foundation.audit.models import Event
from panah.foundation.audit.policy import AuditPermission
from panah.foundation.audit.services import events
from panah.foundation.audit.witnesses import HEADS, how_sealed
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_id
from panah.interfaces.staff.words import LOGGED, ROLES, VERBS, options, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form

LIMIT = 2000
"""Events that one look shows; narrower filters reach further back."""


def log_row(event: Event) -> dict[str, Any]:
    """An event as the log shows it."""
    return {
        "at": event.at,
        "verb": say(VERBS, event.verb),
        "refused": event.outcome != "ok",
        "purpose": say(LOGGED, event.purpose),
        "roles": ", ".join(say(ROLES, role) for role in event.roles) or say(ROLES, event.actor_kind),
        "account": event.account_id,
        "subject_type": say(LOGGED, event.subject_type),
        "subject": event.subject_id,
        "persons": len(event.persons),
        "detail": ", ".join(f"{key}: {value}" for key, value in sorted(event.detail.items())),
        "parts": ", ".join(event.parts),
        "device": event.device,
    }


@require_GET
@door(AuditPermission.READ, purpose="data_protection")
def log_page(request: HttpRequest) -> HttpResponse:
    """The log, newest first, with filters by time, kind, account and subject; ids are pseudonyms."""
    given = {name: request.GET.get(name, "") for name in ("days", "verb", "account", "subject")}
    choices = [
        ("1", _("the last day")),
        ("7", _("the last week")),
        ("31", _("the last month")),
        ("all", _("at any time")),
    ]
    fields = [
        Field("days", "choice", _("When"), required=True, options=choices, widget="select"),
        Field("verb", "choice", _("What"), options=options(VERBS), widget="select"),
        Field("account", "text", _("Account, by its id"), width=20),
        Field("subject", "text", _("File or person, by its id"), width=20),
    ]
    errors = {
        name: _("Paste an id as the list shows it")
        for name in ("account", "subject")
        if given[name] and read_id(given[name]) is None
    }
    days = given["days"] if given["days"] in {"1", "31", "all"} else "7"
    since = None if days == "all" else clock.now() - dt.timedelta(days=int(days))  # not-law: what a page shows
    found = events(
        actor=request.actor,  # type: ignore[attr-defined]
        since=since,
        verb=given["verb"] if given["verb"] in VERBS else "",
        account_id=read_id(given["account"]),
        subject_id=read_id(given["subject"]),
        limit=LIMIT,
    )
    sealed = how_sealed(request.actor)  # type: ignore[attr-defined]
    shown = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "form": Form(fields, given | {"days": days}, errors),
        "rows": [log_row(event) for event in shown],
        "shown": shown,
        "full": len(found) == LIMIT,
        "limit": LIMIT,
        "sealed": sealed,
        "receivers": [
            {
                "name": row.name,
                "what": _("signed heads") if row.what == HEADS else _("copies of the entries"),
                "size": row.size,
                "at": row.at,
                "silent": f"{row.what} {row.name}" in sealed.silent,
            }
            for row in sealed.receivers
        ],
    }
    return page(request, "staff/log.jinja", context, place="log")
