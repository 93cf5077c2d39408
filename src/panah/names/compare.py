# SPDX-License-Identifier: AGPL-3.0-or-later
"""How alike two names are, and why."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from panah.names.given import COMPOUND_FIRST
from panah.names.keys import keys_of_word
from panah.names.lexicon import reading
from panah.names.likeness import alike
from panah.names.parts import Word, joined, words_of
from panah.names.sounds import is_abjad, slots
from panah.names.stems import Stem, canonical, stem
from panah.names.text import lower_az, script_of


class ReasonKind(StrEnum):
    """Why two words were held to be the same or not."""

    SAME = "same"
    SAME_IN_LATIN = "same_in_latin"
    SOUNDS_ALIKE = "sounds_alike"
    SIMILAR = "similar"
    SURNAME_STEM = "surname_stem"
    """One family with another ending: Məmmədov, Məmmədli, Məmməd."""
    GENDER_ENDING = "gender_ending"
    """They differ by the ending of a woman's name: Əliyev and Əliyeva agree, Kamil and Kamilə do not."""
    JOINED = "joined"
    """One word here, two there: Əliağa, Əli Ağa."""
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
    """Likeness of two names: `score` from 0 (nothing in common) to 1 (the same), and the reasons for it.

    From 0.80 on, two names are likely to be one; between 0.6 and 0.8 they share much, as brothers do.
    """

    score: float
    because: list[Reason]


LIKELY = 0.80
"""Score from which two names are likely to be one name."""

_MOST_WORDS = 8  # the best pairing of the words is found by trying all; names with more words than this are cut
_LIKE = 0.62  # below this, two words do not count as the same name
_MISSING = 0.06  # what each word that only the longer name has takes off
_WEAKEST = 0.75  # share of the weakest pair in the score: a brother has the same surname
_ANOTHER_ENDING = 0.9  # Məmmədov, Məmmədli
_WITHOUT_ENDING = 0.78  # Məmmədov, Məmməd: a family, or a father's name
_ANOTHER_SEX = 0.74  # Kamil, Kamilə: two people
_FEMALE = "aAe"
_VOWEL_SIGNS = "aAeiIoOuUy"


@lru_cache(maxsize=50_000)
def _forms(word: Word) -> list[tuple[tuple[str, ...], bool, Stem]]:
    """Readings of a word: its sounds, whether vowels are unwritten, its stem."""
    core = word.sounded
    forms = [(slots(core), is_abjad(core), stem(core))]
    if word.native:
        for latin in reading(core):
            forms.append((slots(latin), False, stem(latin)))
        if core.startswith("ال") and len(core) > 4:
            forms.append((slots(core[2:]), True, stem(core[2:])))
    return forms


@lru_cache(maxsize=50_000)
def _small(text: str) -> tuple[str, str]:
    return lower_az(text), text.casefold()


@lru_cache(maxsize=200_000)
def _likeness(left: Word, right: Word) -> tuple[float, ReasonKind]:
    (small, folded), (other_small, other_folded) = _small(left.text), _small(right.text)
    if small == other_small or folded == other_folded:
        return 1.0, ReasonKind.SAME
    if left.sounded == right.sounded:
        return 1.0, ReasonKind.SAME
    if 1 in (len(left.plain), len(right.plain)) and not (left.native and right.native):
        if left.plain[:1] == right.plain[:1] or slots(left.sounded)[:1] == slots(right.sounded)[:1]:
            return 0.85, ReasonKind.INITIAL
        return 0.0, ReasonKind.SIMILAR
    if left.plain == right.plain and not (left.native and right.native):
        return 0.98, ReasonKind.SAME_IN_LATIN
    left_forms, right_forms = _forms(left), _forms(right)
    if len(left_forms) > 1 and len(right_forms) > 1:
        # Between two names of one abjad the letters decide, not a guess at their vowels.
        left_forms, right_forms = [f for f in left_forms if f[1]], [f for f in right_forms if f[1]]
    elif len(left_forms) > 1 and not left_forms[1][1]:
        left_forms = left_forms[1:]
    elif len(right_forms) > 1 and not right_forms[1][1]:
        right_forms = right_forms[1:]
    one_script = script_of(left.sounded) is script_of(right.sounded)
    best = (0.0, ReasonKind.SIMILAR)
    for form in left_forms:
        for other_form in right_forms:
            found = _two_forms(form, other_form, one_script)
            if found[0] > best[0]:
                best = found
    score, kind = best
    if kind is ReasonKind.SIMILAR and score >= _LIKE and set(keys_of_word(left)) & set(keys_of_word(right)):
        kind = ReasonKind.SOUNDS_ALIKE
    # Never as sure as the same spelling.
    return round(min(score, 0.96), 4), kind


def _two_forms(
    one: tuple[tuple[str, ...], bool, Stem], other: tuple[tuple[str, ...], bool, Stem], one_script: bool
) -> tuple[float, ReasonKind]:
    (row, abjad, short), (other_row, other_abjad, other_short) = one, other
    if short.ending and short.ending == other_short.ending:
        # An ending that thousands share says nothing.
        score = alike(short.slots, other_short.slots, abjad, other_abjad)
        if short.feminine != other_short.feminine:
            return score * 0.97, ReasonKind.GENDER_ENDING
        return score, ReasonKind.SIMILAR
    score = _without_common_ends(row, other_row, abjad, other_abjad)
    kind = ReasonKind.SIMILAR
    if not short.ending and not other_short.ending and _another_sex(row, other_row, one_script):
        if score > _ANOTHER_SEX:
            return _ANOTHER_SEX, ReasonKind.GENDER_ENDING
        return score, kind
    if short.ending or other_short.ending:
        stems = alike(short.slots, other_short.slots, abjad, other_abjad)
        stems *= _ANOTHER_ENDING if short.ending and other_short.ending else _WITHOUT_ENDING
        if stems > score:
            return stems, ReasonKind.SURNAME_STEM
    return score, kind


# Armenian, Georgian, Slavic and Persian endings; they say as little as -ov. One row holds what is one ending.
_TAILS = (
    ("yaan", "iyan", "ian", "yan"),
    ("aSvili", "iSvili", "Svili"),
    ("aDe", "iDe"),
    ("enko",),
    ("Cuk",),
    ("pur",),
    ("neZad", "naZad"),
    ("skiy", "ski", "skaia", "skaya"),
)
_HEADS = ("abdu", "Abdu", "abdU", "AbdU", "abdo", "abde", "abda")


@lru_cache(maxsize=50_000)
def _tail(row: tuple[str, ...]) -> tuple[int, int]:
    """Which ending of `_TAILS` a word has and how long it is; (-1, 0) for none."""
    signs = canonical(row)
    for family, tails in enumerate(_TAILS):
        for tail in tails:
            if signs.endswith(tail) and len(signs) - len(tail) >= 2:
                return family, len(tail)
    return -1, 0


def _without_common_ends(row: tuple[str, ...], other: tuple[str, ...], abjad: bool, other_abjad: bool) -> float:
    """Likeness of two words without an ending or a beginning that both have and thousands share."""
    (family, length), (other_family, other_length) = _tail(row), _tail(other)
    if family == other_family and family >= 0:
        return alike(row[:-length], other[:-other_length], abjad, other_abjad)
    if min(len(row), len(other)) >= 7 and canonical(row).startswith(_HEADS) and canonical(other).startswith(_HEADS):
        return alike(row[4:], other[4:], abjad, other_abjad)
    return alike(row, other, abjad, other_abjad)


def _another_sex(row: tuple[str, ...], other: tuple[str, ...], one_script: bool) -> bool:
    """One has the ending of a woman's name where the other has none: Rauf and Raufə, Amir and Amira, Евгений and Евгения.

    A final e is such an ending within one script (Emin, Emine); against another it is as often the mute one of Augustine.
    """
    one, two = canonical(row).rstrip("h"), canonical(other).rstrip("h")
    if min(len(one), len(two)) < 3 or (one[-1] in _FEMALE) == (two[-1] in _FEMALE):
        return False
    female, male = (one, two) if one[-1] in _FEMALE else (two, one)
    if female[-1] == "e" and not one_script:
        return False
    if male[-1] in _VOWEL_SIGNS:
        return male[-1] in "iIy" and female[-2] in "iIy" and abs(len(female) - len(male)) <= 2
    return len(female) - len(male) in (0, 1, 2) and female[-2] == male[-1]


def alike_words(left: Word, right: Word) -> float:
    """Likeness of two words of names, 0 to 1, endings of surnames put aside."""
    return _likeness(left, right)[0]


def _pairing(left: list[Word], right: list[Word]) -> list[tuple[int, int]]:
    """The pairing of words with the greatest sum of likeness; pairs below `_LIKE` are left unpaired."""
    swap = len(left) < len(right)
    rows, columns = (right, left) if swap else (left, right)
    best: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {0: (0.0, ())}
    for row, word in enumerate(rows):
        after = dict(best)
        for column, other in enumerate(columns):
            score = _likeness(other, word)[0] if swap else _likeness(word, other)[0]
            if score < _LIKE:
                continue
            for mask, (total, pairs) in best.items():
                if mask & (1 << column):
                    continue
                new = mask | (1 << column)
                # Of two pairings with one sum, the more even: the score must not hang on which name stands left.
                gain = score - 1e-6 * score * score
                if new not in after or total + gain > after[new][0] + 1e-12:
                    after[new] = (total + gain, (*pairs, (row, column)))
        best = after
    _, pairs = max(best.values(), key=lambda found: found[0])
    return [(column, row) if swap else (row, column) for row, column in pairs]


@dataclass
class _Sides:
    core: list[Word]
    fathers: list[Word]


def compare(a: str, b: str) -> Comparison:
    """Compare two full names in any script, words in any order.

    The weakest pair of words weighs most, since brothers share a surname and namesakes a given name. The father's name is weighed
    apart: when one side does not give it, nothing is lost; when both do and they differ, the score falls below `LIKELY`.

    Args:
        a: one name.
        b: the other.

    Returns:
        The score and its reasons, in the order of the words of `a`. The score is the same when the sides
        are swapped.

    Raises:
        NameTooLong: one of them is longer than a name.
    """
    left, right = list(words_of(a)[:_MOST_WORDS]), list(words_of(b)[:_MOST_WORDS])
    if not left or not right:
        return Comparison(0.0, [])
    found = _compare(left, right)
    if found.score < LIKELY and len(left) != len(right):
        for joined_left, joined_right in _joinings(left, right):
            other = _compare(joined_left, joined_right)
            if other.score > found.score:
                found = Comparison(other.score, [_said_joined(reason) for reason in other.because])
    return found


def _joinings(left: list[Word], right: list[Word]) -> list[tuple[list[Word], list[Word]]]:
    """The longer name with two neighbours made one, in each way that brings it near a word of the other."""
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    out = []
    for place in range(len(longer) - 1):
        one, two = longer[place], longer[place + 1]
        if one.father or two.father or len(one.plain) == 1 or len(two.plain) == 1:
            continue
        both = joined((one, two))
        if any(_likeness(both, word)[0] >= LIKELY for word in shorter if not word.father):
            made = [*longer[:place], both, *longer[place + 2 :]]
            out.append((made, right) if longer is left else (left, made))
    return out


def _said_joined(reason: Reason) -> Reason:
    if reason.kind in (ReasonKind.SIMILAR, ReasonKind.SOUNDS_ALIKE, ReasonKind.SAME_IN_LATIN, ReasonKind.SAME):
        spaces = reason.left.count(" ") != reason.right.count(" ")
        return replace(reason, kind=ReasonKind.JOINED) if spaces else reason
    return reason


def _sides(name: list[Word]) -> _Sides:
    return _Sides([w for w in name if not w.father], [w for w in name if w.father])


def _compare(left: list[Word], right: list[Word]) -> Comparison:
    one, other = _sides(left), _sides(right)
    if not one.core or not other.core:
        one, other = _Sides(left, []), _Sides(right, [])
    because: list[Reason] = []
    pairs = _pairing(one.core, other.core)
    scores: list[float] = []
    for row, column in sorted(pairs):
        score, kind = _likeness(one.core[row], other.core[column])
        scores.append(score)
        because.append(Reason(kind, one.core[row].text, other.core[column].text))
    paired_left, paired_right = {row for row, _ in pairs}, {column for _, column in pairs}
    alone_left = [w for place, w in enumerate(one.core) if place not in paired_left]
    alone_right = [w for place, w in enumerate(other.core) if place not in paired_right]

    # "Tofiq" in an unmarked third place may be the father that the other side marks.
    father: float | None = None
    if len(one.fathers) == 1 and not other.fathers:
        father = _unmarked(one.fathers[0], alone_right, because, len(pairs), mirrored=False)
    elif len(other.fathers) == 1 and not one.fathers:
        father = _unmarked(other.fathers[0], alone_left, because, len(pairs), mirrored=True)
    elif one.fathers and other.fathers:
        father = max(_likeness(w, v)[0] for w in one.fathers for v in other.fathers)
        kind = ReasonKind.FATHER if father >= LIKELY else ReasonKind.FATHER_DIFFERS
        because.append(Reason(kind, one.fathers[0].text, other.fathers[0].text))

    smaller = min(len(one.core), len(other.core))
    scores += [0.0] * (smaller - len(scores))
    mean = sum(scores) / len(scores)
    score = (1 - _WEAKEST) * mean + _WEAKEST * min(scores)
    if father is not None and father >= LIKELY:
        score = (score * smaller + 0.7 * father) / (smaller + 0.7)
    elif father is not None:
        score = min(score, 0.6 + 0.22 * father)
    because += [Reason(ReasonKind.ONLY_LEFT, word.text, "") for word in alone_left]
    because += [Reason(ReasonKind.ONLY_RIGHT, "", word.text) for word in alone_right]
    longer_by = abs(len(alone_left) - len(alone_right))
    score -= min(0.2, _MISSING * longer_by)
    return Comparison(round(max(0.0, min(1.0, score)), 4), because)


def _unmarked(father: Word, alone: list[Word], because: list[Reason], paired: int, *, mirrored: bool) -> float | None:
    """Likeness of a marked father to a word left over on the other side, which is taken out of `alone`; None when there is none."""
    best = max(alone, key=lambda word: (_likeness(father, word)[0], word.text), default=None)
    if best is None:
        return None
    likeness = _likeness(father, best)[0]
    one, other = (best, father) if mirrored else (father, best)
    if likeness >= _LIKE:
        alone.remove(best)
        because.append(Reason(ReasonKind.FATHER, one.text, other.text))
        return max(LIKELY, likeness)
    # The third word of a Caucasian name is the father's even where nothing says so: Kərimov Rauf Tofiq.
    third = paired >= 2 and len(alone) == 1 and len(best.plain) > 1
    if third and not stem(best.sounded).ending and best.plain not in COMPOUND_FIRST:
        alone.remove(best)
        because.append(Reason(ReasonKind.FATHER_DIFFERS, one.text, other.text))
        return likeness
    return None
