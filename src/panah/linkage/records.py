# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is compared of a person: one record of plain columns, made for a pair in Python or for a register in DuckDB.

Names are read by whoever knows names: a `Reader` is handed in, since this package knows no other of ours.
"""

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import duckdb
import pyarrow as pa

PARTS = ("given", "family", "father")
"""The parts of a name that are compared; a patronymic is a third name, not noise."""
PLACES = ("place", "district")
ROLES = (*PARTS, *PLACES)
SPARE = 4
"""Keys of further readings that are kept of one word in a record; the likeliest come first."""

MOST_PAPER, MOST_PHONE = 5, 30
"""People who may bear one number. One that more bear ("none", 000000, the telephone of a camp) tells nobody apart."""
MANY = 4_000
"""Words from which on several processes read them."""
_T = TypeVar("_T")

SOURCE: dict[str, str] = {
    "id": "VARCHAR", "full": "VARCHAR", "given": "VARCHAR", "family": "VARCHAR", "father": "VARCHAR",
    "also": "VARCHAR[]", "born_from": "DATE", "born_to": "DATE", "exact": "BOOLEAN", "sex": "VARCHAR",
    "place": "VARCHAR", "district": "VARCHAR", "address": "VARCHAR", "papers": "VARCHAR[]", "phones": "VARCHAR[]",
}  # fmt: skip
"""Columns and types of a snapshot, as it comes out of a register: one row a person, texts as written.

`also` are further full names (of birth, of marriage, on a paper); `exact` says that the day of birth is known.
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """A word or two of a name as it is compared: plain spelling, and keys of what it sounds like, likeliest first.

    vowels: its vowels in their order, of a few kinds; None where its script leaves them out.
    """

    spelling: str
    keys: tuple[str, ...]
    vowels: str | None = None


class Reader(Protocol):
    """Whoever knows names."""

    def read(self, role: str, text: str) -> Reading | None:
        """A given name, family name, father's name or place, as it is compared; None where there is nothing to read."""

    def split(self, full: str) -> tuple[str, str, str]:
        """Given name, family name and father's name of a full name, each "" where it is not told."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is compared of one person. Missing is None or empty, and says nothing for or against.

    given, family, father: the key that stands for the name, the commonest of its readings; `_spelling` as it is written, `_keys`
        all keys, those of further names of the person included; given_vowels: the vowels of the given name, where they are
        written.
    dob: the day of birth as YYYY-MM-DD, where the day is known; yob, yob_to: first and last year it may lie in.
    address: street and house as written, spaces and capitals evened out.
    papers, phones: numbers as they are compared.
    """

    id: str
    given: str | None = None
    given_spelling: str | None = None
    given_keys: tuple[str, ...] = ()
    given_vowels: str | None = None
    family: str | None = None
    family_spelling: str | None = None
    family_keys: tuple[str, ...] = ()
    father: str | None = None
    father_spelling: str | None = None
    father_keys: tuple[str, ...] = ()
    dob: str | None = None
    yob: int | None = None
    yob_to: int | None = None
    sex: str | None = None
    place: str | None = None
    place_keys: tuple[str, ...] = ()
    district: str | None = None
    district_keys: tuple[str, ...] = ()
    address: str | None = None
    papers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A row of a snapshot in Python (`SOURCE`)."""

    id: str
    full: str = ""
    given: str = ""
    family: str = ""
    father: str = ""
    also: tuple[str, ...] = ()
    born_from: Any = None
    born_to: Any = None
    exact: bool = False
    sex: str = ""
    place: str = ""
    district: str = ""
    address: str = ""
    papers: tuple[str, ...] = ()
    phones: tuple[str, ...] = field(default=())


def standing_key(keys: Sequence[str], frequency: Mapping[str, float]) -> str | None:
    """Of the readings of a word, the one that most people's words can be read as; the likeliest where all are as rare.

    So Hovhannes (HVHNS or AVNS) and Ованес (AVNS) come to stand under one key without a table of exceptions.
    """
    if not keys:
        return None
    return max(keys, key=lambda key: (frequency.get(key, 0.0), -keys.index(key)))


def record_of(source: Source, reader: Reader, frequencies: Mapping[str, Mapping[str, float]]) -> Record:
    """The record of one person, the same that `prepare` makes of a whole register.

    Args:
        source: what the register holds of the person.
        reader: whoever knows names.
        frequencies: role -> key -> share of people whose name can be read so (`Model.frequencies`).
    """
    columns: dict[str, Any] = {}
    texts = _texts(source, reader)
    further = [dict(zip(PARTS, reader.split(full), strict=True)) for full in source.also]
    for role in ROLES:
        reading = reader.read(role, texts[role]) if texts[role] else None
        keys = list(reading.keys[:SPARE]) if reading else []
        if reading:
            columns[role] = standing_key(reading.keys, frequencies.get(role, {}))
            if role in PARTS:
                columns[f"{role}_spelling"] = reading.spelling
            if role == "given":
                columns["given_vowels"] = reading.vowels
        if role in PARTS:
            for other in further:
                also = reader.read(role, other[role]) if other[role] else None
                keys += list(also.keys[:SPARE]) if also else []
        columns[f"{role}_keys"] = tuple(dict.fromkeys(keys))
    dob = None
    if source.exact and source.born_from and not (source.born_from.month == 1 and source.born_from.day == 1):
        dob = source.born_from.isoformat()
    return Record(
        id=source.id,
        **columns,
        dob=dob,
        yob=source.born_from.year if source.born_from else None,
        yob_to=source.born_to.year if source.born_to else None,
        sex=source.sex if source.sex in ("F", "M") else None,
        address=" ".join(source.address.casefold().split()) or None,
        papers=tuple(source.papers),
        phones=tuple(source.phones),
    )


def _texts(source: Source, reader: Reader) -> dict[str, str]:
    texts = {role: getattr(source, role) for role in ROLES}
    if not source.given and not source.family and source.full:
        given, family, father = reader.split(source.full)
        texts.update(given=given, family=family, father=father or source.father)
    return texts


Progress = Callable[[str, float], None]


def prepare(
    con: duckdb.DuckDBPyConnection,
    reader: Reader,
    progress: Progress = lambda step, share: None,
    *,
    pool: Executor | None = None,
) -> None:
    """Make the table `records` of the table `people` (columns `SOURCE`), in DuckDB.

    Every distinct word is read once: a register of 1.2 million people has some hundred thousand. Further tables stay for
    later: `told` (what a person is called, as written), `numbers` (n, id), and `key_frequency` (role, key, share).

    Args:
        con: a connection on which `people` is.
        reader: whoever knows names.
        progress: told the step and how much of it is done, 0 to 1.
        pool: processes that share the reading; none where there is little to read.
    """
    progress("names", 0)
    fulls = [row[0] for row in con.execute(
        "SELECT DISTINCT \"full\" FROM people WHERE given = '' AND family = '' AND \"full\" <> ''"
    ).fetchall()]  # fmt: skip
    fulls += [row[0] for row in con.execute("SELECT DISTINCT unnest(also) FROM people").fetchall() if row[0]]
    fulls = list(dict.fromkeys(fulls))
    parts = _read_all(pool, reader.split, fulls)
    _register(con, "split_names", {
        "text": fulls, "s_given": [one[0] for one in parts], "s_family": [one[1] for one in parts],
        "s_father": [one[2] for one in parts],
    })  # fmt: skip
    con.execute("""
        CREATE OR REPLACE TABLE told AS
        SELECT row_number() OVER ()::INTEGER AS n, p.id,
            CASE WHEN s.text IS NULL THEN p.given ELSE s.s_given END AS given,
            CASE WHEN s.text IS NULL THEN p.family ELSE s.s_family END AS family,
            CASE WHEN s.text IS NULL OR s.s_father = '' THEN p.father ELSE s.s_father END AS father,
            p.place, p.district, p.address, p.also, p.born_from, p.born_to, p.exact, p.sex, p.papers, p.phones
        FROM people p LEFT JOIN split_names s ON p.given = '' AND p.family = '' AND p."full" = s.text
    """)
    progress("names", 0.2)
    _read_words(con, reader, progress, pool)
    _records(con)
    progress("names", 1)


def _read_words(con: duckdb.DuckDBPyConnection, reader: Reader, progress: Progress, pool: Executor | None) -> None:
    """The tables `words` (role, text, standing key, spelling, keys, vowels) and `key_frequency`."""
    columns: dict[str, list[Any]] = {name: [] for name in ("role", "text", "key", "spelling", "keys", "vowels")}
    frequency: dict[str, list[Any]] = {name: [] for name in ("role", "key", "share")}
    for place, role in enumerate(ROLES):
        counted = con.execute(f"SELECT {role}, count(*) FROM told WHERE {role} <> '' GROUP BY 1 ORDER BY 1").fetchall()  # noqa: S608
        total = sum(count for _, count in counted) or 1
        extra = [] if role not in PARTS else [row[0] for row in con.execute(
            f"SELECT DISTINCT s_{role} FROM split_names WHERE s_{role} <> ''"  # noqa: S608
        ).fetchall()]  # fmt: skip
        counted += [(text, 0) for text in set(extra) - {text for text, _ in counted}]
        read = _read_all(pool, functools.partial(reader.read, role), [text for text, _ in counted])
        readings = [(text, count, reading) for (text, count), reading in zip(counted, read, strict=True)]
        bearers: Counter[str] = Counter()
        for _, count, reading in readings:
            for key in reading.keys if reading else ():
                bearers[key] += count
        for text, _, reading in readings:
            if reading:
                columns["role"].append(role)
                columns["text"].append(text)
                columns["key"].append(standing_key(reading.keys, bearers))
                columns["spelling"].append(reading.spelling)
                columns["keys"].append(list(reading.keys[:SPARE]))
                columns["vowels"].append(reading.vowels)
        for key, count in bearers.items():
            frequency["role"].append(role)
            frequency["key"].append(key)
            frequency["share"].append(count / total)
        progress("names", 0.2 + 0.7 * (place + 1) / len(ROLES))
    _register(con, "words", columns)
    _register(con, "key_frequency", frequency)


def _read_all(pool: Executor | None, read: Callable[[str], _T], texts: Sequence[str]) -> list[_T]:
    if pool is None or len(texts) < MANY:
        return [read(text) for text in texts]
    return list(pool.map(read, texts, chunksize=MANY // 4))


def _records(con: duckdb.DuckDBPyConnection) -> None:
    # Each part by itself: one join of them all would set every name against every word.
    each = " UNION ALL ".join(
        f"SELECT names.n, '{role}' AS role, w.keys FROM names JOIN split_names s USING (text) "  # noqa: S608
        f"JOIN words w ON w.role = '{role}' AND w.text = s.s_{role}"
        for role in PARTS
    )
    con.execute(f"""
        CREATE OR REPLACE TABLE further AS
        WITH names AS (SELECT n, unnest(also) AS text FROM told WHERE len(also) > 0)
        SELECT n, role, flatten(list(keys)) AS keys FROM ({each}) GROUP BY 1, 2
    """)  # noqa: S608
    for column, most in (("papers", MOST_PAPER), ("phones", MOST_PHONE)):
        con.execute(f"""
            CREATE OR REPLACE TABLE told_{column} AS
            WITH single AS (SELECT n, unnest({column}) AS number FROM told WHERE len({column}) > 0),
            good AS (SELECT number FROM single GROUP BY 1 HAVING count(DISTINCT n) <= {most})
            SELECT n, list(DISTINCT number ORDER BY number) AS numbers FROM single SEMI JOIN good USING (number) GROUP BY 1
        """)  # noqa: S608
    chosen, joins = [], []
    for role in ROLES:
        joins.append(
            f"LEFT JOIN (SELECT * FROM words WHERE role = '{role}') w_{role} ON w_{role}.text = t.{role}"  # noqa: S608
        )
        chosen.append(f"w_{role}.key AS {role}")
        if role in PLACES:
            chosen.append(f"w_{role}.keys AS {role}_keys")
            continue
        joins.append(f"LEFT JOIN (SELECT * FROM further WHERE role = '{role}') f_{role} ON f_{role}.n = t.n")  # noqa: S608
        chosen.append(f"w_{role}.spelling AS {role}_spelling")
        if role == "given":
            chosen.append(f"w_{role}.vowels AS {role}_vowels")
        chosen.append(
            f"CASE WHEN f_{role}.keys IS NULL THEN w_{role}.keys "
            f"ELSE list_distinct(list_concat(coalesce(w_{role}.keys, []), f_{role}.keys)) END AS {role}_keys"
        )
    con.execute(rf"""
        CREATE OR REPLACE TABLE records AS
        SELECT t.n AS unique_id, {", ".join(chosen)},
            CASE WHEN t.exact AND NOT (month(t.born_from) = 1 AND day(t.born_from) = 1)
                THEN strftime(t.born_from, '%Y-%m-%d') END AS dob,
            year(t.born_from)::INTEGER AS yob, year(t.born_to)::INTEGER AS yob_to,
            CASE WHEN t.sex IN ('F', 'M') THEN t.sex END AS sex,
            nullif(lower(trim(regexp_replace(t.address, '\s+', ' ', 'g'))), '') AS address,
            d.numbers AS papers, d.numbers[1] AS paper, c.numbers AS phones, c.numbers[1] AS phone
        FROM told t LEFT JOIN told_papers d ON d.n = t.n LEFT JOIN told_phones c ON c.n = t.n {" ".join(joins)}
    """)  # noqa: S608
    con.execute("CREATE OR REPLACE TABLE numbers AS SELECT n, id FROM told")
    for table in ("words", "split_names", "further", "told_papers", "told_phones"):
        con.execute(f"DROP TABLE {table}")


def _register(con: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Iterable[Any]]) -> None:
    types = {"keys": pa.list_(pa.string()), "share": pa.float64()}
    table = pa.table({key: pa.array(list(values), types.get(key, pa.string())) for key, values in columns.items()})
    con.register("handed_in", table)
    con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM handed_in")  # noqa: S608
    con.unregister("handed_in")
