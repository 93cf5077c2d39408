# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which encoding a text file is in: told by its bytes, asked for where they do not tell."""

import codecs
import re
from typing import BinaryIO

from panah.register.intake.errors import EncodingInDoubt, FileRefused

#: What a file may be in, as it is chosen on the page and on the command line.
ENCODINGS = ("utf-8", "utf-16", "windows-1251", "windows-1254", "windows-1252")

_BLOCK = 1 << 20
_SAMPLE = 1 << 19
_FEW = 12
"""Fewer letters beyond ASCII than this say nothing about which encoding they are in."""
# Bytes that are a letter of Turkish in 1254 and of Icelandic in 1252.
_TURKISH = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def detect(file: BinaryIO) -> str:
    """The encoding of a file, one of `ENCODINGS`; reads it and goes back to its start.

    Raises:
        EncodingInDoubt: it is not Unicode, and its letters can be read in several ways.
        FileRefused: it is no text, or broken UTF-8; names the line.
    """
    file.seek(0)
    start = file.read(4)
    if start[:4] in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        raise FileRefused("file.utf32")
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if start[:3] == codecs.BOM_UTF8:
        _whole_utf8(file, told=True)
        return "utf-8"
    file.seek(0)
    sample = file.read(_SAMPLE)
    if _is_utf16_without_mark(sample):
        return "utf-16"
    if b"\0" in sample:
        raise FileRefused("file.nul", line=sample[: sample.index(b"\0")].count(b"\n") + 1)
    broken, sequences = _whole_utf8(file, told=False)
    if not broken:
        return "utf-8"
    if sequences > 20:
        # Mostly good UTF-8 is a damaged file, not a file in another encoding.
        raise FileRefused("file.broken_utf8", line=broken)
    choices = _single_byte(sample)
    if len(choices) == 1:
        return choices[0]
    raise EncodingInDoubt(choices)


def codec(encoding: str, start: bytes) -> str:
    """The name that Python knows an encoding by; `start`: first bytes of the file."""
    if encoding == "utf-16":
        if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        return "utf-16-le" if _little(start) else "utf-16-be"
    return {"utf-8": "utf-8-sig", "windows-1251": "cp1251", "windows-1254": "cp1254", "windows-1252": "cp1252"}[
        encoding
    ]


def _little(data: bytes) -> bool:
    return data[1::2].count(0) >= data[0::2].count(0)


def _is_utf16_without_mark(sample: bytes) -> bool:
    """Delimiters and digits have a zero byte beside them, always on the same side."""
    if len(sample) < 8 or len(sample) > _SAMPLE:
        return False
    even, odd = sample[0::2], sample[1::2]
    zeros = max(even.count(0), odd.count(0))
    return zeros * 10 >= len(even) and min(even.count(0), odd.count(0)) == 0


def _whole_utf8(file: BinaryIO, *, told: bool) -> tuple[int, int]:
    """Line of the first fault (0 for none) and how many good letters beyond ASCII stand before it.

    told: the file says that it is UTF-8; a fault then refuses it.
    """
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, sequences = 1, 0
    while True:
        block = file.read(_BLOCK)
        pending = decoder.getstate()[0]
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            good = (pending + block)[: error.start]
            line += good.count(b"\n")
            sequences += len(good.decode("utf-8", "ignore")) - sum(byte < 0x80 for byte in good)
            if told:
                raise FileRefused("file.broken_utf8", line=line) from None
            return line, sequences
        line += text.count("\n")
        if not text.isascii():
            sequences += sum(char > "\x7f" for char in text)
        if not block:
            return 0, sequences


def _single_byte(sample: bytes) -> list[str]:
    """Encodings of one byte a letter that fit, the likeliest first; one when there is no doubt."""
    high = [byte for byte in sample if byte >= 0x80]
    possible = [name for name in ("windows-1251", "windows-1254", "windows-1252") if _decodes(sample, name)]
    if not possible:
        raise FileRefused("file.no_text")
    runs = [len(run) for run in _HIGH_RUN.findall(sample)]
    # Cyrillic words are made of such bytes; a Latin word has one or two among plain letters.
    together = sum(run for run in runs if run >= 3)
    cyrillic = together >= 0.6 * len(high)
    turkish = sum(byte in _TURKISH for byte in high)
    order = ["windows-1251"] if cyrillic else []
    order += ["windows-1254", "windows-1252"] if turkish else ["windows-1252", "windows-1254"]
    order += [name for name in possible if name not in order]
    order = [name for name in order if name in possible]
    if len(high) < _FEW:
        return order
    if cyrillic and "windows-1251" in possible and together >= 0.9 * len(high):
        return ["windows-1251"]
    if not cyrillic and together <= 0.1 * len(high) and turkish >= 0.2 * len(high) and "windows-1254" in possible:
        return ["windows-1254"]
    return order


def _decodes(sample: bytes, name: str) -> bool:
    try:
        text = sample.decode(codec(name, b""))
    except UnicodeDecodeError:
        return False
    return not any(char < " " and char not in "\t\r\n" for char in text)
