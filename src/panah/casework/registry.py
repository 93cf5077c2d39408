# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names that procedures may use: predicates, effects, letter data, facts. Domains register theirs at start-up."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from panah.casework.errors import Problem
from panah.casework.models import Case
from panah.law.engine import Findings, assess, load_pack

if TYPE_CHECKING:
    from panah.casework.context import Context

Check = Callable[["Context"], Problem | Sequence[Problem] | None]
Effect = Callable[["Context"], None]
LetterData = Callable[["Context", str], Mapping[str, Any]]
Facts = Callable[[Case, dt.date], Mapping[str, Any]]
Choices = Callable[["Context"], Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Priority:
    """A reason why a case should come sooner, in words, and how much it weighs (0..100)."""

    key: str
    points: int
    reason: Any


Priorities = Callable[[Sequence[Case], dt.date], Mapping[Any, Sequence[Priority]]]


@dataclass(frozen=True)
class LetterRule:
    """Who supplies the data of a letter, and the languages in which it goes out."""

    data: LetterData
    languages: Callable[["Context"], Sequence[str]]


predicates: dict[str, Check] = {}
effects: dict[str, Effect] = {}
letters: dict[str, LetterRule] = {}
facts: dict[str, Facts] = {}
areas: dict[str, tuple[str, ...]] = {}
choices: dict[str, Choices] = {}
priorities: dict[str, Priorities] = {}


class RegistryError(Exception):
    """A name is registered twice: found at start-up."""


def _add(table: dict[str, Any], name: str, thing: Any) -> None:
    if name in table and table[name] is not thing:
        raise RegistryError(f"{name!r} is registered twice.")
    table[name] = thing


def predicate(name: str) -> Callable[[Check], Check]:
    """Register a condition that procedures may name under `must: - check:`."""

    def register(function: Check) -> Check:
        _add(predicates, name, function)
        return function

    return register


def effect(name: str) -> Callable[[Effect], Effect]:
    """Register what an action does besides moving the case."""

    def register(function: Effect) -> Effect:
        _add(effects, name, function)
        return function

    return register


def letter(*names: str, languages: Callable[["Context"], Sequence[str]]) -> Callable[[LetterData], LetterData]:
    """Register who supplies the data of one or several letters."""

    def register(function: LetterData) -> LetterData:
        for name in names:
            _add(letters, name, LetterRule(function, languages))
        return function

    return register


def facts_for(procedure_key: str, *, law: Sequence[str] = ()) -> Callable[[Facts], Facts]:
    """Register what is known of the person of a case, as facts of the law.

    Args:
        law: areas of the pack (folders or modules of its clauses) that a case of this procedure asks for; all if empty. A file
            should not show, nor a decision keep, findings of law that has nothing to do with it.
    """

    def register(function: Facts) -> Facts:
        _add(facts, procedure_key, function)
        areas[procedure_key] = tuple(law)
        return function

    return register


def choices_for(name: str) -> Callable[[Choices], Choices]:
    """Register the run-time options of fields (`options_from`)."""

    def register(function: Choices) -> Choices:
        _add(choices, name, function)
        return function

    return register


def priority_for(procedure_key: str) -> Callable[[Priorities], Priorities]:
    """Register why cases of a procedure should come sooner: many cases at once -> case id -> reasons."""

    def register(function: Priorities) -> Priorities:
        _add(priorities, procedure_key, function)
        return function

    return register


def case_facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    """The facts of the case's person on a day; empty for a procedure whose domain provides none."""
    provider = facts.get(case.procedure_key)
    return provider(case, on) if provider else {}


def assess_case(case: Case, on: dt.date, language: str, variables: Sequence[str] | None = None) -> Findings:
    """What the law of the case's pack says on a day; without ``variables``, all that its procedure asks for."""
    asked = areas.get(case.procedure_key)
    if variables is None and asked:
        variables = load_pack(case.pack).clauses_in(*asked)
    return assess(case_facts(case, on), on, pack=case.pack, variables=variables, language=language)
