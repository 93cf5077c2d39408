# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fonts that ship with Panah, and what text they can show.

A letter must not show empty boxes, and PDF/UA forbids characters without a glyph. What no font has is written in Latin
letters instead. Another script is supported by putting its Noto font (TTF) into the folder.
"""

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

from anyascii import anyascii

FONT_FOLDER = Path(__file__).parent / "fonts"
# Marks that turn the reading order around can make a text say something else than it seems to (Unicode TR 36).
_ORDER_MARKS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_FORMAT_SIGNS = set("\u200c\u200d\u200e\u200f")  # joiners are spelling in Persian


def _characters(font: bytes) -> set[int]:
    """Return the code points that a TrueType font maps (OpenType `cmap`, formats 4 and 12)."""
    tables = struct.unpack(">H", font[4:6])[0]
    offset = next(
        struct.unpack(">I", font[12 + 16 * i + 8 : 12 + 16 * i + 12])[0]
        for i in range(tables)
        if font[12 + 16 * i : 12 + 16 * i + 4] == b"cmap"
    )
    found: set[int] = set()
    for i in range(struct.unpack(">H", font[offset + 2 : offset + 4])[0]):
        at = offset + struct.unpack(">I", font[offset + 8 + 8 * i : offset + 12 + 8 * i])[0]
        kind = struct.unpack(">H", font[at : at + 2])[0]
        if kind == 12:
            groups = struct.unpack(">I", font[at + 12 : at + 16])[0]
            for group in range(groups):
                first, last = struct.unpack(">II", font[at + 16 + 12 * group : at + 24 + 12 * group])
                found.update(range(first, last + 1))
        elif kind == 4:
            count = struct.unpack(">H", font[at + 6 : at + 8])[0] // 2
            ends = struct.unpack(f">{count}H", font[at + 14 : at + 14 + 2 * count])
            starts = struct.unpack(f">{count}H", font[at + 16 + 2 * count : at + 16 + 4 * count])
            for first, last in zip(starts, ends, strict=True):
                found.update(range(first, last + 1))
    found.discard(0xFFFF)
    return found


@lru_cache(maxsize=1)
def supported_characters() -> frozenset[int]:
    """Return the code points that at least one shipped family shows in every weight."""
    families: dict[str, set[int]] = {}
    for path in sorted(FONT_FOLDER.glob("*.ttf")):
        family = path.stem.split("_")[0]
        characters = _characters(path.read_bytes())
        families[family] = families[family] & characters if family in families else characters
    return frozenset().union(*families.values()) if families else frozenset()


def showable(text: str) -> str:
    """Return `text` as it can be printed.

    Composed (NFC); control characters and marks that turn the reading order are dropped; line breaks and tabs become
    spaces or stay as line breaks for the caller to split; characters of other scripts become Latin letters.
    """
    if text.isascii() and text.isprintable():
        return text
    supported = supported_characters()
    out = []
    for sign in unicodedata.normalize("NFC", text):
        if sign in ("\n", "\t", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"):
            out.append("\n" if sign not in ("\t", "\r") else " ")
        elif sign in _KEPT_FORMAT_SIGNS:
            out.append(sign)
        elif sign in _ORDER_MARKS or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            continue
        elif ord(sign) in supported:
            out.append(sign)
        else:
            out.append(anyascii(sign) or "?")
    return "".join(out)
