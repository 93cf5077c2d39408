# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom the rows of a file stand for: people on record, earlier rows of the same file, or somebody new.

Set by set, in this order; what an earlier step has decided, a later one leaves alone (`docs/import.md`):

1. the same row of the same file, imported before: matched;
2. the same external id from the same source: matched;
3. the same number of a paper: matched where name, birth and sex fit, else doubtful;
4. the same, inside the file; the same external id twice inside the file: matched where the rows are equal, else refused;
5. very alike in name and birth: doubtful.

A doubtful row is written as a new person and queued as a suspected duplicate. Nothing is written here but the rows.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from django.db import connection

from panah.register.intake.errors import Fault
from panah.register.intake.known import Known, birth_fits, compatible, differences, load, name_score
from panah.register.intake.rows import Taken
from panah.register.models import ImportRow, ImportRun, RowOutcome

_CHUNK = 2_000
_MANY = 20_000
"""From so many rows on, joins go through the whole tables; below, through their indexes."""
Decided = tuple[uuid.UUID, str, uuid.UUID | None, list[Fault], list[dict[str, Any]]]
"""A row, its outcome, who is on record for it, what is said of it, whom it may be."""
ALIKE = 0.85
"""From this score of the names on, people born on the same day are suspected to be one."""
_CROWD = 30
"""A key that more people share tells nobody apart."""


def match(run: ImportRun, household_limit: int) -> dict[str, int]:
    """Decide every row of a run anew, in the caller's transaction. Returns the counts by outcome.

    household_limit: people of one household; a larger one is no household, and its rows are refused.
    """
    many = run.rows >= _MANY
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '192MB'")
        if many:
            # Nobody has counted the fresh rows for the planner, who would go through them one by one.
            cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_RESET, {"run": run.pk})
        cursor.execute(_CROWDED, {"run": run.pk, "limit": household_limit})
        cursor.execute(_SAME_FILE, {"run": run.pk, "where": run.compartment})
        cursor.execute(_EXTERNAL, {"run": run.pk, "where": run.compartment})
    _describe_matched(run)
    _by_paper(run)
    _by_paper_inside(run)
    with connection.cursor() as cursor:
        cursor.execute(_EXTERNAL_INSIDE, {"run": run.pk})
    _by_likeness(run, _PAIRS_INSIDE, inside=True)
    if many:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_nestloop = on")
    _by_likeness(run, _PAIRS_OUTSIDE, inside=False)
    return count(run)


def count(run: ImportRun) -> dict[str, int]:
    """Rows by outcome, and those matched whose file differs from the record (`differs`)."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"run": run.pk})
        found = {outcome: (number, noted) for outcome, number, noted in cursor.fetchall()}
    counts = {outcome: found.get(outcome, (0, 0))[0] for outcome in RowOutcome.values}
    return counts | {"differs": found.get(RowOutcome.MATCHED.value, (0, 0))[1]}


# -- one set at a time

_RESET = """
UPDATE register_importrow SET outcome = 'new', person_id = NULL, faults = '[]', suspects = '[]'
WHERE run_id = %(run)s AND data <> '' AND (outcome <> 'new' OR faults <> '[]' OR suspects <> '[]')
"""
_CROWDED = """
UPDATE register_importrow r SET outcome = 'refused',
  faults = jsonb_build_array(jsonb_build_object('code', 'household_too_large', 'column', 'household_id', 'params',
           jsonb_build_object('people', crowd.people::text, 'limit', %(limit)s::text)))
FROM (SELECT anchor, count(*) AS people FROM register_importrow WHERE run_id = %(run)s AND data <> ''
      GROUP BY anchor HAVING count(*) > %(limit)s) crowd
WHERE r.run_id = %(run)s AND r.anchor = crowd.anchor AND r.data <> ''
"""
_SAME_FILE = """
UPDATE register_importrow r SET outcome = 'matched', person_id = p.id
FROM register_person p
WHERE r.run_id = %(run)s AND r.outcome = 'new' AND p.id = r.own_id AND p.compartments @> ARRAY[%(where)s]::varchar[]
"""
_EXTERNAL = """
UPDATE register_importrow r SET outcome = 'matched', person_id = p.id
FROM (SELECT external_id, min(id::text)::uuid AS id FROM register_person
      WHERE external_id <> '' AND compartments @> ARRAY[%(where)s]::varchar[]
        AND external_id IN (SELECT external_id FROM register_importrow WHERE run_id = %(run)s AND outcome = 'new')
      GROUP BY external_id) p
WHERE r.run_id = %(run)s AND r.outcome = 'new' AND r.external_id <> '' AND p.external_id = r.external_id
"""
_EXTERNAL_INSIDE = """
UPDATE register_importrow r SET
  outcome = CASE WHEN t.digest = t.first_digest THEN 'matched' ELSE 'refused' END,
  person_id = CASE WHEN t.digest = t.first_digest THEN t.first_own END,
  faults = jsonb_build_array(jsonb_build_object(
    'code', CASE WHEN t.digest = t.first_digest THEN 'row_again' ELSE 'external_id_twice' END,
    'column', 'external_id', 'params', jsonb_build_object('row', t.first::text))),
  suspects = '[]'
FROM (SELECT id, number, digest, first_value(number) OVER one AS first, first_value(digest) OVER one AS first_digest,
        first_value(own_id) OVER one AS first_own
      FROM register_importrow WHERE run_id = %(run)s AND outcome IN ('new', 'doubtful') AND external_id <> ''
      WINDOW one AS (PARTITION BY external_id ORDER BY number)) t
WHERE r.id = t.id AND t.number <> t.first
"""
_PAPERS = """
SELECT r.id, r.data, i.person_id FROM register_importrow r
JOIN register_identitypaper i ON i.number_key = r.number_key AND i.compartment IN ('', %(where)s)
WHERE r.run_id = %(run)s AND r.outcome = 'new' AND r.number_key <> ''
ORDER BY r.number, i.person_id
"""
_PAPERS_INSIDE = """
SELECT id, data, first, first_own, first_data FROM (
  SELECT id, data, number, first_value(number) OVER one AS first, first_value(own_id) OVER one AS first_own,
    first_value(data) OVER one AS first_data
  FROM register_importrow WHERE run_id = %(run)s AND outcome IN ('new', 'doubtful') AND number_key <> ''
  WINDOW one AS (PARTITION BY number_key ORDER BY number)) t
WHERE number <> first ORDER BY number
"""
_PAIRS_INSIDE = """
WITH keyed AS MATERIALIZED (
  SELECT number, unnest(blocks) AS block FROM register_importrow
  WHERE run_id = %(run)s AND outcome IN ('new', 'doubtful')),
few AS (SELECT block FROM keyed GROUP BY block HAVING count(*) BETWEEN 2 AND %(crowd)s),
pairs AS (SELECT DISTINCT a.number AS later, b.number AS earlier
          FROM few JOIN keyed a USING (block) JOIN keyed b USING (block) WHERE a.number > b.number)
SELECT later, earlier FROM pairs ORDER BY later, earlier
"""
_PAIRS_OUTSIDE = """
WITH asked AS MATERIALIZED (
  SELECT r.number, string_to_array(split_part(block, '|', 1), ' ') AS pair,
    to_date(rpad(split_part(block, '|', 2), 10, '-01-01'), 'YYYY-MM-DD') AS born
  FROM register_importrow r CROSS JOIN LATERAL unnest(r.blocks) AS block
  WHERE r.run_id = %(run)s AND r.outcome IN ('new', 'doubtful') AND split_part(block, '|', 3) = ''),
known AS MATERIALIZED (
  SELECT p.id, p.born_from AS born, array_agg(DISTINCT key::text) AS keys
  FROM register_person p
  JOIN register_nameposting q ON q.person_id = p.id AND q.compartment = %(where)s
  CROSS JOIN LATERAL unnest(ARRAY[q.one, q.two, q.three]) AS word
  JOIN register_nametoken t ON t.token = word
  CROSS JOIN LATERAL unnest(t.keys) AS key
  WHERE p.born_from IN (SELECT born FROM asked)
  GROUP BY p.id, p.born_from, q.name_id)
SELECT DISTINCT asked.number, known.id
FROM asked JOIN known ON known.born = asked.born AND known.keys @> asked.pair
ORDER BY 1, 2
"""
_COUNT = """
SELECT outcome, count(*), count(*) FILTER (WHERE faults @> '[{"code": "differs"}]')
FROM register_importrow WHERE run_id = %(run)s GROUP BY outcome
"""


def _rows(query: str, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, never all of them in memory."""
    name = f"intake_{uuid.uuid4().hex}"
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {query}", values)
        while True:
            cursor.execute(f"FETCH {_CHUNK} FROM {name}")
            found = cursor.fetchall()
            if not found:
                break
            yield from found
        cursor.execute(f"CLOSE {name}")


def _chunks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    steady = iter(rows)
    while chunk := list(islice(steady, _CHUNK)):
        yield chunk


def _decide(decided: Sequence[Decided]) -> None:
    """Write what was decided of rows: outcome, person, faults, suspects (added to those that stand there)."""
    if not decided:
        return
    said = [
        {
            "id": str(row),
            "outcome": outcome,
            "person": str(person) if person else None,
            "faults": [fault.as_data() for fault in faults],
            "suspects": suspects,
        }
        for row, outcome, person, faults, suspects in decided
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE register_importrow r SET outcome = d.outcome, person_id = d.person, faults = r.faults || d.faults,
              suspects = r.suspects || d.suspects
            FROM jsonb_to_recordset(%s::jsonb)
              AS d(id uuid, outcome varchar, person uuid, faults jsonb, suspects jsonb)
            WHERE r.id = d.id
            """,
            [json.dumps(said, ensure_ascii=False)],
        )


def _describe_matched(run: ImportRun) -> None:
    """In what rows with a known external id differ from the record. The same file says what it said."""
    matched = (
        "SELECT id, data, person_id FROM register_importrow"
        " WHERE run_id = %(run)s AND outcome = 'matched' AND person_id <> own_id ORDER BY number"
    )
    for chunk in _chunks(_rows(matched, {"run": run.pk})):
        people = load({person for _id, _data, person in chunk}, run.compartment)
        decided: list[Decided] = []
        for row, data, person in chunk:
            found = differences(Taken.load(data), people[person]) if person in people else []
            if found:
                decided.append((row, RowOutcome.MATCHED.value, person, found, []))
        _decide(decided)


def _by_paper(run: ImportRun) -> None:
    """Rows whose number of a paper is on record."""
    found = _rows(_PAPERS, {"run": run.pk, "where": run.compartment})
    for chunk in _chunks((row, list(those)) for row, those in groupby(found, key=lambda one: one[0])):
        people = load({person for _row, those in chunk for *_rest, person in those}, run.compartment)
        decided: list[Decided] = []
        for row, those in chunk:
            taken = Taken.load(those[0][1])
            here = [(person, people[person]) for *_rest, person in those if person in people]
            if here:
                decided.append((row, *_same_paper(taken, here)))
        _decide(decided)


def _same_paper(
    taken: Taken, here: Sequence[tuple[uuid.UUID, Known]]
) -> tuple[str, uuid.UUID | None, list[Fault], list[dict[str, Any]]]:
    """Outcome of a row whose paper is that of people on record."""
    for person, known in here:
        # Whoever gave two people two numbers says that they are two.
        told_apart = bool(taken.external_id and known.external_id and _source(taken) == _source(known))
        if not told_apart and compatible(taken, known):
            return RowOutcome.MATCHED.value, person, [Fault("same_paper"), *differences(taken, known)], []
    suspects = [{"person": str(person)} for person, _known in here]
    return RowOutcome.DOUBTFUL.value, None, [Fault("paper_of_another", "document_number")], suspects


def _source(one: Taken | Known) -> str:
    before, sign, _after = one.external_id.partition(":")
    return before if sign else ""


def _by_paper_inside(run: ImportRun) -> None:
    for chunk in _chunks(_rows(_PAPERS_INSIDE, {"run": run.pk})):
        decided: list[Decided] = []
        for row, data, first, first_own, first_data in chunk:
            taken, before = Taken.load(data), Known.of(Taken.load(first_data))
            told_apart = bool(taken.external_id and before.external_id)
            if taken.external_id and taken.external_id == before.external_id:
                continue  # the next step looks at these
            if not told_apart and compatible(taken, before):
                told = [Fault("row_of_same_paper", "document_number", {"row": str(first)})]
                decided.append((row, RowOutcome.MATCHED.value, first_own, told + differences(taken, before), []))
            else:
                told = [Fault("paper_twice", "document_number", {"row": str(first)})]
                decided.append((row, RowOutcome.DOUBTFUL.value, None, told, [{"row": first}]))
        _decide(decided)


def _by_likeness(run: ImportRun, query: str, *, inside: bool) -> None:
    values = {"run": run.pk, "crowd": _CROWD} if inside else {"run": run.pk, "where": run.compartment}
    for chunk in _chunks(_rows(query, values)):
        numbers = {one for pair in chunk for one in (pair if inside else pair[:1])}
        rows = {
            number: (row, Taken.load(data))
            for number, row, data in ImportRow.objects.filter(run=run, number__in=numbers).values_list(
                "number", "pk", "data"
            )
        }
        people = {} if inside else load({person for _number, person in chunk}, run.compartment)
        decided: dict[uuid.UUID, tuple[list[Fault], list[dict[str, Any]]]] = {}
        for number, other in chunk:
            row, taken = rows[number]
            known = Known.of(rows[other][1]) if inside else people.get(other)
            if known is None or not _alike(taken, known):
                continue
            faults, suspects = decided.setdefault(row, ([], []))
            suspects.append({"row": other} if inside else {"person": str(other)})
            faults.append(Fault("like_row" if inside else "like_person", "name", {"row": str(other)} if inside else {}))
        _decide([(row, RowOutcome.DOUBTFUL.value, None, *found) for row, found in decided.items()])


def _alike(taken: Taken, known: Known) -> bool:
    """Whether name and birth are so alike that an officer should look."""
    if {taken.sex, known.sex} == {"F", "M"} or not birth_fits(taken.born[:2], known.born):
        return False
    return name_score(taken, known) >= ALIKE
