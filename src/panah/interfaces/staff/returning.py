# SPDX-License-Identifier: AGPL-3.0-or-later
"""The monthly return and the figures of a draft of law as exports: values in words, counts and no person."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panah.casework.models import ProcedureVersion
from panah.casework.models.case import published
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.receivers import ALLOWED, Receiver
from panah.foundation.exports.declaration import Column, Content, ExportSpec, declare
from panah.foundation.exports.sheets import HIDDEN
from panah.foundation.privacy import C0, C1
from panah.interfaces.staff import drafts
from panah.interfaces.staff.drafts import STATUSES
from panah.interfaces.staff.words import say
from panah.law.measures import load_measures
from panah.statistics import services
from panah.statistics.policy import StatisticsPermission
from panah.statistics.returns import Line, Return, monthly_return, public_return
from panah.statistics.returns.table import Cell

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


def months(today: dt.date) -> list[tuple[str, str]]:
    """The months that are offered, the newest first."""
    found, day = [], today.replace(day=1)
    for _place in range(MONTHS_SHOWN):
        found.append(f"{day:%Y-%m}")
        day = (day - dt.timedelta(days=1)).replace(day=1)
    return [(one, one) for one in found]


def month_asked(given: str) -> dt.date:
    """The first day of a month as it was asked for. Raises ValueError for none, and for one that has not begun."""
    day = dt.date.fromisoformat(f"{given}-01" if len(given) == len("2026-01") else given)
    if day > clock.today():
        raise ValueError(given)
    return day


def count(actor: Actor, month: dt.date, public: bool) -> Return:
    """The return of a month, exact or as it may be published."""
    found = monthly_return(actor=actor, law=services.current_pack(), month=month)
    return public_return(found) if public else found


def _shown(cell: Cell) -> int | str:
    return HIDDEN if cell is None else cell


def values(found: Return, names: Mapping[str, Any]) -> list[list[Any]]:
    """The return as lines of a file."""
    rows = _table(_("Matters"), found.matters, names)
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


def _return(public: bool) -> Any:
    def produce(actor: Actor, params: Mapping[str, Any]) -> Content:
        found = count(actor, params["month"], public)
        return Content(
            rows=values(found, titles(actor.language)),
            about=[f"{found.first:%Y-%m}", _("for publication") if public else _("internal: not for publication")],
            name=f"return-{found.first:%Y-%m}{'-public' if public else ''}",
        )

    return produce


def _figures(actor: Actor, params: Mapping[str, Any]) -> Content:
    found = services.simulation(actor=actor, simulation_id=params["draft"])
    law = services.current_pack()
    rows = drafts.values(found, law, load_measures(law), actor.language)
    return Content(rows=rows, name=f"simulation-{found.key}")


_COLUMNS = tuple(Column(code, words) for code, words in ALLOWED[Receiver.PUBLIC].fields.items())
_MONTHS = {"month": lambda actor: months(clock.today())}
_MONTH = {"month": gettext_lazy("Month")}

RETURN = declare(
    ExportSpec(
        name="monthly_return",
        title=gettext_lazy("Monthly return"),
        purpose=gettext_lazy("What was there, what came, how it went out and what is left: exact counts."),
        permission=StatisticsPermission.RETURN,
        receiver=Receiver.OWN,
        data_class=C1,
        columns=_COLUMNS,
        produce=_return(public=False),
        params={"month": month_asked},
        choices=_MONTHS,
        labels=_MONTH,
        plain=False,
    )
)
PUBLIC_RETURN = declare(
    ExportSpec(
        name="public_return",
        title=gettext_lazy("Monthly return for publication"),
        purpose=gettext_lazy("The same, protected: small counts are hidden, all others rounded."),
        permission=StatisticsPermission.RETURN,
        receiver=Receiver.PUBLIC,
        data_class=C0,
        columns=_COLUMNS,
        produce=_return(public=True),
        params={"month": month_asked},
        choices=_MONTHS,
        labels=_MONTH,
        plain=False,
    )
)
FIGURES = declare(
    ExportSpec(
        name="draft_figures",
        title=gettext_lazy("Figures of a draft of law"),
        purpose=gettext_lazy("Whom a draft of law would touch and how: protected counts."),
        permission=StatisticsPermission.SIMULATE,
        receiver=Receiver.OWN,
        data_class=C1,
        columns=(
            Column("table", gettext_lazy("Table")),
            Column("row", gettext_lazy("Row")),
            Column("effects", gettext_lazy("People by what the draft does to them")),
            Column("measures", gettext_lazy("Measures of the draft")),
        ),
        produce=_figures,
        params={"draft": uuid.UUID},
        plain=False,
    )
)
