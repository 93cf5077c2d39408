# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board of terms: what has run late, what ends this week and next and why, and whose days were used."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from panah.casework.policy import CasePermission
from panah.casework.selectors.board import OUTSIDE, PAGE, Board, Holder, Team, Term, board
from panah.foundation.access.actor import Actor
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.words import ROLES, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.languages import show_date

HOLDERS = {"service": gettext_lazy("the service"), "appeals": gettext_lazy("the appeals office")}
LEVELS = {
    "over": (gettext_lazy("late"), "bad"),
    "soon": (gettext_lazy("early warning"), "warn"),
    "running": (gettext_lazy("in time"), "good"),
}
_WEEKS = ("", "late", "this", "next")
_WHOSE = ("office", "person", "all")


def holder_words(holder: Holder) -> str:
    """In whose hands, in words: the name of an office, or what the holder is."""
    return holder.name or str(HOLDERS.get(holder.kind, "")) or say(ROLES, holder.kind)


def left_words(term: Term) -> str:
    """Working days that are left or over; hours where the term counts in hours."""
    count = abs(term.left)
    if term.in_hours:
        if term.week == "late":
            return ngettext("%(n)s hour over", "%(n)s hours over", count) % {"n": count}
        return ngettext("%(n)s hour left", "%(n)s hours left", count) % {"n": count}
    if term.week == "late":
        if not count:
            return _("over, no working day since")
        return ngettext("%(n)s working day over", "%(n)s working days over", count) % {"n": count}
    if not count:
        return _("ends today")
    return ngettext("%(n)s working day left", "%(n)s working days left", count) % {"n": count}


def _days(count: int) -> str:
    return ngettext("%(n)s working day", "%(n)s working days", count) % {"n": count}


def _why(term: Term) -> str:
    """For what it waits: who has to act, and for how long it has lain there."""
    who = say(ROLES, term.waits_for) if term.waits_for and term.holder.kind not in OUTSIDE else ""
    since = _("since %(day)s: %(days)s") % {"day": show_date(term.since), "days": _days(term.had)}
    return " · ".join(part for part in (term.state, who, since) if part)


def _row(term: Term) -> dict[str, Any]:
    word, tone = LEVELS.get(term.due.level, ("", "neutral"))
    if term.outlasts and term.week != "late":
        word, tone = _("will run late"), "bad"
    return {
        "id": term.case_id,
        "number": term.number,
        "name": term.name,
        "procedure": term.procedure,
        "label": term.label,
        "article": term.article,
        "parameter": term.parameter,
        "tier": term.tier,
        "level": str(word),
        "tone": tone,
        "at": term.due.at if term.in_hours else None,
        "last_day": term.due.last_day,
        "left": left_words(term),
        "why": _why(term),
        "outlasts": term.outlasts,
        "unverified": not term.verified,
        "holder": holder_words(term.holder),
        "assigned": term.assigned,
        "days": [(holder_words(holder), _days(days)) for holder, days in term.days],
    }


def _team(team: Team) -> list[Any]:
    return [team.open, team.elsewhere, team.weeks["late"], team.weeks["this"], team.weeks["next"]]


def _tabs(found: Board, week: str, whose: str) -> list[dict[str, Any]]:
    labels = {"": _("All"), "late": _("Late"), "this": _("This week"), "next": _("Next week")}
    return [
        {
            "label": labels[one],
            "href": f"{reverse('staff:terms')}?week={one}&whose={whose}",
            "current": one == week,
            "count": found.counts.get(one, sum(found.counts.values())),
        }
        for one in _WEEKS
    ]


@require_GET
@door(CasePermission.TERMS, purpose="terms")
def board_page(request: HttpRequest) -> HttpResponse:
    """The board of the files that the actor may see."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = request.GET
    week = given.get("week", "") if given.get("week", "") in _WEEKS else ""
    whose = given.get("whose", "office") if given.get("whose", "office") in _WHOSE else "office"
    number = given.get("page", "1")
    found = board(
        actor=actor,
        week=week,  # type: ignore[arg-type]
        addressee=whose,  # type: ignore[arg-type]
        page=int(number) if number.isdecimal() else 1,
    )
    counted = Paginator(range(found.total), PAGE)
    context = {
        "tabs": _tabs(found, week, whose),
        "week": week,
        "whose": whose,
        "rows": [_row(row) for row in found.rows],
        "standing": found.standing,
        "unverified": any(not row.verified for row in found.rows),
        "bodies": [(holder_words(one.holder), one.files, one.days, one.most) for one in found.bodies],
        "teams": [(one.name, one.procedure, _team(one)) for one in found.teams],
        "officers": [(one.name, _team(one)) for one in found.officers],
        "complete": found.complete,
        "shown": counted.page(min(max(found.page, 1), counted.num_pages)),
    }
    return page(request, "staff/board.jinja", context, place="terms")
