# SPDX-License-Identifier: AGPL-3.0-or-later
"""The published procedures: drawn, and as tables."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from panah.casework.models import ProcedureVersion
from panah.casework.policy import CasePermission
from panah.casework.procedure.draw import draw_svg
from panah.casework.procedure.schema import Procedure
from panah.foundation.access.errors import NotFound
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.words import ROLES, say
from panah.interfaces.web.doors import door


def _published(key: str, version: int) -> ProcedureVersion:
    found = ProcedureVersion.objects.filter(pack=settings.PANAH_PACK, key=key, version=version).first()
    if found is None:
        raise NotFound("procedure")
    return found


@require_GET
@door(CasePermission.PROCEDURES, purpose="procedures")
def procedures_page(request: HttpRequest) -> HttpResponse:
    """All published versions, newest first."""
    language = request.actor.language  # type: ignore[attr-defined]
    versions = ProcedureVersion.objects.filter(pack=settings.PANAH_PACK).order_by("key", "-version")
    rows = [
        {
            "key": one.key,
            "version": one.version,
            "title": one.procedure.title.in_(language),
            "articles": one.procedure.articles,
            "published_at": one.published_at,
            "states": len(one.procedure.states),
            "actions": len(one.procedure.actions),
        }
        for one in versions
    ]
    return page(request, "staff/procedures.jinja", {"rows": rows}, place="procedures")


def _actions(procedure: Procedure, language: str) -> list[dict[str, Any]]:
    states = {name: state.label.in_(language) for name, state in procedure.states.items()}
    return [
        {
            "label": action.label.in_(language),
            "name": action.name,
            "from": [states[name] for name in action.from_],
            "everywhere": len(action.from_) >= sum(s.kind != "final" for s in procedure.states.values()),
            "to": [states[name] for name in action.targets],
            "articles": action.articles,
            "not_by": [procedure.act(name).label.in_(language) for name in action.not_by],
            "seals": action.seals,
            "refuses": action.refuses,
            "appealed_by": [procedure.act(name).label.in_(language) for name in action.appealed_by],
            "letters": [rule.letter for rule in action.letters],
        }
        for action in procedure.actions.values()
    ]


@require_GET
@door(CasePermission.PROCEDURES, purpose="procedures")
def procedure_page(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """One version: its drawing, states, actions and clocks."""
    published = _published(key, version)
    procedure, language = published.procedure, request.actor.language  # type: ignore[attr-defined]
    acts = {"start": procedure.start.label.in_(language)} | {
        name: action.label.in_(language) for name, action in procedure.actions.items()
    }
    context = {
        "published": published,
        "title": procedure.title.in_(language),
        "articles": procedure.articles,
        "states": [
            {
                "label": state.label.in_(language),
                "kind": state.kind,
                "waits_for": say(ROLES, state.waits_for) if state.waits_for else "",
                "means": state.means.in_(language) if state.means else "",
            }
            for state in procedure.states.values()
        ],
        "actions": _actions(procedure, language),
        "clocks": [
            {
                "label": rule.label.in_(language),
                "parameter": rule.parameter,
                "for": say(ROLES, rule.for_),
                "starts_on": [acts[name] for name in rule.starts_on],
                "stops_on": [acts[name] for name in rule.stops_on],
            }
            for rule in procedure.clocks.values()
        ],
    }
    return page(request, "staff/procedure.jinja", context, place="procedures")


@require_GET
@door(CasePermission.PROCEDURES, purpose="procedures")
def drawing(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """The drawing of a version as SVG."""
    published = _published(key, version)
    language = request.actor.language  # type: ignore[attr-defined]
    response = HttpResponse(draw_svg(published.procedure, language), content_type="image/svg+xml")
    # The drawing carries its own styles and nothing that runs.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return response
