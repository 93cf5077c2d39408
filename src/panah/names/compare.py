# SPDX-License-Identifier: AGPL-3.0-or-later
"""How alike two names are, and why."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler, Levenshtein

from panah.names.keys import keys_of_word
from panah.names.parts import Word, words
from panah.names.text import lower_az


class ReasonKind(StrEnum):
    """Why two words were held to be the same or not."""

    SAME = "same"
    SAME_IN_LATIN = "same_in_latin"
    SOUNDS_ALIKE = "sounds_alike"
    SIMILAR = "similar"
    INITIAL = "initial"
    FATHER = "father"
    FATHER_DIFFERS = "father_differs"
    ONLY_LEFT = "only_left"
    ONLY_RIGHT = "only_right"


@dataclass(frozen=True)
class Reason:
    """One reason: what kind, and the words of the left and the right name that it speaks of."""

    kind: ReasonKind
    left: str
    right: str


@dataclass(frozen=True)
class Comparison:
    """Likeness of two names: `score` from 0 (nothing in common) to 1 (the same), and the reasons for it."""

    score: float
    because: list[Reason]


_MOST_WORDS = 8  # the best pairing of the words is found by trying all; names with more words than this are cut
_LIKE = 0.62  # below this, two words do not count as the same name
_MISSING = 0.06  # what each word that only the longer name has takes off
_VOWELS = str.maketrans({"e": "a", "y": "i", "u": "o"})


@lru_cache(maxsize=100_000)
def _likeness(left: Word, right: Word) -> tuple[float, ReasonKind]:
    if lower_az(left.text) == lower_az(right.text) or left.text.casefold() == right.text.casefold():
        return 1.0, ReasonKind.SAME
    if left.plain == right.plain:
        return 0.98, ReasonKind.SAME_IN_LATIN
    left_keys, right_keys = keys_of_word(left), keys_of_word(right)
    shared = set(left_keys) & set(right_keys)
    spelling = JaroWinkler.similarity(left.plain.translate(_VOWELS), right.plain.translate(_VOWELS))
    sound = max(Levenshtein.normalized_similarity(one, other) for one in left_keys[:4] for other in right_keys[:4])
    if shared:
        # A long skeleton in common says more than a short one.
        sound = max(sound, 0.86 + 0.03 * min(4, max(len(key) for key in shared)))
    without_vowels = bool(left.native) or bool(right.native)
    weight = 0.25 if without_vowels else 0.5
    score = weight * spelling + (1 - weight) * sound
    if 1 in (len(left.plain), len(right.plain)) and left.plain[:1] == right.plain[:1]:
        return max(score, 0.7), ReasonKind.INITIAL
    # Never as sure as the same spelling.
    return min(score, 0.96), ReasonKind.SOUNDS_ALIKE if shared else ReasonKind.SIMILAR


def _pairing(left: list[Word], right: list[Word]) -> list[tuple[int, int]]:
    """The pairing of words with the greatest sum of likeness; pairs below `_LIKE` are left unpaired."""
    swap = len(left) < len(right)
    rows, columns = (right, left) if swap else (left, right)
    best: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {0: (0.0, ())}
    for row, word in enumerate(rows):
        after = dict(best)
        for mask, (total, pairs) in best.items():
            for column, other in enumerate(columns):
                if mask & (1 << column):
                    continue
                score = _likeness(word, other)[0]
                if score < _LIKE:
                    continue
                new = mask | (1 << column)
                if new not in after or total + score > after[new][0] + 1e-12:
                    after[new] = (total + score, (*pairs, (row, column)))
        best = after
    _, pairs = max(best.values(), key=lambda found: found[0])
    return [(column, row) if swap else (row, column) for row, column in pairs]


def compare(a: str, b: str) -> Comparison:
    """Compare two full names in any script, words in any order.

    The father's name is weighed apart: when one side does not give it, nothing is lost; when both do and
    they differ,
    the score falls.

    Args:
        a: one name.
        b: the other.

    Returns:
        The score and its reasons, in the order of the words of `a`. The score is the same when the sides
        are swapped.

    Raises:
        NameTooLong: one of them is longer than a name.
    """
    left, right = words(a)[:_MOST_WORDS], words(b)[:_MOST_WORDS]
    if not left or not right:
        return Comparison(0.0, [])
    core_left, core_right = [w for w in left if not w.father], [w for w in right if not w.father]
    fathers_left, fathers_right = [w for w in left if w.father], [w for w in right if w.father]
    if not core_left or not core_right:
        core_left, core_right, fathers_left, fathers_right = left, right, [], []

    because: list[Reason] = []
    pairs = _pairing(core_left, core_right)
    total = 0.0
    paired_left, paired_right = {row for row, _ in pairs}, {column for _, column in pairs}
    for row, column in sorted(pairs):
        score, kind = _likeness(core_left[row], core_right[column])
        total += score
        because.append(Reason(kind, core_left[row].text, core_right[column].text))
    alone_left = [w for place, w in enumerate(core_left) if place not in paired_left]
    alone_right = [w for place, w in enumerate(core_right) if place not in paired_right]

    # "Tofiq" in an unmarked third place may be the father that the other side marks.
    for fathers, alone, mirrored in ((fathers_left, alone_right, False), (fathers_right, alone_left, True)):
        if len(fathers) == 1 and not (fathers_right if not mirrored else fathers_left):
            for word in list(alone):
                if _likeness(fathers[0], word)[0] >= _LIKE:
                    alone.remove(word)
                    one, other = (word, fathers[0]) if mirrored else (fathers[0], word)
                    because.append(Reason(ReasonKind.FATHER, one.text, other.text))
                    break

    smaller = min(len(core_left), len(core_right))
    weight = float(smaller)
    if fathers_left and fathers_right:
        father = max(_likeness(one, other)[0] for one in fathers_left for other in fathers_right)
        total += 0.7 * (father if father >= _LIKE else 0.0)
        weight += 0.7
        kind = ReasonKind.FATHER if father >= _LIKE else ReasonKind.FATHER_DIFFERS
        because.append(Reason(kind, fathers_left[0].text, fathers_right[0].text))
    because += [Reason(ReasonKind.ONLY_LEFT, word.text, "") for word in alone_left]
    because += [Reason(ReasonKind.ONLY_RIGHT, "", word.text) for word in alone_right]
    longer_by = max(len(alone_left), len(alone_right)) - min(len(alone_left), len(alone_right))
    score = total / weight - min(0.2, _MISSING * longer_by)
    return Comparison(round(max(0.0, min(1.0, score)), 4), because)
