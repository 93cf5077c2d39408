# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts in, findings out: each value with the clauses that decided it and the parameters it rests on.

    >>> from datetime import date
    >>> findings = assess({"asylum_state": "open"}, on=date(2026, 11, 23))          # doctest: +SKIP
    >>> findings["work_permit_required"].because[0].clause                          # doctest: +SKIP
    'MC 64.0.15'

Law gives findings, never decisions: what follows from them is done by people.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import Period, period
from openfisca_core.simulations import Simulation
from openfisca_core.tracers import SimpleTracer

from panah.law.clauses import NOT_KNOWN, PARAMETER_MARK, Clause, ReasonedParameters
from panah.law.errors import CalendarError, FactError, FactProblem, VariableNotFound
from panah.law.facts import coerce, unknown_fact
from panah.law.pack import Pack, load_pack
from panah.law.parameters import ParameterValue
from panah.law.reasons import Reasoned

__all__ = ["Because", "Finding", "Findings", "assess", "assess_many", "load_pack"]


@dataclass(frozen=True)
class Because:
    """One clause or given fact that decided a finding."""

    variable: str
    clause: str
    label: str
    value: Any
    kind: str  # "clause" or "fact"
    status: str
    policy: bool

    def to_dict(self) -> dict[str, Any]:
        """The shape of ``because`` in ``law assess --json``."""
        return {"variable": self.variable, "clause": self.clause, "label": self.label, "value": self.value}


@dataclass(frozen=True)
class Finding:
    """The answer to one question of law.

    doubtful: it hangs on law that nobody has verified, its own clause or one that decided it. An unverified exception that does
    not concern the person leaves the finding as the verified law has it.
    """

    variable: str
    value: Any
    label: str
    clause: str
    status: str
    policy: bool
    because: tuple[Because, ...]
    parameters: tuple[ParameterValue, ...]
    doubtful: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The shape of one finding in ``law assess --json``."""
        return {
            "value": self.value,
            "label": self.label,
            "because": [b.to_dict() for b in self.because],
            "parameters": [p.to_dict() for p in self.parameters],
        }


@dataclass(frozen=True)
class Findings:
    """All findings about one person on one day."""

    on: dt.date
    pack: str
    findings: Mapping[str, Finding]

    def __getitem__(self, variable: str) -> Finding:
        return self.findings[variable]

    def __iter__(self) -> Iterator[str]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def value(self, variable: str) -> Any:
        """The bare value of one finding."""
        return self.findings[variable].value

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, in the documented shape: ``on``, ``pack``, ``findings``."""
        return {
            "on": self.on.isoformat(),
            "pack": self.pack,
            "findings": {name: finding.to_dict() for name, finding in self.findings.items()},
        }


def assess(
    facts: Mapping[str, Any],
    on: dt.date,
    pack: str | Pack = "az",
    variables: Sequence[str] | None = None,
    language: str = "en",
) -> Findings:
    """What the law says about one person on one day.

    Args:
        facts: fact -> value; a fact that is missing or None is not known. Dates as ``date`` or ISO text.
        on: the day of the law (and of the question).
        pack: code of a pack, or a loaded one.
        variables: which clauses to answer; all of the pack if None.
        language: of the labels.

    Raises:
        FactError: unknown facts, values that cannot be read, a day before the pack's law begins, or days outside its calendar.
        VariableNotFound: a variable that the pack does not have.
    """
    law = load_pack(pack) if isinstance(pack, str) else pack
    asked = asked_variables(law, variables)
    simulation = new_simulation(law, 1)
    simulation.tracer = _Answers()
    day = day_of_law(law, on)
    given = _give_one(law, simulation, day, facts)
    try:
        for name in asked:
            simulation.calculate(name, day)
    except CalendarError as error:
        raise FactError([FactProblem("on", f"this day, or one of the days given, is too far off. {error}")]) from error
    reader = _Reader(law, simulation, day, given, language)
    return Findings(on=on, pack=law.code, findings={name: reader.finding(name) for name in asked})


def assess_many(
    facts: Mapping[str, Any], on: dt.date, pack: str | Pack = "az", variables: Sequence[str] | None = None
) -> dict[str, np.ndarray]:
    """The same law over many people at once, without reasons: `panah.law.population.assess_population`."""
    from panah.law.population import assess_population

    return assess_population(facts, on, pack, variables)


def asked_variables(law: Pack, variables: Sequence[str] | None) -> list[str]:
    """The names that are asked, each once; all clauses of the pack for None.

    Raises:
        VariableNotFound: one that the pack does not have, or a fact.
    """
    if variables is None:
        return list(law.clauses)
    for name in variables:
        if name not in law.clauses:
            kind = "a fact, not a finding" if name in law.facts else "not in this pack"
            raise VariableNotFound(f"'{name}' is {kind}. See docs/law/{law.code}/variables.md for what can be asked.")
    return list(dict.fromkeys(variables))


def day_of_law(law: Pack, on: dt.date) -> Period:
    """The day as the law's library knows it.

    Raises:
        FactError: a moment, or a day before the law of the pack begins.
    """
    if isinstance(on, dt.datetime):
        raise FactError([FactProblem("on", "is a day of law; give a date without a time.")])
    if on < law.law_from:
        raise FactError(
            [FactProblem("on", f"{on} is before the law of this pack begins; ask for {law.law_from} or later.")]
        )
    return period(on.isoformat())


def new_simulation(law: Pack, count: int) -> Simulation:
    """Room for the answers about so many people."""
    populations = law.system.instantiate_entities()
    population = populations[law.system.person_entity.key]
    population.count = count
    population.ids = range(count)
    return Simulation(law.system, populations)


def _give_one(law: Pack, simulation: Simulation, day: Period, facts: Mapping[str, Any]) -> set[str]:
    problems: list[FactProblem] = []
    given: set[str] = set()
    population = simulation.persons
    for name, value in facts.items():
        variable = law.facts.get(name)
        if variable is None:
            problems.append(unknown_fact(name, law.facts, law.clauses))
            continue
        if value is None:
            continue
        stored, problem = coerce(variable, value)
        if problem is not None:
            problems.append(problem)
            continue
        if variable.value_type is Enum:
            array: np.ndarray = EnumArray(np.array([stored.index], dtype=variable.dtype), variable.possible_values)
        else:
            array = np.array([stored], dtype=variable.dtype)
        population.get_holder(name).put_in_cache(array, day)
        given.add(name)
    if problems:
        raise FactError(problems)
    return given


class _Answers(SimpleTracer):
    """Traces the answer to every question that a formula asks; lighter than OpenFisca's full tracer, which keeps times."""

    def __init__(self) -> None:
        super().__init__()
        self.given: dict[tuple[str, Period], Any] = {}

    def record_calculation_result(self, value: Any) -> None:
        frame = self.stack[-1]
        self.given[frame["name"], frame["period"]] = value


class _Asked:
    """Stands in for the population when a formula runs again: hands out the traced answers, each with its
    name."""

    def __init__(self, simulation: Simulation, answers: Mapping[tuple[str, Period], Any]) -> None:
        self.simulation = simulation
        self.count = 1
        self._answers = answers

    def __call__(self, name: str, when: Any, options: Any = None) -> Reasoned:
        return Reasoned(self._answers[name, when], [name])


class _Reader:
    """Reads findings and their reasons out of one traced simulation."""

    def __init__(self, law: Pack, simulation: Simulation, day: Period, given: set[str], language: str) -> None:
        self._law, self._day, self._given, self._language = law, day, given, language
        answers = simulation.tracer.given
        self._answers = {name: value for (name, when), value in answers.items() if when == day}
        self._asked = _Asked(simulation, answers)
        self._parameters = ReasonedParameters(law.system.get_parameters_at_instant)
        self._deciders: dict[str, tuple[str, ...]] = {}
        self._doubts: dict[str, bool] = {}
        self._reasons: dict[str, Because] = {}

    def finding(self, name: str) -> Finding:
        """The finding of one variable, with reasons nearest first: clauses, then the given facts."""
        clauses, facts, parameters = self._chain(name)
        variable = self._law.clauses[name]
        return Finding(
            variable=name,
            value=self._value(name),
            label=self._law.label_of(name, self._language),
            clause=self._law.clause_of(name),
            status=variable.meta.status,
            policy=variable.meta.policy,
            because=tuple(self._because(n) for n in (*clauses, *facts)),
            parameters=tuple(self._law.parameter(p, self._day.start.date) for p in parameters),
            doubtful=self._is_doubtful(name),
        )

    def _is_doubtful(self, name: str) -> bool:
        if name not in self._doubts:
            variable = self._law.variable(name)
            deciders = self._decided_by(name)
            if variable.meta.status != "verified" and variable.value_type is bool and not self._value(name):
                # An exception that was not applied is as good as none, unless something said of the person points to it.
                _clauses, facts, _parameters = self._chain(name)
                self._doubts[name] = any(self._value(f) is True for f in facts)
            elif variable.meta.status != "verified":
                self._doubts[name] = True
            else:
                self._doubts[name] = any(self._doubt_of(decider) for decider in deciders)
        return self._doubts[name]

    def _doubt_of(self, decider: str) -> bool:
        if decider.startswith(PARAMETER_MARK):
            on = self._day.start.date
            return self._law.parameter(decider.removeprefix(PARAMETER_MARK), on).status != "verified"
        return decider not in self._law.facts and self._is_doubtful(decider)

    def _chain(self, name: str) -> tuple[list[str], list[str], list[str]]:
        clauses: list[str] = []
        facts: list[str] = []
        parameters: dict[str, None] = {}
        queue, seen = [name], {name}
        while queue:
            current = queue.pop(0)
            if current.startswith(PARAMETER_MARK):
                parameters[current.removeprefix(PARAMETER_MARK)] = None
                continue
            if current in self._law.facts:
                # A fact that nobody gave explains nothing.
                if current in self._given:
                    facts.append(current)
                continue
            if current != name:
                clauses.append(current)
            for decider in self._decided_by(current):
                if decider not in seen:
                    seen.add(decider)
                    queue.append(decider)
        return clauses, facts, list(parameters)

    def _decided_by(self, name: str) -> tuple[str, ...]:
        if name not in self._deciders:
            formula = self._law.clauses[name].get_formula(self._day)
            if formula is None:
                # Not in force on that day: nothing was asked.
                self._deciders[name] = ()
            else:
                arguments = [self._asked, self._day]
                if formula.__code__.co_argcount > len(arguments):
                    arguments.append(self._parameters)
                result = formula(*arguments)
                self._deciders[name] = result.why if isinstance(result, Reasoned) else ()
        return self._deciders[name]

    def _because(self, name: str) -> Because:
        if name in self._reasons:
            return self._reasons[name]
        variable = self._law.variable(name)
        self._reasons[name] = because = Because(
            variable=name,
            clause=self._law.clause_of(name),
            label=self._law.label_of(name, self._language),
            value=self._value(name),
            kind="fact" if name in self._law.facts else "clause",
            status=variable.meta.status,
            policy=variable.meta.policy,
        )
        return because

    def _value(self, name: str) -> Any:
        return plain_value(self._law.variable(name), self._answers[name])


def plain_value(variable: Clause, array: Any) -> Any:
    """The single value of a traced array as JSON knows it: bool, int, text, list of codes, ISO date or
    None."""
    if variable.value_type is Enum:
        return array.decode_to_str()[0].item()
    value = array[0]
    if variable.value_type is dt.date:
        return None if np.isnat(value) else str(value)
    if variable.value_type is bool:
        return bool(value)
    if variable.value_type is str:
        return str(value).split() if variable.meta.many else str(value)
    if variable.value_type is int:
        return None if value == NOT_KNOWN else int(value)
    return float(value)
