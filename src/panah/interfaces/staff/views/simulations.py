# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of law tried on the register, for the policy unit: figures, and no person."""

import datetime as dt
import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.documents.taking import require_clean
from panah.foundation.documents.uploads import MESSAGES, UploadRefused
from panah.interfaces.staff import drafts
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.words import say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Form, bind, uploads
from panah.law.measures import load_measures
from panah.law.reforms import LONGEST
from panah.statistics import services
from panah.statistics.models import Simulation
from panah.statistics.policy import StatisticsPermission

SIMULATE = StatisticsPermission.SIMULATE
ROWS = 25


def _title(found: Simulation, language: str) -> str:
    return str(found.title.get(language) or found.title.get("en") or found.key)


def _about(found: Simulation, language: str) -> dict[str, Any]:
    return {
        "id": found.pk,
        "title": _title(found, language),
        "on": found.on_day,
        "invented": found.invented,
        "state": say(drafts.STATES, found.state),
        "code": found.state,
        "tone": drafts.TONES[found.state],
        "working": found.state in ("waiting", "running"),
        "share": 100 * found.done // found.total if found.total else None,
        "failure": found.failure,
        "created_at": found.created_at,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@door(SIMULATE, purpose="policy")
def simulations_page(request: HttpRequest) -> HttpResponse:
    """Choose a draft, or bring one, and have it tried; what was tried before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    language = actor.language
    known = services.drafts(actor=actor)
    fields = drafts.ask_fields([(key, str(reform.title.get(language) or reform.title["en"])) for key, reform in known])
    values, errors = bind(fields, request.POST), {}
    problems: list[Any] = []
    if request.method == "POST":
        source, day, invented = "", _day(values.get("on")), 0
        if day is None:
            errors["on"] = _("Enter a date")
        number = str(values.get("invented") or "").strip()
        if number and not (number.isdecimal() and 0 < int(number) <= drafts.MOST_INVENTED):
            errors["invented"] = _("Enter a number from 1 to %(most)s") % {"most": drafts.MOST_INVENTED}
        elif number:
            invented = int(number)
        choice = str(values.get("draft") or "")
        if choice == drafts.UPLOAD:
            source, fault = _text_of(actor, uploads(fields, request.FILES).get("file"))
            if fault:
                errors["file"] = fault
        elif choice in dict(known):
            source = services.source_of(choice)
        else:
            errors["draft"] = _("Choose one of the answers offered")
        if not errors and day is not None:
            try:
                made = services.ask(actor=actor, source=source, on=day, invented=invented)
            except services.DraftRefused as refused:
                problems = refused.problems
                errors["file" if choice == drafts.UPLOAD else "draft"] = _(
                    "The draft has errors; they are listed below"
                )
            except ValueError:
                errors["on"] = _("The law of this day is not held here")
            else:
                return HttpResponseRedirect(reverse("staff:simulation", args=(made.pk,)))
    else:
        today = clock.today()
        values["on"] = {"day": str(today.day), "month": str(today.month), "year": str(today.year)}
    shown = Paginator(services.simulations(actor=actor), ROWS).get_page(request.GET.get("page"))
    context = {
        "form": Form(fields, values, errors),
        "problems": problems,
        "summaries": [
            (
                str(reform.title.get(language) or reform.title["en"]),
                str(reform.summary.get(language) or ""),
                reform.starts,
            )
            for _key, reform in known
        ],
        "rows": [_about(one, language) for one in shown],
        "shown": shown,
    }
    return page(request, "staff/simulations.jinja", context, place="simulations", status=422 if errors else 200)


def _day(parts: Any) -> dt.date | None:
    """The day that was typed in three parts, or None."""
    try:
        return dt.date(*(int(parts[name]) for name in ("year", "month", "day")))
    except (TypeError, KeyError, ValueError):
        return None


def _text_of(actor: Actor, upload: Any) -> tuple[str, str]:
    """The text of an upload, or what is wrong with it."""
    if upload is None:
        return "", _("Choose a file")
    if upload.size > LONGEST:
        return "", _("The file is too large to be a draft")
    try:
        require_clean(actor=actor, file=upload)
        return upload.read().decode("utf-8-sig"), ""
    except UploadRefused as refused:
        return "", _(MESSAGES[refused.reason_key]).format(**refused.params)
    except UnicodeDecodeError:
        return "", _("The file is no text in Unicode (UTF-8)")


@require_GET
@door(SIMULATE, purpose="policy")
def simulation_page(request: HttpRequest, simulation_id: uuid.UUID) -> HttpResponse:
    """How far a simulation is, and its figures as tables and charts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = services.simulation(actor=actor, simulation_id=simulation_id)
    law = services.current_pack()
    measures = load_measures(law)
    tables = []
    for name, table in found.result.get("tables", {}).items():
        rows = [
            {**row, "label": drafts.group_words(name, row["key"], law, measures, actor.language)}
            for row in table["rows"]
        ]
        title = say(drafts.TABLES, name)
        tables.append({"title": title, "rows": rows, "total": table["total"], "chart": drafts.bars(rows, title)})
    context = {
        "run": _about(found, actor.language),
        "result": found.result,
        "effects": [
            (name, say(drafts.EFFECTS, name), found.result.get("effects", {}).get(name)) for name in drafts.EFFECTS
        ],
        "effect_names": [(name, say(drafts.EFFECTS, name)) for name in drafts.EFFECTS],
        "tables": tables,
        "measures": [
            {
                **one,
                "label": drafts.measure_words(one["key"], measures, actor.language),
                "unit_words": say(drafts.UNITS, one["unit"]),
                "parts": [
                    {**part, "label": drafts.group_words("status", part["status"], law, measures, actor.language)}
                    for part in found.result.get("by_status", {}).get(one["key"], [])
                ],
            }
            for one in found.result.get("measures", [])
        ],
        "source": found.source,
    }
    return page(request, "staff/simulation.jinja", context, place="simulations")
