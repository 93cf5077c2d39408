# SPDX-License-Identifier: AGPL-3.0-or-later
"""Latin forms of names written in other scripts.

`romanise` gives the form to *suggest* on a form and to print beside the original. It is a suggestion:
where a script
leaves vowels unwritten, the person says how the name is spelt. Search does not lean on it but on
`panah.names.keys`.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from panah.names import tables
from panah.names.text import Script, _script_of_char, clean, script_of, title_az, unify

_AZ_CYRILLIC_LETTERS = frozenset("әҝғөүһҹјӘҜҒӨҮҺҸЈ")
_AZ_CYRILLIC_WORDS = frozenset({"оғлу", "гызы"})
_ARABIC_LANGUAGES = (("ps", tables.PASHTO_LETTERS), ("ur", tables.URDU_LETTERS), ("ckb", tables.KURDISH_LETTERS))
_WORDS = re.compile(r"[^\W\d_]+(?:[\u064B-\u0655\u0670\u0640]+[^\W\d_]*)*|[\W\d_]+", re.UNICODE)
_ARABIC_VOWELS = "اآأإٱوی"


def language_of(text: str) -> str | None:
    """The language that the letters of a name betray, as ISO 639-1, or None where they do not.

    Azerbaijani Cyrillic has letters that Russian lacks; Persian has four that Arabic lacks, Arabic the ta
    marbuta and the
    carried hamza that Persian names lack.
    """
    script = script_of(text)
    if script is Script.CYRILLIC:
        if any(char in _AZ_CYRILLIC_LETTERS for char in text) or _AZ_CYRILLIC_WORDS & set(text.lower().split()):
            return "az"
        return "uk" if any(char in tables.UKRAINIAN_LETTERS for char in text) else "ru"
    if script is Script.ARABIC:
        for language, letters in _ARABIC_LANGUAGES:
            if any(char in letters for char in text):
                return language
        if any(char in tables.PERSIAN_LETTERS or char in "یک" for char in text):
            return "fa"
        if any(char in tables.ARABIC_ONLY_LETTERS for char in text):
            return "ar"
        return None
    if script is Script.GEORGIAN:
        return "ka"
    if script is Script.ARMENIAN:
        return "hy"
    if script is Script.HEBREW:
        return "he"
    if script is Script.GREEK:
        return "el"
    if script is Script.LATIN and any(char in "əƏ" for char in text):
        return "az"
    return None


def _cyrillic(word: str, language: str | None) -> str:
    low = word.lower()
    if language == "az":
        return "".join(tables.AZ_CYRILLIC.get(char, tables.RUSSIAN.get(char, char)) for char in low)
    if language == "uk":
        return _ukrainian(low)
    out: list[str] = []
    for place, char in enumerate(low):
        before = low[place - 1] if place else ""
        if char == "е" and (not before or before in tables.RUSSIAN_E_AS_YE_AFTER):
            # Алиев is Aliyev on Azerbaijani papers, Ереван is Yerevan.
            out.append("ye")
        elif char == "ы" and low[place:] == "ый":
            out.append("y")
            break
        elif char == "и" and low[place:] == "ий":
            out.append("iy")
            break
        else:
            out.append(tables.RUSSIAN.get(char, char))
    return "".join(out)


def _ukrainian(low: str) -> str:
    out = [
        tables.UKRAINIAN_AT_START.get(low[:1]) or tables.UKRAINIAN.get(low[:1]) or tables.RUSSIAN.get(low[:1], low[:1])
    ]
    for place in range(1, len(low)):
        char = low[place]
        if char == "г" and low[place - 1] == "з":
            out.append("gh")
        else:
            out.append(tables.UKRAINIAN.get(char, tables.RUSSIAN.get(char, char)))
    return "".join(out)


def _armenian(word: str, changes: dict[str, str] | None = None) -> str:
    low = word.lower().replace("ու", "\ue000").replace("եւ", "և")
    out = []
    for place, char in enumerate(low):
        if char == "\ue000":
            out.append("u")
        elif place == 0 and char == "յ":
            out.append("h")  # the spelling before the reform: Յակոբ, Յովհաննէս
        elif place == 0 and char in tables.ARMENIAN_AT_START and low[1:2] != "վ":
            out.append(tables.ARMENIAN_AT_START[char])
        else:
            out.append((changes or {}).get(char) or tables.ARMENIAN.get(char, char))
    return "".join(out)


def _arabic(word: str, language: str | None) -> str:
    bare = "".join(char for char in word if unicodedata.category(char) != "Mn" and char != "ـ")
    persian = language in ("fa", "az", "ps", "ur", "ckb")
    if language == "ckb":
        return _kurdish(bare)
    known = tables.LEXICON.get(_plain_alef(bare))
    if known and bare == word:
        return known[1 if persian else 0].lower()
    for ending, latin in tables.ARABIC_ENDINGS:
        stem = tables.LEXICON.get(_plain_alef(bare.removesuffix(ending))) if bare.endswith(ending) else None
        if stem:
            name = stem[1 if persian else 0].lower()
            return name + ("y" if latin[0] in "eo" and name[-1] in "aeiou" else "") + latin
    word = word.replace("تش", "چ")
    table = dict(tables.ARABIC)
    if persian:
        table.update(tables.PERSIAN_CHANGES)
    out: list[str] = []
    last = len(word) - 1
    for place, char in enumerate(word):
        before = word[place - 1] if place else ""
        after = word[place + 1] if place < last else ""
        if char == "و" and before and before not in _ARABIC_VOWELS and (not after or after not in "اآی"):
            out.append("u")
        elif char == "ی" and before and (not after or after not in "اآو") and before not in "اآو":
            out.append("i")
        elif char == "ه" and place == last and place > 1 and before not in _ARABIC_VOWELS:
            out.append("eh" if persian else "a")
        else:
            out.append(table.get(char, char))
    return "".join(out)


def _kurdish(bare: str) -> str:
    """Sorani writes its vowels: و and ی are vowels between consonants, doubled و is a long u."""
    bare = bare.replace("وو", "\ue001")
    out: list[str] = []
    vowels = "اەێۆ\ue001"
    for place, char in enumerate(bare):
        before, after = bare[place - 1] if place else "", bare[place + 1 : place + 2]
        if char == "\ue001" or (char == "و" and place and before not in vowels and (not after or after not in vowels)):
            out.append("u")
        elif char == "ی" and place and before not in vowels and (not after or after not in vowels):
            out.append("i")
        else:
            out.append(tables.KURDISH_CHANGES.get(char, tables.ARABIC.get(char, char)))
    return "".join(out)


def _plain_alef(word: str) -> str:
    return word.replace("أ", "ا").replace("إ", "ا").replace("ٱ", "ا").replace("ة", "ه").replace("ئ", "ی")


@lru_cache(maxsize=50_000)
def _word(word: str, language: str | None) -> str:
    # Letters that no table of ours has, such as those that few languages add to Arabic, are still to be read.
    latin = _spelt(word, language)
    return latin if latin.isascii() else "".join(char if _plain_latin(char) else anyascii(char) for char in latin)


def _spelt(word: str, language: str | None) -> str:
    script = script_of(word)
    if script is Script.CYRILLIC:
        return _cyrillic(word, language)
    if script is Script.GEORGIAN:
        # Capital (Mtavruli) forms have small ones since Unicode 11.
        return "".join(tables.GEORGIAN.get(char, char) for char in word.lower())
    if script is Script.ARMENIAN:
        return _armenian(word)
    if script is Script.ARABIC:
        return _arabic(word, language)
    return anyascii(word)


def romanise(text: str, language: str | None = None) -> str:
    """The name in Latin letters, as one would suggest it for the record.

    Latin text stays as it is (Azerbaijani letters are Latin letters). Azerbaijani Cyrillic becomes the
    Azerbaijani Latin
    alphabet; Russian, Georgian, Armenian, Arabic and Persian follow the tables of `panah.names.tables`;
    any other script
    falls back to anyascii.

    Args:
        text: a name in any script.
        language: ISO 639-1 code of the language the name is written in, when known; it decides between
        readings of one
            script (Azerbaijani or Russian Cyrillic, Arabic or Persian).

    Returns:
        The Latin form, each word capitalised where the script has no capitals; "" for "".

    Raises:
        NameTooLong: the text is longer than a name.
    """
    text = clean(text)
    if not text or _LATIN.fullmatch(text) or (script_of(text) is Script.LATIN and all(map(_plain_latin, text))):
        return text
    unified = unify(text)
    language = language or language_of(text)
    out: list[str] = []
    for piece in _WORDS.findall(unified):
        if not piece[0].isalpha():
            out.append(anyascii(piece) if not piece.isascii() else piece)
            continue
        if script_of(piece) is Script.LATIN:
            out.append("".join(char if _plain_latin(char) else anyascii(char) for char in piece))
            continue
        word = _word(piece, language).strip("'`")
        if piece.isupper() and len(piece) > 1 and piece != piece.lower():
            out.append(title_az(word) if language == "az" else word.upper())
        elif piece == piece.lower() and piece != piece.upper() and script_of(piece) is not Script.GEORGIAN:
            out.append(word)  # a particle written small, such as oğlu, stays small
        elif language == "az":
            out.append(title_az(word))
        else:
            out.append(word[:1].upper() + word[1:])
    return " ".join("".join(out).split())


def western(text: str) -> str:
    """A name in Armenian letters as the western diaspora reads it (Պետրոս is Bedros); "" for other scripts."""
    text = unify(text)
    if script_of(text) is not Script.ARMENIAN:
        return ""
    return " ".join(
        word[:1].upper() + word[1:] for word in (_armenian(part, tables.WESTERN_ARMENIAN) for part in text.split())
    )


def icao(text: str, language: str | None = None) -> tuple[str, ...]:
    """Spellings that a passport's machine-readable zone may have for a name, in capitals A-Z, the likeliest first.

    ICAO Doc 9303 leaves a choice for many letters (Ö is OE or O), and issuers have had practices of their own (Ə as E, A or AE;
    X as X or KH), so a name has several.

    Args:
        text: a name in any script.
        language: ISO 639-1 code, when known.
    """
    text = unify(text)
    script = script_of(text)
    if script is Script.LATIN:
        forms = [_by_table(text, table) for table in (tables.ICAO_LATIN, tables.PLAIN_LATIN)]
        if any(char in _AZERBAIJANI for char in text) or language == "az":
            forms.append(_by_table(text, tables.ENGLISH_LATIN))
            forms.append(_by_table(text, {**tables.ICAO_LATIN, "ə": "ae"}))
    elif script is Script.CYRILLIC and (language or language_of(text)) != "az":
        forms = [_by_table(text, {**tables.RUSSIAN, **tables.ICAO_CYRILLIC}), romanise(text, language)]
    else:
        latin = romanise(text, language)
        forms = [_by_table(latin, table) for table in (tables.ICAO_LATIN, tables.PLAIN_LATIN, tables.ENGLISH_LATIN)]
        if script is not Script.CYRILLIC:
            forms = forms[:2]
    plain = (re.sub(r"[^A-Z0-9]+", " ", anyascii(form).upper().replace("'", "")).strip() for form in forms)
    return tuple(dict.fromkeys(form for form in plain if form))


_AZERBAIJANI = frozenset("əƏğĞşŞıİçÇ")


def _by_table(text: str, table: dict[str, str]) -> str:
    low = text.replace("İ", "i").lower().replace("i̇", "i")
    return "".join(table.get(char, char) for char in low)


# Nearly every Latin name is of these letters: one look instead of one for each letter.
_LATIN = re.compile(r"[A-Za-zƏəĞğŞşÇçİıÖöÜü][A-Za-zƏəĞğŞşÇçİıÖöÜü '’.-]*")


def _plain_latin(char: str) -> bool:
    return not char.isalpha() or _script_of_char(char) is Script.LATIN


def fold(text: str, language: str | None = None) -> str:
    """Plain small a-z letters (and digits) of a name in any script, words parted by one space; for
    comparing, not showing.

    Ə folds to a, Ş to sh, Ç to ch, X to kh, Ğ to gh, I and İ both to i: the spelling that most foreign
    papers use.
    """
    roman = romanise(text, language)
    letters = roman.translate(_FOLD)
    plain = anyascii(unicodedata.normalize("NFC", letters)).lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "")).split())


_FOLD = str.maketrans({
    "ə": "a", "Ə": "a", "ş": "sh", "Ş": "sh", "ç": "ch", "Ç": "ch", "ğ": "gh", "Ğ": "gh", "x": "kh",
    "X": "kh", "ı": "i",
    "İ": "i", "I": "i", "ö": "o", "Ö": "o", "ü": "u", "Ü": "u", "ș": "sh", "š": "sh", "Š": "sh", "č": "ch",
    "Č": "ch",
    "ž": "zh", "Ž": "zh", "đ": "dj", "Đ": "dj", "ß": "ss",
})  # fmt: skip
