# SPDX-License-Identifier: AGPL-3.0-or-later
"""A name as the words it is found by. The number of a word is the same here as in the SQL function `panah_name_token`."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from panah.names import Word, words

_MOST_WORDS = 5  # of a name that are combined; names with more are found by these
_MOST_POSTINGS = 12  # of one name

Reading = tuple[Word, Word | None, Word | None]
"""Three words by which a name is found: any two of them suffice."""


@dataclass(frozen=True, slots=True)
class Written:
    """A name as it was written, whole and, where known, in parts."""

    full: str
    family: str = ""
    given: str = ""
    patronymic: str = ""
    latin: str = ""


@lru_cache(maxsize=200_000)
def token_of(compartment: str, plain: str, native: str) -> int:
    """The number of a word in a compartment, 64 bits with sign."""
    digest = hashlib.md5(f"{compartment}:{plain}:{native}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def readings(name: Written) -> list[Reading]:
    """The ways in which a name is found, without repetition; in its own script and in its Latin form."""
    found: dict[tuple[str, ...], Reading] = {}
    ways = [*_of_parts(name)] if name.family and name.given else [*_of_whole(name.full)]
    if name.latin and name.latin != name.full and not _says_the_same(name.latin, ways):
        ways += _of_whole(name.latin)
    for way in ways:
        key = tuple(f"{word.plain}:{word.native}" if word else "" for word in way)
        found.setdefault(key, way)
        if len(found) == _MOST_POSTINGS:
            break
    return list(found.values())


def _says_the_same(latin: str, ways: list[Reading]) -> bool:
    """Whether a Latin form has no word that the name itself would not be found by; told word by word, which is quick."""
    found = {word.plain for way in ways for word in way if word is not None and not word.native}
    return all(word.plain in found for piece in latin.split() for word in _words(piece))


@lru_cache(maxsize=200_000)
def _words(text: str) -> tuple[Word, ...]:
    return tuple(words(text))


def _of_parts(name: Written) -> Iterator[Reading]:
    family, given, father = _words(name.family), _words(name.given), _words(name.patronymic)
    if not family or not given:
        yield from _of_whole(name.full)
        return
    yield from _combined([*family, *given, *father])
    if len(family) > 1 or len(given) > 1:
        yield (_joined(family), _joined(given), father[0] if father else None)


def _of_whole(text: str) -> Iterator[Reading]:
    found = words(text)
    core, fathers = [word for word in found if not word.father], [word for word in found if word.father]
    if not found:
        return
    yield from _combined([*core, *fathers])
    if len(core) > 2:
        # Əli Ağa Məmmədov is Əliağa Məmmədov elsewhere.
        for place, (left, right) in enumerate(pairwise(core)):
            rest = core[:place] + core[place + 2 :]
            yield (rest[0], _joined((left, right)), fathers[0] if fathers else (rest[1] if len(rest) > 1 else None))


def _combined(all_words: list[Word]) -> Iterator[Reading]:
    some = all_words[:_MOST_WORDS]
    if len(some) == 1:
        yield (some[0], None, None)
    elif len(some) == 2:
        yield (some[0], some[1], None)
    else:
        yield from combinations(some, 3)


def _joined(some: tuple[Word, ...]) -> Word:
    if len(some) == 1:
        return some[0]
    return Word(" ".join(w.text for w in some), "".join(w.plain for w in some), native="".join(w.native for w in some))
