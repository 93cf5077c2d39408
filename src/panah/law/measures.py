# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a change of the law means for a person: days, papers, money, rights and duties, as a pack names them in ``measures.yaml``.

::

    by_ground: [residence]         # coded lists on whose grounds people are counted; all of them without it
    groups:                        # groups of codes of states for tables; who is in none is "other"
      neighbours: {label: {...}, of: [XX, YY]}
    measures:
      permit_decision:
        label: {az: ..., en: ..., ru: ...}
        kind: wait                 # see KINDS
        start: applied_on          # fact or clause: the first day
        end: decision_deadline     # clause: the last day
        days: working_day          # or calendar_day
        event: applied_on          # a date fact: it counts for those who have it, once for each event
        applies: residence_rules_apply     # a yes-or-no clause or fact: it counts for those alone
      permit_fee: {label: ..., kind: fee, of: permit_fee, event: applied_on}
      permit_papers: {label: ..., kind: papers, of: permit, event: applied_on}     # a list of papers/<of>.yaml
      may_work: {label: ..., kind: right, of: work_allowed}

A measure says which direction is better for the person. It holds no figure and no expression: what it reads are clauses.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from openfisca_core.indexed_enums import Enum

from panah.law.errors import PackError, Problem
from panah.law.pack import Pack
from panah.law.texts import read_yaml

#: Kind -> whether more is better for the person.
KINDS: dict[str, bool] = {
    "wait": False,
    "time": True,
    "fee": False,
    "papers": False,
    "right": True,
    "burden": False,
}
_KEYS = {"label", "kind", "start", "end", "days", "of", "event", "applies"}
_DAYS = ("working_day", "calendar_day")


@dataclass(frozen=True)
class Measure:
    """One thing that a law can change for a person.

    Attributes:
        kind: of `KINDS`. reads: clauses that it is worked out from. unit: working_day, calendar_day, AZN, count or person.
        start, end: of a time. event: date of what it counts for, in each case once. applies: to whom.
    """

    key: str
    label: Mapping[str, str]
    kind: str
    unit: str
    reads: tuple[str, ...]
    start: str = ""
    event: str = ""
    applies: str = ""

    @property
    def more_is_better(self) -> bool:
        """Whether a larger number is better for the person."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Measures:
    """All measures of a pack, and the groups of codes of its tables: code -> group, group -> label.

    by_ground: coded lists on whose grounds people are counted; who stands on several stands on that of the first list.
    """

    measures: Mapping[str, Measure]
    group_of: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]]
    by_ground: tuple[str, ...] = ()


def read_measures(pack: Pack) -> tuple[Measures, list[Problem]]:
    """The measures of a pack and what is wrong with them; a pack without the file has none."""
    path = pack.folder / "measures.yaml"
    if not path.is_file():
        return Measures({}, {}, {}), []
    try:
        data = read_yaml(path) or {}
    except yaml.YAMLError as error:
        return Measures({}, {}, {}), [Problem(path.name, f"is no readable YAML: {error}")]
    problems: list[Problem] = []
    found: dict[str, Measure] = {}
    for key, raw in (data.get("measures") or {}).items():
        faults = list(_faults(raw, pack))
        problems += [Problem(f"{path.name}#{key}", message) for message in faults]
        if not faults:
            found[key] = _measure(str(key), raw, pack)
    groups = data.get("groups") or {}
    group_of: dict[str, str] = {}
    for name, group in groups.items():
        problems += [Problem(f"{path.name}#{name}", m) for m in _no_text(group.get("label"), pack)]
        for code in group.get("of") or ():
            if code in group_of:
                problems.append(Problem(f"{path.name}#{name}", f"{code} is in {group_of[code]} already"))
            group_of[str(code)] = str(name)
    by_ground = tuple(str(name) for name in data.get("by_ground") or pack.grounds)
    problems += [
        Problem(f"{path.name}#by_ground", f"there is no coded list {name}")
        for name in by_ground
        if name not in pack.grounds
    ]
    labels = {str(name): dict(group["label"]) for name, group in groups.items()}
    return Measures(found, group_of, labels, by_ground), problems


def load_measures(pack: Pack) -> Measures:
    """As `read_measures`.

    Raises:
        PackError: the file has errors.
    """
    measures, problems = read_measures(pack)
    if problems:
        raise PackError(pack.code, problems)
    return measures


def measures_path(pack: Pack) -> Path:
    """Where a pack keeps its measures."""
    return pack.folder / "measures.yaml"


def _no_text(texts: Any, pack: Pack) -> Iterator[str]:
    for language in pack.languages:
        if not isinstance(texts, dict) or not str(texts.get(language) or "").strip():
            yield f"has no label in '{language}'"


def _faults(raw: Any, pack: Pack) -> Iterator[str]:
    if not isinstance(raw, dict) or raw.get("kind") not in KINDS:
        yield f"needs a kind, one of: {', '.join(KINDS)}"
        return
    for unknown in sorted(set(raw) - _KEYS):
        yield f"has the unknown key '{unknown}'; allowed: {', '.join(sorted(_KEYS))}"
    yield from _no_text(raw.get("label"), pack)
    kind = raw["kind"]
    if kind in ("wait", "time"):
        if raw.get("days") not in _DAYS:
            yield f"needs days, one of: {', '.join(_DAYS)}"
        for name in ("start", "end"):
            yield from _is(pack, raw.get(name), name, "M")
    elif kind == "papers":
        if raw.get("of") not in pack.papers:
            yield f"there is no list of papers '{raw.get('of')}'"
    else:
        yield from _is(pack, raw.get("of"), "of", "iu" if kind == "fee" else "b")
    if raw.get("event"):
        yield from _is(pack, raw["event"], "event", "M")
    if raw.get("applies"):
        yield from _is(pack, raw["applies"], "applies", "b")


def _is(pack: Pack, name: Any, where: str, kinds: str) -> Iterator[str]:
    variable = pack.clauses.get(name) or pack.facts.get(name)
    words = {"M": "a date", "iu": "a whole number", "b": "yes or no"}
    if variable is None:
        yield f"{where}: there is no fact or clause '{name}'"
    elif variable.value_type is Enum or _dtype(variable) not in kinds:
        yield f"{where}: '{name}' does not answer with {words[kinds]}"


def _dtype(variable: Any) -> str:
    import numpy as np

    return str(np.dtype(variable.dtype).kind)


def _measure(key: str, raw: Mapping[str, Any], pack: Pack) -> Measure:
    kind = raw["kind"]
    reads: tuple[str, ...]
    if kind in ("wait", "time"):
        reads, unit = (raw["end"],), raw["days"]
    elif kind == "papers":
        reads, unit = tuple(paper.needed for paper in pack.papers[raw["of"]]), "count"
    elif kind == "fee":
        reads, unit = (raw["of"],), pack.currencies[0] if pack.currencies else "count"
    else:
        reads, unit = (raw["of"],), "person"
    return Measure(
        key=key,
        label=dict(raw["label"]),
        kind=kind,
        unit=unit,
        reads=reads,
        start=raw.get("start", ""),
        event=raw.get("event", ""),
        applies=raw.get("applies", ""),
    )
