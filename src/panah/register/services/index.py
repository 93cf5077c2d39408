# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeping the search ready for names that were written. Papers and telephones need nobody: their rows are found as they are."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection

from panah.foundation.access.context import elevated
from panah.foundation.access.roles import Compartment
from panah.names import LONGEST, Word, keys_of_word
from panah.register.models import BirthPrecision, Person, PersonName
from panah.register.tokens import Written, readings, token_of

_AT_ONCE = 5_000  # people whose names are read and written in one statement

_TOKENS = """
INSERT INTO register_nametoken (id, compartment, token, plain, native, keys, tx)
SELECT gen_random_uuid(), t.compartment, t.token, t.plain, t.native, string_to_array(t.keys, ' '),
       pg_current_xact_id()::text::bigint
FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[]) AS t (compartment, token, plain, native, keys)
WHERE NOT EXISTS (SELECT 1 FROM register_nametoken n WHERE n.token = t.token)
"""
_POSTINGS = """
INSERT INTO register_nameposting (id, name_id, person_id, compartment, one, two, three, year, born, sex, own)
SELECT gen_random_uuid(), t.*
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::smallint[], %s::date[],
            %s::text[], %s::boolean[]) AS t
"""
_NAMES = """
SELECT n.id, n.person_id, n.compartment, p.compartments, n.full, n.family, n.given, n.patronymic, n.latin,
       p.born_from, p.birth_precision, p.sex
FROM register_person p JOIN register_personname n ON n.person_id = p.id WHERE p.id = ANY (%s)
"""


@dataclass(slots=True)
class _Sheaf:
    """Rows of postings and the words that they speak of, column by column."""

    rows: list[tuple[object, ...]] = field(default_factory=list)
    words: dict[int, tuple[str, Word]] = field(default_factory=dict)

    def add(
        self,
        name_id: uuid.UUID,
        person_id: uuid.UUID,
        own: str,
        compartments: Iterable[str],
        name: Written,
        birth: tuple[dt.date | None, str],
        sex: str,
    ) -> None:
        """A name; `own` is the compartment that alone may know it, or ""."""
        first, precision = birth
        year = first.year if first else 0
        born = first if precision == BirthPrecision.DAY else None
        ways = readings(name)
        for compartment in [own] if own else compartments:
            for way in ways:
                numbers = [self._number(compartment, word) for word in way]
                self.rows.append((name_id, person_id, compartment, *numbers, year, born, sex, bool(own)))

    def _number(self, compartment: str, word: Word | None) -> int | None:
        if word is None:
            return None
        token = token_of(compartment, word.plain, word.native)
        self.words.setdefault(token, (compartment, word))
        return token

    def write(self, known: set[int]) -> None:
        """Insert what is not there yet; `known` are words written before in the same transaction."""
        new = sorted(self.words.keys() - known)
        known.update(new)
        with connection.cursor() as cursor:
            if new:
                entries = [(token, *self.words[token]) for token in new]
                cursor.execute(
                    _TOKENS,
                    [
                        [compartment for _, compartment, _ in entries],
                        [token for token, _, _ in entries],
                        [word.plain[:LONGEST] for _, _, word in entries],
                        [word.native[:LONGEST] for _, _, word in entries],
                        [" ".join(keys_of_word(word)) for _, _, word in entries],
                    ],
                )
            if self.rows:
                cursor.execute(_POSTINGS, [_array(column) for column in zip(*self.rows, strict=True)])


def _array(values: Iterable[object]) -> str:
    """An array of numbers, ids, days and code words as text: as a list it would take longer to write than to insert."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"


def written(name: PersonName) -> Written:
    """A name of the register as the search takes it."""
    return Written(name.full, name.family, name.given, name.patronymic, name.latin[:LONGEST])


def index_name(person: Person, name: PersonName) -> None:
    """Make a name that was just written findable; whoever wrote it need not be able to read it."""
    sheaf = _Sheaf()
    birth = (person.born_from, person.birth_precision)
    sheaf.add(name.pk, person.pk, name.compartment, person.compartments, written(name), birth, person.sex)
    sheaf.write(set())


@dataclass(frozen=True, slots=True)
class NewName:
    """A name that was just written for somebody who has no postings yet, with what a posting says of its bearer.

    own: the compartment that alone may know it, or ""; compartments: those that know the person.
    """

    name_id: uuid.UUID
    person_id: uuid.UUID
    own: str
    compartments: Sequence[str]
    written: Written
    born_from: dt.date | None
    birth_precision: str
    sex: str


def index_new(names: Iterable[NewName]) -> None:
    """Make names of people findable who were written in the same transaction, from what the writer holds in hand.

    For whoever writes people by the thousand: nothing is read back, and nothing of before is looked for. Everybody else
    calls `index_people`.
    """
    sheaf = _Sheaf()
    for one in names:
        birth = (one.born_from, one.birth_precision)
        sheaf.add(one.name_id, one.person_id, one.own, one.compartments, one.written, birth, one.sex)
    with _by_index():
        sheaf.write(set())


def index_people(person_ids: Sequence[uuid.UUID] | None = None) -> int:
    """Make people findable after their rows were written in bulk, or their names changed; in the caller's transaction.

    Called again for the same people it changes nothing. The caller is acting.

    Args:
        person_ids: who was written, or None for everybody (after a change of the keys).

    Returns:
        How many people were indexed.
    """
    known: set[int] = set()
    count = 0
    with (
        _by_index(),
        elevated(*Compartment, reason="every name of a person is indexed, also those that the writer may not know"),
    ):
        if person_ids is None:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM register_nameposting")
                cursor.execute("DELETE FROM register_nametoken")
        for some in _chunks(person_ids):
            count += len(some)
            sheaf = _Sheaf()
            with connection.cursor() as cursor:
                if person_ids is not None:
                    cursor.execute("DELETE FROM register_nameposting WHERE person_id = ANY (%s)", [some])
                cursor.execute(_NAMES, [some])
                for name, person, own, compartments, full, family, given, father, latin, born, exact, sex in cursor:
                    written = Written(full, family, given, father, latin[:LONGEST])
                    sheaf.add(name, person, own, compartments, written, (born, exact), sex)
            sheaf.write(known)
    return count


@contextlib.contextmanager
def _by_index() -> Iterator[None]:
    """Let the database go by its indexes alone: right after a bulk load it knows nothing of how large its tables are, and
    would read all of them for each chunk."""
    names = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in names))
        before = cursor.fetchone()
        cursor.execute("SELECT " + ", ".join(f"set_config('{name}', 'off', false)" for name in names))
    try:
        yield
    finally:
        # A failed transaction takes no statement; its rollback restores the settings by itself.
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT " + ", ".join(f"set_config('{name}', %s, false)" for name in names), before)


def _chunks(person_ids: Sequence[uuid.UUID] | None) -> Iterator[list[uuid.UUID]]:
    if person_ids is not None:
        every = list(dict.fromkeys(person_ids))
        for place in range(0, len(every), _AT_ONCE):
            yield every[place : place + _AT_ONCE]
        return
    last = uuid.UUID(int=0)
    while some := list(Person.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        yield some
        last = some[-1]
