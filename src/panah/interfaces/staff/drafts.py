# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of simulations say: words for groups and measures, tables, charts, and files of values."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from panah.interfaces.staff import words
from panah.interfaces.staff.words import SEXES, say
from panah.interfaces.web.forms import Field
from panah.law.measures import Measures
from panah.law.pack import Pack
from panah.statistics.models import Simulation

UPLOAD = "upload"
"""The choice of bringing a draft of one's own."""

STATES: Mapping[str, Any] = {
    "waiting": gettext_lazy("waits for a worker"),
    "running": gettext_lazy("both laws are being asked"),
    "done": gettext_lazy("done"),
    "failed": gettext_lazy("could not be run"),
}
TONES = {"waiting": "info", "running": "active", "done": "good", "failed": "bad"}
EFFECTS: Mapping[str, Any] = {
    "gain": gettext_lazy("Gain"),
    "lose": gettext_lazy("Lose"),
    "unclear": gettext_lazy("Both, or not clear"),
    "unaffected": gettext_lazy("Unaffected"),
}
TABLES: Mapping[str, Any] = {
    "status": gettext_lazy("By status"),
    "ground": gettext_lazy("By ground"),
    "sex": gettext_lazy("By sex"),
    "age": gettext_lazy("By age"),
    "citizenship": gettext_lazy("By citizenship"),
}
STATUSES: Mapping[str, Any] = {
    **words.STATUSES,
    "none": gettext_lazy("None on record"),
    "other": gettext_lazy("All others together"),
}
AGES: Mapping[str, Any] = {
    "Y_LT14": gettext_lazy("under 14"),
    "Y14-17": gettext_lazy("14 to 17"),
    "Y18-34": gettext_lazy("18 to 34"),
    "Y35-64": gettext_lazy("35 to 64"),
    "Y_GE65": gettext_lazy("65 and over"),
    "unknown": gettext_lazy("not known"),
    "other": gettext_lazy("All others together"),
}
UNITS: Mapping[str, Any] = {
    "working_day": gettext_lazy("working days"),
    "calendar_day": gettext_lazy("days"),
    "count": gettext_lazy("papers"),
    "person": gettext_lazy("people"),
    "AZN": gettext_lazy("manat"),
}
MOST_INVENTED = 200_000


def ask_fields(known: Sequence[tuple[str, str]]) -> list[Field]:
    """What is asked when a draft is tried."""
    return [
        Field(
            "draft", "choice", _("Draft"), required=True, options=[*known, (UPLOAD, _("A draft of my own, as a file"))]
        ),
        Field("file", "file", _("File of the draft"), _("YAML, as described in the guide. Only for a draft of your own."),
              accept=".yaml,.yml"),
        Field("on", "date", _("As though in force on"), _("Both laws are asked about this day."), required=True),
        Field("invented", "integer", _("Invented people"), _("Leave it empty to ask about the register."), width=10),
    ]  # fmt: skip


def group_words(table: str, key: str, law: Pack, measures: Measures, language: str) -> str:
    """The name of a row."""
    if table == "status":
        return say(STATUSES, key)
    if table == "age":
        return say(AGES, key)
    if key in ("none", "other", "unknown", "stateless") and table != "status":
        return {
            "none": _("None on record"),
            "other": _("All others together"),
            "unknown": _("not known"),
            "stateless": _("Stateless"),
        }[key]
    if table == "sex":
        return say(SEXES, key)
    if table == "citizenship":
        labels = measures.groups.get(key, {})
        return str(labels.get(language) or labels.get("en") or key)
    for lists in law.grounds.values():
        for item in lists.grounds:
            if item.code == key:
                return f"{key} {item.labels.get(language) or item.labels.get('en') or ''}".strip()
    return key


def measure_words(key: str, measures: Measures, language: str) -> str:
    """The name of a measure."""
    found = measures.measures.get(key)
    return str(found.label.get(language) or found.label.get("en") or key) if found else key


def bars(rows: Sequence[Mapping[str, Any]], title: str) -> Markup:
    """Shares of gain, loss and the rest in each row, as SVG. Hidden figures leave a gap that is named in the table below it."""
    high, left, width, gap = 18, 300, 900, 8  # of the drawing
    colours = {"gain": "#00703c", "lose": "#b3531b", "unclear": "#b58105", "unaffected": "#b1b4b6"}
    height = len(rows) * (high + gap) + gap
    parts = [
        Markup(
            '<svg class="panah-chart" viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="xMinYMin meet">'
        ).format(width, height, title)
    ]
    for number, row in enumerate(rows):
        top = gap + number * (high + gap)
        parts.append(
            Markup('<text x="{}" y="{}" text-anchor="end" font-size="15" fill="#0b0c0c">{}</text>').format(
                left - 10, top + high - 4, _short(str(row["label"]))
            )
        )
        total = sum(row[name] or 0 for name in EFFECTS)
        if not total or any(row[name] is None for name in EFFECTS):
            parts.append(
                Markup('<text x="{}" y="{}" font-size="15" fill="#505a5f">{}</text>').format(
                    left, top + high - 4, _("hidden")
                )
            )
            continue
        at = float(left)
        for name, colour in colours.items():
            length = (width - left) * row[name] / total
            if length:
                parts.append(
                    Markup(
                        '<rect x="{:.1f}" y="{}" width="{:.1f}" height="{}" fill="{}"><title>{}: {}</title></rect>'
                    ).format(at, top, length, high, colour, say(EFFECTS, name), row[name])
                )
            at += length
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _short(text: str) -> str:
    longest = 38  # letters beside a bar
    return text if len(text) <= longest else text[: longest - 1] + "…"


def values(found: Simulation, law: Pack, measures: Measures, language: str) -> list[list[Any]]:
    """The figures as rows of a file: values and names, nothing that is worked out by a program that opens it."""
    head = [_("Table"), _("Row"), *(say(EFFECTS, name) for name in EFFECTS), _("All")]
    rows: list[list[Any]] = [head]
    for name, table in found.result.get("tables", {}).items():
        for row in table["rows"]:
            rows.append([say(TABLES, name), group_words(name, row["key"], law, measures, language),
                         *(_shown(row[effect]) for effect in EFFECTS), _shown(row["total"])])  # fmt: skip
    rows.append([])
    rows.append([_("Measure"), _("Unit"), _("People"), _("Better"), _("Worse"), _("Events in a year"), _("Law"), _("Draft"),
                 _("Change")])  # fmt: skip
    for one in found.result.get("measures", []):
        rows.append([measure_words(one["key"], measures, language), say(UNITS, one["unit"]),
                     *(_shown(one[n]) for n in ("people", "better", "worse", "events", "before", "after", "change"))])  # fmt: skip
    return rows


def _shown(value: Any) -> Any:
    return "*" if value is None else value
