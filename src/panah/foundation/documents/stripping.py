# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a PDF tells beside its pages is taken out: who wrote it, when, with what, and where its pictures were taken (EX-06).

The pages stay as they are: nothing is drawn anew. What is gone are the document's information and XMP, those of its parts and
pictures (EXIF with place and device, IPTC, comments, thumbnails, a second picture behind the first), private data of programs,
names and times at notes, and every earlier state of the document, which a PDF that was saved several times still holds.

A PDF with a digital signature is kept byte for byte: the signature is over the bytes, and one that does not hold any more would
be read as a forgery (docs/papers.md).
"""

import io
from collections.abc import Iterable
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.filters import ASCII85Decode, ASCIIHexDecode, FlateDecode, LZWDecode, RunLengthDecode
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NumberObject, StreamObject

_TELLING = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/CreatorInfo", "/OPI", "/SpiderInfo")
_OF_NOTES = ("/T", "/M", "/CreationDate", "/NM", "/RC")
"""Of a note on a page: who wrote it, when. `/T` of a field of a form is the field's own name and stays."""
_UNPACKED_BY: dict[str, Any] = {
    "/FlateDecode": FlateDecode, "/Fl": FlateDecode, "/LZWDecode": LZWDecode, "/LZW": LZWDecode, "/RunLengthDecode": RunLengthDecode,
    "/RL": RunLengthDecode, "/ASCII85Decode": ASCII85Decode, "/A85": ASCII85Decode, "/ASCIIHexDecode": ASCIIHexDecode, "/AHx": ASCIIHexDecode,
}  # fmt: skip
_JPEG, _JPEG_2000 = {"/DCTDecode", "/DCT"}, {"/JPXDecode"}


def is_signed(things: Iterable[DictionaryObject]) -> bool:
    """Whether one of the objects of a PDF is a digital signature: it says over which bytes it is."""
    return any(
        isinstance(one, DictionaryObject) and dict.get(one, NameObject("/ByteRange")) is not None for one in things
    )


def stripped(reader: PdfReader, things: Iterable[DictionaryObject]) -> bytes:
    """The PDF with its pages alone. Raises whatever pypdf raises, and ValueError for a picture inside that cannot be read.

    things: every dictionary of it, as the reader keeps them; they are changed.
    """
    for thing in things:
        _strip(thing)
    # What nothing refers to any more is not copied.
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    writer._ID = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _strip(part: DictionaryObject) -> None:
    for key in _TELLING:
        part.pop(NameObject(key), None)
    kind = dict.get(part, NameObject("/Subtype"))
    if NameObject("/Rect") in part and kind not in (None, "/Widget"):
        for key in _OF_NOTES:
            part.pop(NameObject(key), None)
    if isinstance(part, StreamObject):
        _strip_picture(part)


def _at_hand(thing: Any) -> Any:
    # What is said of a picture may stand elsewhere and be pointed to.
    return thing.get_object() if isinstance(thing, IndirectObject) else thing


def _strip_picture(picture: StreamObject) -> None:
    filters = _at_hand(picture.get("/Filter"))
    names = [str(_at_hand(one)) for one in filters] if isinstance(filters, ArrayObject) else [str(filters)]
    if not names or names[-1] not in _JPEG | _JPEG_2000:
        return
    content = picture._data
    for name in names[:-1]:
        content = _UNPACKED_BY[name].decode(content, None)
        content = content.encode("latin-1") if isinstance(content, str) else content
    picture._data = bare_jpeg(content) if names[-1] in _JPEG else bare_jpeg_2000(content)
    picture[NameObject("/Filter")] = NameObject(names[-1])
    picture[NameObject("/Length")] = NumberObject(len(picture._data))
    parameters = picture.pop(NameObject("/DecodeParms"), None)
    if parameters is not None:
        last = parameters.get_object()
        last = last[-1].get_object() if isinstance(last, ArrayObject) and last else last
        if isinstance(last, DictionaryObject):
            picture[NameObject("/DecodeParms")] = last


_START_OF_SCAN, _END = 0xDA, 0xD9
_ALONE = {0x01, *range(0xD0, 0xD9)}
"""Marks without a length: of these, those of restarts stand inside the picture's data."""

_INSIDE_DATA = {0x00, 0xFF, *range(0xD0, 0xD8)}


def bare_jpeg(content: bytes) -> bytes:
    """A JPEG with what is needed to draw it alone; its points are the same. Raises ValueError for one that is damaged."""
    if content[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    out, at = bytearray(content[:2]), 2
    while at < len(content):
        if content[at] != 0xFF:
            raise ValueError("no mark where one should be")
        while content[at : at + 1] == b"\xff":
            at += 1
        mark = content[at : at + 1]
        if not mark:
            break
        at += 1
        if mark[0] == _END:
            return bytes(out) + b"\xff\xd9"
        if mark[0] in _ALONE:
            out += b"\xff" + mark
            continue
        length = int.from_bytes(content[at : at + 2], "big")
        segment = content[at : at + length]
        if length < 2 or len(segment) < length:
            raise ValueError("cut off")
        at += length
        if _draws(mark[0], segment[2:]):
            out += b"\xff" + mark + segment
        if mark[0] == _START_OF_SCAN:
            end = _end_of_scan(content, at)
            out += content[at:end]
            at = end
    # Without its end: most readers draw it nevertheless.
    return bytes(out)


def _draws(mark: int, inside: bytes) -> bool:
    if mark == 0xE0:
        return inside.startswith(b"JFIF\x00")
    if mark == 0xE2:
        return inside.startswith(b"ICC_PROFILE\x00")
    # Adobe's mark says how colours are to be read.
    return mark == 0xEE or not (0xE0 <= mark <= 0xEF or mark == 0xFE)


def _end_of_scan(content: bytes, at: int) -> int:
    while 0 <= (at := content.find(b"\xff", at)) < len(content) - 1:
        if content[at + 1] not in _INSIDE_DATA:
            return at
        at += 1
    return len(content)


def bare_jpeg_2000(content: bytes) -> bytes:
    """A JPEG 2000 without boxes that tell (XMP, EXIF, IPTC in `uuid` and `xml`). Raises ValueError for a damaged one."""
    if content[:2] == b"\xff\x4f":  # the picture without any box
        return content
    out, at = bytearray(), 0
    while at < len(content):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(content[at + 8 : at + 16], "big")
        length = length or len(content) - at
        if length < 8 or at + length > len(content):
            raise ValueError("cut off")
        if kind not in (b"uuid", b"xml ", b"uinf"):
            out += content[at : at + length]
        at += length
    return bytes(out)
