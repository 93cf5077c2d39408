# SPDX-License-Identifier: AGPL-3.0-or-later
"""Refuses a pack that could not be defended: without article, source and status, with figures in formulas,
with gaps or overlaps."""

import ast
import contextlib
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from openfisca_core.indexed_enums import Enum

from panah.law.clauses import Clause
from panah.law.engine import assess
from panah.law.errors import LawError, PackError, Problem
from panah.law.measures import read_measures
from panah.law.pack import Pack, clause_files, pack_folder, read_pack
from panah.law.parameters import STATUSES
from panah.law.population import assess_population, population
from panah.law.reforms import Reform, apply_reform, read_reform, shipped_reforms
from panah.law.situations import Situation, differences, read_situations
from panah.law.texts import read_yaml

#: Helpers of formulas that take the name of a parameter.
_TAKES_PARAMETER = {"amount", "length", "deadline", "before"}

#: The helper of formulas that takes the name of a table.
_TAKES_TABLE = "cell"

#: Numbers that are no figures of law. Everything else needs the comment ``# not-law: reason`` on its line.
_HARMLESS = (0, 0.0)

NOT_LAW = re.compile(r"#\s*not-law:\s*\S")


def check_pack(code_or_path: str | Path) -> list[Problem]:
    """Everything that is wrong with a pack.

    Args:
        code_or_path: code of a pack, or a folder that holds one.

    Returns:
        Errors (the pack is refused) and warnings, in the order of the files. Empty: the pack is sound.
    """
    try:
        folder = pack_folder(code_or_path)
    except PackError as error:
        return list(error.problems)
    pack, problems = read_pack(folder)
    with contextlib.suppress(yaml.YAMLError):  # `read_pack` has told of a file that cannot be read
        problems += _calendar(folder)
    if pack is None:
        return problems
    for name, fact in pack.facts.items():
        problems += [Problem(f"variables/facts#{name}", m) for m in _about(pack, fact)]
    for name, clause in pack.clauses.items():
        where = f"variables/{pack.module_of(name)}.py#{name}"
        problems += [Problem(where, m) for m in _about(pack, clause)]
        if not clause.formulas:
            problems.append(Problem(where, "has no formula; declare it as a fact in variables/facts"))
        elif not (clause.__class__.__doc__ or "").strip():
            problems.append(Problem(where, "has no docstring; say in one sentence what the clause states"))
    asked, used, found = _formulas(pack)
    problems += found
    problems += _unused(pack, asked, used)
    problems += read_measures(pack)[1]
    if not any(p.level == "error" for p in problems):
        try:
            situations = list(read_situations(pack.folder))
        except (KeyError, TypeError, AttributeError) as error:
            return [
                *problems,
                Problem("situations", f"a situation lacks {error}; each needs name, on, facts and expect"),
            ]
        problems += _situations(pack, situations)
        for path in shipped_reforms(pack):
            problems += check_reform(path, pack, situations)
    return problems


def check_reform(path: Path, pack: Pack, situations: Sequence[Situation] | None = None) -> list[Problem]:
    """Everything that is wrong with a draft of a change of the law: its file, and whether the law can be asked with it.

    Args:
        path: of the draft. pack: whose law it would change. situations: of the pack, where they were read already.
    """
    reform, problems = read_reform(path, pack)
    where = f"reforms/{path.name}"
    problems = [Problem(f"reforms/{p.where}", p.message, p.level) for p in problems]
    if reform is None:
        return problems
    draft = apply_reform(pack, reform)
    told = list(read_situations(pack.folder)) if situations is None else situations
    # What the draft words anew is asked with its reasons, of everybody; all else is asked of all of a day at once.
    anew = sorted({cls.__name__ for cls in reform.clauses} & draft.clauses.keys())
    try:
        _ask_all(draft, reform, told)
        for situation in told if anew else ():
            assess(situation.facts, max(situation.on, reform.starts), draft, anew)
    except Exception:  # a clause of a draft may fail in any way; the reader gets the situation
        problems += _failing(draft, reform, told, where, anew)
    return problems


def _ask_all(draft: Pack, reform: Reform, situations: Sequence[Situation]) -> None:
    """Ask what the situations expect, with a draft in force. Raises whatever a clause does."""
    days: dict[dt.date, list[Situation]] = {}
    for situation in situations:
        days.setdefault(max(situation.on, reform.starts), []).append(situation)
    for day, told in days.items():
        names = {name for situation in told for name in situation.facts}
        table = {name: [situation.facts.get(name) for situation in told] for name in names}
        people = population(table, draft, len(told))
        assess_population(people, day, draft, list({name for situation in told for name in situation.expect}))


def _failing(
    draft: Pack, reform: Reform, situations: Sequence[Situation], where: str, anew: list[str]
) -> Iterator[Problem]:
    """The first situation about which a draft cannot be asked."""
    for situation in situations:
        try:
            assess(situation.facts, max(situation.on, reform.starts), draft, [*situation.expect, *anew])
        except Exception as error:
            yield Problem(where, f"with the draft in force, {situation.where} fails: {error}")
            return


def _about(pack: Pack, variable: Clause) -> Iterator[str]:
    meta = variable.meta
    if not [r for r in variable.reference or [] if str(r).strip()]:
        yield "has no article; add reference"
    if meta.source not in pack.sources:
        yield f"has the unknown source {meta.source!r}; use a code of sources.yaml: {', '.join(pack.sources)}"
    if meta.status not in STATUSES:
        yield f"has the status {meta.status!r}; use verified or unverified"
    for language in pack.languages:
        if not str(meta.labels.get(language) or "").strip():
            yield f"has no label in '{language}'"
    texts = [meta.labels, *meta.values.values()]
    for extra in sorted({key for text in texts for key in text} - set(pack.languages)):
        yield f"has a text in '{extra}', which is no language of the pack; put texts with commas in quotes"
    if meta.partial not in (None, "latest", "earliest"):
        yield f"partial is {meta.partial!r}; use latest or earliest"
    if variable.value_type is Enum:
        for item in variable.possible_values:
            for language in pack.languages:
                if not str(meta.values.get(item.name, {}).get(language) or "").strip():
                    yield f"the value '{item.name}' has no label in '{language}'"


def _formulas(pack: Pack) -> tuple[set[str], set[str], list[Problem]]:
    """Names of variables asked for, names of parameters used, and what is wrong in the formulas."""
    asked: set[str] = set()
    used: set[str] = set()
    problems: list[Problem] = []
    for path in clause_files(pack.folder):
        file = path.relative_to(pack.folder / "variables").as_posix()
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue  # read_pack has reported it
        names = [n.name for n in tree.body if isinstance(n, ast.ClassDef)]
        problems += [
            Problem(f"variables/{file}#{name}", "is defined twice; the second would replace the first")
            for name in sorted({n for n in names if names.count(n) > 1})
        ]
        for cls in (n for n in tree.body if isinstance(n, ast.ClassDef)):
            for function in (n for n in cls.body if isinstance(n, ast.FunctionDef)):
                where = f"variables/{file}#{cls.name}"
                population = function.args.args[0].arg if function.args.args else ""
                for node in ast.walk(function):
                    if (
                        isinstance(node, ast.Constant)
                        and _is_figure(node.value)
                        and not NOT_LAW.search(lines[node.lineno - 1])
                    ):
                        problems.append(
                            Problem(
                                where,
                                f"line {node.lineno}: the figure {node.value!r} stands in a formula; make it a parameter, "
                                "or add '# not-law: reason' if it is none of the law",
                            )
                        )
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                        if node.func.id == population:
                            asked.update(texts[:1])
                            problems += [
                                Problem(where, f"line {node.lineno}: there is no fact or clause '{t}'")
                                for t in texts[:1]
                                if t not in pack.facts and t not in pack.clauses
                            ]
                        elif node.func.id == _TAKES_TABLE:
                            used.update(name for t in texts if t in pack.tables for name in pack.tables[t].names())
                            problems += [
                                Problem(where, f"line {node.lineno}: there is no table '{t}'")
                                for t in texts
                                if t not in pack.tables
                            ]
                        elif node.func.id in _TAKES_PARAMETER:
                            used.update(texts)
                            problems += [
                                Problem(where, f"line {node.lineno}: there is no parameter '{t}'")
                                for t in texts
                                if t not in pack.specs
                            ]
    return asked, used, problems


def _is_figure(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value not in _HARMLESS


def _unused(pack: Pack, asked: set[str], used: set[str]) -> Iterator[Problem]:
    # Clocks of procedures and texts of letters use parameters too; they name them in their files.
    texts = [
        path.read_text(encoding="utf-8")
        for folder in ("procedures", "letters", "reforms", "restrictions")
        for path in sorted((pack.folder / folder).rglob("*"))
        if path.is_file() and path.suffix in (".yaml", ".typ", ".json")
    ]
    for name, spec in pack.specs.items():
        word = re.compile(rf"(?<![\w.]){re.escape(name)}(?![\w.])")
        if name not in used and not any(word.search(text) for text in texts):
            yield Problem(spec.where, "is used by no clause, procedure or letter of this pack", "warning")
    for name in pack.facts:
        if name not in asked:
            yield Problem(f"variables/facts#{name}", "is asked for by no clause", "warning")


def _one_sided(pack: Pack, situations: list[Situation]) -> Iterator[Problem]:
    """Items of coded lists that no situation finds, or finds always: nobody could show that they work."""
    answers: dict[str, set[Any]] = {}
    for situation in situations:
        for name, value in situation.expect.items():
            answers.setdefault(name, set()).add(value)
    listed = {
        item.variable: f"grounds/{key}.yaml#{kind}: {item.code}"
        for key, lists in pack.grounds.items()
        for kind, found in lists.lists()
        for item in found
    }
    listed |= {p.needed: f"papers/{key}.yaml#{p.code}" for key, papers in pack.papers.items() for p in papers}
    for name, where in listed.items():
        if missing := {True, False} - answers.get(name, set()):
            sides = " and ".join("true" if side else "false" for side in sorted(missing))
            yield Problem(where, f"no situation expects '{name}' to be {sides}; add one")


def _calendar(folder: Path) -> Iterator[Problem]:
    path = folder / "calendar" / "calendar.yaml"
    if not path.is_file():
        return
    settings: Mapping[str, Any] = read_yaml(path) or {}
    places = [("calendar/calendar.yaml#event_day_counts", settings.get("event_day_counts") or {}, True)]
    if "base" in settings:
        places.append(("calendar/calendar.yaml#base", settings["base"], True))
    for year in sorted((folder / "calendar").glob("[0-9]*.yaml")):
        places.append((f"calendar/{year.name}", read_yaml(year) or {}, False))
    for where, raw, needs_article in places:
        if needs_article and not raw.get("article"):
            yield Problem(where, "has no article")
        if not raw.get("source"):
            yield Problem(where, "has no source")
        if raw.get("status") not in STATUSES:
            yield Problem(where, f"has the status {raw.get('status')!r}; use verified or unverified")


def _situations(pack: Pack, situations: list[Situation]) -> Iterator[Problem]:
    yield from _one_sided(pack, situations)
    for situation in situations:
        where = f"situations/{situation.where}"
        try:
            yield from (Problem(where, difference) for difference in differences(pack, situation))
        except LawError as error:
            yield Problem(where, str(error))
        except Exception as error:  # a formula may fail in any way; the reader gets the situation and the reason
            yield Problem(where, f"a formula fails: {type(error).__name__}: {error}")
