# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law as the system holds it: figures, clauses, sources, each with article and status."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from panah.casework.policy import CasePermission
from panah.foundation import clock
from panah.foundation.access.errors import NotFound
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.words import term
from panah.interfaces.web.doors import door
from panah.law.engine import load_pack
from panah.law.pack import Pack


def _label(labels: Any, language: str, name: str) -> str:
    return str(labels.get(language) or labels.get("en") or name)


def parameter_rows(pack: Pack, language: str) -> list[dict[str, Any]]:
    """Every figure of a pack as a page shows it: the value in force today first."""
    today = clock.today()
    rows = []
    for spec in pack.specs.values():
        in_force = next(
            (v for v in spec.values if v.valid_from <= today and (v.valid_to is None or today <= v.valid_to)), None
        )
        rows.append(
            {
                "name": spec.name,
                "label": _label(spec.label, language, spec.name),
                "description": spec.description,
                "unit": spec.unit,
                "now_words": term(in_force.value, spec.unit) if in_force else "",
                "policy": spec.policy,
                "now": in_force,
                "values": [(one, term(one.value, spec.unit)) for one in reversed(spec.values)],
            }
        )
    return rows


def clause_rows(pack: Pack, language: str) -> list[dict[str, Any]]:
    """Every clause of a pack as a page shows it, in the order of the pack."""
    return [
        {
            "name": name,
            "label": pack.label_of(name, language),
            "article": pack.clause_of(name),
            "source": clause.meta.source,
            "status": clause.meta.status,
            "policy": clause.meta.policy,
            "note": clause.meta.note,
        }
        for name, clause in pack.clauses.items()
    ]


@require_GET
@door(CasePermission.PROCEDURES, purpose="law")
def law_page(request: HttpRequest) -> HttpResponse:
    """Figures and clauses in two parts; `?show=` narrows to what nobody has checked yet."""
    pack = load_pack(settings.PANAH_PACK)
    language = request.actor.language  # type: ignore[attr-defined]
    part = "clauses" if request.GET.get("part") == "clauses" else "figures"
    only = request.GET.get("show") == "unverified"
    figures, clauses = parameter_rows(pack, language), clause_rows(pack, language)
    open_figures = [row for row in figures if row["now"] and row["now"].status == "unverified"]
    open_clauses = [row for row in clauses if row["status"] == "unverified"]
    context = {
        "pack_label": _label(pack.label, language, pack.code),
        "note": pack.note,
        "part": part,
        "only": only,
        "figures": open_figures if only else figures,
        "clauses": open_clauses if only else clauses,
        "counts": (len(figures), len(clauses)),
        "unverified": len(open_figures) + len(open_clauses),
        "sources": pack.sources,
    }
    return page(request, "staff/law.jinja", context, place="law")


@require_GET
@door(CasePermission.PROCEDURES, purpose="law")
def clause_page(request: HttpRequest, name: str) -> HttpResponse:
    """One figure or clause with all that is known of it."""
    pack = load_pack(settings.PANAH_PACK)
    language = request.actor.language  # type: ignore[attr-defined]
    if name in pack.specs:
        row = next(one for one in parameter_rows(pack, language) if one["name"] == name)
        return page(request, "staff/law_figure.jinja", {"row": row, "sources": pack.sources}, place="law")
    if name not in pack.clauses and name not in pack.facts:
        raise NotFound("clause")
    clause = pack.variable(name)
    values = [_label(labels, language, value) for value, labels in clause.meta.values.items()]
    context = {
        "name": name,
        "label": pack.label_of(name, language),
        "article": pack.clause_of(name),
        "meta": clause.meta,
        "is_fact": name in pack.facts,
        "values": values,
        "source": pack.sources.get(clause.meta.source, {}),
        "kind": _("Fact that is asked for") if name in pack.facts else _("Clause"),
    }
    return page(request, "staff/law_clause.jinja", context, place="law")
