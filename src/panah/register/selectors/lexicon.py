# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of names, held in the process: a word that was typed becomes the words on record that may be the same.

Each compartment has its own words, read with the rights of whoever asks, so that nobody meets a word of a compartment that
is closed to them (NR-15). What was written meanwhile, also in the transaction of the asker, is read before each search: one
statement that asks for the rows of transactions that the last look could not yet see.
"""

import gc
import threading
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import log10
from operator import itemgetter
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

from panah.names import Word, keys_of_word

SURE = 0.88
"""From here on two words are held to be spellings of one name."""
_LIKE = 0.7  # below this, they are two names
_LEAST = 0.62  # the same for a word that many bear: its like is a slip of it more often than another name
_BEARERS_COUNT = 0.04  # what ten times as many bearers count in the order of words
_SAMPLE = 60_000  # postings that are looked at to know which words many bear
_MOST = 160  # words on record for one that was typed
_NEAR_KEY = 3  # shortest key of which one sound may be wrong
_KEYS_TRIED = 4  # readings of the typed word whose neighbours are looked at
_SAME_SOUND, _ALSO_SOUND, _NEAR_SOUND = 1.0, 0.9, 0.72
_PREFIX_SHORTEST = 3
_NOT_THE_SAME = 0.97
_MANY = 20_000  # words that are worth being put aside
_FEW = 50  # words that are sorted in one by one
_KEPT = 5_000  # typed words whose answer is kept
_VOWELS = str.maketrans({"e": "a", "y": "i", "u": "o", "q": "k", "w": "v", "c": "J", "j": "J"})
_DIGRAPHS = (
    ("dzh", "J"), ("dj", "J"), ("zh", "J"), ("shch", "S"), ("tch", "C"), ("sh", "S"), ("ch", "C"), ("kh", "h"),
    ("gh", "g"), ("ts", "T"), ("ph", "f"), ("ou", "u"), ("oo", "u"), ("iu", "u"), ("yu", "u"), ("ff", "v"), ("ii", "i"), ("iy", "i"), ("yi", "i"),
)  # fmt: skip

_READ = """
SELECT pg_snapshot_xmin(s)::text::bigint, t.compartment, t.token, t.plain, t.native, t.keys
FROM pg_current_snapshot() s LEFT JOIN register_nametoken t
  ON t.compartment = ANY (%s)
 AND t.tx >= %s AND t.tx <= greatest(pg_snapshot_xmax(s)::text::bigint, pg_current_xact_id_if_assigned()::text::bigint)
"""
_READ_ALL = """
SELECT pg_snapshot_xmin(s)::text::bigint, t.compartment, t.token, t.plain, t.native, t.keys
FROM pg_current_snapshot() s LEFT JOIN register_nametoken t ON t.compartment = ANY (%s)
"""


# Which words many bear, from some thousands of postings: enough to hold a common name apart from slips of it.
_COMMON = """
SELECT token, count(*) * 100 / %(share)s FROM (
  SELECT unnest(ARRAY[one, two, three]) AS token FROM register_nameposting TABLESAMPLE SYSTEM (%(share)s)
) looked_at WHERE token IS NOT NULL GROUP BY 1 HAVING count(*) > 2
"""
_SIZE = "SELECT greatest(reltuples, 1)::float8 FROM pg_class WHERE oid = 'register_nameposting'::regclass"


_Places = tuple[int, ...]


@dataclass
class Lexicon:
    """The words of one compartment, each with a place.

    seen: the first transaction that the last look may have missed. by_key: the places whose likeliest key it is, and those
    that have it as a further one. near: what keys share of which one sound is another -> the keys. common: by how much a word
    that many bear comes before one that few do; else the slips of a common name would fill the list and leave it out itself.
    """

    seen: int = 0
    tokens: list[int] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    unvoiced: list[bool] = field(default_factory=list)
    common: list[float] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    by_key: dict[str, tuple[_Places, _Places]] = field(default_factory=dict)
    by_plain: dict[str, _Places] = field(default_factory=dict)
    near: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sorted_plain: list[str] = field(default_factory=list)
    answers: dict[tuple[str, str, bool], tuple[int, list[tuple[int, float]]]] = field(default_factory=dict)

    def add(self, rows: Iterable[tuple[int, str, str, Sequence[str]]]) -> None:
        """Take up words; those that are there are passed over."""
        first: dict[str, list[int]] = {}
        further: dict[str, list[int]] = {}
        spelt: dict[str, list[int]] = {}
        near: dict[str, list[str]] = {}
        for token, plain, native, keys in rows:
            if token in self.places:
                continue
            place = len(self.tokens)
            self.places[token] = place
            self.plain.append(plain)
            self.spoken.append(spoken(plain))
            self.unvoiced.append(bool(native))
            self.common.append(0.0)
            self.tokens.append(token)
            for rank, key in enumerate(keys):
                if key not in self.by_key and key not in first and key not in further:
                    for variant in _variants(key):
                        near.setdefault(variant, []).append(key)
                (further if rank else first).setdefault(key, []).append(place)
            spelt.setdefault(plain, []).append(place)
        # Tuples of numbers and of strings are nothing that the collector of garbage has to walk through.
        for key in {**first, **further}:
            one, other = self.by_key.get(key, ((), ()))
            self.by_key[key] = ((*one, *first.get(key, ())), (*other, *further.get(key, ())))
        for variant, more in near.items():
            self.near[variant] = (*self.near.get(variant, ()), *more)
        unheard = sorted(plain for plain in spelt if plain not in self.by_plain)
        for plain, some in spelt.items():
            self.by_plain[plain] = (*self.by_plain.get(plain, ()), *some)
        if len(unheard) > _FEW:
            self.sorted_plain = sorted([*self.sorted_plain, *unheard])
        else:
            for plain in unheard:
                insort(self.sorted_plain, plain)

    def like(self, word: Word, *, begun: bool) -> list[tuple[int, float]]:
        """Words on record that may be the typed one, the likeliest first.

        begun: the word may not be typed to its end.
        """
        asked, words = (word.plain, word.native, begun), len(self.tokens)
        kept = self.answers.get(asked)
        if kept is not None and kept[0] == words:
            return kept[1]
        found = self._like(word, begun)
        if len(self.answers) >= _KEPT:
            self.answers.clear()
        # Kept with the number of words that it was made from: one that came meanwhile makes it void.
        self.answers[asked] = (words, found)
        return found

    def _like(self, word: Word, begun: bool) -> list[tuple[int, float]]:
        places, sound = self._sounding_like(word, begun)
        if not len(places):
            return []
        each = places.tolist()
        asked = spoken(word.plain)
        spelt = cdist([asked], list(map(self.spoken.__getitem__, each)), scorer=JaroWinkler.similarity)[0]
        unvoiced = np.array([True] * len(each) if word.native else list(map(self.unvoiced.__getitem__, each)))
        # Where vowels are not written the spelling says little, and a sound that is the same says enough.
        weight = np.where(unvoiced, 0.25, 0.5).astype(np.float32)
        score = weight * spelt + (1 - weight) * sound
        score = np.where(unvoiced & (sound >= _ALSO_SOUND), np.maximum(score, SURE), score)
        before = np.array(list(map(self.common.__getitem__, each)), dtype=np.float32)
        best = np.argsort(-(score + before), kind="stable")[:_MOST]
        found = []
        for place, one, many in zip(places[best].tolist(), score[best].tolist(), before[best].tolist(), strict=True):
            plain, likeness = self.plain[place], one
            if begun and plain.startswith(word.plain):
                likeness = max(likeness, SURE)
            if plain == word.plain:
                found.append((self.tokens[place], 1.0))
            elif likeness >= _LIKE or (many and likeness >= _LEAST):
                found.append((self.tokens[place], min(likeness, _NOT_THE_SAME)))
        found.sort(key=itemgetter(1), reverse=True)
        return found

    def _sounding_like(self, word: Word, begun: bool) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Places of words that sound like one, and how much; each once."""
        keys = keys_of_word(word)
        parts: list[tuple[float, _Places]] = [(_SAME_SOUND, self.by_plain.get(word.plain, ()))]
        for rank, key in enumerate(keys):
            one, other = self.by_key.get(key, ((), ()))
            parts += [(_ALSO_SOUND if rank else _SAME_SOUND, one), (_ALSO_SOUND, other)]
        neighbours = {
            near for key in keys[:_KEYS_TRIED] for variant in _variants(key) for near in self.near.get(variant, ())
        }
        parts += [(_NEAR_SOUND, some) for key in neighbours for some in self.by_key[key]]
        if begun and len(word.plain) >= _PREFIX_SHORTEST:
            parts.append((_NEAR_SOUND, tuple(self._beginning(word.plain))))
        parts.sort(key=lambda part: -part[0])
        count = sum(len(some) for _, some in parts)
        places = np.fromiter(chain.from_iterable(some for _, some in parts), dtype=np.int32, count=count)
        sound = np.repeat(
            np.array([one for one, _ in parts], dtype=np.float32), np.array([len(some) for _, some in parts])
        )
        # Of a place that stands there twice, the first says most.
        places, first = np.unique(places, return_index=True)
        return places, sound[first]

    def _beginning(self, plain: str) -> list[int]:
        first = bisect_left(self.sorted_plain, plain)
        found: list[int] = []
        for one in self.sorted_plain[first : first + _MOST]:
            if not one.startswith(plain):
                break
            found += self.by_plain[one]
        return found


def spoken(plain: str) -> str:
    """A plain spelling without what is only a way of writing: kh and x, dzh and c, vowels that one alphabet has not."""
    if "h" in plain or "d" in plain or "i" in plain or "t" in plain or "o" in plain or "f" in plain:
        for written, sound in _DIGRAPHS:
            if written in plain:
                plain = plain.replace(written, sound)
    return plain.translate(_VOWELS)


def _variants(key: str) -> set[str]:
    """What a key shares with keys of which one sound is another, missing or too much; short ones with another sound only,
    since everything is near to them."""
    if len(key) < _NEAR_KEY:
        return {key}
    if len(key) == _NEAR_KEY:
        return {key, *(f"{key[:place]}_{key[place + 1 :]}" for place in range(len(key)))}
    return {key, *(key[:place] + key[place + 1 :] for place in range(len(key)))}


_lock = threading.Lock()
_lexicons: dict[tuple[object, ...], Lexicon] = {}


def lexicons(compartments: Iterable[str]) -> list[Lexicon]:
    """The words of the compartments, up to date; the caller is acting and holds them."""
    settings = connection.settings_dict
    database = (settings["HOST"], settings["PORT"], settings["NAME"])
    wanted = sorted(compartments)
    with _lock:
        held = {one: _lexicons.setdefault((*database, one), Lexicon()) for one in wanted}
        new = [one for one, lexicon in held.items() if not lexicon.seen]
        old = [one for one, lexicon in held.items() if lexicon.seen]
        if new:
            _read(held, new, _READ_ALL, [new])
            _weigh_by_bearers([held[one] for one in new])
            if sum(len(held[one].tokens) for one in new) > _MANY:
                # They stay as long as the process: the collector of garbage would walk through them for half a second.
                gc.freeze()
        if old:
            _read(held, old, _READ, [old, min(held[one].seen for one in old)])
        return list(held.values())


def _read(held: dict[str, Lexicon], names: list[str], sql: str, values: list[Any]) -> None:
    rows: dict[str, list[tuple[int, str, str, Sequence[str]]]] = {}
    horizon = 0
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for xmin, compartment, token, plain, native, keys in cursor:
            horizon = xmin
            if compartment is not None and token not in held[compartment].places:
                rows.setdefault(compartment, []).append((token, plain, native, keys))
    for name, some in rows.items():
        held[name].add(some)
    for name in names:
        held[name].seen = horizon


def _weigh_by_bearers(lexicons: Iterable[Lexicon]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SIZE)
        share = min(100.0, 100.0 * _SAMPLE / cursor.fetchone()[0])
        cursor.execute(_COMMON, {"share": share})
        counts = {token: float(count) for token, count in cursor.fetchall()}
    for lexicon in lexicons:
        for token, count in counts.items():
            if token in lexicon.places:
                lexicon.common[lexicon.places[token]] = _BEARERS_COUNT * log10(count)


def forget() -> None:
    """Drop every word that is held; the next search reads them again."""
    with _lock:
        _lexicons.clear()
