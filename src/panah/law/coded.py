# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coded lists of a pack: on which grounds a procedure grants, refuses or cancels, and which papers it asks for.

Forms, letters and statistics take their lists from here, so that no list of the law is typed twice. One file per procedure::

    # grounds/<procedure>.yaml
    title: {az: ..., en: ..., ru: ...}
    grounds:                       # and refusals, cancellations; each may be left out
      any_of: permit_ground_met    # the clause that joins the items
      items:
        - {code: "45.1.1", variable: permit_ground_relative}

    # papers/<procedure>.yaml
    title: {az: ..., en: ..., ru: ...}
    single_window: "MC 46.8"       # the article under which nobody is asked for what the state holds
    again: new_proof_only          # the clause by which papers of an earlier, refused application need not be brought again
    items:
      - code: birth_certificate
        label: {az: ..., en: ..., ru: ...}
        article: "MC 46.1.3"
        source: MC
        status: verified
        needed: permit_paper_birth_certificate_needed
        at: filing                 # or hand_over
        form: copy                 # original, copy, notarised, shown, form
        register: civil_status     # a code of papers/registers.yaml: who holds it already

Article, source, status and texts of a ground are those of its clause.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from panah.law.clauses import Clause
from panah.law.errors import Problem
from panah.law.texts import read_yaml

#: The lists of a procedure's grounds.
KINDS: tuple[str, ...] = ("grounds", "refusals", "cancellations")

#: When a paper is asked for.
MOMENTS: tuple[str, ...] = ("filing", "hand_over")

#: In which shape a paper is given: ``shown`` is a copy with the original shown, ``form`` the authority's own form.
FORMS: tuple[str, ...] = ("original", "copy", "notarised", "shown", "form")

_REGISTERS = "registers"
_PAPER_KEYS = {"code", "label", "article", "source", "status", "needed", "at", "form", "register"}
_STATUSES = ("verified", "unverified")


@dataclass(frozen=True)
class Ground:
    """One item of a list of grounds, and the clause that finds it.

    Args:
        code: number of the article without its act, or a short name where the number is not established.
        variable: name of the clause.
        labels: by language.
    """

    code: str
    variable: str
    article: str
    source: str
    status: str
    labels: Mapping[str, str]
    clause: Clause

    def in_force(self, day: dt.date) -> bool:
        """Whether the law has this item on a day."""
        return self.clause.get_formula(day.isoformat()) is not None


@dataclass(frozen=True)
class GroundList:
    """The items of one list; ``any_of`` names the clause that joins them."""

    any_of: str
    items: tuple[Ground, ...]

    def __iter__(self) -> Iterator[Ground]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def on(self, day: dt.date) -> tuple[Ground, ...]:
        """The items that the law has on a day."""
        return tuple(item for item in self.items if item.in_force(day))

    def code_of(self, variable: str) -> str:
        """The code of the item that a clause finds.

        Raises:
            KeyError: no item of this list.
        """
        for item in self.items:
            if item.variable == variable:
                return item.code
        raise KeyError(variable)


_NOTHING = GroundList("", ())


@dataclass(frozen=True)
class Grounds:
    """What a procedure is granted, refused and cancelled for; a list that the law lacks is empty."""

    procedure: str
    title: Mapping[str, str]
    grounds: GroundList = _NOTHING
    refusals: GroundList = _NOTHING
    cancellations: GroundList = _NOTHING

    def lists(self) -> Iterator[tuple[str, GroundList]]:
        """Each list that is not empty, with its kind."""
        for kind in KINDS:
            found: GroundList = getattr(self, kind)
            if found.items:
                yield kind, found


@dataclass(frozen=True)
class Register:
    """An electronic source of papers that the state holds."""

    code: str
    label: Mapping[str, str]
    article: str
    source: str
    status: str


@dataclass(frozen=True)
class Paper:
    """One paper that a procedure may ask for.

    Args:
        needed: the clause that tells whether it is needed from one person.
        at: one of ``MOMENTS``.
        form: one of ``FORMS``.
        register: who holds it already, or None.
    """

    code: str
    label: Mapping[str, str]
    article: str
    source: str
    status: str
    needed: str
    at: str
    form: str
    register: Register | None


@dataclass(frozen=True)
class Papers:
    """The papers of one procedure, in the order of its form; ``again`` names the clause by which those of an earlier, refused
    application count as brought, "" where the law has none."""

    procedure: str
    title: Mapping[str, str]
    single_window: str
    items: tuple[Paper, ...]
    again: str = ""

    def __iter__(self) -> Iterator[Paper]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def read_grounds(
    folder: Path, *, languages: Sequence[str], clauses: Mapping[str, Clause]
) -> tuple[dict[str, Grounds], list[Problem]]:
    """The lists of grounds of a pack.

    Args:
        folder: the pack's ``grounds`` folder.
        languages: label languages of the pack.
        clauses: computed variables of the pack.

    Returns:
        Lists by procedure, and what is wrong with the rest.
    """
    found: dict[str, Grounds] = {}
    problems: list[Problem] = []
    for path, data in files(folder, problems):
        where = f"grounds/{path.name}"
        problems += [Problem(where, m) for m in texts("title", data.get("title"), languages)]
        problems += [Problem(where, f"has the unknown key '{k}'") for k in sorted(set(data) - {"title", *KINDS})]
        lists = {}
        for kind in KINDS:
            if kind in data:
                lists[kind], wrong = _list(f"{where}#{kind}", data[kind], languages, clauses)
                problems += wrong
        if not lists:
            problems.append(Problem(where, f"has no list; add one of: {', '.join(KINDS)}"))
        found[path.stem] = Grounds(path.stem, data.get("title") or {}, **lists)
    return found, problems


def _list(
    where: str, raw: Any, languages: Sequence[str], clauses: Mapping[str, Clause]
) -> tuple[GroundList, list[Problem]]:
    if not isinstance(raw, dict) or set(raw) != {"any_of", "items"} or not isinstance(raw["items"], list):
        return _NOTHING, [Problem(where, "must be a mapping with any_of and items")]
    problems: list[Problem] = []
    if raw["any_of"] not in clauses:
        problems.append(Problem(where, f"any_of names no clause: {raw['any_of']!r}"))
    items: list[Ground] = []
    for entry in raw["items"]:
        if not isinstance(entry, dict) or not {"code", "variable"} <= set(entry) <= {"code", "variable", "label"}:
            problems.append(Problem(where, f"each item needs code and variable, and may have a label; got {entry}"))
            continue
        code, clause = str(entry["code"]), clauses.get(entry["variable"])
        if clause is None or clause.value_type is not bool:
            problems.append(Problem(where, f"{code}: there is no yes-or-no clause '{entry['variable']}'"))
            continue
        if any(code == other.code or entry["variable"] == other.variable for other in items):
            problems.append(Problem(where, f"{code}: stands twice"))
        if "label" in entry:
            problems += [Problem(where, f"{code}: {m}") for m in texts("label", entry["label"], languages)]
        items.append(
            Ground(
                code=code,
                variable=entry["variable"],
                article="; ".join(clause.reference or []),
                source=clause.meta.source,
                status=clause.meta.status,
                labels=entry.get("label") or clause.meta.labels,
                clause=clause,
            )
        )
    if not items:
        problems.append(Problem(where, "has no items"))
    return GroundList(str(raw["any_of"]), tuple(items)), problems


def read_papers(
    folder: Path, *, languages: Sequence[str], clauses: Mapping[str, Clause], sources: Mapping[str, Any]
) -> tuple[dict[str, Papers], list[Problem]]:
    """The papers of a pack's procedures; arguments and answer as for ``read_grounds``."""
    found: dict[str, Papers] = {}
    problems: list[Problem] = []
    read = list(files(folder, problems))
    registers: dict[str, Register] = {}
    for path, data in read:
        if path.stem != _REGISTERS:
            continue
        for code, raw in data.items():
            where = f"papers/{path.name}#{code}"
            problems += [Problem(where, m) for m in about(raw, languages, sources)]
            if isinstance(raw, dict):
                registers[code] = Register(code, raw.get("label") or {}, *cited(raw))
    for path, data in read:
        if path.stem == _REGISTERS:
            continue
        where = f"papers/{path.name}"
        problems += [Problem(where, m) for m in texts("title", data.get("title"), languages)]
        items: list[Paper] = []
        for entry in data.get("items") or ():
            wrong = list(_paper_faults(entry, languages, clauses, sources, registers))
            if isinstance(entry, dict) and any(entry.get("code") == other.code for other in items):
                wrong.append("stands twice")
            named = entry.get("code") if isinstance(entry, dict) else entry
            problems += [Problem(f"{where}#{named}", m) for m in wrong]
            if not wrong:
                register = registers.get(entry.get("register", ""))
                article, source, status = cited(entry)
                items.append(
                    Paper(
                        code=entry["code"],
                        label=entry["label"],
                        article=article,
                        source=source,
                        status=status,
                        needed=entry["needed"],
                        at=entry["at"],
                        form=entry["form"],
                        register=register,
                    )
                )
        if not items:
            problems.append(Problem(where, "has no papers; list them under items"))
        single_window = str(data.get("single_window") or "")
        if not single_window and any(p.register for p in items):
            problems.append(Problem(where, "has a paper that the state holds, but no single_window article"))
        again = str(data.get("again") or "")
        if again and (again not in clauses or clauses[again].value_type is not bool):
            problems.append(Problem(where, f"again names no yes-or-no clause: {again!r}"))
        found[path.stem] = Papers(path.stem, data.get("title") or {}, single_window, tuple(items), again)
    return found, problems


def _paper_faults(
    entry: Any,
    languages: Sequence[str],
    clauses: Mapping[str, Clause],
    sources: Mapping[str, Any],
    registers: Mapping[str, Register],
) -> Iterator[str]:
    yield from about(entry, languages, sources)
    if not isinstance(entry, dict):
        return
    if not str(entry.get("code") or "").isidentifier():
        yield "has no usable code; use lower-case letters, digits and underscores"
    for unknown in sorted(set(entry) - _PAPER_KEYS):
        yield f"has the unknown key '{unknown}'"
    clause = clauses.get(entry.get("needed") or "")
    if clause is None or clause.value_type is not bool:
        yield f"needed names no yes-or-no clause: {entry.get('needed')!r}"
    if entry.get("at") not in MOMENTS:
        yield f"at is {entry.get('at')!r}; use one of: {', '.join(MOMENTS)}"
    if entry.get("form") not in FORMS:
        yield f"form is {entry.get('form')!r}; use one of: {', '.join(FORMS)}"
    if "register" in entry and entry["register"] not in registers:
        yield f"has the unknown register {entry['register']!r}; use a code of papers/registers.yaml"


def about(raw: Any, languages: Sequence[str], sources: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the label, article, source and status of an entry."""
    if not isinstance(raw, dict):
        yield "must be a mapping"
        return
    yield from texts("label", raw.get("label"), languages)
    if not str(raw.get("article") or "").strip():
        yield "has no article"
    if raw.get("source") not in sources:
        yield f"has the unknown source {raw.get('source')!r}"
    if raw.get("status") not in _STATUSES:
        yield f"has the status {raw.get('status')!r}; use verified or unverified"


def cited(raw: Mapping[str, Any]) -> tuple[str, str, str]:
    """Article, source and status of a sound entry."""
    return str(raw.get("article")), str(raw.get("source")), str(raw.get("status"))


def texts(name: str, found: Any, languages: Sequence[str]) -> Iterator[str]:
    """What is wrong with a text that each language of the pack must have."""
    have = found if isinstance(found, dict) else {}
    for language in languages:
        if not str(have.get(language) or "").strip():
            yield f"has no {name} in '{language}'"
    for extra in sorted(set(have) - set(languages)):
        yield f"has a {name} in '{extra}', which is no language of the pack; put texts with commas in quotes"


def files(folder: Path, problems: list[Problem]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every readable file of a folder with its content; the others are added to the problems."""
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        where = f"{folder.name}/{path.name}"
        try:
            data = read_yaml(path)
        except yaml.YAMLError as error:
            problems.append(Problem(where, f"is no readable YAML: {error}"))
            continue
        if not isinstance(data, dict):
            problems.append(Problem(where, "must be a mapping"))
            continue
        yield path, data
