# SPDX-License-Identifier: AGPL-3.0-or-later
"""A word of a name as a row of sounds, whatever script it is written in.

Keys and comparison both stand on this. A word becomes a tuple of *slots*; a slot is a short string of the sounds that its letter may
stand for:

    "J"       one sound
    "gx"      two readings, the likelier first (Russian г in Гасан is an h)
    "C/Sk"    readings after the stroke are rarer: comparison knows them, keys do not
    "h-"      the minus: speakers of some languages leave it out

Sounds: p b f v t d k g q, G (ğ, gh), x (kh), h, s z, S (sh), C (ch), J (dj), Z (zh), c (ts), D (dz), X (ks), l m n r, y and the
vowels a A (ə) e i I (ı, ы) o O (ö) u U (ü). Digits stand for themselves.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from panah.names.text import Script, script_of

MOST = 48
"""Sounds of one word that are looked at; longer than any word of a name."""

VOWELS = frozenset("aAeiIoOuU")
_FRONT = frozenset("eiyéèíýî")

_LATIN: dict[str, tuple[str, ...]] = {
    "dzad": ("d", "z", "a", "d"), "schtsch": ("S",), "stsch": ("S",), "shch": ("S",), "stch": ("S",), "tsch": ("C",), "dsch": ("J",), "sch": ("S/k",), "tch": ("C",),
    "dzh": ("J",), "dsh": ("J",), "kkh": ("x",), "ssh": ("S",), "cch": ("C",),
    "dj": ("J",), "dž": ("J",), "zh": ("Z",), "ch": ("CSkx",), "sh": ("S",), "kh": ("x/k",), "gh": ("G/-",), "ph": ("f",),
    "th": ("ts/z",), "dh": ("dz",), "ts": ("c",), "tz": ("c/z",), "cz": ("C/c",), "sz": ("Ss",), "ck": ("k",),
    "qu": ("k/q",), "dz": ("D/J",), "ks": ("X",), "ou": ("u/o",), "oo": ("u/o",), "ee": ("i/e",), "ae": ("A/ae",), "oe": ("O/eo",),
    "ue": ("U/ue",), "cs": ("C/s",), "uxx": ("U",), "nxx": ("n",),
    "q": ("q/kg",), "k": ("k/g",), "g": ("gx/hJG",), "c": ("kJs/Cc",), "j": ("J/Zy",), "h": ("h-",), "w": ("v-/u",), "v": ("v",),
    "b": ("b",), "f": ("f",), "p": ("p",), "t": ("t",), "d": ("d",), "z": ("z",), "s": ("s/S",), "x": ("xX/S",),
    "l": ("l",), "m": ("m",), "n": ("n",), "r": ("r",), "y": ("y/iI",),
    "a": ("a/A",), "e": ("e/A",), "i": ("i/I",), "o": ("o/O",), "u": ("u/U",),
    "ə": ("A",), "ä": ("A/e",), "æ": ("A/e",), "ç": ("C/s",), "ş": ("S",), "ș": ("S",), "š": ("S",), "ś": ("S/s",), "č": ("C",),
    "ć": ("C",), "ğ": ("G/-yv",), "ǧ": ("J/G",), "ġ": ("G",), "ı": ("I",), "ö": ("O",), "ø": ("O",), "œ": ("O",), "ü": ("U",),
    "ű": ("U",), "ő": ("O",), "å": ("oa",), "ñ": ("n",), "ň": ("n",), "ń": ("n",), "ł": ("l",), "ß": ("s",), "đ": ("Jd",), "ž": ("Z",),
    "ż": ("Z",), "ź": ("z",), "ř": ("r/Z",), "þ": ("t",), "ð": ("d",), "ț": ("c",), "ţ": ("c",), "ḥ": ("h-",), "ḫ": ("x",), "ẖ": ("x",),
}  # fmt: skip
# In a word that shows Turkic letters, the others have one reading each.
_TURKIC: dict[str, tuple[str, ...]] = {
    "s": ("s",),
    "c": ("J",),
    "j": ("Z/J",),
    "x": ("x",),
    "g": ("g",),
    "q": ("g/k",),
    "a": ("a",),
    "e": ("e",),
}
_TURKIC_MARKS = frozenset("əğış")

_CYRILLIC: dict[str, tuple[str, ...]] = {
    "дзад": ("d", "z", "a", "d"), "дж": ("J",), "дз": ("D",), "кс": ("X",), "тч": ("C",), "сч": ("S",), "кх": ("x",), "тс": ("c",), "ье": ("y-", "e"),
    "а": ("a/Ao",), "б": ("b",), "в": ("v",), "г": ("gx/hG",), "д": ("d",), "е": ("e/AiO",), "ё": ("o/eOC",), "ж": ("Z/J",),
    "з": ("z",), "и": ("i/I",), "й": ("y/i-",), "к": ("k/gq",), "л": ("l",), "м": ("m",), "н": ("n",), "о": ("o/aO",), "п": ("p",),
    "р": ("r",), "с": ("s",), "т": ("t",), "у": ("u/oU",), "ф": ("f",), "х": ("x/h",), "ц": ("c/s",), "ч": ("C",), "ш": ("S",),
    "щ": ("S/C",), "ъ": (), "ы": ("I/i",), "ь": (), "э": ("e/A",), "ю": ("u/Uy",), "я": ("a/Ai",),
    "ғ": ("G",), "ҝ": ("g",), "ҹ": ("J",), "һ": ("h-",), "ә": ("A",), "ө": ("O",), "ү": ("U",), "ј": ("y/i-",), "қ": ("q",), "ң": ("n",),
    "ұ": ("u",), "і": ("i",), "ї": ("i",), "є": ("e",), "ґ": ("g",), "ў": ("v",), "ҳ": ("h-",), "ҷ": ("J",), "ӣ": ("i",), "ӯ": ("u",),
    "ђ": ("J",), "љ": ("l",), "њ": ("n",), "ћ": ("C",), "џ": ("J",), "ѕ": ("D",), "ѓ": ("g",), "ќ": ("k",), "ӏ": (), "җ": ("J",),
}  # fmt: skip
_AZ_CYRILLIC: dict[str, tuple[str, ...]] = {"г": ("g/k",), "а": ("a",), "е": ("e",), "ж": ("Z",)}
_AZ_CYRILLIC_MARKS = frozenset("әҝғөүһҹј")

_GEORGIAN: dict[str, tuple[str, ...]] = {
    "შჩ": ("S",), "ა": ("a/A",), "ბ": ("b",), "გ": ("gx/Gh",), "დ": ("d",), "ე": ("e/A",), "ვ": ("v",), "ზ": ("z",), "თ": ("t",), "ი": ("i/I",),
    "კ": ("k",), "ლ": ("l",), "მ": ("m",), "ნ": ("n",), "ო": ("o/O",), "პ": ("p",), "ჟ": ("Z",), "რ": ("r",), "ს": ("s",), "ტ": ("t",),
    "უ": ("u/Uv",), "ფ": ("pf",), "ქ": ("k",), "ღ": ("G/g",), "ყ": ("q",), "შ": ("S",), "ჩ": ("C",), "ც": ("c",), "ძ": ("D",), "წ": ("c",),
    "ჭ": ("C",), "ხ": ("x/h",), "ჯ": ("J",), "ჰ": ("h-",), "ჲ": ("y",), "ჳ": ("v",), "ჴ": ("q",), "ჶ": ("f",), "ჷ": ("I",),
}  # fmt: skip

# Western Armenian swaps voiced and voiceless letters: Պետրոս is Petros in Yerevan, Bedros in Beirut.
_ARMENIAN: dict[str, tuple[str, ...]] = {
    "ու": ("u/U",), "շչ": ("S",), "եւ": ("e", "v"), "և": ("e", "v"), "դժ": ("J",), "յա": ("y-", "a/A"), "եա": ("y-", "a/A"),
    "իա": ("i", "a/A"), "ա": ("a/A",), "բ": ("bp",), "գ": ("g/khG",), "դ": ("d",), "ե": ("e/A",), "զ": ("z",), "է": ("e/A",),
    "ը": ("I-",), "թ": ("t",), "ժ": ("Z",), "ի": ("i/I",), "լ": ("l",), "խ": ("x/h",), "ծ": ("cD",), "կ": ("k/g",), "հ": ("h-",),
    "ձ": ("Dc",), "ղ": ("G/xlg",), "ճ": ("C/J",), "մ": ("m",), "յ": ("y/i",), "ն": ("n",), "շ": ("S",), "ո": ("o",), "չ": ("C",),
    "պ": ("pb",), "ջ": ("J/C",), "ռ": ("r",), "ս": ("s",), "վ": ("v",), "տ": ("t",), "ր": ("r",), "ց": ("c",), "ւ": ("v",),
    "փ": ("p",), "ք": ("k",), "օ": ("o",), "ֆ": ("f",),
}  # fmt: skip

_ARABIC: dict[str, tuple[str, ...]] = {
    "تش": ("C",), "دج": ("J",), "کس": ("X",), "ا": ("a/Aoe",), "آ": ("a/A",), "أ": ("a/AueO",), "إ": ("i/eA",), "ٱ": ("a/Aiu",), "ء": (),
    "ع": ("a/Aeiou-",), "ؤ": ("u/oOUv-",), "ئ": ("i/ye-",), "ب": ("bp",), "پ": ("p",), "ت": ("t",), "ث": ("st/z",), "ج": ("Jg/Z",),
    "چ": ("C",), "ح": ("h-",), "خ": ("x",), "د": ("d",), "ذ": ("zd",), "ر": ("r",), "ز": ("z",), "ژ": ("Z",), "س": ("s/c",), "ش": ("S",),
    "ص": ("s",), "ض": ("zd",), "ط": ("t",), "ظ": ("z/d",), "غ": ("G/gJ",), "ف": ("fv",), "ق": ("q/gk",), "ک": ("k/gC",), "گ": ("g",),
    "ل": ("l",), "م": ("m",), "ن": ("n",), "ه": ("h-",), "و": ("uv/oOU-",), "ڤ": ("v",), "ی": ("i/yeI-",), "ۆ": ("o/OuU",), "ێ": ("e",),
    "ې": ("e",), "ۍ": ("i/ey",), "ے": ("e/iy",), "ڕ": ("r",), "ڵ": ("l",), "ټ": ("t",), "ډ": ("d",), "ړ": ("r",), "ښ": ("Sx",),
    "ځ": ("D",), "څ": ("c/C",), "ڼ": ("n",), "ٹ": ("t",), "ڈ": ("d",), "ڑ": ("r/d",), "ں": ("n",), "ھ": ("h-",), "ہ": ("h-",), "ګ": ("g",),
    "ږ": ("Zg",), "ڭ": ("n",), "ة": ("a/Aet",), "ۀ": ("e/a-",), "ە": ("a/Ae-",),
}  # fmt: skip
_ARABIC_INITIAL: dict[str, tuple[str, ...]] = {
    "ا": ("a/AeiIoOuU",), "و": ("vu/oOU",), "ی": ("y-", "i-"), "ع": ("a/AeiIoOuU",), "ئ": (),
}  # fmt: skip

_HEBREW: dict[str, tuple[str, ...]] = {
    "א": ("a/Aeiou-",), "ב": ("bv",), "ג": ("g/J",), "ד": ("d",), "ה": ("h-/a",), "ו": ("vu/o-",), "ז": ("z/Z",), "ח": ("xk",), "ט": ("t",),
    "י": ("i/yJ-",), "כ": ("kx",), "ך": ("xk",), "ל": ("l",), "מ": ("m",), "ם": ("m",), "נ": ("n",), "ן": ("n",), "ס": ("s",),
    "ע": ("a/Aeiou-",), "פ": ("pf",), "ף": ("f",), "צ": ("c/zC",), "ץ": ("c/C",), "ק": ("k",), "ר": ("r",), "ש": ("Ss",), "ת": ("t",),
}  # fmt: skip

_GREEK: dict[str, tuple[str, ...]] = {
    "ου": ("u/o",), "αι": ("e/a",), "ει": ("i/e",), "οι": ("i/o",), "ευ": ("e", "v"), "αυ": ("a", "v"), "μπ": ("b/mp",), "ντ": ("d/tn",),
    "γκ": ("g/k",), "γγ": ("n-", "g"), "τσ": ("c/C",), "τζ": ("Jc",), "γι": ("gy", "i"), "γε": ("gy", "e"),
    "α": ("a/A",), "β": ("v/b",), "γ": ("g/yG",), "δ": ("d",), "ε": ("e/A",), "ζ": ("z/Z",), "η": ("i/e",), "θ": ("t/s",), "ι": ("i",),
    "κ": ("k",), "λ": ("l",), "μ": ("m",), "ν": ("n",), "ξ": ("X",), "ο": ("o",), "π": ("p",), "ρ": ("r",), "σ": ("s/S",), "ς": ("s/S",),
    "τ": ("t",), "υ": ("i/y",), "φ": ("f",), "χ": ("xk/h",), "ψ": ("p", "s"), "ω": ("o",),
}  # fmt: skip

_ABJADS = (Script.ARABIC, Script.HEBREW)


def is_abjad(word: str) -> bool:
    """Whether the script of a word leaves short vowels unwritten."""
    return script_of(word) in _ABJADS


def _longest_first(table: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    by_first: dict[str, list[str]] = {}
    for spelling in sorted(table, key=len, reverse=True):
        by_first.setdefault(spelling[0], []).append(spelling)
    return by_first


_TABLES: dict[Script, dict[str, tuple[str, ...]]] = {
    Script.LATIN: _LATIN, Script.CYRILLIC: _CYRILLIC, Script.GEORGIAN: _GEORGIAN, Script.ARMENIAN: _ARMENIAN, Script.ARABIC: _ARABIC,
    Script.HEBREW: _HEBREW, Script.GREEK: _GREEK,
}  # fmt: skip
_SPELLINGS = {script: _longest_first(table) for script, table in _TABLES.items()}


@lru_cache(maxsize=100_000)
def slots(word: str) -> tuple[str, ...]:
    """The sounds of one word.

    Args:
        word: one word, unified (`panah.names.text.unify`) and in small letters, in any script.

    Returns:
        Slots as described above; doubled letters count once; () when no letter of the word has a sound.
    """
    script = script_of(word)
    table = _TABLES.get(script)
    if table is None:
        script, table = Script.LATIN, _LATIN
        word = anyascii(word).lower()
    if script is Script.LATIN:
        return _latin(word)
    changes: dict[str, tuple[str, ...]] = {}
    if script is Script.CYRILLIC and any(char in _AZ_CYRILLIC_MARKS for char in word):
        changes = _AZ_CYRILLIC
    word = _prepared(word, script)
    spellings = _SPELLINGS[script]
    out: list[str] = []
    place, last = 0, len(word)
    if script is Script.ARABIC and word.startswith("عبد"):
        out.extend(("a/A", "b", "d", "u/aeiAUoO-"))
        place = 5 if word.startswith("عبدال") and last > 6 else 3
    while place < last:
        char = word[place]
        for spelling in spellings.get(char, ()):
            if word.startswith(spelling, place):
                found = changes.get(spelling) or table[spelling]
                if place == 0:
                    found = _initial(spelling, script, found, word)
                elif place + len(spelling) == last:
                    found = _final(spelling, script, found, word)
                # In an abjad a vowel stands between two equal letters, or there would be one.
                if script in _ABJADS or not (place and word[place - 1] == char and len(spelling) == 1):
                    out.extend(found)
                place += len(spelling)
                break
        else:
            out.extend(_foreign(char))
            place += 1
    return tuple(out[:MOST])


def _prepared(word: str, script: Script) -> str:
    """Vowel signs and accents taken off; signs that join or part letters out of the way."""
    if script is Script.ARABIC:
        bare = "".join(char for char in word if unicodedata.category(char) != "Mn" and char != "ـ")
        return bare.replace("الله", "اله")
    if script is Script.CYRILLIC:
        return _SERVANT_OF.sub(r"\1у", word)
    if script in (Script.HEBREW, Script.GREEK):
        return "".join(char for char in unicodedata.normalize("NFD", word) if unicodedata.category(char) != "Mn")
    return word


def _initial(spelling: str, script: Script, found: tuple[str, ...], word: str) -> tuple[str, ...]:
    if script is Script.ARABIC:
        return _ARABIC_INITIAL.get(spelling, found)
    if script is Script.ARMENIAN:
        if spelling == "ո" and not word.startswith("ով"):
            return ("v-", "o")
        if spelling[0] == "յ":
            return ("hy-", *found[1:])
    if script is Script.CYRILLIC and spelling in "юя":
        return ("y-", *found)
    if script is Script.HEBREW and spelling == "י":
        return ("yJ", "i-")
    return found


def _final(spelling: str, script: Script, found: tuple[str, ...], word: str) -> tuple[str, ...]:
    if script is Script.ARABIC and spelling in "هہ" and len(word) > 2:
        # Fatemeh, Abdullah: the h is not heard, the vowel before it is not written.
        if word[-2] in "اوی":
            return ("h-",)
        return ("a-/eh",) if word.endswith("اله") else ("ae/Aoh",)
    if script is Script.GEORGIAN and spelling == "ი" and word[-2] not in "აეიოუ":
        return ("i-",)
    if script is Script.CYRILLIC and spelling == "п":
        return ("pb",)  # Акоп
    if script is Script.CYRILLIC and word.endswith(("ий", "ый")) and spelling == "й":
        return ("y-",)
    return found


def _foreign(char: str) -> tuple[str, ...]:
    if char.isdigit() and char.isascii():
        return (char,)
    if char.isalpha():
        return _latin(anyascii(char).lower())
    return ()


# Əbdüləziz, Abdelaziz, Abdennasser: the article inside is heard in many ways, or not at all.
_SERVANT_OF = re.compile(r"^([əaаә][bvбв][dtд])[aeiouəüöауиеэюөү][lл]ь?(?![lл])(?!ova?$|ев|ов|in$|ин$)(?=.{3})")
_FRENCH = ("ou", "ch", "dj", "ss", "eddine", "rrahm", "gui", "gue")


def _latin(word: str) -> tuple[str, ...]:
    word = _SERVANT_OF.sub(r"\1u", word.replace("i̇", "i"))
    turkic = any(char in _TURKIC_MARKS for char in word)
    if word.endswith(("ine", "ane", "ame", "ime", "ene")) and any(sign in word for sign in _FRENCH):
        word = word[:-1]  # Yassine, Noureddine: the e is mute
    out: list[str] = []
    place, last = 0, len(word)
    spellings = _SPELLINGS[Script.LATIN]
    while place < last:
        char = word[place]
        for spelling in spellings.get(char, ()):
            if word.startswith(spelling, place):
                if not (place and word[place - 1] == char and len(spelling) == 1):
                    found = (_TURKIC.get(spelling) if turkic else None) or _LATIN[spelling]
                    out.extend(found if turkic and spelling == "c" else _in_place(spelling, word, place, found))
                place += len(spelling)
                break
        else:
            base = unicodedata.normalize("NFD", char)[0]
            if base in _LATIN:
                out.extend(_LATIN[base])
            elif char.isalnum():
                plain = anyascii(char).lower()
                out.extend(
                    _latin(plain) if plain.isascii() and plain != char and plain.isalpha() else _foreign_digit(plain)
                )
            place += 1
    return tuple(out[:MOST])


def _foreign_digit(plain: str) -> tuple[str, ...]:
    return tuple(char for char in plain if char.isdigit())


def _in_place(spelling: str, word: str, place: int, found: tuple[str, ...]) -> tuple[str, ...]:
    """Readings of a Latin letter by its neighbours."""
    before = word[place - 1] if place else ""
    after = word[place + len(spelling) : place + len(spelling) + 1]
    if spelling == "qu" and after not in ("e", "i"):
        return ("q/kg", "u")  # Quliyev; Enrique and Jacques are others
    if spelling == "j":
        if before == "i" or (place and not after):
            return ("yJ",)  # Alijev, Nikolaj
        if place and before not in "aeouə" and after in "aeou" and after:
            return ("Jy-",)  # Nadja
        if place == 0 and after in "aeou" and after:
            return ("Jy/Z",)  # Josif and Yusif
    if spelling == "y" and (before in ("i", "ı") or after in ("i", "ı") or (not place and after == "e")):
        return ("y-",)  # Aliyev, Aliev; Yevgeny, Evgeny
    if spelling == "c" and after and after in "aouəklrtvn":
        return ("kJs/Cc",)
    if spelling == "c" and after in ("e", "i", "y"):
        return ("sJk/Cc",)
    if spelling == "p" and place and not after:
        return ("pb",)  # Recep, Zeynep: Turkish ends without voice what Rəcəb, Zeynəb end with it
    if spelling == "h" and place == 0:
        return ("h-",)
    return found
