# SPDX-License-Identifier: AGPL-3.0-or-later
"""Charts of what a model weighs how heavily. Drawn here, as SVG: nothing is asked of another server."""

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import altair as alt

from panah.linkage.model import Model
from panah.linkage.settings import COMPARED

_BAR, _LEFT, _WIDTH, _TOP, _GAP = 16, 290, 900, 46, 10
_FOR, _AGAINST, _INK, _LINE = "#1d70b8", "#b3531b", "#0b0c0c", "#b1b4b6"


@dataclass(frozen=True)
class Weight:
    """A bar: a level of a comparison and what it says (bits), for a name or place of ordinary rarity."""

    compared: str
    level: str
    bits: float


def weights(model: Model) -> list[Weight]:
    """What each level of each comparison says."""
    return [
        Weight(compared.name, level.name, round(model.levels[compared.name, level.name].weight, 2))
        for compared in COMPARED
        for level in compared.levels
        if not level.neutral and level.name != "missing"
    ]


def vega_lite(bars: Sequence[Weight]) -> dict[str, object]:
    """The chart as Vega-Lite, for whoever draws it anew."""
    data = alt.Data(values=[{"comparison": one.compared, "level": one.level, "bits": one.bits} for one in bars])
    chart = (
        alt.Chart(data, title="Weight of evidence (bits)")
        .mark_bar()
        .encode(
            x=alt.X("bits:Q", title="against one person   bits   for one person"),
            y=alt.Y("level:N", sort=None, title=None),
            row=alt.Row("comparison:N", sort=None, title=None),
            color=alt.condition("datum.bits > 0", alt.value(_FOR), alt.value(_AGAINST)),
        )
        .resolve_scale(y="independent")
    )
    return dict(json.loads(chart.to_json()))


def svg(bars: Sequence[Weight], title: str) -> str:
    """The chart as SVG with a title and a description for those who do not see it."""
    names = list(dict.fromkeys(one.compared for one in bars))
    height = _TOP + len(bars) * _BAR + len(names) * _GAP + 20
    low = min(0.0, *(one.bits for one in bars))
    high = max(0.0, *(one.bits for one in bars))
    scale = (_WIDTH - _LEFT - 60) / ((high - low) or 1)
    zero = _LEFT + 30 - low * scale
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="t d" '
        'font-family="Noto Sans, sans-serif" font-size="12">',
        f'<title id="t">{html.escape(title)}</title>',
        f'<desc id="d">{html.escape("; ".join(f"{one.compared} {one.level} {one.bits:+.1f}" for one in bars))}</desc>',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="20" font-size="15" font-weight="bold" fill="{_INK}">{html.escape(title)}</text>',
        f'<text x="{zero - 8:.1f}" y="38" text-anchor="end" fill="{_AGAINST}">against one person</text>',
        f'<text x="{zero + 8:.1f}" y="38" fill="{_FOR}">for one person (bits)</text>',
        f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="{_TOP}" y2="{height - 14}" stroke="{_LINE}"/>',
    ]
    y, before = float(_TOP), ""
    for one in bars:
        if one.compared != before:
            y += _GAP if before else 0
            parts.append(f'<text x="12" y="{y + 12:.1f}" font-weight="bold" fill="{_INK}">{one.compared}</text>')
            before = one.compared
        length = abs(one.bits) * scale
        start = zero if one.bits > 0 else zero - length
        words = one.level.replace("_", " ")
        end = zero + length + 4 if one.bits > 0 else zero - length - 4
        anchor = "start" if one.bits > 0 else "end"
        parts += [
            f'<text x="{_LEFT}" y="{y + 12:.1f}" text-anchor="end" fill="{_INK}">{words}</text>',
            f'<rect x="{start:.1f}" y="{y + 2:.1f}" width="{length:.1f}" height="{_BAR - 4}" '
            f'fill="{_FOR if one.bits > 0 else _AGAINST}"/>',
            f'<text x="{end:.1f}" y="{y + 12:.1f}" text-anchor="{anchor}" fill="{_INK}">{one.bits:+.1f}</text>',
        ]
        y += _BAR
    return "\n".join([*parts, "</svg>"]) + "\n"


def write_charts(model: Model, folder: Path) -> list[Path]:
    """Write `weights.svg`, `weights.html` (the chart and its table) and `weights.vl.json` into a folder; returns them."""
    folder.mkdir(parents=True, exist_ok=True)
    bars = weights(model)
    said = model.provenance
    title = f"What weighs how heavily: learnt on {said.get('on', '?')}, {said.get('date', '?')}"
    drawing = svg(bars, title)
    rows = "".join(
        f"<tr><td>{one.compared}</td><td>{one.level.replace('_', ' ')}</td><td>{one.bits:+.2f}</td></tr>"
        for one in bars
    )
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>{drawing}'
        f"<table><caption>The same as a table</caption><tr><th>Comparison</th><th>Level</th><th>Bits</th></tr>{rows}</table></html>\n"
    )
    written = {
        "weights.svg": drawing,
        "weights.html": page,
        "weights.vl.json": json.dumps(vega_lite(bars), ensure_ascii=False, indent=1) + "\n",
    }
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in written]
