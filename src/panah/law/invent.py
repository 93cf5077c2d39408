# SPDX-License-Identifier: AGPL-3.0-or-later
"""An invented population of a pack (``invented.yaml``): facts without people, on which a draft of a law can be tried."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from openfisca_core.indexed_enums import Enum

from panah.law.clauses import NOT_KNOWN, Clause
from panah.law.columns import CodeArray
from panah.law.errors import PackError, Problem
from panah.law.pack import Pack
from panah.law.population import Population, population
from panah.law.texts import read_yaml

_HOW = ("days", "one_of", "numbers", "chance")


@dataclass(frozen=True)
class Invented:
    """Facts of people who do not exist, with the status and the sex of each."""

    people: Population
    status: np.ndarray
    sex: np.ndarray


def invent(pack: Pack, count: int, on: dt.date, seed: int = 1) -> Invented:
    """Invents facts; the same seed and day give the same.

    Args:
        count: how many people. on: the day from which days are counted.

    Raises:
        PackError: the pack has no invented.yaml, or one with errors.
    """
    path = pack.folder / "invented.yaml"
    if not path.is_file():
        raise PackError(pack.code, [Problem(path.name, "is missing; this pack invents nobody")])
    data = read_yaml(path)
    problems = [
        Problem(f"{path.name}#{name}", message)
        for part in (data["everybody"], *(group["facts"] for group in data["groups"].values()))
        for name, how in part.items()
        for message in _faults(name, how, pack)
    ]
    if problems:
        raise PackError(pack.code, problems)
    rng = np.random.default_rng(seed)
    groups = data["groups"]
    shares = np.array([float(group["share"]) for group in groups.values()])
    place = rng.choice(len(shares), size=count, p=shares / shares.sum())
    everybody = np.arange(count)
    columns: dict[str, Any] = {}
    sex = np.full(count, "")
    for name, how in data["everybody"].items():
        if name == "sex":
            sex = _texts(how["one_of"], count, rng)
        else:
            columns[name] = _column(pack.facts[name], None, everybody, how, count, on, rng)
    for number, group in enumerate(groups.values()):
        members = np.flatnonzero(place == number)
        for name, how in group["facts"].items():
            columns[name] = _column(pack.facts[name], columns.get(name), members, how, count, on, rng)
    return Invented(population(columns, pack, count), np.array(list(groups))[place], sex)


def _faults(name: str, how: Any, pack: Pack) -> list[str]:
    if name != "sex" and name not in pack.facts:
        return ["is no fact of this pack"]
    if not isinstance(how, dict) or not how or set(how) - set(_HOW):
        return [f"must say how, by: {', '.join(_HOW)}"]
    return []


def _texts(weights: Mapping[Any, float], count: int, rng: np.random.Generator) -> np.ndarray:
    shares = np.array([float(w) for w in weights.values()])
    return np.array([str(k) for k in weights])[rng.choice(len(shares), size=count, p=shares / shares.sum())]


def _column(
    fact: Clause,
    column: Any,
    members: np.ndarray,
    how: Mapping[str, Any],
    count: int,
    on: dt.date,
    rng: np.random.Generator,
) -> Any:
    """The column of a fact with values for the members."""
    size = len(members)
    some = members[rng.random(size) < float(how.get("chance", 1))]
    if fact.value_type is bool:
        filled = np.zeros(count, dtype=bool) if column is None else column
        filled[some] = True
    elif fact.value_type is dt.date:
        filled = np.full(count, np.datetime64("NaT", "D")) if column is None else column
        first, last = how["days"]
        filled[some] = np.datetime64(on, "D") + rng.integers(first, last + 1, len(some)).astype("timedelta64[D]")
    elif fact.value_type is int:
        filled = np.full(count, NOT_KNOWN, dtype=np.int32) if column is None else column
        if "numbers" in how:
            first, last = how["numbers"]
            filled[some] = rng.integers(first, last + 1, len(some))
        else:
            filled[some] = _texts(how["one_of"], len(some), rng).astype(np.int32)
    elif fact.value_type is Enum:
        filled = np.full(count, fact.default_value.name, dtype="U40") if column is None else column
        filled[some] = _texts(how["one_of"], len(some), rng)
    else:
        words = list(dict.fromkeys(["", *map(str, how["one_of"])]))
        filled = CodeArray(np.zeros(count, dtype=np.int32), words) if column is None else column
        given = _texts(how["one_of"], len(some), rng)
        filled[some] = _numbers(words, given)
    return filled


def _numbers(words: list[str], texts: np.ndarray) -> np.ndarray:
    different, place = np.unique(texts, return_inverse=True)
    return np.array([words.index(str(text)) for text in different], dtype=np.int32)[place]
