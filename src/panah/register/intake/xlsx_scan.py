# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking at an XLSX file before it is opened: how large it would become, and what in it nobody would see.

An XLSX file is a ZIP archive of XML. Everything here streams: the archive is never unpacked as a whole, and XML is read with
defusedxml, which refuses entities and outside references.
"""

import contextlib
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.ElementTree as safe_xml
import defusedxml.sax as safe_sax
from defusedxml.common import DefusedXmlException

from panah.register.intake.errors import FileRefused
from panah.register.intake.limits import Limits

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_PARTS = 2000
_STRINGS_SHARE = 4
_LAST_ROW = 1_048_576
_SMALL_PART = 8 * 1024 * 1024
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


@contextlib.contextmanager
def _whole() -> Iterator[None]:
    """Whatever goes wrong inside is said of the file: archives and XML are broken in more ways than libraries have names."""
    try:
        yield
    except FileRefused:
        raise
    except DefusedXmlException:
        raise FileRefused("xlsx.bomb") from None
    except Exception:
        raise FileRefused("xlsx.broken") from None


def look_like_a_workbook(start: bytes) -> bool:
    """Whether a file begins as a ZIP archive or an old binary workbook does: then it is no CSV."""
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLD))


def check_archive(file: BinaryIO, limits: Limits) -> None:
    """Refuse what is no plain XLSX, before anything is unpacked.

    Raises:
        FileRefused: an old or open-document workbook, a password, macros, links to other files, a bomb, a broken file.
    """
    file.seek(0)
    if file.read(8) == _OLD:
        file.seek(0)
        raise FileRefused("xlsx.password" if _holds(file, "EncryptedPackage".encode("utf-16-le")) else "xlsx.old")
    file.seek(0)
    with _whole(), zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        _check_parts(parts, limits)
        names = {part.filename for part in parts}
        kind = archive.getinfo("mimetype") if "mimetype" in names else None
        if kind and kind.file_size < 200 and b"opendocument" in archive.read(kind):
            raise FileRefused("xlsx.ods")
        if "xl/workbook.xml" not in names:
            raise FileRefused("xlsx.binary" if "xl/workbook.bin" in names else "xlsx.none")
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise FileRefused("xlsx.macros")
        if any(name.startswith("xl/externalLinks/") for name in names):
            raise FileRefused("xlsx.links")


def _holds(file: BinaryIO, needle: bytes) -> bool:
    before = b""
    while block := file.read(1 << 20):
        if needle in before + block:
            return True
        before = block[-len(needle) :]
    return False


def _check_parts(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(parts) > _MOST_PARTS:
        raise FileRefused("xlsx.bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("xlsx.password")
    total = sum(part.file_size for part in parts)
    strings = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    # Texts and styles are held in memory as a whole by whoever reads them; sheets are not.
    others = sum(part.file_size for part in parts if not part.filename.lower().startswith("xl/worksheets/")) - strings
    if (
        total > limits.unpacked
        or strings * _STRINGS_SHARE > limits.unpacked
        or others > max(_SMALL_PART, limits.unpacked // 20)
    ):
        raise FileRefused("xlsx.bomb")


def sheets(file: BinaryIO) -> list[tuple[str, str]]:
    """Name and part of each sheet. Raises FileRefused for a hidden one, or a workbook that cannot be read."""
    file.seek(0)
    with _whole(), zipfile.ZipFile(file) as archive:
        relations = {
            one.get("Id", ""): one.get("Target", "")
            for one in safe_xml.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            if one.get("TargetMode") != "External"
        }
        workbook = safe_xml.fromstring(archive.read("xl/workbook.xml"))
        names = set(archive.namelist())
    found = []
    for sheet in (one for prefix in (_MAIN, _STRICT) for one in workbook.iter(f"{prefix}sheet")):
        name = sheet.get("name", "")
        if sheet.get("state", "visible") != "visible":
            raise FileRefused("xlsx.hidden_sheet", sheet=name[:80])
        target = relations.get(next((sheet.get(key, "") for key in _RELATION if sheet.get(key)), ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" in part and part in names:
            found.append((name, part))
    if not found:
        raise FileRefused("xlsx.broken")
    return found


def look_at_sheet(file: BinaryIO, part: str, limits: Limits) -> int:
    """How many cells of a sheet hold something.

    Raises:
        FileRefused: formulas, hidden rows or columns, merged cells, too many cells or columns; names the place.
    """
    looker = _Looker(limits)
    file.seek(0)
    with _whole(), zipfile.ZipFile(file) as archive, archive.open(part) as stream:
        safe_sax.parse(stream, looker)
    return looker.cells


class _Looker(ContentHandler):
    """Goes through the XML of one sheet."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits
        self.cells = 0
        self._at = ""
        self._row = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._cell(attrs.get("r", ""))
        elif name in ("v", "is"):
            self.cells += 1
            if self.cells > self._limits.cells:
                raise FileRefused("xlsx.cells", limit=self._limits.cells)
        elif name == "f":
            raise FileRefused("xlsx.formula", cell=self._at)
        elif name == "row":
            self._row += 1
            place = attrs.get("r", "")
            if place and not (place.isascii() and place.isdecimal() and len(place) <= 7 and int(place) <= _LAST_ROW):
                raise FileRefused("xlsx.broken")
            if attrs.get("hidden") in ("1", "true"):
                raise FileRefused("xlsx.hidden_row", row=str(attrs.get("r") or self._row)[:10])
        elif name == "col" and attrs.get("hidden") in ("1", "true"):
            raise FileRefused("xlsx.hidden_column", column=letters(attrs.get("min", "")))
        elif name == "mergeCell":
            raise FileRefused("xlsx.merged", cells=str(attrs.get("ref", ""))[:30])

    def _cell(self, place: str) -> None:
        self._at = place[:12]
        match = _CELL.fullmatch(place)
        if place and not match:
            raise FileRefused("xlsx.broken")
        if match:
            column = 0
            for letter in match[1]:
                column = column * 26 + ord(letter) - 64
            if column > self._limits.columns:
                raise FileRefused("file.columns", limit=self._limits.columns)


def letters(number: str) -> str:
    """The letters of a column that is told by its number (`28` is `AB`)."""
    if not number.isascii() or not number.isdecimal() or len(number) > 6:
        return number[:10]
    rest, out = int(number), ""
    while rest:
        rest, place = divmod(rest - 1, 26)
        out = chr(65 + place) + out
    return out
