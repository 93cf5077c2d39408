# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a change of the law touches, for heads of units; and a decision explained by the law of its day."""

import datetime as dt
import re
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from panah.casework.policy import CasePermission
from panah.casework.selectors import decision_law
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.drafts import STATUSES
from panah.interfaces.staff.words import say, term
from panah.interfaces.web.doors import door
from panah.interfaces.web.languages import show_date
from panah.law.errors import LawError
from panah.law.pack import Pack
from panah.statistics.impact import Change, changes_since, impact
from panah.statistics.policy import StatisticsPermission
from panah.statistics.services import current_pack

A_YEAR = dt.timedelta(days=365)  # not-law: how far back the page looks at first


@require_GET
@door(StatisticsPermission.IMPACT, purpose="law")
def impact_page(request: HttpRequest) -> HttpResponse:
    """What changes from a day on, and which open files and permits of the own office it touches."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    law, today = current_pack(), clock.today()
    wrong = ""
    day = today
    if given := request.GET.get("from", ""):
        try:
            day = dt.date.fromisoformat(given)
        except ValueError:
            wrong = _("Enter a date as year-month-day, for example 2027-01-01.")
    changes = [] if wrong else changes_since(law, day)
    last = max((change.starts for change in changes), default=day)
    found = None if wrong else impact(actor=actor, law=law, changes=changes, on=max(day, last))
    context = {
        "day": day,
        "wrong": wrong,
        "typed": given or day.isoformat(),
        "changes": [
            {
                "label": _label(law, change.name, actor.language),
                "name": change.name,
                "starts": change.starts,
                "before": _worth(law, change, change.before) or _("the earlier wording"),
                "after": _worth(law, change, change.after) or _("a new wording"),
                "unverified": _unverified(law, change),
            }
            for change in changes
        ],
        "touched": [
            {
                "kind": _("Open file") if one.kind == "file" else say(STATUSES, one.kind),
                "label": one.label,
                "href": reverse("staff:case", args=(one.subject_id,)) if one.kind == "file"
                else reverse("staff:person", args=(one.person_id,)),
                "moved": [
                    (law.label_of(m.variable, actor.language) if m.variable else _("A finding on the content of the file"),
                     _said(m.before), _said(m.after))
                    for m in one.moved
                ],
            }
            for one in (found.touched if found else ())
        ],
        "looked_at": found.looked_at if found else 0,
        "complete": found.complete if found else True,
    }  # fmt: skip
    return page(request, "staff/law_impact.jinja", context, place="impact", status=422 if wrong else 200)


def _worth(law: Pack, change: Change, value: Any) -> str:
    """What stands on one side of a change: a figure, or that there is none; empty for a clause, which has words."""
    if value is not None:
        day = re.fullmatch(r"(\d\d)-(\d\d)", value) if isinstance(value, str) else None
        # A day of every year: any leap year has it.
        return (
            show_date(dt.date(2000, int(day[1]), int(day[2])), "d MMMM") if day else str(term(value, change.unit))
        )  # not-law: any leap year
    return _("no figure") if change.name in law.specs else ""


def _unverified(law: Pack, change: Change) -> bool:
    """Whether nobody has checked the new figure, or the clause, against the official text."""
    if change.name not in law.specs:
        return law.clauses[change.name].meta.status != "verified"
    return any(v.valid_from == change.starts and v.status != "verified" for v in law.specs[change.name].values)


def _label(law: Pack, name: str, language: str) -> str:
    if name in law.specs:
        labels = law.specs[name].label
        return str(labels.get(language) or labels.get("en") or name)
    return law.label_of(name, language)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None:
        return _("not known")
    try:
        return show_date(dt.date.fromisoformat(value)) if isinstance(value, str) else str(value)
    except ValueError:
        return str(value)


@require_GET
@door(CasePermission.CONTENT, purpose="case")
def decision_page(request: HttpRequest, case_id: uuid.UUID, decision_id: uuid.UUID) -> HttpResponse:
    """A decision as the law of its day explains it: the findings that were kept with it, and what has changed since."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    decision = decision_law(actor=actor, case_id=case_id, decision_id=decision_id)
    law, today = current_pack(), clock.today()
    findings: list[dict[str, Any]] = []
    for name, found in (decision.findings.get("findings") or {}).items():
        findings.append(
            {
                "label": law.label_of(name, actor.language) if name in law.clauses else found.get("label", name),
                "value": _said(found.get("value")),
                "because": [
                    (one["clause"], law.label_of(one["variable"], actor.language)
                     if one["variable"] in law.clauses or one["variable"] in law.facts else one["label"],
                     _said(one.get("value")))
                    for one in found.get("because", [])
                ],
                "parameters": [_then_and_now(law, one, today, actor.language) for one in found.get("parameters", [])],
            }
        )  # fmt: skip
    context = {
        "decision": decision,
        "case_id": case_id,
        "on": dt.date.fromisoformat(decision.findings["on"]) if decision.findings.get("on") else None,
        "findings": [one for one in findings if one["because"]],
        "moved": any(parameter["moved"] for one in findings for parameter in one["parameters"]),
    }
    return page(request, "staff/decision_law.jinja", context, place="basket")


def _then_and_now(law: Pack, kept: dict[str, Any], today: dt.date, language: str) -> dict[str, Any]:
    try:
        now = law.parameter(str(kept["name"]), today).value
    except LawError:
        now = None
    unit = str(kept.get("unit", ""))
    return {
        "label": _label(law, str(kept["name"]), language) if kept["name"] in law.specs else kept["name"],
        "then": term(kept["value"], unit),
        "now": term(now, unit) if now is not None else "",
        "article": kept.get("article", ""),
        "moved": now != kept["value"],
        "unverified": kept.get("status", "verified") != "verified",
    }
