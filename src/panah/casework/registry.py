# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names that procedures may use: predicates, effects, letter data, facts. Domains register theirs at start-up."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from panah.casework.errors import Problem
from panah.casework.models import ActionContent, Case
from panah.casework.procedure.facts import facts_of
from panah.law.engine import Findings, assess, load_pack

if TYPE_CHECKING:
    from panah.casework.context import Context

Check = Callable[["Context"], Problem | Sequence[Problem] | None]
Effect = Callable[["Context"], None]
LetterData = Callable[["Context", str], Mapping[str, Any]]
Facts = Callable[[Case, dt.date], Mapping[str, Any]]
BulkFacts = Callable[[Sequence[Case], dt.date], Sequence[Mapping[str, Any]]]
Choices = Callable[["Context"], Sequence[tuple[str, str]]]
Marks = Callable[[uuid.UUID], bool]


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
bulk: dict[str, BulkFacts] = {}
areas: dict[str, tuple[str, ...]] = {}
weighed_facts: dict[str, Facts] = {}
choices: dict[str, Choices] = {}
priorities: dict[str, Priorities] = {}
marks: dict[str, Marks] = {}


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


def bulk_facts_for(procedure_key: str) -> Callable[[BulkFacts], BulkFacts]:
    """Register the same for many cases of a procedure at once, in a bounded number of queries.

    The function takes cases (with their person) and a day, and gives for each of them, in their order, what the provider of
    `facts_for` finds beyond the register's own `person_facts`: those are read for the whole register by `register.bulk`.
    """

    def register(function: BulkFacts) -> BulkFacts:
        _add(bulk, procedure_key, function)
        return function

    return register


def weighed_facts_for(procedure_key: str) -> Callable[[Facts], Facts]:
    """Register what is known of the person in every compartment, for the one question whether the law bars (`barred_by.law`).

    What `facts_for` gives is shown and kept with decisions; of this only a yes or a no leaves.
    """

    def register(function: Facts) -> Facts:
        _add(weighed_facts, procedure_key, function)
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


def mark_of_new_files(name: str) -> Callable[[Marks], Marks]:
    """Register a mark that every new file of a person bears, whoever begins it and by whichever door: person -> whether it does."""

    def register(function: Marks) -> Marks:
        _add(marks, name, function)
        return function

    return register


def case_facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    """The facts of the case's person on a day: what the domain knows, and the answers that are facts of the law, the
    newest last. Empty for a procedure that has neither."""
    provider = facts.get(case.procedure_key)
    return {**(provider(case, on) if provider else {}), **answered_facts(case)}


def bulk_facts(cases: Sequence[Case], on: dt.date) -> list[dict[str, Any]]:
    """The facts of many cases of one procedure, in their order: what the domain knows of each beyond the register's
    own facts, and the answers, as in `case_facts`.

    A domain without a provider for many is asked case by case.
    """
    if not cases:
        return []
    key = cases[0].procedure_key
    if key in bulk:
        found = [dict(one) for one in bulk[key](cases, on)]
    elif key in facts:
        found = [dict(facts[key](case, on)) for case in cases]
    else:
        found = [{} for _ in cases]
    for one, answers in zip(found, bulk_answers(cases), strict=True):
        one |= answers
    return found


def bulk_answers(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """What the answers given in many cases say to the law, in their order; what was said later counts. One query."""
    found: list[dict[str, Any]] = [{} for _ in cases]
    place = {case.pk: number for number, case in enumerate(cases)}
    forms = {case.pk: _asking_forms(case) for case in cases}
    names = {name for form in forms.values() for name in form}
    if names:
        rows = ActionContent.objects.filter(case__in=list(place), name__in=names).order_by("case_id", "action__seq")
        for row in rows.only("case_id", "name", "data"):
            case_id, name, data = row.case_id, row.name, row.data
            if name in forms[case_id]:
                found[place[case_id]] |= facts_of(forms[case_id][name], data)
    return found


def _asking_forms(case: Case) -> dict[str, Any]:
    """The forms of a case's procedure that ask for facts of the law."""
    procedure = case.procedure
    return {
        name: form
        for name, form in (("start", procedure.start.form), *((a.name, a.form) for a in procedure.actions.values()))
        if any(field.fact for field in form)
    }


def weighed(ctx: "Context", variable: str) -> bool:
    """Whether a clause that bars holds, weighed over everything that is known where the procedure has `weighed_facts_for`.

    What is known there goes before what was answered: nobody answers a bar away.
    """
    provider = weighed_facts.get(ctx.case.procedure_key)
    if provider is None:
        return ctx.finding(variable).value is True
    key = f"weighed:{variable}:{ctx.rule.name if ctx.weighed else ''}"
    if key not in ctx.memo:
        known = {**case_facts(ctx.case, ctx.on), **ctx.weighed, **provider(ctx.case, ctx.on)}
        ctx.memo[key] = assess(known, ctx.on, pack=ctx.case.pack, variables=[variable]).value(variable) is True
    return bool(ctx.memo[key])


def answered_facts(case: Case) -> dict[str, Any]:
    """What the answers given in a case so far say to the law; what was said later counts."""
    forms = _asking_forms(case)
    if not forms:
        return {}
    found: dict[str, Any] = {}
    rows = ActionContent.objects.filter(case=case, name__in=forms).order_by("action__seq")
    for row in rows.only("name", "data"):
        name, data = row.name, row.data
        found |= facts_of(forms[name], data)
    return found


def assess_case(
    case: Case,
    on: dt.date,
    language: str,
    variables: Sequence[str] | None = None,
    also: Mapping[str, Any] | None = None,
    known: Mapping[str, Any] | None = None,
) -> Findings:
    """What the law of the case's pack says on a day; without `variables`, all that its procedure asks for.

    also: facts of answers that are being weighed. known: the facts of the case, where they have been read already.
    """
    asked = areas.get(case.procedure_key)
    if variables is None and asked:
        variables = load_pack(case.pack).clauses_in(*asked)
    facts_known = {**(case_facts(case, on) if known is None else known), **(also or {})}
    return assess(facts_known, on, pack=case.pack, variables=variables, language=language)
