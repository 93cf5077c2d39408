# SPDX-License-Identifier: AGPL-3.0-or-later
"""The monthly return of the service: a page, and a file of values; internal, or as it may be published."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from panah.casework.models import ProcedureVersion
from panah.casework.models.case import published
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.services import record
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.drafts import STATUSES
from panah.interfaces.staff.words import say
from panah.interfaces.web.doors import door
from panah.interfaces.web.sheets import HIDDEN, sheet_response
from panah.statistics.policy import StatisticsPermission
from panah.statistics.returns import Line, Return, monthly_return, public_return
from panah.statistics.returns.count import month_of
from panah.statistics.returns.table import Cell, summed
from panah.statistics.services import current_pack

RETURN = StatisticsPermission.RETURN
MONTHS_SHOWN = 24  # not-law: how far back the page offers months
OUTCOMES = {
    "granted": gettext_lazy("granted"),
    "refused": gettext_lazy("refused"),
    "not_granted": gettext_lazy("not granted"),
    "registered": gettext_lazy("registered"),
    "withdrawn": gettext_lazy("withdrawn"),
    "discontinued": gettext_lazy("discontinued"),
    "closed": gettext_lazy("closed"),
    "ended": gettext_lazy("ended"),
    "kept": gettext_lazy("status kept"),
    "lost": gettext_lazy("status lost"),
    "deprived": gettext_lazy("deprived of the status"),
    "citizen": gettext_lazy("found to be citizens"),
    "not_citizen": gettext_lazy("found not to be citizens"),
    "cannot_be_determined": gettext_lazy("could not be determined"),
    "paid": gettext_lazy("paid"),
    "ceased": gettext_lazy("ceased unpaid"),
}
BESIDE = {
    "complaints": gettext_lazy("complaints"),
    "suits": gettext_lazy("suits"),
    "lapsed": gettext_lazy("lapsed unpaid"),
    "citizenships": gettext_lazy("citizenships"),
}


def titles(language: str) -> dict[str, str]:
    """The title of each published procedure, of its newest version."""
    versions = ProcedureVersion.objects.order_by("key", "version").values_list("key", "id")
    return {key: published(version_id).procedure.title.in_(language) for key, version_id in versions}


def _asked(request: HttpRequest) -> tuple[dt.date, bool, str]:
    """The month, whether the version that may be published is meant, and what is wrong with the month."""
    given, today = request.GET.get("month", ""), clock.today()
    public = request.GET.get("version", "") == "public"
    if not given:
        return month_of(today.replace(day=1) - dt.timedelta(days=1))[0], public, ""
    try:
        day = dt.date.fromisoformat(f"{given}-01")
    except ValueError:
        return today, public, _("Enter a month as year-month, for example 2026-10.")
    if day > today:
        return today, public, _("This month has not begun.")
    return day, public, ""


def _count(actor: Actor, month: dt.date, public: bool) -> Return:
    found = monthly_return(actor=actor, law=current_pack(), month=month)
    return public_return(found) if public else found


def _line(line: Line, label: str, groups: bool = False) -> dict[str, Any]:
    beside: list[tuple[str, Cell]] = [(say(BESIDE, name), count) for name, count in line.beside.items() if count]
    if groups and line.groups:
        beside.insert(0, (_("households"), line.groups))
    beside += [(name, count) for name, count in line.units.items()]
    return {
        "label": label,
        "opening": line.opening,
        "received": line.received,
        "back": line.back,
        "out": [(say(OUTCOMES, name), count) for name, count in line.out.items()],
        "gone": line.gone,
        "closing": line.closing,
        "beside": beside,
    }


def _months(today: dt.date) -> list[tuple[str, str]]:
    found, day = [], today.replace(day=1)
    for _place in range(MONTHS_SHOWN):
        found.append(f"{day:%Y-%m}")
        day = (day - dt.timedelta(days=1)).replace(day=1)
    return [(one, one) for one in found]


@require_GET
@door(RETURN, purpose="statistics")
def return_page(request: HttpRequest) -> HttpResponse:
    """The return of a month; whoever prints it stands on the paper (EX-13)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    month, public, wrong = _asked(request)
    found = None if wrong else _count(actor, month, public)
    names = titles(actor.language)
    context = {
        "wrong": wrong,
        "month": f"{month:%Y-%m}",
        "months": _months(clock.today()),
        "version": "public" if public else "internal",
        "public": public,
        "first": month_of(month)[0],
        "last": month_of(month)[1],
        "matters": [_line(one, names.get(one.key, one.key), groups=True) for one in found.matters] if found else [],
        "all": _line(summed(found.matters), _("All")) if found and found.matters else None,
        "rights": [_line(one, say(STATUSES, one.key)) for one in found.rights] if found else [],
        "duties": [_line(one, names.get(one.key, one.key)) for one in found.duties] if found else [],
        "taken_at": clock.now(),
    }
    return page(request, "staff/return.jinja", context, place="return", status=422 if wrong else 200)


@require_GET
@door(RETURN, purpose="statistics")
def return_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The return as a file of values, marked with the event that tells who took it and when (EX-04)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    month, public, wrong = _asked(request)
    if wrong or kind not in ("csv", "xlsx"):
        raise NotFound("return")
    found = _count(actor, month, public)
    event = record(
        actor,
        Verb.PRINT,
        subject_type="return",
        purpose="statistics",
        detail={"month": f"{month:%Y-%m}", "kind": kind, "public": public},
    )
    rows = values(found, titles(actor.language), event)
    return sheet_response(rows, kind, f"return-{month:%Y-%m}{'-public' if public else ''}")


def _shown(cell: Cell) -> int | str:
    return HIDDEN if cell is None else cell


def values(found: Return, names: dict[str, str], event: Event) -> list[list[Any]]:
    """The return as rows of a file."""
    version = _("for publication") if found.public else _("internal: not for publication")
    rows: list[list[Any]] = [
        [_("Monthly return"), f"{found.first:%Y-%m}", version],
        [_("Mark of this copy"), str(event.pk), f"{event.at:%Y-%m-%dT%H:%M:%SZ}"],
        [],
    ]
    rows += _table(_("Matters"), found.matters, names)
    rows += _table(_("Rights in force"), found.rights, STATUSES)
    if found.duties:
        rows += _table(_("Duties"), found.duties, names)
    return rows


def _table(title: str, lines: Sequence[Line], names: Any) -> list[list[Any]]:
    ways = list(dict.fromkeys(name for line in lines for name in line.out))
    sides = list(dict.fromkeys(name for line in lines for name in line.beside))
    units = list(dict.fromkeys(name for line in lines for name in line.units))
    head = [title, _("At the beginning"), _("Received"), _("Came back"), *(say(OUTCOMES, way) for way in ways),
            _("At the end"), _("households"), *(say(BESIDE, side) for side in sides), *units]  # fmt: skip
    rows = [
        [str(names.get(line.key, line.key)), _shown(line.opening), _shown(line.received), _shown(line.back),
         *(_shown(line.out.get(way, 0)) for way in ways), _shown(line.closing), _shown(line.groups),
         *(_shown(line.beside.get(side, 0)) for side in sides), *(_shown(line.units.get(unit, 0)) for unit in units)]
        for line in lines
    ]  # fmt: skip
    return [head, *rows, []]
