# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the register knows of everybody, as columns of facts: `register.facts.person_facts` for the whole register at once.

One query reads sex, birth, citizenships and the legal statuses that hold on a day, a second one the entries in restriction
lists; no name, no number of a paper, no address.
Files that were merged are one person. Whether a child is with its family, and who is its guardian, is not read here.
"""

import datetime as dt
import io
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
from django.db import connection

from panah.law.columns import CodeArray
from panah.register.facts import ASYLUM_STATE, alpha_2, restriction_says
from panah.register.models import StatusGroup, StatusKind

GROUPS = tuple(StatusGroup)
#: What is read of the status of a group, and of a visa.
_WIDE = {False: ("kind", "ground", "since", "until"), True: ("kind", "ground", "since", "until", "days", "entered")}

_HELD = """
WITH RECURSIVE link AS (
    SELECT DISTINCT ON (absorbed_id) absorbed_id, kept_id FROM register_merge WHERE split_at IS NULL
    ORDER BY absorbed_id, merged_at
), up AS (
    SELECT absorbed_id AS id, kept_id AS top FROM link
    UNION SELECT up.id, link.kept_id FROM up JOIN link ON link.absorbed_id = up.top
), tops AS (
    SELECT id, top FROM up WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.absorbed_id = up.top)
), held AS (
    -- The person's own status of a group before one of a file that was merged into it.
    SELECT DISTINCT ON (1, 2) coalesce(t.top, s.person_id) AS person, s."group" AS g, s.kind, s.ground,
        lower(s.valid) AS since, upper(s.valid) - 1 AS until, s.stay_days AS days, s.entered_on AS entered
    FROM register_legalstatus s LEFT JOIN tops t ON t.id = s.person_id
    WHERE upper_inf(s.recorded) AND s.valid @> %(on)s::date
    ORDER BY 1, 2, (t.top IS NOT NULL), s.person_id
), wide AS (
    SELECT person, {columns} FROM held GROUP BY person
), found AS (
    SELECT DISTINCT ON (1) coalesce(t.top, n.person_id) AS person, n.affiliation
    FROM register_nationality n LEFT JOIN tops t ON t.id = n.person_id
    WHERE upper_inf(n.recorded) AND n.valid @> %(on)s::date
    ORDER BY 1, (t.top IS NOT NULL), n.person_id
)
SELECT p.id, p.sex, p.born_from, p.born_to, p.birth_precision = 'day' AS exact, p.stateless,
    array_to_string(p.citizenships, ' ') AS citizenships, f.affiliation, {names}
FROM register_person p LEFT JOIN wide w ON w.person = p.id LEFT JOIN found f ON f.person = p.id
WHERE p.deceased_on IS NULL AND NOT EXISTS (SELECT 1 FROM link WHERE link.absorbed_id = p.id){only}
ORDER BY p.id
"""


@dataclass(frozen=True)
class RegisterFacts:
    """Facts of everybody whom the connection may see.

    Attributes:
        ids: of the people, only to add what is known of their cases; drop it before anything is counted.
        sex: M, F, X or U. status: the kind of the status that stands for the person in tables, "" for none.
        ground: the coded ground of that status. columns: fact -> column for `panah.law.population`.
    """

    ids: pa.Array
    sex: np.ndarray
    status: np.ndarray
    ground: np.ndarray
    columns: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)


_LISTED = """
WITH RECURSIVE link AS (
    SELECT DISTINCT ON (absorbed_id) absorbed_id, kept_id FROM register_merge WHERE split_at IS NULL
    ORDER BY absorbed_id, merged_at
), up AS (
    SELECT absorbed_id AS id, kept_id AS top FROM link
    UNION SELECT up.id, link.kept_id FROM up JOIN link ON link.absorbed_id = up.top
), tops AS (
    SELECT id, top FROM up WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.absorbed_id = up.top)
)
SELECT coalesce(t.top, r.person_id), r.kind, r.ground, r.fact, r.first_day, r.last_day
FROM register_restriction r LEFT JOIN tops t ON t.id = r.person_id
WHERE r.confirmed_at IS NOT NULL AND r.suspended_at IS NULL AND r.first_day <= %(on)s AND (r.last_day IS NULL OR r.last_day >= %(on)s)
  AND (r.ended_on IS NULL OR r.ended_on > %(on)s){only}
"""
"""Entries in force on a day, each with the file that goes on: few beside the people."""


def register_facts(on: dt.date, people: Collection[uuid.UUID] | None = None) -> RegisterFacts:
    """Reads the whole register in two queries, as far as the connection may see it (`acting`, `elevated`).

    Args:
        on: the day on which statuses must hold. people: these alone; a file that was merged into another has no row.
    """
    wide = ", ".join(
        f"max({column}) FILTER (WHERE g = '{group.value}') AS {group.value}_{column}"
        for group in GROUPS
        for column in _WIDE[group is StatusGroup.VISA]
    )
    names = ", ".join(f"w.{g.value}_{column}" for g in GROUPS for column in _WIDE[g is StatusGroup.VISA])
    only = "" if people is None else " AND p.id = ANY(%(people)s)"
    # What is put in are names of columns, from this file and from an enumeration of the code.
    sql = _HELD.format(columns=wide, names=names, only=only)
    values: dict[str, Any] = {"on": on} | ({} if people is None else {"people": list(people)})
    buffer = io.BytesIO()
    connection.ensure_connection()
    # The driver's own cursor: that of Django knows no COPY with values.
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv, HEADER)", values) as copy,
    ):
        for part in copy:
            buffer.write(part)
    buffer.seek(0)
    found = _columns(_read(buffer))
    found.columns.update(_listed(found, values, people is not None))
    return found


def _listed(found: RegisterFacts, values: dict[str, Any], some: bool) -> dict[str, np.ndarray]:
    """What the entries in the restriction lists say, as columns: only of facts that some entry states."""
    only = " AND coalesce(t.top, r.person_id) = ANY(%(people)s)" if some else ""
    with connection.cursor() as cursor:
        cursor.execute(_LISTED.format(only=only), values)
        rows = cursor.fetchall()
    if not rows:
        return {}
    place = {person: number for number, person in enumerate(found.ids.to_pylist())}
    columns: dict[str, np.ndarray] = {}
    for person, *entry in rows:
        row = place.get(str(person))
        if row is None:
            continue
        for name, value in restriction_says(*entry).items():
            if isinstance(value, bool):
                columns.setdefault(name, np.zeros(len(found), dtype=bool))[row] = value
            else:
                days = columns.setdefault(name, np.full(len(found), np.datetime64("NaT", "D")))
                days[row] = np.fmax(days[row], np.datetime64(value, "D"))
    return columns


def _read(buffer: io.BytesIO) -> pa.Table:
    words = pa.dictionary(pa.int32(), pa.string())
    types: dict[str, pa.DataType] = {
        "id": pa.string(),
        "sex": words,
        "born_from": pa.date32(),
        "born_to": pa.date32(),
        "exact": pa.bool_(),
        "stateless": pa.bool_(),
        "citizenships": words,
        "affiliation": words,
    }
    for group in GROUPS:
        types |= {f"{group.value}_{name}": words for name in ("kind", "ground")}
        types |= {f"{group.value}_{name}": pa.date32() for name in ("since", "until")}
    types |= {"visa_days": pa.int64(), "visa_entered": pa.date32()}
    options = pc.ConvertOptions(
        column_types=types, true_values=["t"], false_values=["f"], null_values=[""], strings_can_be_null=True
    )
    return pc.read_csv(buffer, convert_options=options).combine_chunks()


def _words(table: pa.Table, name: str) -> np.ndarray:
    column = table.column(name)
    if not len(column):
        return np.empty(0, dtype="U1")
    array = column.combine_chunks()
    array = array.chunk(0) if isinstance(array, pa.ChunkedArray) else array
    different = np.array(["", *(str(w) for w in array.dictionary.to_pylist())])
    return different[np.asarray(array.indices.fill_null(-1)) + 1]


def _days(table: pa.Table, name: str) -> np.ndarray:
    return table.column(name).to_numpy().astype("datetime64[D]")


def _flags(table: pa.Table, name: str) -> np.ndarray:
    return np.asarray(table.column(name).fill_null(False).to_numpy(), dtype=bool)


#: Which status stands for a person in tables, where several hold: the first of these groups.
_FIRST = (
    StatusGroup.REMOVAL, StatusGroup.ASYLUM, StatusGroup.POLITICAL_ASYLUM, StatusGroup.STAY, StatusGroup.STATELESSNESS,
    StatusGroup.TRAFFICKING, StatusGroup.PROSECUTION,
)  # fmt: skip


def _columns(table: pa.Table) -> RegisterFacts:
    kinds = {group: _words(table, f"{group.value}_kind") for group in GROUPS}
    never = np.datetime64("NaT", "D")

    def since(group: StatusGroup, kind: StatusKind, name: str = "since") -> np.ndarray:
        return np.where(kinds[group] == kind.value, _days(table, f"{group.value}_{name}"), never)

    def holds(group: StatusGroup, kind: StatusKind) -> np.ndarray:
        return kinds[group] == kind.value

    asylum = kinds[StatusGroup.ASYLUM]
    state = np.full(len(asylum), "none", dtype="U20")
    for kind, name in ASYLUM_STATE.items():
        state[asylum == kind.value] = name
    affiliation = _words(table, "affiliation")
    texts = _words(table, "citizenships")
    different, place = np.unique(texts, return_inverse=True)
    codes = CodeArray(place, [" ".join(alpha_2(code) for code in str(text).split()) for text in different])
    stay, victim = StatusGroup.STAY, StatusGroup.TRAFFICKING
    columns: dict[str, Any] = {
        # Of a birth that is not exactly known the latest day counts, as in `person_facts`.
        "birth_date": np.where(_flags(table, "exact"), _days(table, "born_from"), _days(table, "born_to")),
        "citizenships": codes,
        "is_stateless": _flags(table, "stateless") | holds(StatusGroup.STATELESSNESS, StatusKind.STATELESS),
        "statelessness_open": holds(StatusGroup.STATELESSNESS, StatusKind.STATELESS_APPLICANT),
        "affiliation_result": np.where(affiliation == "", "none", affiliation),
        "asylum_state": state,
        "recognised_on": since(StatusGroup.ASYLUM, StatusKind.REFUGEE),
        "political_asylum": holds(StatusGroup.POLITICAL_ASYLUM, StatusKind.POLITICAL_ASYLUM),
        "permanent_resident": holds(stay, StatusKind.PERMANENT_RESIDENCE),
        "trafficking_victim": holds(victim, StatusKind.TRAFFICKING_VICTIM),
        "trafficking_recognised_on": since(victim, StatusKind.TRAFFICKING_VICTIM),
        "assists_prosecution": holds(StatusGroup.PROSECUTION, StatusKind.ASSISTS_PROSECUTION),
        "has_work_permit": holds(StatusGroup.WORK, StatusKind.WORK_PERMIT),
        "trp_granted_on": since(stay, StatusKind.TEMPORARY_RESIDENCE),
        "trp_valid_until": since(stay, StatusKind.TEMPORARY_RESIDENCE, "until"),
        "prp_valid_until": since(stay, StatusKind.PERMANENT_RESIDENCE, "until"),
        "stay_extended_until": since(stay, StatusKind.TEMPORARY_STAY, "until"),
        "expulsion_decision_made": holds(StatusGroup.REMOVAL, StatusKind.REMOVAL_ORDERED),
        "wp_valid_until": since(StatusGroup.WORK, StatusKind.WORK_PERMIT, "until"),
        "holds_visa": holds(StatusGroup.VISA, StatusKind.VISA),
        "visa_held_until": since(StatusGroup.VISA, StatusKind.VISA, "until"),
        "visa_held_days": np.asarray(table.column("visa_days").fill_null(0).to_numpy(), dtype=np.int64),
        "visa_entered_on": since(StatusGroup.VISA, StatusKind.VISA, "entered"),
    }
    status, ground = np.full(len(asylum), "", dtype="U30"), np.full(len(asylum), "", dtype="U40")
    for group in reversed(_FIRST):
        some = kinds[group] != ""
        status[some] = kinds[group][some]
        ground[some] = _words(table, f"{group.value}_ground")[some]
    return RegisterFacts(
        ids=table.column("id").combine_chunks(), sex=_words(table, "sex"), status=status, ground=ground, columns=columns
    )
