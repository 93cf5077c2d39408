# SPDX-License-Identifier: AGPL-3.0-or-later
"""From words on record to the people who bear two of three of them, weighed by their words and their year of birth.

The SQL function `panah_bearers` (migration 0012) keeps its plans for each connection: to plan them takes longer than to run
them. It runs with the rights of who asks, so that row-level security applies as everywhere; equality of numbers is known not
to leak, so that its indexes serve under it.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from panah.names import Word
from panah.register.selectors.lexicon import SURE, Lexicon

MOST = 400
"""People whose names are weighed in full; those that fit best come first."""
WEIGHT_OF_FATHER = 0.7
_SURELY = 0.95
_SLOTS = 3  # words that are looked for in turn; further ones share the last
_MISSING = 0.05  # what a typed word costs that the name on record has no place for
_FURTHER = 0.01  # what a word on record costs that was not typed

_SQL = (
    "SELECT * FROM panah_bearers(%(t)s, %(n)s, %(s)s, %(w0)s, %(o0)s, %(w1)s, %(o1)s, %(w2)s, %(o2)s, %(all)s, %(third)s,"
    " %(years)s, %(first)s::smallint, %(last)s::smallint, %(born)s::date, %(single)s, %(most)s)"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who bears two of the words. score: likeness of the name by its words (0 to 1); year 0: not known."""

    person_id: uuid.UUID
    score: float
    matched: int
    year: int
    born: dt.date | None
    sex: str


@dataclass(slots=True)
class Sought:
    """The words of a question, each with the words on record that may be it."""

    words: list[Word]
    like: list[dict[int, float]] = field(default_factory=list)

    def at_least(self, likeness: float) -> list[dict[int, float]]:
        """Those that are as likely as that."""
        return [{token: one for token, one in some.items() if one >= likeness} for some in self.like]


def sought(lexicons: Sequence[Lexicon], words: Sequence[Word], *, begun: bool = False) -> Sought:
    """The words on record that may be the words asked for."""
    found = Sought(list(words))
    last = len(words) - 1
    for place, word in enumerate(words):
        like: dict[int, float] = {}
        for lexicon in lexicons:
            like.update(lexicon.like(word, begun=begun and place == last))
        found.like.append(like)
    return found


def bearers(
    asked: Sought,
    *,
    meant: tuple[int, int] | None = None,
    near: int = 0,
    born: dt.date | None = None,
    likeness: float = SURE,
    wide: bool = False,
) -> tuple[list[Candidate], int]:
    """People who bear two of the words asked for, or the one where only one is asked for; the best first.

    Args:
        asked: the words. meant: first and last year of birth; None: any. near: how many years off a birth may be; who
            has no year of birth on record fits as well. born: the day, if it was told.
        likeness: from where on words on record count (0 to 1).
        wide: any word may be the father's.

    Returns:
        At most MOST people, and how many rows fit (people with several names count more than once).
    """
    like = asked.at_least(likeness)
    core = [place for place, word in enumerate(asked.words) if not word.father]
    fathers = [place for place, word in enumerate(asked.words) if word.father]
    if not core:
        core, fathers = fathers, []
    if sum(1 for some in like if some) < min(2, len(like)):
        return [], 0
    first, last = meant or (0, 0)
    values: dict[str, Any] = {"first": first, "last": last, "born": born}
    values["years"] = [0, *range(first - near, last + near + 1)] if meant else None
    best: dict[int, tuple[float, int]] = {}
    # Words that are too unlike to be asked for count all the same where somebody bears them.
    for place, some in enumerate(asked.like):
        for token, one in some.items():
            if token not in best or best[token][0] < one:
                best[token] = (one, place)
    values["t"], values["n"] = list(best), [place for _, place in best.values()]
    values["s"] = [one for one, _ in best.values()]
    values["single"] = len(like) == 1
    values["most"] = MOST
    values["all"], values["third"] = _tokens(like, core), _tokens(like, fathers) if len(like) > 1 else []
    if not fathers and len(like) > 1 and (wide or len(core) > 2):
        # Any word may be the father's where nothing marks one, but then both are surely those on record.
        values["all"] = _tokens(asked.at_least(max(SURE, likeness)), core)
        values["third"] = _tokens(asked.at_least(max(_SURELY, likeness)), core)
    for slot in range(_SLOTS):
        mine = core[slot : slot + 1] if slot < _SLOTS - 1 else core[slot:]
        others = [place for place in core if place not in mine or len(mine) > 1] if mine else []
        values[f"w{slot}"], values[f"o{slot}"] = _tokens(like, mine), _tokens(like, others)
    return _weighed(asked, _rows(values))


def _tokens(like: Sequence[dict[int, float]], places: Sequence[int]) -> list[int]:
    return list({token for place in places for token in like[place]})


def _rows(values: dict[str, Any]) -> list[tuple[Any, ...]]:
    # An array is told as text: element by element it would take longer to write than to look for.
    told = {
        name: "{" + ",".join(map(str, value)) + "}" if isinstance(value, list) else value
        for name, value in values.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, told)
        return list(cursor.fetchall())


def _weighed(asked: Sought, rows: Sequence[tuple[Any, ...]]) -> tuple[list[Candidate], int]:
    found: dict[uuid.UUID, Candidate] = {}
    scores: dict[tuple[int | None, ...], tuple[float, int]] = {}
    for person_id, one, two, three, year, born, sex, _fit in rows:
        columns = (one, two, three)
        scored = scores.get(columns)
        if scored is None:
            scored = scores[columns] = name_score(asked.words, asked.like, columns)
        score, matched = scored
        before = found.get(person_id)
        if before is None or before.score < score:
            found[person_id] = Candidate(person_id, score, matched, year, born, sex)
    return list(found.values()), rows[0][-1] if rows else 0


def name_score(
    words: Sequence[Word], like: Sequence[dict[int, float]], columns: tuple[int | None, int | None, int | None]
) -> tuple[float, int]:
    """Likeness of the words asked for to those on record, each used once, and how many of them fit.

    A part that one side leaves out costs next to nothing; a part in which both differ costs its weight.
    """
    pairs = sorted(
        (
            (likeness, place, column)
            for column, token in enumerate(columns)
            if token is not None
            for place, some in enumerate(like)
            if (likeness := some.get(token)) is not None
        ),
        reverse=True,
    )
    used_words: set[int] = set()
    used_columns: set[int] = set()
    total = weight = 0.0
    for likeness, place, column in pairs:
        if place in used_words or column in used_columns:
            continue
        used_words.add(place)
        used_columns.add(column)
        own = WEIGHT_OF_FATHER if words[place].father or column == 2 else 1.0
        total += own * likeness
        weight += own
    if not used_words:
        return 0.0, 0
    left_words = [place for place in range(len(words)) if place not in used_words]
    left_columns = [column for column, token in enumerate(columns) if token is not None and column not in used_columns]
    for place, column in zip(left_words, left_columns, strict=False):
        weight += WEIGHT_OF_FATHER if words[place].father or column == 2 else 1.0
    missing = max(0, len(left_words) - len(left_columns))
    further = max(0, len(left_columns) - len(left_words))
    score = total / weight - _MISSING * missing - _FURTHER * further
    return max(0.0, score), len(used_words)
