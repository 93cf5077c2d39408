# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading files as they come: every encoding, every delimiter, workbooks with things in them that nobody sees."""

import datetime as dt
import io
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from panah.register.intake.encodings import ENCODINGS
from panah.register.intake.errors import EncodingInDoubt, FileRefused, SheetInDoubt
from panah.register.intake.limits import Limits
from panah.register.intake.readers import Format, open_table
from panah.register.intake.words import of_file
from tests.register.intake.workbooks import LIMITS, repacked, sheet_xml, workbook

AZ = "ad;soyad;doğum\nLeyla;Əliyeva;1987\nÇingiz;Şıxəliyev;1990\n"
RU = "имя;фамилия;отчество\nЛейла;Алиева;Рауфовна\nЧингиз;Шихалиев;Оглы\n"
TR = "ad;soyad\n" + "".join(f"Ayşe{n};Yıldız Çağrı Şahin Ğülşen İnci\n" for n in range(5))
FR = "prénom;nom\n" + "".join(f"Zoé{n};Lefèvre Gérard Noël Hélène\n" for n in range(5))
SHEET = "xl/worksheets/sheet1.xml"


def read(content: bytes, how: Format | None = None, limits: Limits = LIMITS) -> tuple[Any, list[list[str]]]:
    table = open_table(io.BytesIO(content), limits, how)
    return table, [cells for _line, cells in table.rows()]


def refusal(content: bytes, how: Format | None = None, limits: Limits = LIMITS) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(content, how, limits)
    # Every refusal can be said.
    assert of_file(refused.value.code, refused.value.params)
    return refused.value


@pytest.mark.parametrize(
    ("text", "codec", "told"),
    [
        (AZ, "utf-8", "utf-8"),
        (AZ, "utf-8-sig", "utf-8"),
        (AZ, "utf-16", "utf-16"),
        (AZ, "utf-16-le", "utf-16"),
        (AZ, "utf-16-be", "utf-16"),
        (RU, "cp1251", "windows-1251"),
        (TR, "cp1254", "windows-1254"),
        ("name;born\nLeyla;1987\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_told_by_the_bytes(text: str, codec: str, told: str) -> None:
    table, rows = read(text.encode(codec))
    assert table.encoding == told
    lines = text.splitlines()
    assert table.header == lines[0].split(";")
    assert rows == [line.split(";") for line in lines[1:]]


@pytest.mark.parametrize(
    ("text", "codec", "right"), [(FR, "cp1252", "windows-1252"), ("ad\nŞ\n", "cp1254", "windows-1254")]
)
def test_where_the_bytes_do_not_tell_somebody_is_asked(text: str, codec: str, right: str) -> None:
    with pytest.raises(EncodingInDoubt) as doubt:
        read(text.encode(codec))
    assert right in doubt.value.choices
    assert set(doubt.value.choices) <= set(ENCODINGS)
    _table, rows = read(text.encode(codec), Format(encoding=right))
    assert rows[0] == text.splitlines()[1].split(";")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter(delimiter: str) -> None:
    table, rows = read(delimiter.join(["name", "born", "phone"]).encode() + b"\n" + delimiter.join("abc").encode())
    assert (table.delimiter, rows) == (delimiter, [["a", "b", "c"]])


def test_quotes_line_ends_and_what_excel_writes_before() -> None:
    _table, rows = read(b'sep=;\r\nname;address\r\n"Leyla ""L"" A";"Street 1\r\nflat 2; left"\r\n\r\nKamal;x\r\n')
    assert rows == [['Leyla "L" A', "Street 1\r\nflat 2; left"], ["Kamal", "x"]]
    _table, rows = read(b"name,born\rLeyla,1987\rKamal,1990\r")
    assert rows == [["Leyla", "1987"], ["Kamal", "1990"]]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    table = open_table(io.BytesIO(b'name,a\n"x\ny",1\n\nz,2\n'), LIMITS)
    assert [line for line, _cells in table.rows()] == [2, 5]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "file.empty", None),
        (b"\n\n \n", "file.empty", None),
        (b"name,born\nLeyla,19\x0087\n", "file.nul", 2),
        (b'name,born\nLeyla,1987\n"Kamal,1990\nAnar,1991\n', "file.quotes", 3),
        (b'name,born\n"Leyla"x,1987\n', "file.quotes", 2),
        (b"name\n" + "Əliyeva\n".encode() * 30 + b"\xff\xfe\n", "file.broken_utf8", 32),
        ("\ufeffname\nx\n".encode() + b"\xe9\n", "file.broken_utf8", 3),
        (b"name\n" + b"x" * 300_000 + b"\n", "file.line", 2),
        (b"a," * 300 + b"\nx\n", "file.columns", None),
        (b"%PDF-1.7\n", "file.kind", None),
        (b"\xff\xfe\x00\x00n\x00\x00\x00", "file.utf32", None),
    ],
)
def test_broken_text_files_are_refused_and_the_line_is_named(content: bytes, code: str, line: int | None) -> None:
    refused = refusal(content)
    assert refused.code == code
    assert refused.params.get("line") == line


def test_limits_of_size() -> None:
    small = Limits(bytes=100, unpacked=1000, cells=10, rows=3)
    assert refusal(b"name\n" + b"x\n" * 60, limits=small).code == "file.bytes"
    assert refusal(b"name\n" + b"x\n" * 4, limits=small).code == "file.rows"
    with pytest.raises(FileRefused, match="unknown_encoding"):
        Format.of({"encoding": "ebcdic"})


# -- workbooks


def test_cells_become_what_they_show() -> None:
    rows = [
        ["name", "born", "number", "phone", "share"],
        ["Leyla", dt.date(1987, 5, 3), 1234567, 994501112233, 0.5],
        ["Kamal", dt.datetime(1990, 1, 2), 12.0, None, True],
    ]
    table, read_rows = read(workbook(rows))
    assert table.header == rows[0]
    assert read_rows[0] == ["Leyla", "1987-05-03", "1234567", "994501112233", "0.5"]
    assert read_rows[1][:3] == ["Kamal", "1990-01-02", "12"]


def test_a_number_that_a_spreadsheet_has_changed_is_told() -> None:
    from panah.register.intake.columns import automatic
    from panah.register.intake.rows import RowReader

    table, rows = read(workbook([["name", "document number"], ["Leyla", 12345678901234567890]]))
    reader = RowReader(automatic(table.header), source="", today=dt.date(2026, 1, 1), ragged=False)
    assert [fault.code for fault in reader.read(2, rows[0]).faults] == ["cell_inexact"]


def _formula(book: Workbook) -> None:
    book.active["B2"] = "=1+1"


def _hidden_sheet(book: Workbook) -> None:
    book.create_sheet("secret").sheet_state = "hidden"


def _very_hidden_sheet(book: Workbook) -> None:
    book.create_sheet("secret").sheet_state = "veryHidden"


def _hidden_row(book: Workbook) -> None:
    book.active.row_dimensions[2].hidden = True


def _hidden_column(book: Workbook) -> None:
    book.active.column_dimensions["B"].hidden = True


def _merged(book: Workbook) -> None:
    book.active.merge_cells("A2:B2")


@pytest.mark.parametrize(
    ("change", "code", "params"),
    [
        (_formula, "xlsx.formula", {"cell": "B2"}),
        (_hidden_sheet, "xlsx.hidden_sheet", {"sheet": "secret"}),
        (_very_hidden_sheet, "xlsx.hidden_sheet", {"sheet": "secret"}),
        (_hidden_row, "xlsx.hidden_row", {"row": "2"}),
        (_hidden_column, "xlsx.hidden_column", {"column": "B"}),
        (_merged, "xlsx.merged", {"cells": "A2:B2"}),
    ],
)
def test_what_nobody_sees_is_refused_and_named(
    change: Callable[[Workbook], None], code: str, params: dict[str, str]
) -> None:
    refused = refusal(workbook([["name", "born"], ["Leyla", "1987"]], change))
    assert (refused.code, refused.params) == (code, params)


def test_a_name_that_was_defined_is_no_formula() -> None:
    def named(book: Workbook) -> None:
        book.defined_names["here"] = DefinedName("here", attr_text="Sheet!$A$1")

    assert read(workbook([["name"], ["Leyla"]], named))[1] == [["Leyla"]]


def test_several_sheets_with_rows_are_asked_for() -> None:
    def second(book: Workbook) -> None:
        book.create_sheet("Bakı").append(["name"])
        book["Bakı"].append(["Kamal"])
        book.create_sheet("empty")

    content = workbook([["name"], ["Leyla"]], second)
    with pytest.raises(SheetInDoubt) as doubt:
        read(content)
    assert doubt.value.sheets == ["Sheet", "Bakı"]
    assert read(content, Format(sheet="Bakı"))[1] == [["Kamal"]]
    assert refusal(content, Format(sheet="other")).code == "xlsx.no_such_sheet"


PLAIN = workbook([["name", "born"], ["Leyla", "1987"]])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (repacked(PLAIN, {"xl/vbaProject.bin": b"x"}), "xlsx.macros"),
        (repacked(PLAIN, {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "xlsx.links"),
        (repacked(PLAIN, {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "xlsx.ods"),
        (repacked(PLAIN, {}, without=["xl/workbook.xml"]), "xlsx.none"),
        (repacked(PLAIN, {"xl/workbook.bin": b""}, without=["xl/workbook.xml"]), "xlsx.binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx.old"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "xlsx.password"),
        (PLAIN[: len(PLAIN) // 2], "xlsx.broken"),
        (repacked(PLAIN, {SHEET: b"<worksheet><sheetData><row>"}), "xlsx.broken"),
        (repacked(PLAIN, {"xl/workbook.xml": b"no xml"}), "xlsx.broken"),
        # Bombs: told by the table of contents, before a byte of them is unpacked.
        (repacked(PLAIN, {SHEET: b"\0" * (60 << 20)}), "xlsx.bomb"),
        (repacked(PLAIN, {"xl/sharedStrings.xml": b" " * (30 << 20)}), "xlsx.bomb"),
        (repacked(PLAIN, {f"xl/{n}.xml": b"" for n in range(3000)}), "xlsx.bomb"),
        (repacked(PLAIN, {SHEET: sheet_xml("<sheetData>" + "<row><c><v>1</v></c></row>" * 20_001 + "</sheetData>")}),
         "xlsx.cells"),
        (repacked(PLAIN, {SHEET: sheet_xml('<sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData>')}), "file.columns"),
        (repacked(PLAIN, {SHEET: sheet_xml('<sheetData><row r="9999999"><c><v>1</v></c></row></sheetData>')}),
         "xlsx.broken"),
        (repacked(PLAIN, {SHEET: b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + sheet_xml("&b;")[21:]}),
         "xlsx.bomb"),
        (repacked(PLAIN, {"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}),
         "xlsx.bomb"),
    ],
)  # fmt: skip
def test_workbooks_that_are_no_plain_tables(content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_ten_million_cells_are_refused_without_being_unpacked() -> None:
    cells = b'<c r="A1" t="n"><v>1</v></c>' * 5000
    bomb = repacked(PLAIN, {SHEET: sheet_xml("<sheetData>" + f"<row>{cells.decode()}</row>" * 300 + "</sheetData>")})
    assert len(bomb) < 1 << 20
    tracemalloc.start()
    try:
        assert refusal(bomb).code in {"xlsx.bomb", "xlsx.cells"}
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20 << 20


def test_memory_does_not_grow_with_the_rows() -> None:
    content = io.BytesIO(b"name,born\n" + b"Leyla Aliyeva Rauf qizi,1987-05-03\n" * 30_000)
    many = Limits(bytes=50 << 20, unpacked=1, cells=1, rows=1_000_000)
    tracemalloc.start()
    try:
        assert sum(1 for _row in open_table(content, many).rows()) == 30_000
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 8 << 20


# -- whatever bytes


def read_or_refuse(content: bytes) -> None:
    """Any bytes become rows of texts, or a refusal that can be said."""
    rows: list[list[str]] = []
    said = "rows"
    try:
        _table, rows = read(content)
    except FileRefused as refused:
        said = of_file(refused.code, refused.params)
    assert said
    assert all(isinstance(cell, str) for row in rows for cell in row)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    read_or_refuse(content)


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from('ab;,|\t"\n\r\0 əЖس\u200f\ufeff='), max_size=80),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "cp1254"]),
)
def test_any_text_that_looks_like_a_table(text: str, codec: str) -> None:
    read_or_refuse(text.encode(codec, "replace"))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=12))
def test_a_damaged_workbook(place: int, damage: bytes) -> None:
    read_or_refuse(PLAIN[:place] + damage + PLAIN[place + len(damage) :])


XML = st.sampled_from(
    ["<row>", "</row>", '<c r="A1">', '<c t="s">', '<c t="d">', '<c t="e">', '<c t="n" s="99">', "</c>", "<v>", "</v>", "1",
     "99999999999", "2026-13-45", "NaN", "1e999", "<is><t>x</t></is>", "<f>1</f>", "<sheetData>", "</sheetData>", "&amp;",
     '<row r="3">', '<row r="2">', '<c r="C1">', "<v/>", "x"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(XML, max_size=25))
def test_a_forged_sheet(pieces: list[str]) -> None:
    read_or_refuse(repacked(PLAIN, {SHEET: sheet_xml("<sheetData>" + "".join(pieces) + "</sheetData>")}))
