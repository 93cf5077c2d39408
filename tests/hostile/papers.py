# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readers of what people hand in: papers and pictures, tables of people, machine-readable zones, numbers, names, answers to forms."""

import io
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from panah.casework.procedure.forms import validate
from panah.casework.procedure.load import pack_procedures
from panah.foundation.documents import codes
from panah.foundation.documents.mrz_faults import MrzUnreadable
from panah.foundation.documents.uploads import UploadRefused, check_portrait, check_upload
from panah.foundation.exports import trace
from panah.interfaces.portal.org.frame import guests_of_file
from panah.interfaces.staff.reception.zone import filled, read_zone
from panah.names import NameTooLong, clean, compare, keys, roles, romanise
from panah.register.intake.columns import automatic, given
from panah.register.intake.errors import FileRefused
from panah.register.intake.readers import open_table
from panah.register.intake.rows import RowReader
from tests.foundation.documents.test_mrz import TD1, TD2, TD3
from tests.hostile.reader import NoJson, Reader, said, text
from tests.register.intake.files import as_csv, people
from tests.register.intake.workbooks import LIMITS, repacked, sheet_xml, workbook

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


# -- papers and pictures


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, format=kind.upper(), **options)
    return out.getvalue()


def with_place(kind: str) -> bytes:
    """A picture with the maker, the place and a comment in it, as telephones write them."""
    exif = Image.Exif()
    exif[0x010F], exif[0x8298] = "SecretCamera", "Leyla"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (40.0, 22.0, 39.0), "E", (49.0, 53.0, 31.0)
    return picture(kind, exif=exif.tobytes())


def pdf(pages: int = 1, *, objects: bool = False) -> bytes:
    """A PDF with text, an outline and a form; objects: packed into streams as newer ones are."""
    writer = PdfWriter()
    for number in range(pages):
        page = writer.add_blank_page(100, 100)
        stream = StreamObject()
        stream.set_data(b"BT /F1 12 Tf (page) Tj ET")
        page[NameObject("/Contents")] = writer._add_object(stream)
        writer.add_outline_item(title=f"part {number}", page_number=number)
    writer.add_metadata({"/Author": "Leyla", "/Title": "of Leyla"})
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/DA"): TextStringObject("x")})
    out = io.BytesIO()
    if objects:
        writer.compress_identical_objects()
    writer.write(out)
    return out.getvalue()


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_that_swells(width: int, height: int) -> bytes:
    """Some kilobytes that say they are so many points."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress(bytes(1 + 3 * width) * 50, 9)
    return b"\x89PNG\r\n\x1a\n" + head + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")


def png_of_one_text(size: int) -> bytes:
    """A comment that swells when it is unpacked."""
    content = picture("png")
    return content[:33] + png_chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(size), 9)) + content[33:]


def raw_pdf(*bodies: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of these objects, numbered from 1."""
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(bodies) + 1, rows)
    out += b"trailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, trailer, start)
    return bytes(out)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"


def stream(content: bytes, entries: bytes = b"/Filter/FlateDecode") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


PDF_BOMBS = (
    raw_pdf(CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),  # a tree that is its own leaf
    raw_pdf(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 999999999>>", PAGE, stream(zlib.compress(b"q"))),
    raw_pdf(CATALOG, PAGES, b"3 0 R"),
    raw_pdf(CATALOG, PAGES, b"[" * 3000 + b"]" * 3000),
    raw_pdf(CATALOG, PAGES, b"<</a" * 3000 + b">>" * 3000),
    raw_pdf(CATALOG, PAGES, PAGE, stream(zlib.compress(b"q")), trailer=b"/Root 1 0 R/Prev 9"),
    raw_pdf(CATALOG, PAGES, PAGE, stream(b"x", b"/Type/ObjStm/N 99999999/First 1/Filter/FlateDecode")),
    raw_pdf(CATALOG, PAGES, PAGE, stream(zlib.compress(b"5 0 " + b"[" * 5000), b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")),
    raw_pdf(CATALOG, PAGES, PAGE, stream(b"x", b"/Filter[" + b"/FlateDecode" * 500 + b"]")),
    raw_pdf(b"<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 1>>"),
    b"%PDF-1.7\nxref\n0 99999999\ntrailer<</Size 99999999/Root 1 0 R>>\nstartxref\n9\n%%EOF",
    b"%PDF-1.7\n1 0 obj<</Type/XRef/Size 999999999/W[9 9 9]/Index[0 999999999]/Length 3>>stream\nabc\nendstream\nendobj\nstartxref\n9\n%%EOF",
    b"%PDF-1.7\nstartxref\n-5\n%%EOF",
    b"%PDF-1.7\nstartxref\n" + b"9" * 5000 + b"\n%%EOF",
    b"%PDF-%%EOF",
)  # fmt: skip


@lru_cache
def _papers() -> list[bytes]:
    pictures = [with_place(kind) for kind in ("jpeg", "png", "webp")]
    pictures += [picture("png", "RGBA"), picture("png", "P"), picture("jpeg", "L"), picture("jpeg", "CMYK")]
    pictures += [picture("jpeg", progressive=True), picture("webp", lossless=True), png_of_one_text(99)]
    return [*pictures, pdf(), pdf(3), pdf(2, objects=True), raw_pdf(CATALOG, PAGES, PAGE, stream(zlib.compress(b"q")))]


def _upload(content: bytes) -> None:
    taken = check_upload("", content)
    assert taken.content
    assert taken.pages >= 1


# -- tables of people


def _table(content: bytes) -> None:
    table = open_table(io.BytesIO(content), LIMITS)
    plan = automatic(table.header)
    reader = RowReader(plan, source="S", today=TODAY, ragged=table.kind == "csv")
    for number, cells in table.rows():
        row = reader.read(number, cells)
        assert (row.taken is None) == bool(row.faults)
        if row.taken:
            assert type(row.taken).load(row.taken.dump()) == row.taken
            row.taken.blocks()


@lru_cache
def _csv_files() -> list[bytes]:
    rows = people(4)
    return [
        as_csv(rows),
        as_csv(rows, encoding="utf-16"),
        as_csv([[*row[:1], "Əliyeva Şəhla", *row[2:]] for row in rows], encoding="utf-8-sig"),
        as_csv([[*row[:1], "Петров Иван", *row[2:]] for row in rows], encoding="cp1251", delimiter=";"),
        b"sep=;\r\n" + as_csv(rows, delimiter=";"),
        as_csv([["1", '"x', "M", "1990", "A 1", "H", "child"]], ("id", "name", "sex", "birth_year", "document_number", "household", "relation")),
    ]  # fmt: skip


@lru_cache
def _workbooks() -> list[bytes]:
    good = workbook(
        [["id", "name", "sex", "birth_date"], ["1", "Leyla Məmmədova", "F", date(1990, 1, 2)], ["2", "A B", "M", 1990]]
    )
    row = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData>'
    plain = repacked(good, {"xl/worksheets/sheet1.xml": sheet_xml(row)})
    return [good, plain]


_BILLION = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'


@lru_cache
def _bad_workbooks() -> list[bytes]:
    good = _workbooks()[0]
    nested = b"<worksheet>" + b"<a>" * 50_000
    parts = {
        "xl/worksheets/sheet1.xml": (b"", b"\x00", _BILLION, nested, b"<worksheet", sheet_xml('<c r="ZZZZ9"/>')),
        "xl/workbook.xml": (b"", _BILLION, nested, b"<workbook/>"),
        "xl/_rels/workbook.xml.rels": (b"", _BILLION, b"<Relationships/>"),
        "xl/sharedStrings.xml": (b"", _BILLION, nested),
        "xl/styles.xml": (b"", _BILLION, nested, b"<styleSheet/>"),
        "[Content_Types].xml": (b"", _BILLION, b"<Types/>"),
    }
    return [repacked(good, {name: content}) for name, contents in parts.items() for content in contents]


@lru_cache
def _swollen_workbook(size: int) -> bytes:
    """A sheet of many megabytes in some kilobytes."""
    return repacked(_workbooks()[0], {"xl/worksheets/sheet1.xml": sheet_xml(" " * size)})


def _mapping(content: bytes) -> None:
    saved = said(content)
    if isinstance(saved, dict) and all(isinstance(one, str | None) for one in saved.values()):
        given(["Name", "Born"], saved)


def _guests(content: bytes) -> None:
    rows = guests_of_file(content)
    assert rows is None or all(set(row) == {"name", "born", "country", "passport"} for row in rows)


# -- zones, numbers, names, answers


def _zone(content: bytes) -> None:
    zone, faults = read_zone(text(content))
    assert zone is not None or faults
    if zone is not None and not faults:
        filled(zone)


def _number(content: bytes) -> None:
    typed = text(content)
    if codes.is_valid(typed):
        assert codes.is_valid(codes.printed(typed))
    codes.printed(typed)


def _name(content: bytes) -> None:
    name = clean(text(content))
    keys(name)
    roles(name)
    romanise(name)
    compare(name, "Leyla Məmmədova")


@lru_cache
def _forms() -> list[tuple[Any, ...]]:
    return [
        tuple(rule.form)
        for one in pack_procedures("az").values()
        for rule in [one.start, *one.actions.values()]
        if rule.form
    ]


_ANSWERS: tuple[Any, ...] = (
    "2026-11-23", {"day": "1", "month": "2", "year": "2000"}, {"date": "2026-11-23", "time": "09:30"}, "2026-11-23T09:30", "0001-01-01T00:00+14:00",
    "9999-12-31T23:59-12:00", "AZE", "fa", True, 3, "12", ["a", "b"], [{"a": "b"}], "no such choice", "a text", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip


def _form(content: bytes) -> None:
    """Answers to each form of the pack: an object gives answers by name, anything else is the answer to each question."""
    answer = said(content)
    around = {"on": TODAY, "now": NOW}
    for fields in _forms():
        raw: Mapping[str, Any] = {one.name: answer for one in fields}
        found = validate(fields, raw, context=around)
        assert found.ok or found.errors
        rows = {one.name: [{inner.name: answer for inner in one.fields}] for one in fields if one.kind == "group"}
        if rows:
            validate(fields, rows, context=around)


DOCUMENTS = "src/panah/foundation/documents/"
INTAKE = "src/panah/register/intake/"


def _no_samples() -> Sequence[bytes]:
    return [b"\x00"]


READERS = [
    Reader("upload", (DOCUMENTS + "uploads.py", DOCUMENTS + "stripping.py"), _upload, (UploadRefused,), _papers, always=(
        *PDF_BOMBS, png_that_swells(12_000, 3_300), png_that_swells(60_000, 60_000), png_of_one_text(300_000_000), b"RIFF\xff\xff\xff\xffWEBP",
    )),
    Reader("portrait", (DOCUMENTS + "uploads.py", DOCUMENTS + "stripping.py"), lambda content: check_portrait("a.jpg", content), (UploadRefused,), _papers, share=0.3),
    Reader("CSV of people", (INTAKE + "csv_file.py", INTAKE + "rows.py"), _table, (FileRefused,), _csv_files),
    Reader("XLSX of people", (INTAKE + "xlsx_file.py", INTAKE + "xlsx_scan.py"), _table, (FileRefused,), _workbooks, always=(
        *_bad_workbooks(), _swollen_workbook(60_000_000),
    ), share=0.5),
    Reader("mapping of columns", (), _mapping, (FileRefused, NoJson), lambda: [b'{"Name": "name", "Born": null}'], kind="json"),
    Reader("list of guests", ("src/panah/interfaces/portal/org/frame.py",), _guests, (), lambda: [
        b"name,born,country,passport\nA B,1990-01-02,TUR,X1\n", "ad;born;country;passport;name\nƏ;1;A;B;C\n".encode("utf-8-sig"),
    ]),
    Reader("copy that turned up", ("src/panah/foundation/exports/trace.py",), trace.rows_of, (trace.NotReadable,), lambda: [
        *_csv_files()[:1], *_workbooks(),
    ], always=(*_bad_workbooks(), _swollen_workbook(5_000_000)), share=0.5),
    Reader("machine-readable zone", (DOCUMENTS + "mrz.py",), _zone, (MrzUnreadable,), lambda: [TD1.encode(), TD2.encode(), TD3.encode()]),
    Reader("number of a paper", ("src/panah/foundation/documents/codes.py",), _number, (), lambda: [codes.printed(codes.new_code("AZ")).encode(), "ı-İ-Ⅷ".encode()]),
    Reader("name", ("src/panah/names/text.py",), _name, (NameTooLong,), lambda: ["Leyla Məmmədova qızı".encode(), "Иванов Пётр Иванович".encode(), "محمد رضا".encode()]),
    Reader("answers of a form", ("src/panah/casework/procedure/forms.py", "src/panah/casework/procedure/values.py"), _form, (NoJson,),
           lambda: [json.dumps(one).encode() for one in _ANSWERS], kind="json", share=0.3),
]  # fmt: skip
