# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must hold in a database whatever was done in it at once, asked in SQL of its own: it shares no code with what is held (DB-03)."""

import uuid
from typing import Any

import psycopg

#: What each asks for is what must not be there.
NEVER: dict[str, str] = {
    "a case whose actions are not numbered from one to its version": """
SELECT c.number FROM casework_case c WHERE (SELECT count(*) FROM casework_action a WHERE a.case_id = c.id) <> c.version
  OR (SELECT max(seq) FROM casework_action a WHERE a.case_id = c.id) <> c.version""",
    "two open cases of one person under one procedure": """
SELECT person_id FROM casework_case WHERE closed_at IS NULL AND NOT aside GROUP BY person_id, procedure_key HAVING count(*) > 1""",
    "a number that two cases bear, or one that was left out": """
SELECT split_part(number, '-', 1) FROM casework_case GROUP BY 1, split_part(number, '-', 2)
HAVING count(*) <> count(DISTINCT number) OR max(split_part(number, '-', 3)::int) <> count(*)""",
    "a decision of one natural person": "SELECT id FROM casework_decision WHERE drafted_by = reviewed_by",
    "an action that two requests or one request twice made": """
SELECT request_id FROM casework_action GROUP BY request_id HAVING count(*) > 1""",
    "an interpreter or an officer in two places": """
SELECT a.id FROM casework_appointment a JOIN casework_appointment b ON a.id < b.id AND a.state = 'set' AND b.state = 'set'
  AND (a.interpreter_id = b.interpreter_id OR a.host_id = b.host_id)
  AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)""",
    "a quota that is exceeded, or counted wrongly": """
SELECT q.id FROM employment_quota q
WHERE q.used > q.places OR q.used <> (SELECT count(*) FROM employment_quotaplace p WHERE p.quota_id = q.id AND p.released_at IS NULL)""",
    "a case with two places of a quota": """
SELECT case_id FROM employment_quotaplace WHERE released_at IS NULL GROUP BY case_id HAVING count(*) > 1""",
    "a receipt that counted twice": "SELECT reference FROM casework_payment GROUP BY reference HAVING count(*) > 1",
    "a sum that is settled and not paid, or paid and not settled": """
SELECT c.id FROM casework_charge c LEFT JOIN casework_payment p ON p.charge_id = c.id WHERE (c.settled_at IS NULL) <> (p.id IS NULL)""",
    "a paper of a stay without its payment": """
SELECT c.number FROM casework_case c WHERE c.procedure_key = 'stay_extension' AND c.state = 'granted'
  AND EXISTS (SELECT 1 FROM casework_charge g WHERE g.case_id = c.id AND g.settled_at IS NULL AND g.void_at IS NULL)""",
    "a file absorbed twice": """
SELECT absorbed_id FROM register_merge WHERE split_at IS NULL GROUP BY absorbed_id, compartment HAVING count(*) > 1""",
    "files that are absorbed in a ring": """
WITH RECURSIVE up(start, at, depth) AS (
  SELECT absorbed_id, kept_id, 1 FROM register_merge WHERE split_at IS NULL
  UNION ALL SELECT u.start, m.kept_id, u.depth + 1 FROM up u JOIN register_merge m ON m.absorbed_id = u.at AND m.split_at IS NULL
  WHERE u.depth < 50) SELECT start FROM up WHERE start = at OR depth >= 50""",
    "a merge by one natural person": "SELECT id FROM register_merge WHERE proposed_holder = confirmed_holder",
    "a banishment beside an open grievance of the same person, by whatever file": """
WITH RECURSIVE one(a, b) AS (
  SELECT id, id FROM register_person
  UNION SELECT o.a, CASE WHEN m.kept_id = o.b THEN m.absorbed_id ELSE m.kept_id END
  FROM one o JOIN register_merge m ON o.b IN (m.kept_id, m.absorbed_id) AND m.split_at IS NULL)
SELECT s.number FROM casework_case s JOIN one o ON o.a = s.person_id
JOIN casework_case g ON g.person_id = o.b AND g.procedure_key = 'grievance' AND g.closed_at IS NULL
WHERE s.procedure_key = 'banishment' AND s.state = 'banished'""",
    "an entry in a list that one natural person made and confirmed": """
SELECT id FROM register_restriction WHERE confirmed_by = entered_by""",
    "two entries in one list on one ground for the same days": """
SELECT a.id FROM register_restriction a JOIN register_restriction b ON a.id < b.id AND a.person_id = b.person_id AND a.kind = b.kind
  AND a.ground = b.ground AND a.fact = b.fact AND a.ended_at IS NULL AND b.ended_at IS NULL
  AND daterange(a.first_day, a.last_day, '[]') && daterange(b.first_day, b.last_day, '[]')""",
    "an entry that ended by one natural person": """
SELECT id FROM register_restriction WHERE "end" = 'mistake' AND ended_by = end_proposed_by""",
    "a history that lacks the last state of its case": """
SELECT c.number FROM casework_case c WHERE c.state <> (
  SELECT e.state FROM casework_caseevent e WHERE e.pgh_obj_id = c.id ORDER BY e.pgh_id DESC LIMIT 1)""",
}


def broken(connection: psycopg.Connection) -> dict[str, list[Any]]:
    """What stands there and never may, with what shows it. Args: connection: of the superuser, who sees every row."""
    found = {name: [row[0] for row in connection.execute(query).fetchall()] for name, query in NEVER.items()}
    return {name: rows for name, rows in found.items() if rows}


def lost(
    connection: psycopg.Connection, acknowledged: dict[uuid.UUID, tuple[uuid.UUID, int]], refused: set[uuid.UUID]
) -> list[str]:
    """What was acknowledged and is not there, is there otherwise, or was refused and is there all the same."""
    rows = {
        row[0]: (row[1], row[2])
        for row in connection.execute("SELECT request_id, case_id, seq FROM casework_action").fetchall()
    }
    told = [
        f"{request} was acknowledged and is gone or another"
        for request, said in acknowledged.items()
        if rows.get(request) != said
    ]
    return told + [f"{request} was refused and is there" for request in refused - set(acknowledged) if request in rows]
