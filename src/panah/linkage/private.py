# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door left open for private matching between two registers: the keys that each side would derive of a person.

Two parties who may not show each other their lists can still learn who is on both: each derives several keys a person,
both are blinded (RFC 9497 on ristretto255), and equal keys meet. Nothing of that protocol is here yet; what is here is
what both sides must agree on to the letter, since one differing letter breaks every key.
"""

from panah.linkage.records import Record

SPECIFICATION = "panah-keys-1"
"""Part of every key: keys of another specification never meet."""
_KEYS: tuple[tuple[str, ...], ...] = (
    ("given", "family", "father", "yob"),
    ("given", "family", "dob"),
    ("given", "father", "dob"),
    ("family", "father", "dob"),
    ("given", "family", "yob", "place"),
    ("given", "father", "yob", "place"),
    ("given", "family", "father", "place"),
    ("family", "dob", "sex"),
)


def keys_per_person(record: Record) -> set[str]:
    """The linkage keys of one person; none for what is not known. Two records of one person share at least one, mostly.

    Args:
        record: made with the frequencies of an agreed file of parameters, never with a register's own: both sides must
            let a name stand under the same key.

    Returns:
        Keys in plain text, to be blinded before anything leaves the machine.
    """
    found = set()
    for number, columns in enumerate(_KEYS):
        values = [getattr(record, column) for column in columns]
        if all(value is not None for value in values):
            found.add("|".join([SPECIFICATION, str(number), *map(str, values)]))
    found |= {f"{SPECIFICATION}|paper|{number}" for number in record.papers}
    return found
