# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of a change of the law: a file of data that is read against a pack and turned into an OpenFisca reform.

::

    # packs/<code>/reforms/<key>.yaml, or any path
    key: shorter_decision
    title: {az: ..., en: ..., ru: ...}
    summary: {az: ..., en: ..., ru: ...}
    from: 2027-01-01               # the day on which the draft would come into force
    parameters:
      permit.decide: 10            # a new value from that day on
      fee.permit.m3.minor:         # or with its own days and article; several make a draft in steps
        - {from: 2027-01-01, to: 2027-12-31, value: 15, article: "Draft, Article 2"}
        - {from: 2028-01-01, value: 10}
    repeals: [permit_paper_photos_needed]    # yes-or-no clauses that find nothing any more
    clauses: [permit_papers_apply]           # classes of packs/<code>/reforms/<module>.py, one per clause that is worded anew
    module: shorter_decision                 # the key, if left out

There are no expressions in the file. What a new figure cannot say is a class: reviewed code of the pack, tested as the law is.
"""

import copy
import datetime as dt
import difflib
import importlib.util
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from openfisca_core.reforms import Reform as OpenFiscaReform

from panah.law.clauses import Clause
from panah.law.errors import LawError, PackError, Problem
from panah.law.pack import Pack
from panah.law.parameters import DatedValue, ParameterSpec, to_openfisca
from panah.law.texts import parse_yaml, read_yaml
from panah.law.units import TIME_UNITS

_KEYS = {"key", "title", "summary", "from", "parameters", "repeals", "clauses", "module"}
_VALUE_KEYS = {"from", "to", "value", "article"}
_KEY = re.compile(r"[a-z][a-z0-9_]{2,59}")
_FORMULA = re.compile(r"formula_(\d{4})_(\d{2})_(\d{2})")
_ONE_DAY = dt.timedelta(days=1)

#: Source code of a value that is only proposed.
DRAFT = "DRAFT"

#: A file longer than this is no draft of a law (characters).
LONGEST = 100_000


@dataclass(frozen=True)
class Reform:
    """A draft that was checked against a pack.

    Attributes:
        key: short name. title, summary: by language.
        starts: day on which it would come into force.
        values: parameter -> its proposed values, oldest first.
        repeals: clauses that find nothing from that day on.
        clauses: clauses that are worded anew, or are new.
    """

    key: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    starts: dt.date
    values: Mapping[str, tuple[DatedValue, ...]] = field(default_factory=dict)
    repeals: tuple[str, ...] = ()
    clauses: tuple[type[Clause], ...] = ()

    def touched(self) -> tuple[str, ...]:
        """Names of parameters and clauses that it changes."""
        return (*self.values, *self.repeals, *(cls.__name__ for cls in self.clauses))


class _Draft(OpenFiscaReform):
    """The system of a pack with a draft in force."""

    def __init__(self, baseline: Any, specs: Mapping[str, ParameterSpec], classes: list[type[Clause]]) -> None:
        self._specs, self._classes = specs, classes
        super().__init__(baseline)

    def apply(self) -> None:
        """What OpenFisca asks of a reform."""
        self.modify_parameters(lambda _: to_openfisca(self._specs))
        for cls in self._classes:
            cls.entity = self.baseline.person_entity
            self.update_variable(cls)


def reform_folder(pack: Pack) -> Path:
    """Where the drafts of a pack lie."""
    return pack.folder / "reforms"


def shipped_reforms(pack: Pack) -> list[Path]:
    """The drafts that come with a pack, by name."""
    return sorted(reform_folder(pack).glob("*.yaml"))


def read_reform(path: Path, pack: Pack) -> tuple[Reform | None, list[Problem]]:
    """Reads a draft and everything that is wrong with it, in words.

    Returns:
        The draft, or None when it has an error, and the problems (errors and warnings).
    """
    try:
        data = read_yaml(path)
    except (OSError, yaml.YAMLError) as error:
        return None, [Problem(path.name, f"cannot be read: {error}")]
    return reform_of(data, pack, path.name)


def parse_reform(text: str, pack: Pack, where: str = "reform.yaml") -> tuple[Reform | None, list[Problem]]:
    """As `read_reform`, from the text of a file, e.g. one that was uploaded."""
    if len(text) > LONGEST:
        return None, [Problem(where, f"has {len(text)} characters; a draft has at most {LONGEST}")]
    try:
        data = parse_yaml(text)
    except yaml.YAMLError as error:
        return None, [Problem(where, f"is no readable YAML: {error}")]
    return reform_of(data, pack, where)


def load_reform(path: Path, pack: Pack) -> Reform:
    """As `read_reform`.

    Raises:
        PackError: the draft has errors; all of them are listed.
    """
    reform, problems = read_reform(path, pack)
    if reform is None:
        raise PackError(path.name, problems)
    return reform


def apply_reform(pack: Pack, reform: Reform, since: dt.date | None = None) -> Pack:
    """The pack with a draft in force; the pack itself is not changed.

    Args:
        since: a day before that of the draft, to ask what it would do if it were law already; what it brings on its first day
            is brought on that day, later steps stay on their own days.
    """
    start = reform.starts if since is None else min(since, reform.starts)
    specs = dict(pack.specs)
    for name, values in reform.values.items():
        moved = [replace(v, valid_from=start) if v.valid_from == reform.starts else v for v in values]
        specs[name] = replace(specs[name], values=_amended(specs[name].values, moved))
    classes = [_repealed(pack.clauses[name], start) for name in reform.repeals]
    classes += [_moved(cls, reform.starts, start) for cls in reform.clauses]
    system = _Draft(pack.system, specs, classes)
    own = {cls.__name__ for cls in classes}
    clauses = {name: system.variables[name] for name in [*pack.clauses, *sorted(own - pack.clauses.keys())]}
    draft = replace(pack, specs=specs, system=system, clauses=clauses)
    system.pack = draft
    return draft


def law_of(pack: Pack, day: dt.date) -> Pack:
    """The law of a day, carried on: nothing that the pack changes later comes into force.

    So what two laws find of one day differs by the law alone, and not because time has passed.
    """
    specs = {}
    for name, spec in pack.specs.items():
        known = [value for value in spec.values if value.valid_from <= day]
        if known and (known[-1].valid_to is None or known[-1].valid_to >= day):
            known[-1] = replace(known[-1], valid_to=None)
        if known:
            specs[name] = replace(spec, values=tuple(known))
    system = _Draft(pack.system, specs, [])
    for name, variable in pack.system.variables.items():
        later = [start for start in variable.formulas if start > day.isoformat()]
        if later:
            own = copy.copy(variable)
            own.formulas = variable.formulas.copy()
            for start in later:
                del own.formulas[start]
            system.variables[name] = own
    law = replace(pack, specs=specs, system=system, clauses={n: system.variables[n] for n in pack.clauses})
    system.pack = law
    return law


def _amended(old: tuple[DatedValue, ...], new: list[DatedValue]) -> tuple[DatedValue, ...]:
    """Old values with new ones in the place of what they cover."""
    kept = list(old)
    for value in new:
        last = value.valid_to or dt.date.max
        remain = []
        for one in kept:
            end = one.valid_to or dt.date.max
            if end < value.valid_from or one.valid_from > last:
                remain.append(one)
                continue
            if one.valid_from < value.valid_from:
                remain.append(replace(one, valid_to=value.valid_from - _ONE_DAY))
            if value.valid_to is not None and end > last:
                remain.append(replace(one, valid_from=last + _ONE_DAY))
        kept = [*remain, value]
    return tuple(sorted(kept, key=lambda v: v.valid_from))


def _repealed(clause: Clause, start: dt.date) -> type[Clause]:
    def nothing(person: Any, period: Any) -> Any:
        return np.zeros(person.count, dtype=bool)

    body = {"value_type": clause.value_type, "reference": clause.reference, f"formula_{start:%Y_%m_%d}": nothing}
    cls: type[Clause] = type(clause.name, (Clause,), body)
    cls.__meta__ = clause.meta
    return cls


def _moved(cls: type[Clause], starts: dt.date, since: dt.date) -> type[Clause]:
    """The class with the formula of the draft's first day on another day."""
    if since == starts:
        return cls
    body = {}
    for name, value in cls.__dict__.items():
        if name.startswith("__"):
            continue
        body[f"formula_{since:%Y_%m_%d}" if name == f"formula_{starts:%Y_%m_%d}" else name] = value
    moved: type[Clause] = type(cls.__name__, (Clause,), body)
    moved.__meta__ = cls.__meta__
    return moved


# ---- reading ---------------------------------------------------------------------------------------


def reform_of(data: Any, pack: Pack, where: str) -> tuple[Reform | None, list[Problem]]:
    """A draft from the content of its file."""
    problems = [Problem(where, message) for message in _faults(data, pack)]
    if problems:
        return None, problems
    starts: dt.date = data["from"]
    values: dict[str, tuple[DatedValue, ...]] = {}
    for name, raw in (data.get("parameters") or {}).items():
        found = list(_values(raw, starts))
        problems += [Problem(f"{where}#{name}", m) for m in _value_faults(name, found, pack, starts)]
        values[name] = tuple(
            DatedValue(
                valid_from=one["from"],
                valid_to=one.get("to"),
                value=one["value"],
                article=str(one.get("article") or "Draft"),
                source=DRAFT,
                status="unverified",
            )
            for one in found
            if not problems
        )
    classes, found_problems = _classes(data, pack, where)
    problems += found_problems
    if any(p.level == "error" for p in problems):
        return None, problems
    reform = Reform(
        key=data["key"],
        title=dict(data["title"]),
        summary=dict(data.get("summary") or {}),
        starts=starts,
        values=values,
        repeals=tuple(data.get("repeals") or ()),
        clauses=tuple(classes),
    )
    try:
        draft = apply_reform(pack, reform)
    except (LawError, ValueError, TypeError) as error:
        return None, [*problems, Problem(where, f"cannot be put into force: {error}")]
    problems += [
        Problem(
            f"{where}#{name}", f"is {draft.specs[name].at(starts).value} already; the draft changes nothing", "warning"
        )
        for name in values
        if _same(pack, draft, name, starts)
    ]
    return reform, problems


def _same(pack: Pack, draft: Pack, name: str, day: dt.date) -> bool:
    try:
        return pack.specs[name].at(day).value == draft.specs[name].at(day).value
    except LawError:
        return False


def _faults(data: Any, pack: Pack) -> Iterator[str]:
    if not isinstance(data, dict):
        yield "must be a mapping with key, title, from and what it changes"
        return
    for unknown in sorted(str(key) for key in set(data) - _KEYS):
        yield f"has the unknown key '{unknown}'; allowed: {', '.join(sorted(_KEYS))}"
    if not isinstance(data.get("key"), str) or not _KEY.fullmatch(data["key"]):
        yield "needs a key of small letters, digits and underscores, e.g. key: shorter_decision"
    for name in ("title", "summary"):
        texts = data.get(name)
        if name == "summary" and texts is None:
            continue
        for language in pack.languages:
            if not isinstance(texts, dict) or not str(texts.get(language) or "").strip():
                yield f"has no {name} in '{language}'"
    starts = data.get("from")
    if not isinstance(starts, dt.date):
        yield "needs the day on which it would come into force, e.g. from: 2027-01-01"
    elif not pack.law_from <= starts <= pack.calendar.last:
        yield f"begins on {starts}, outside the days of the pack ({pack.law_from} to {pack.calendar.last})"
    parameters, repeals, clauses = (data.get(name) or kind() for name, kind in _PARTS)
    if not isinstance(parameters, dict) or not isinstance(repeals, list) or not isinstance(clauses, list):
        yield "parameters must be a mapping; repeals and clauses must be lists"
        return
    if not parameters and not repeals and not clauses:
        yield "changes nothing: name parameters, repeals or clauses"
    for name in parameters:
        if name not in pack.specs:
            yield f"there is no parameter '{name}'.{_meant(str(name), pack.specs)}"
    for name in repeals:
        if name not in pack.clauses:
            yield f"there is no clause '{name}' to repeal.{_meant(str(name), pack.clauses)}"
        elif pack.clauses[name].value_type is not bool:
            yield f"'{name}' answers no yes-or-no question; only such a clause can be repealed here, word the others anew"
    for name in {str(n) for n in repeals} & {str(n) for n in clauses}:
        yield f"'{name}' is repealed and worded anew; do one of both"


_PARTS: tuple[tuple[str, Any], ...] = (("parameters", dict), ("repeals", list), ("clauses", list))


def _meant(name: str, have: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(name, list(have), n=3)  # not-law: how many names to offer
    return f" Did you mean {' or '.join(close)}?" if close else ""


def _values(raw: Any, starts: dt.date) -> Iterator[dict[str, Any]]:
    for one in raw if isinstance(raw, list) else [raw]:
        yield {"from": starts, **one} if isinstance(one, dict) else {"from": starts, "value": one}


def _value_faults(name: str, values: list[dict[str, Any]], pack: Pack, starts: dt.date) -> Iterator[str]:
    spec = pack.specs[name]
    before = None
    if not values:
        yield "has no value"
    for value in values:
        for unknown in sorted(str(key) for key in set(value) - _VALUE_KEYS):
            yield f"has the unknown key '{unknown}' in a value; allowed: {', '.join(sorted(_VALUE_KEYS))}"
        start, end, number = value.get("from"), value.get("to"), value.get("value")
        if not isinstance(start, dt.date) or (end is not None and not isinstance(end, dt.date)):
            yield "from and to must be dates YYYY-MM-DD"
            return
        if start < starts:
            yield f"begins on {start}, before the draft does ({starts})"
        if end is not None and end < start:
            yield f"ends on {end} before it begins on {start}"
        if before is not None and start <= before:
            yield f"the value of {start} begins before the one before it ends"
        before = end or start
        if isinstance(number, bool) or number is None:
            yield f"{number!r} is no value"
        elif spec.unit == "code":
            if not isinstance(number, str):
                yield f"{number!r} is no code; put it in quotes"
        elif spec.unit in TIME_UNITS and not isinstance(number, int):
            yield f"{number!r} is no whole number of {spec.unit}"
        elif not isinstance(number, (int, float)):
            yield f"{number!r} is no number of {spec.unit}"
        elif number < 0:
            yield f"{number} is less than nothing"


def _classes(data: Mapping[str, Any], pack: Pack, where: str) -> tuple[list[type[Clause]], list[Problem]]:
    wanted = [str(name) for name in data.get("clauses") or ()]
    if not wanted:
        return [], []
    stem = str(data.get("module") or data["key"])
    path = reform_folder(pack) / f"{stem}.py"
    # Only files of the pack: a draft that somebody brings may name reviewed code, and bring none.
    if not _KEY.fullmatch(stem) or not path.is_file():
        return [], [
            Problem(where, f"there is no {stem}.py in the reforms of the pack; its clauses must be written there")
        ]
    try:
        module = _module(pack, path)
    except Exception as error:  # a file of a pack may fail in any way; the reader gets the file and the reason
        return [], [Problem(where, f"{path.name} cannot be imported: {type(error).__name__}: {error}")]
    classes, problems = [], []
    for name in wanted:
        cls = vars(module).get(name)
        if not isinstance(cls, type) or not issubclass(cls, Clause):
            problems.append(Problem(where, f"{path.name} has no clause '{name}'"))
            continue
        meta = cls.__meta__
        dates = [dt.date(*map(int, m.groups())) for m in map(_FORMULA.fullmatch, cls.__dict__) if m]
        if name in pack.facts:
            problems.append(Problem(where, f"'{name}' is a fact and cannot be worded anew"))
        if not dates or min(dates) < data["from"]:
            problems.append(
                Problem(where, f"'{name}' needs a formula of the draft's first day, and none of an earlier one")
            )
        if not meta.status or not cls.__dict__.get("reference") or set(pack.languages) - set(meta.labels):
            problems.append(Problem(where, f"'{name}' needs reference, status and a label in each language"))
        if name in pack.clauses and cls.value_type is not pack.clauses[name].value_type:
            problems.append(Problem(where, f"'{name}' must answer with the same kind of value as before"))
        classes.append(cls)
    return classes, problems


def _module(pack: Pack, path: Path) -> Any:
    name = f"panah_pack_{pack.folder.name}.reforms.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no loader for {path.name}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
