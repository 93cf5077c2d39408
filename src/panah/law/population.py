# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law over many people at once: a table of facts in, one array per question out.

    >>> from datetime import date
    >>> table = {"birth_date": np.array(["2015-03-01", "NaT"], dtype="datetime64[D]")}
    >>> assess_population(table, on=date(2026, 11, 23), variables=["is_minor"])["is_minor"]     # doctest: +SKIP
    array([ True, False])

The values are those of `panah.law.engine.assess`, person by person; reasons are asked for one at a time. People are taken in
chunks, so that memory holds the answers and a few chunks, however many people there are.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from openfisca_core.indexed_enums import Enum, EnumArray

from panah.law.clauses import NOT_KNOWN, Clause
from panah.law.columns import CodeArray
from panah.law.engine import asked_variables, day_of_law, new_simulation
from panah.law.errors import FactError, FactProblem
from panah.law.facts import coerce, unknown_fact
from panah.law.pack import Pack, load_pack

CHUNK = 65_536
"""People at a time. Large enough that the calls between clauses cost nothing, small enough that their arrays stay in the cache."""

_KINDS: dict[Any, str] = {bool: "b", int: "iu", dt.date: "M"}


@dataclass(frozen=True)
class Population:
    """Facts of many people, each column as the law's own library keeps it.

    Attributes:
        pack: whose facts they are.
        count: how many people.
        columns: fact -> array; a fact without a column is known of nobody.
    """

    pack: Pack
    count: int
    columns: Mapping[str, Any]

    def rows(self, start: int, stop: int) -> dict[str, Any]:
        """The columns of some of the people, without copying them."""
        return {name: column[start:stop] for name, column in self.columns.items()}

    def take(self, which: np.ndarray) -> "Population":
        """Some of the people, by their numbers or by a mask."""
        columns = {name: column[which] for name, column in self.columns.items()}
        count = int(np.count_nonzero(which)) if which.dtype == bool else len(which)
        return Population(self.pack, count, columns)


def population(facts: Any, pack: str | Pack = "az", count: int | None = None) -> Population:
    """Reads a table of facts.

    Args:
        facts: fact -> column, or a pyarrow table; columns as numpy arrays, arrow arrays or sequences, all as long. Not known
            is: NaT, a null, None, an empty text, or `NOT_KNOWN` for numbers. Enumerations as names; lists of codes as
            `CodeArray`, or texts separated by spaces.
        pack: code of a pack, or a loaded one.
        count: how many people, where there may be no column at all.

    Raises:
        FactError: facts that the pack does not have, columns of different lengths, values that cannot be read.
    """
    law = load_pack(pack) if isinstance(pack, str) else pack
    table = {name: facts.column(name) for name in facts.column_names} if hasattr(facts, "column_names") else dict(facts)
    problems = [unknown_fact(name, law.facts, law.clauses) for name in table if name not in law.facts]
    lengths = {name: len(values) for name, values in table.items()}
    if count is not None:
        lengths["number of people"] = count
    if len(set(lengths.values())) > 1:
        problems += [
            FactProblem(name, f"has {length} values; all facts must have as many.") for name, length in lengths.items()
        ]
    if problems:
        raise FactError(problems)
    columns = {}
    for name, values in table.items():
        column, problem = _column(law.facts[name], values)
        if problem is not None:
            problems.append(problem)
        else:
            columns[name] = column
    if problems:
        raise FactError(problems)
    return Population(law, next(iter(lengths.values()), 0), columns)


def assess_population(
    facts: Any,
    on: dt.date,
    pack: str | Pack = "az",
    variables: Sequence[str] | None = None,
    *,
    chunk: int = CHUNK,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> dict[str, np.ndarray]:
    """What the law says about each of many people on one day, without reasons.

    Args:
        facts: a `Population`, or what `population` reads.
        on: the day of the law.
        pack: code of a pack, or a loaded one; a population brings the facts only, so that a draft law can be asked about it.
        variables: which clauses to answer; all of the pack if None.
        chunk: people at a time.
        workers: threads; the arithmetic of arrays runs on several cores.
        progress: called with the number of people done after each chunk.

    Returns:
        variable -> array, in the order of the people: bool, int32 (`NOT_KNOWN`: not known), datetime64[D] (NaT), or the
        names of an enumeration.

    Raises:
        FactError, VariableNotFound: as `panah.law.engine.assess`.
    """
    law = load_pack(pack) if isinstance(pack, str) else pack
    asked = asked_variables(law, variables)
    day = day_of_law(law, on)
    people = facts if isinstance(facts, Population) else population(facts, law)
    answers = {name: _room(law.clauses[name], people.count) for name in asked}
    unknown = [name for name, fact in law.facts.items() if name not in people.columns and fact.value_type is str]

    def work(bounds: tuple[int, int]) -> int:
        start, stop = bounds
        simulation = new_simulation(law, stop - start)
        given = {name: column for name, column in people.rows(start, stop).items() if name in law.facts}
        given |= {name: CodeArray(np.zeros(stop - start, dtype=np.int32), ("",)) for name in unknown}
        for name, column in given.items():
            # Beside `put_in_cache`, which would turn lists of codes back into one text per person.
            simulation.persons.get_holder(name)._memory_storage.put(column, day)
        for name in asked:
            answers[name][start:stop] = simulation.calculate(name, day)
        # A simulation and its people point at each other: without this every chunk's arrays would stay until Python looks for cycles.
        simulation.persons._holders.clear()
        return stop - start

    done = 0
    for size in _each(work, list(_bounds(people.count, chunk)), workers):
        done += size
        if progress is not None:
            progress(done)
    return {name: _decoded(law.clauses[name], array) for name, array in answers.items()}


def _bounds(count: int, chunk: int) -> Iterator[tuple[int, int]]:
    if chunk < 1:
        raise ValueError(f"A chunk holds at least one person; got {chunk}.")
    # The last chunk may be small: nobody is taken twice, and nobody left out.
    for start in range(0, count, chunk):
        yield start, min(start + chunk, count)


def _each(work: Callable[[tuple[int, int]], int], chunks: list[tuple[int, int]], workers: int) -> Iterator[int]:
    if workers <= 1 or len(chunks) <= 1:
        yield from map(work, chunks)
        return
    # The first chunk alone: it fills what all of them share (the parameters of the day, the table of working days).
    yield work(chunks[0])
    with ThreadPoolExecutor(max_workers=workers) as pool:
        yield from pool.map(work, chunks[1:])


def _room(variable: Clause, count: int) -> np.ndarray:
    if variable.value_type is Enum:
        return np.empty(count, dtype=np.int16)
    if variable.value_type is str:
        return np.empty(count, dtype=object)
    return np.empty(count, dtype=variable.dtype)


def _decoded(variable: Clause, array: np.ndarray) -> np.ndarray:
    if variable.value_type is not Enum:
        return array
    return np.array([item.name for item in variable.possible_values])[array]


def _column(variable: Clause, values: Any) -> tuple[Any, FactProblem | None]:
    """One column as it is stored; typed columns pass without a look at each value."""
    if isinstance(values, CodeArray) or (isinstance(values, EnumArray) and variable.value_type is Enum):
        return values, None
    if hasattr(values, "combine_chunks"):
        values = values.combine_chunks()
    if hasattr(values, "is_null"):
        values = _from_arrow(variable, values)
    if variable.value_type is Enum:
        return _names(variable, values)
    if isinstance(values, np.ndarray) and values.dtype.kind in _KINDS.get(variable.value_type, ""):
        return _bounded(variable, values.astype(variable.dtype, copy=False))
    if variable.value_type is str:
        return _codes(variable, values)
    column = np.full(len(values), variable.default_value, dtype=variable.dtype)
    # Equal values are read once: a register has few of most of them.
    read: dict[tuple[type, Any], Any] = {}
    for row, value in enumerate(values):
        if _is_missing(value):
            continue
        key = (type(value), value)
        if key not in read:
            plain = value.item() if isinstance(value, np.generic) else value
            stored, problem = coerce(variable, plain)
            if problem is not None:
                return None, FactProblem(problem.fact, f"row {row}: {problem.message}", problem.suggestions)
            read[key] = stored
        column[row] = read[key]
    return column, None


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value == "") or (isinstance(value, float) and np.isnan(value))


def _from_arrow(variable: Clause, values: Any) -> Any:
    """An arrow array as numpy keeps it, with its nulls as not known."""
    import pyarrow as pa

    kind = values.type
    if pa.types.is_boolean(kind) and variable.value_type is bool:
        return values.fill_null(False).to_numpy(zero_copy_only=False)
    if pa.types.is_integer(kind) and variable.value_type is int:
        return values.fill_null(NOT_KNOWN).to_numpy(zero_copy_only=False)
    if (pa.types.is_date(kind) or pa.types.is_timestamp(kind)) and variable.value_type is dt.date:
        return values.to_numpy(zero_copy_only=False).astype("datetime64[D]")
    if pa.types.is_dictionary(kind) and variable.value_type is str:
        words = ["", *(str(word or "") for word in values.dictionary.to_pylist())]
        return _Coded(values.indices.fill_null(-1).to_numpy(zero_copy_only=False) + 1, words)
    return values.to_pylist()


@dataclass(frozen=True)
class _Coded:
    index: np.ndarray
    words: Sequence[str]

    def __len__(self) -> int:
        return len(self.index)


def _bounded(variable: Clause, column: np.ndarray) -> tuple[Any, FactProblem | None]:
    least, most = variable.meta.minimum, variable.meta.maximum
    if variable.value_type is int and column.size and (least is not None or most is not None):
        given = column != NOT_KNOWN
        wrong = given & ((column < least) if least is not None else False)
        wrong |= given & ((column > most) if most is not None else False)
        if wrong.any():
            row = int(np.argmax(wrong))
            message = f"row {row}: must lie between {least} and {most}; {column[row]} does not."
            return None, FactProblem(variable.name, message)
    return column, None


def _names(variable: Clause, values: Any) -> tuple[Any, FactProblem | None]:
    choices = {item.name: item.index for item in variable.possible_values}
    default = variable.default_value.index
    if isinstance(values, np.ndarray) and values.dtype.kind == "U":
        different, place = np.unique(values, return_inverse=True)
        words = [str(word) for word in different]
    else:
        numbers: dict[str, int] = {}
        place = np.fromiter(
            (numbers.setdefault("" if _is_missing(v) else str(getattr(v, "name", v)), len(numbers)) for v in values),
            dtype=np.int64,
            count=len(values),
        )
        words = list(numbers)
    wrong = sorted(word for word in words if word and word not in choices)
    if wrong:
        return None, FactProblem(variable.name, f"has no values {', '.join(wrong)}; use: {', '.join(choices)}.")
    index = np.array([choices.get(word, default) for word in words] or [default], dtype=variable.dtype)
    return EnumArray(index[place], variable.possible_values), None


def _codes(variable: Clause, values: Any) -> tuple[Any, FactProblem | None]:
    if isinstance(values, _Coded):
        column = CodeArray(values.index, values.words)
    else:
        column = CodeArray.of(
            " ".join(v) if isinstance(v, (list, tuple)) else ("" if _is_missing(v) else v) for v in values
        )
    read = []
    for text in column.lists:
        stored, problem = coerce(variable, text)
        if problem is not None:
            return None, problem
        read.append(stored)
    return CodeArray(np.asarray(column), read), None
