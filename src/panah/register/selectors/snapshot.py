# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everybody whom one compartment knows, written to files that a process of its own compares (`panah.interfaces.cli.linking`)."""

from collections.abc import Callable
from pathlib import Path

from django.db import connection

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.register.errors import Invalid
from panah.register.policy import RegisterPermission
from panah.register.selectors.visible import open_to
from panah.register.services.common import known_compartment

_KNOWN = "p.compartments @> ARRAY[{compartment}]::varchar[]"
_QUERIES = {
    "persons": f"""
        SELECT p.id, p.external_id, p.born_from, p.born_to, p.birth_precision = 'day' AS exact, p.sex, p.birth_place
        FROM register_person p WHERE {_KNOWN}
    """,  # noqa: S608
    "names": f"""
        SELECT n.person_id, n.kind, n.full, n.given, n.family, n.patronymic, n.recorded_at
        FROM register_personname n JOIN register_person p ON p.id = n.person_id
        WHERE n.compartment IN ('', {{compartment}}) AND {_KNOWN}
    """,  # noqa: S608
    "papers": f"""
        SELECT d.person_id, d.number_key FROM register_identitypaper d JOIN register_person p ON p.id = d.person_id
        WHERE d.compartment IN ('', {{compartment}}) AND d.number_key <> '' AND {_KNOWN}
    """,  # noqa: S608
    "phones": """
        SELECT c.person_id, c.value FROM register_contact c
        WHERE c.compartment = {compartment} AND c.kind = 'phone' AND c.ended_at IS NULL
    """,
    "addresses": """
        SELECT a.person_id, a.district, a.text FROM register_address a
        WHERE a.compartment = {compartment} AND upper_inf(a.recorded) AND upper_inf(a.valid)
    """,
}
FILES = tuple(_QUERIES)


def write_snapshot(
    *, actor: Actor, compartment: str, folder: Path, progress: Callable[[str, float], None] = lambda step, share: None
) -> int:
    """Write what telling people apart rests on, of everybody whom a compartment knows, as one moment had it.

    Row-level security holds for what is read. The event in the log says how many people were read, and names none: it
    is a read of everybody.

    Args:
        actor: who compares; holds the compartment.
        compartment: whose people.
        folder: where the files go; the caller makes it private and deletes it.
        progress: told how far it is.

    Returns:
        How many people there are.

    Raises:
        Denied: the actor may not report duplicates.
        Invalid: the compartment is not open to the actor.
    """
    require(actor, RegisterPermission.SUSPECT)
    if known_compartment(compartment) not in open_to(actor):
        raise Invalid({"compartment": f"The compartment {compartment} is not open to this role."})
    people = 0
    with connection.cursor() as cursor:
        for place, (name, query) in enumerate(_QUERIES.items()):
            progress("read", place / len(_QUERIES))
            # A compartment is a word of an enumeration in code, checked above; COPY takes no parameters.
            statement = (
                f"COPY ({query.format(compartment=chr(39) + compartment + chr(39))}) TO STDOUT (FORMAT csv, HEADER)"
            )
            with (folder / f"{name}.csv").open("wb") as file, cursor.cursor.copy(statement) as copy:
                for block in copy:
                    file.write(block)
            if name == "persons":
                people = cursor.cursor.rowcount
    progress("read", 1)
    record(
        actor,
        Verb.READ,
        subject_type="duplicates",
        purpose="duplicates",
        detail={"what": "compared_all", "compartment": compartment, "people": people},
    )
    return people
