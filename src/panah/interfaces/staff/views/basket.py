# SPDX-License-Identifier: AGPL-3.0-or-later
"""The work basket: what waits on me and my team, what runs out, what is blocked and by what."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from panah.casework.policy import CasePermission
from panah.casework.selectors import Basket, BasketRow, basket
from panah.casework.selectors.basket import PAGE
from panah.foundation.access.actor import Actor
from panah.foundation.access.roles import Role
from panah.interfaces.staff import show
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.words import ROLES, TASKS, say
from panah.interfaces.web.doors import door

SORTS = ("priority", "due", "opened", "number")


def first_view(actor: Actor) -> str:
    """The part of the basket that a role needs first."""
    if actor.roles <= {Role.GUARDIAN}:
        return "team"
    if Role.HEAD_OF_UNIT in actor.roles and Role.CASE_OFFICER not in actor.roles:
        return "unassigned"
    return "mine"


def _tabs(actor: Actor, found: Basket) -> list[dict[str, Any]]:
    guardian = actor.roles <= {Role.GUARDIAN}
    labels = {
        "mine": _("Waits on me"),
        "team": _("My wards") if guardian else _("My team"),
        "due": _("Running out"),
        "blocked": _("Blocked"),
        "unassigned": _("Without an officer"),
        "all": _("All, closed too"),
    }
    wanted = ("team", "due") if guardian else tuple(labels)
    return [
        {
            "label": labels[view],
            "href": f"{reverse('staff:basket')}?view={view}",
            "current": view == found.view,
            "count": found.counts.get(view, 0),
        }
        for view in wanted
    ]


_EMPTY = {
    "mine": gettext_lazy("Nothing waits on you. Look at what your team has, or at what runs out."),
    "team": gettext_lazy("There is no open file in your office."),
    "due": gettext_lazy("No term runs in your office."),
    "blocked": gettext_lazy("Nothing is blocked: no step waits for an open task."),
    "unassigned": gettext_lazy("Every open file has an officer."),
    "all": gettext_lazy("There is no file in your office yet. A claim that is received appears here."),
}


def empty_text(view: str, filtered: bool) -> str:
    """What to say, and to do, when a view has no row."""
    return _("No file fits. Take the filter away.") if filtered else str(_EMPTY[view])


def _row(row: BasketRow) -> dict[str, Any]:
    case = row.case
    return {
        "id": case.pk,
        "number": case.number,
        "name": row.name,
        "flags": show.flags(case),
        "state": row.state,
        "tone": show.state_tone(case.procedure, case.state),
        "since": case.state_since,
        "waits_for": say(ROLES, row.waits_for) if row.waits_for else "",
        "assigned": row.assigned,
        "clock": show.chip(row.due_label or _("Task"), row.due) if row.due else None,
        "priority": [str(one.reason) for one in row.priority],
        "blocked_by": [say(TASKS, key) for key in row.blocked_by],
    }


def _page_of(found: Basket) -> Page:
    """Django's page for the pagination macro, without loading the other rows."""
    counted = Paginator(range(found.total), PAGE)
    return counted.page(min(max(found.page, 1), counted.num_pages))


@require_http_methods(["GET", "HEAD", "POST"])
@door(CasePermission.BASKET, purpose="basket")
def basket_page(request: HttpRequest) -> HttpResponse:
    """One view of the basket. A number is looked for by POST, so that it stands in no address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = request.POST if request.method == "POST" else request.GET
    view = given.get("view", "")
    view = view if view in _EMPTY else first_view(actor)
    sort = given.get("sort", "priority").removeprefix("-")
    number = request.POST.get("number", "").strip()
    if number:
        # A number finds a file wherever it stands, closed ones too.
        view = "all"
    found = basket(
        actor=actor,
        view=view,  # type: ignore[arg-type]
        sort=sort if sort in SORTS else "priority",  # type: ignore[arg-type]
        state="" if number else given.get("state", ""),
        number=number,
        page=int(given.get("page", "1")) if given.get("page", "1").isdecimal() else 1,
    )
    if number and len(found.rows) == 1 and found.rows[0].case.number.casefold() == number.casefold():
        return HttpResponseRedirect(reverse("staff:case", args=(found.rows[0].case.pk,)))
    context = {
        "tabs": _tabs(actor, found),
        "rows": [_row(row) for row in found.rows],
        "states": found.states,
        "state": given.get("state", ""),
        "view": view,
        "sort": sort if sort in SORTS else "priority",
        "number": number,
        "total": found.total,
        "shown": _page_of(found),
        "empty": empty_text(view, bool(number or given.get("state"))),
        "guardian": actor.roles <= {Role.GUARDIAN},
    }
    return page(request, "staff/basket.jinja", context, place="basket")
