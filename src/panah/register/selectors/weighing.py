# SPDX-License-Identifier: AGPL-3.0-or-later
"""The likeliest people of a search, read in one statement, compared by name in full, and shown with reasons.

Everybody who is read is compared; whatever is for the eye alone is made for those who are shown.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.names import LONGEST, Comparison, ReasonKind, collation_key, compare
from panah.register.models import BirthPrecision, Person
from panah.register.partial_date import Birth
from panah.register.selectors.file import known_at, latin_of, used_first
from panah.register.selectors.question import Question
from panah.register.selectors.visible import open_to

ENOUGH = 0.55
"""Below this a name is not the one that was asked for."""
GOOD = 0.9
"""From here on a name is the one that was asked for."""
BORN_UNKNOWN = 0.75
"""Likeness of a birth to one that is not on record."""
WEIGHT_OF_BIRTH = 0.25
_NEAR_YEARS = 2  # not-law: how far off a remembered year of birth may be
_MARRIED = 0.7  # two of three words and the birth: one who bears another surname by now
_SAME_BIRTH = 0.85
_LATIN_HELPS = 0.9  # a name that is as like as this is not compared by its Latin form as well
_NO_FATHER = 0.08
_FATHER = (ReasonKind.FATHER, ReasonKind.FATHER_DIFFERS)
_SURE_BY_NUMBER = 0.97

# Who may know a person is said as in `visible`, and by row-level security once more.
_PEOPLE = """
SELECT p.id, p.external_id, array_to_string(p.compartments, ','), p.sex, p.born_from, p.born_to, p.birth_precision,
       EXISTS (SELECT 1 FROM register_merge m WHERE m.absorbed_id = p.id AND m.split_at IS NULL),
       n.full, n.latin, n.kind, n.valid_to, n.recorded_at
FROM register_person p LEFT JOIN register_personname n ON n.person_id = p.id AND n.compartment = ANY (%(names)s)
WHERE p.id = ANY (%(people)s)
  AND (p.compartments && %(open)s::varchar[] OR p.id = %(self)s
       OR EXISTS (SELECT 1 FROM register_guardianship g WHERE g.child_id = p.id AND g.account_id = %(guardian)s
                  AND (g.ended_on IS NULL OR g.ended_on > %(today)s)))
"""


@dataclass(frozen=True)
class Because:
    """A reason of a hit: its kind (see `names.ReasonKind`, and `paper`, `phone`, `external_id`, `born_*`), what was asked,
    what is on record."""

    kind: str
    left: str
    right: str


@dataclass(frozen=True)
class Hit:
    """One person found.

    score: 0 to 1, for ordering and for the eye; it is no probability.
    known_at: the compartments that know the person and that the actor may know of.
    """

    person_id: uuid.UUID
    external_id: str
    name: str
    latin: str
    born: str
    sex: str
    score: float
    because: list[Because]
    known_at: list[str]


@dataclass(slots=True)
class Name:
    """What of a name is needed to compare and to show it."""

    full: str
    latin: str
    kind: str
    valid_to: dt.date | None
    recorded_at: dt.datetime


@dataclass(slots=True)
class _Read:
    """Somebody who was read. merged: the file goes on in another."""

    subject: tuple[Any, ...]
    birth: Birth
    merged: bool
    names: list[Name] = field(default_factory=list)
    score: float = 0.0
    name: Comparison | None = None
    born: str = ""


def weigh(
    actor: Actor,
    question: Question,
    ranked: Mapping[uuid.UUID, float],
    by_number: Mapping[uuid.UUID, list[Because]],
    *,
    limit: int,
    depth: int,
) -> tuple[list[Hit], bool]:
    """Read the likeliest, compare their names in full, and say why.

    Args:
        actor: who asks. question: what is asked for.
        ranked: people -> score by their words; 0 for who is merely born on the day, whose names are all compared.
        by_number: people -> the numbers of theirs that were typed.
        limit: how many are shown. depth: how many are read in the order of the score.

    Returns:
        The hits, the likeliest first, and whether the file of one of them goes on in another.
    """
    likeliest = sorted((one for one in ranked if ranked[one] > 0), key=lambda one: (-ranked[one], one))[:depth]
    born = [one for one in ranked if ranked[one] == 0]
    people = _read(actor, {*likeliest, *born, *by_number})
    kept = [
        (person_id, one)
        for person_id, one in people.items()
        if _weighed(question, one, ranked.get(person_id, 0.0), bool(by_number.get(person_id)))
    ]
    kept.sort(key=lambda found: -found[1].score)
    if len(kept) > limit:
        # Whoever is level with the last who is shown stands in order with them.
        last = kept[limit - 1][1].score
        kept = [found for found in kept if found[1].score >= last]
    hits = [_hit(actor, question, person_id, one, by_number.get(person_id, [])) for person_id, one in kept]
    hits.sort(key=lambda hit: (-hit.score, collation_key(hit.latin), hit.person_id))
    hits = hits[:limit]
    return hits, any(people[hit.person_id].merged for hit in hits)


def _read(actor: Actor, person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, _Read]:
    """People whom the actor may know, with the names that the actor may know."""
    ids = list(person_ids)
    if not ids:
        return {}
    compartments = sorted(open_to(actor))
    found: dict[uuid.UUID, _Read] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _PEOPLE,
            {
                "people": ids,
                "names": ["", *compartments],
                "open": compartments,
                "self": actor.person_id,
                "guardian": actor.account_id if actor.kind == "staff" else None,
                "today": clock.today(),
            },
        )
        for row in cursor.fetchall():
            one = found.get(row[0])
            if one is None:
                birth = Birth(row[4], row[5], BirthPrecision(row[6]))
                found[row[0]] = one = _Read(row[:7], birth, row[7])
            if row[8] is not None:
                one.names.append(Name(*row[8:13]))
    return found


def _weighed(question: Question, one: _Read, ranked: float, numbered: bool) -> bool:
    """Set how likely somebody is; False for who is not the one asked for."""
    score = 0.0
    if question.name:
        for name in one.names:
            found = compare(question.text, name.full)
            if found.score < _LATIN_HELPS and name.latin and name.latin != name.full:
                other = compare(question.text, name.latin[:LONGEST])
                found = other if other.score > found.score else found
            if one.name is None or found.score > one.name.score:
                one.name = found
        if one.name:
            score = one.name.score
            if question.names_father and not any(reason.kind in _FATHER for reason in one.name.because):
                # Who has no father's name on record may be anybody's child: after those whose father is the one named.
                score -= _NO_FATHER
    likeness = 0.0
    if question.birth.first:
        likeness, one.born = births(question.birth, one.birth) if one.birth.first else (BORN_UNKNOWN, "")
    if score < ENOUGH and not numbered and ranked < GOOD - 0.1 and not (ranked >= _MARRIED and likeness >= _SAME_BIRTH):
        return False
    if question.birth.first:
        score = (1 - WEIGHT_OF_BIRTH) * score + WEIGHT_OF_BIRTH * likeness
    # The order of the words on record counts as much as the comparison in full.
    score = max(score, (score + ranked) / 2)
    one.score = round(max(score, _SURE_BY_NUMBER) if numbered else score, 4)
    return True


def _hit(actor: Actor, question: Question, person_id: uuid.UUID, one: _Read, numbers: Sequence[Because]) -> Hit:
    _, external_id, compartments, sex, born_from, born_to, precision = one.subject
    subject = Person(
        id=person_id,
        compartments=compartments.split(","),
        born_from=born_from,
        born_to=born_to,
        birth_precision=precision,
    )
    names = used_first(one.names)
    because = [*numbers]
    if one.name:
        because += [Because(reason.kind.value, reason.left, reason.right) for reason in one.name.because]
    if one.born:
        because.append(Because(one.born, written_birth(question.birth), subject.born))
    return Hit(
        person_id,
        external_id,
        names[0].full if names else "",
        latin_of(names),
        subject.born,
        sex,
        one.score,
        because,
        known_at(actor, subject),
    )


def births(asked: Birth, known: Birth) -> tuple[float, str]:
    """Likeness of two births, 0 to 1, and the word for it."""
    if not (asked.first and asked.last and known.first and known.last):
        return 1.0, "born_possible"
    exact = asked.precision is BirthPrecision.DAY and known.precision is BirthPrecision.DAY
    if asked.first <= known.last and known.first <= asked.last:
        return 1.0, "born_same" if exact else "born_possible"
    if exact:
        one, other = asked.first, known.first
        if one.year == other.year and (one.month, one.day) == (other.day, other.month):
            return 0.85, "born_day_and_month_swapped"
        if one.year == other.year and (1, 1) in ((one.month, one.day), (other.month, other.day)):
            # The first of January stands for "day not known" on many papers.
            return 0.8, "born_same_year"
        if abs((one - other).days) <= 1:
            return 0.9, "born_near"
    apart = max(asked.first.year - known.last.year, known.first.year - asked.last.year, 0)
    if apart == 0:
        return 0.6, "born_same_year"
    if apart == 1:
        return (0.5 if exact else 0.85), "born_one_off"
    if apart <= _NEAR_YEARS:
        return (0.4 if exact else 0.7), "born_near"
    return 0.0, "born_differs"


def written_birth(birth: Birth) -> str:
    """A birth as one writes it."""
    return Person(born_from=birth.first, born_to=birth.last, birth_precision=birth.precision).born
