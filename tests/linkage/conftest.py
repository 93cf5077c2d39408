# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small invented register, and a model learnt on a larger one."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from panah.linkage.engine import connect
from panah.linkage.model import Model, load
from panah.linkage.records import SOURCE, Record, Source, record_of
from panah.linkage.scorer import Scored, score
from panah.register.reading import NameReader

GIVEN = [
    "Elçin",
    "Эльчин",
    "Leyla",
    "Лейла",
    "Rauf",
    "Рауф",
    "Aysel",
    "Tofiq",
    "Nigar",
    "Orxan",
    "Orkhan",
    "Vüsal",
    "Əli",
    "Hüseyn",
    "Гусейн",
    "Həsən",
    "Elmar",
    "Elbar",
]
FAMILY = [
    "Məmmədov",
    "Мамедов",
    "Mammadov",
    "Əliyeva",
    "Алиева",
    "Həsənli",
    "Quliyev",
    "Kuliyev",
    "Rzayev",
    "Bağırzadə",
]
FATHER = ["Rauf oğlu", "Рауфович", "Tofiq qızı", "Tofiq", "Vaqif oğlu", "Vagif", ""]

PAPERS = [f"AZE{number}" for number in range(150)]
PHONES = [f"50111{number}" for number in range(1000, 1030)]


def people(number: int, seed: int = 1) -> list[Source]:
    """Invented people with gaps, slips, and names in several spellings; some share a paper or a telephone."""
    chance = random.Random(seed)
    found = []
    for place in range(number):
        day = dt.date(1960 + chance.randrange(6), chance.choice([1, 3, 12]), chance.choice([1, 3, 4, 12]))
        known = chance.random()
        exact = known < 0.7
        full = chance.random() < 0.3
        given, family, father = chance.choice(GIVEN), chance.choice(FAMILY), chance.choice(FATHER)
        if chance.random() < 0.1:
            given = given[:2] + given[3:]
        if chance.random() < 0.1:
            given, family = family, given
        found.append(
            Source(
                id=f"P{place}",
                full=f"{given} {family} {father}".strip(),
                given="" if full else given,
                family="" if full else family,
                father="" if full else father,
                also=(f"{given} {chance.choice(FAMILY)}",) if chance.random() < 0.2 else (),
                born_from=day if exact else (dt.date(day.year, 1, 1) if known < 0.9 else None),
                born_to=day if exact else (dt.date(day.year, 12, 31) if known < 0.9 else None),
                exact=exact,
                sex=chance.choice(["F", "M", "U"]),
                place=chance.choice(["Laçın", "Лачин", "Şuşa", ""]),
                district=chance.choice(["Bakı", "Баку", "Gəncə", ""]),
                address=chance.choice(["Dəniz küçəsi 1", "dəniz  küçəsi 1", "Çinar 2", ""]),
                papers=tuple(chance.sample(PAPERS, chance.randrange(3))),
                phones=tuple(chance.sample(PHONES, chance.randrange(2))),
            )
        )
    return found


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB, bounded."""
    with connect(tmp_path, memory="500MB") as connection:
        yield connection


def load_people(connection: duckdb.DuckDBPyConnection, sources: list[Source]) -> None:
    """Make the table `people`."""
    types = {"VARCHAR": pa.string(), "VARCHAR[]": pa.list_(pa.string()), "DATE": pa.date32(), "BOOLEAN": pa.bool_()}
    table = pa.table(
        {name: pa.array([getattr(one, name) for one in sources], types[kind]) for name, kind in SOURCE.items()}
    )
    connection.register("handed", table)
    connection.execute("CREATE OR REPLACE TABLE people AS SELECT * FROM handed")
    connection.unregister("handed")


@pytest.fixture(scope="session")
def model() -> Model:
    """What comes with Panah, for a register of 1.2 million."""
    return load().for_people(1_200_000)


@pytest.fixture
def compare(model: Model) -> Callable[[Source, Source], Scored]:
    """Compare two people by the model."""

    def _record(source: Source) -> Record:
        return record_of(source, NameReader(), model.key_frequencies)

    return lambda left, right: score(model, _record(left), _record(right))


def person(given: str, family: str, father: str = "", born: str = "", **more: Any) -> Source:
    """One person; `born` as YYYY-MM-DD or YYYY."""
    exact = len(born) == 10
    first = dt.date.fromisoformat(born if exact else f"{born}-01-01") if born else None
    last = first if exact else (dt.date(first.year, 12, 31) if first else None)
    return Source(
        id=f"{given} {family}",
        given=given,
        family=family,
        father=father,
        born_from=first,
        born_to=last,
        exact=exact,
        **more,
    )
