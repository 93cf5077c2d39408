# SPDX-License-Identifier: AGPL-3.0-or-later
"""The restriction lists: entries that no day ends and that are due to be looked at again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.person.cards import seen_files
from panah.interfaces.web.doors import door
from panah.interfaces.web.languages import show_date
from panah.register import public as register
from panah.register.policy import RegisterPermission


@require_GET
@door(RegisterPermission.RESTRICTIONS, purpose="restrictions")
def restrictions_page(request: HttpRequest) -> HttpResponse:
    """What is due to be looked at again, the longest due first; the list is an audit event."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    due = register.restrictions_to_review(actor=actor)
    people = [one.row.person_id for one in due]
    names = register.display_names(actor, people)
    files = seen_files(actor, due)
    rows: list[dict[str, Any]] = [
        {
            "name": names[one.row.person_id],
            "person": reverse("staff:person", args=(one.row.person_id,)),
            "title": one.title.get(actor.language) or one.title.get("en", ""),
            "ground": one.ground(actor.language),
            "article": one.article,
            "ends": one.ends(actor.language),
            "since": show_date(one.row.first_day),
            "due": show_date(one.row.review_on) if one.row.review_on else "",
            "href": reverse("staff:case", args=(one.row.case_id,)) if one.row.case_id in files else "",
        }
        for one in due
        if one.row.person_id in names
    ]
    record(actor, Verb.LIST, subject_type="restriction", persons=people, purpose="restrictions")
    return page(
        request,
        "staff/restrictions.jinja",
        {"rows": rows, "today": show_date(clock.today())},
        place="restrictions",
    )
