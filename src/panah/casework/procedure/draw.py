# SPDX-License-Identifier: AGPL-3.0-or-later
"""A procedure as a picture: accessible SVG with an own layout, and Mermaid text.

The layout stays legible with forty actions because no label ever stands on a line: each state is a box that lists its actions as
rows, and a line leaves from the row. Boxes stand in one column, in the order of the file. Lines to a later
state run on the right, lines back on the left; all lines to one state share one lane, so that there are few lanes. Actions
that every open state offers and that keep the state are listed once, below.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from panah.casework.procedure.schema import Action, Procedure

BOX_WIDTH = 560
HEAD = 34
ROW = 22
PAD = 8
GAP = 34
LANE = 16
MARGIN = 28
TITLE = 64

_FILL = {"open": "#e3f0ee", "waiting": "#fbf0d9", "final": "#e6e8ec"}
_LINE = {"open": "#0f5c57", "waiting": "#8a5a00", "final": "#3d4656"}
_KINDS = {
    "open": {"en": "the office acts", "az": "idarə işləyir", "ru": "действует учреждение"},
    "waiting": {"en": "waiting", "az": "gözləmə", "ru": "ожидание"},
    "final": {"en": "ended", "az": "başa çatıb", "ru": "завершено"},
}
_WORDS = {
    "everywhere": {"en": "In every open state", "az": "Hər açıq vəziyyətdə", "ru": "В любом открытом состоянии"},
    "description": {
        "en": "States from top to bottom, each with the actions it offers and where they lead.",
        "az": "Vəziyyətlər yuxarıdan aşağı, hər birində mümkün addımlar və onların nəticəsi.",
        "ru": "Состояния сверху вниз, в каждом — возможные действия и куда они ведут.",
    },
    "stays": {"en": "state stays", "az": "vəziyyət dəyişmir", "ru": "состояние не меняется"},
}


@dataclass
class _Row:
    """One action in a box, and the states to which it leads from there."""

    action: Action
    targets: tuple[str, ...]
    y: float = 0.0


@dataclass
class _Box:
    """One state with its rows."""

    name: str
    rows: list[_Row]
    y: float = 0.0

    @property
    def height(self) -> float:
        return HEAD + (len(self.rows) * ROW + PAD if self.rows else 0)

    @property
    def head_y(self) -> float:
        return self.y + HEAD / 2


@dataclass
class _Lane:
    """A vertical line to one state on one side; `ends` are where lines join it."""

    target: str
    left: bool
    ends: list[float] = field(default_factory=list)
    index: int = 0


def order(procedure: Procedure) -> list[str]:
    """The states from top to bottom: the first one, then the order of the file (its author tells the story in it), ends last."""
    rest = [s for s in procedure.states.values() if s.name != procedure.initial]
    return [
        procedure.initial,
        *(s.name for s in rest if s.kind != "final"),
        *(s.name for s in rest if s.kind == "final"),
    ]


def everywhere(procedure: Procedure) -> list[Action]:
    """The actions that every open state offers: they are drawn once."""
    open_states = {s.name for s in procedure.states.values() if s.kind != "final"}
    return [a for a in procedure.actions.values() if len(open_states) > 1 and open_states <= set(a.from_)]


def draw_svg(procedure: Procedure, language: str = "en") -> str:
    """The procedure as SVG, the same bytes for the same procedure and language.

    Args:
        language: of title, states and actions; `en`, `az` or `ru`.
    """
    common = everywhere(procedure)
    boxes = _place(procedure, common)
    lanes = _lanes(boxes)
    left = max((lane.index + 1 for lane in lanes if lane.left), default=0)
    right = max((lane.index + 1 for lane in lanes if not lane.left), default=0)
    x = MARGIN + (left + 1) * LANE
    width = x + BOX_WIDTH + (right + 1) * LANE + MARGIN
    bottom = max(box.y + box.height for box in boxes.values())
    common_height = HEAD + len(common) * ROW + PAD if common else 0
    height = bottom + (GAP + common_height if common else 0) + MARGIN
    key = f"{procedure.key}-v{procedure.version}"
    title = f"{procedure.title.in_(language)}, v{procedure.version}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" lang="{language}" aria-labelledby="{key}-title {key}-desc">',
        f'<title id="{key}-title">{escape(title)}</title>',
        f'<desc id="{key}-desc">{escape(_word("description", language))}</desc>',
        f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
        '<g font-family="\'Noto Sans\', \'DejaVu Sans\', Arial, sans-serif" font-size="13" fill="#16202b">',
        f'<text x="{x}" y="{MARGIN + 4}" font-size="18" font-weight="bold">{escape(title)}</text>',
        *_legend(x, MARGIN + 26, language),
        '<g fill="none" stroke-width="1.5">',
        *(line for lane in lanes for line in _draw_lane(lane, boxes, procedure, x)),
        "</g>",
        *(part for box in boxes.values() for part in _draw_box(box, procedure, x, language)),
    ]
    if common:
        parts += _draw_common(common, procedure, x, bottom + GAP, language)
    return "\n".join([*parts, "</g>", "</svg>", ""])


def draw_mermaid(procedure: Procedure, language: str = "en") -> str:
    """The procedure as a Mermaid state diagram, for pages that render it."""
    lines = ["stateDiagram-v2"]
    for name, state in procedure.states.items():
        lines.append(f"    {name} : {_plain(state.label.in_(language))}")
    lines.append(f"    [*] --> {procedure.initial} : {_plain(procedure.start.label.in_(language))}")
    common = {a.name for a in everywhere(procedure) if a.to is None}
    for source in order(procedure):
        for action in procedure.offered_in(source):
            if action.name in common:
                continue
            for target in action.targets or (source,):
                lines.append(f"    {source} --> {target} : {_plain(action.label.in_(language))}")
    lines += [f"    {s.name} --> [*]" for s in procedure.states.values() if s.kind == "final"]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return text.replace(":", ",").replace(";", ",")


def _word(key: str, language: str) -> str:
    return _WORDS[key].get(language, _WORDS[key]["en"])


def _place(procedure: Procedure, common: list[Action]) -> dict[str, _Box]:
    """Boxes with their rows, one below the other."""
    boxes: dict[str, _Box] = {}
    y: float = MARGIN + TITLE
    for name in order(procedure):
        offered = [a for a in procedure.offered_in(name) if a not in common or procedure.states[name].kind == "final"]
        # What moves the case comes first, then notes that leave it where it is.
        offered.sort(key=lambda a: not a.targets)
        box = _Box(name, [_Row(a, a.targets) for a in offered], y)
        for index, row in enumerate(box.rows):
            row.y = y + HEAD + ROW * index + ROW / 2
        boxes[name] = box
        y += box.height + GAP
    return boxes


def _lanes(boxes: dict[str, _Box]) -> list[_Lane]:
    """One lane per target and side, with lanes that do not overlap side by side as near to the boxes as they fit."""
    lanes: dict[tuple[str, bool], _Lane] = {}
    for box in boxes.values():
        for row in box.rows:
            for target in row.targets:
                back = boxes[target].y <= box.y
                lane = lanes.setdefault((target, back), _Lane(target, back))
                lane.ends.append(row.y)
    for lane in lanes.values():
        lane.ends.append(boxes[lane.target].head_y)
    placed: dict[bool, list[list[_Lane]]] = {True: [], False: []}
    for lane in sorted(lanes.values(), key=lambda one: (max(one.ends) - min(one.ends), one.target)):
        columns = placed[lane.left]
        free = [
            index
            for index, column in enumerate(columns)
            if all(max(lane.ends) < min(o.ends) or min(lane.ends) > max(o.ends) for o in column)
        ]
        if not free:
            columns.append([])
        lane.index = free[0] if free else len(columns) - 1
        columns[lane.index].append(lane)
    return sorted(lanes.values(), key=lambda one: (one.left, one.index, one.target))


def _draw_lane(lane: _Lane, boxes: dict[str, _Box], procedure: Procedure, x: float) -> Iterable[str]:
    edge = x if lane.left else x + BOX_WIDTH
    side = -1 if lane.left else 1
    at = edge + side * (lane.index + 1) * LANE
    colour = _LINE[procedure.states[lane.target].kind]
    head = lane.ends[-1]
    starts = sorted(set(lane.ends[:-1]))
    path = [f"M{at:g} {min(lane.ends):g}V{max(lane.ends):g}"]
    path += [f"M{edge:g} {y:g}H{at:g}" for y in starts]
    path.append(f"M{at:g} {head:g}H{edge + side * 7:g}")
    yield f'<path d="{"".join(path)}" stroke="{colour}"/>'
    # A dot marks where a line joins its lane; without one, lines only cross.
    for y in starts:
        yield f'<circle cx="{at:g}" cy="{y:g}" r="2.6" fill="{colour}" stroke="none"/>'
    tip = f"{edge:g},{head:g} {edge + side * 9:g},{head - 5:g} {edge + side * 9:g},{head + 5:g}"
    yield f'<polygon points="{tip}" fill="{colour}" stroke="none"/>'


def _draw_box(box: _Box, procedure: Procedure, x: float, language: str) -> Iterable[str]:
    state = procedure.states[box.name]
    colour = _LINE[state.kind]
    yield "<g>"
    yield (
        f'<rect x="{x:g}" y="{box.y:g}" width="{BOX_WIDTH}" height="{box.height:g}" rx="6" fill="#ffffff" '
        f'stroke="{colour}" stroke-width="1.5"/>'
    )
    yield f'<path d="{_head(x, box)}" fill="{_FILL[state.kind]}" stroke="{colour}" stroke-width="1.5"/>'
    label = state.label.in_(language)
    yield f'<text x="{x + 14:g}" y="{box.head_y + 5:g}" font-size="15" font-weight="bold">{escape(label)}</text>'
    kind = _KINDS[state.kind].get(language, _KINDS[state.kind]["en"])
    yield (
        f'<text x="{x + BOX_WIDTH - 14:g}" y="{box.head_y + 5:g}" text-anchor="end" fill="{colour}">{escape(kind)}</text>'
    )
    for row in box.rows:
        yield from _draw_row(row, procedure, x, language)
    yield "</g>"


def _head(x: float, box: _Box) -> str:
    """The coloured head of a box: rounded above, and below as well where no rows follow."""
    right, y, low = x + BOX_WIDTH, box.y, box.y + HEAD
    if box.rows:
        return f"M{x:g} {low:g}V{y + 6:g}Q{x:g} {y:g} {x + 6:g} {y:g}H{right - 6:g}Q{right:g} {y:g} {right:g} {y + 6:g}V{low:g}Z"
    return (
        f"M{x:g} {low - 6:g}V{y + 6:g}Q{x:g} {y:g} {x + 6:g} {y:g}H{right - 6:g}Q{right:g} {y:g} {right:g} {y + 6:g}"
        f"V{low - 6:g}Q{right:g} {low:g} {right - 6:g} {low:g}H{x + 6:g}Q{x:g} {low:g} {x:g} {low - 6:g}Z"
    )


def _draw_row(row: _Row, procedure: Procedure, x: float, language: str) -> Iterable[str]:
    names = " / ".join(procedure.states[t].label.in_(language) for t in row.targets)
    text = row.action.label.in_(language)
    shade = "#16202b" if row.targets else "#4b5563"
    mark = "→" if row.targets else "·"
    title = f"{text} → {names}" if names else f"{text}, {_word('stays', language)}"
    yield f"<g><title>{escape(title)}</title>"
    yield f'<text x="{x + 14:g}" y="{row.y + 5:g}" fill="{shade}">{escape(_cut(text, 44))}</text>'
    end = _cut(names, 34) if names else ""
    yield (
        f'<text x="{x + BOX_WIDTH - 14:g}" y="{row.y + 5:g}" text-anchor="end" fill="#4b5563">'
        f"{escape(f'{mark} {end}'.strip())}</text></g>"
    )


def _draw_common(common: list[Action], procedure: Procedure, x: float, y: float, language: str) -> Iterable[str]:
    height = HEAD + len(common) * ROW + PAD
    yield (
        f'<g><rect x="{x:g}" y="{y:g}" width="{BOX_WIDTH}" height="{height:g}" rx="6" fill="#ffffff" '
        f'stroke="#4b5563" stroke-dasharray="5 4"/>'
    )
    label = escape(_word("everywhere", language))
    yield f'<text x="{x + 14:g}" y="{y + HEAD / 2 + 5:g}" font-size="15" font-weight="bold">{label}</text>'
    for index, action in enumerate(common):
        yield from _draw_row(_Row(action, action.targets, y + HEAD + ROW * index + ROW / 2), procedure, x, language)
    yield "</g>"


def _legend(x: float, y: float, language: str) -> Iterable[str]:
    for index, (kind, words) in enumerate(_KINDS.items()):
        at = x + index * 170
        yield (
            f'<rect x="{at:g}" y="{y:g}" width="14" height="14" rx="3" fill="{_FILL[kind]}" '
            f"stroke={quoteattr(_LINE[kind])}/>"
        )
        yield f'<text x="{at + 20:g}" y="{y + 12:g}">{escape(words.get(language, words["en"]))}</text>'


def _cut(text: str, length: int) -> str:
    """Shorten a label to what fits; the whole label is in the row's title."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
