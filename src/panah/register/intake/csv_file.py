# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a CSV file row by row: never more of it in memory than one line."""

import csv
import io
import itertools
from collections.abc import Iterator
from typing import BinaryIO

from panah.register.intake.encodings import codec, detect
from panah.register.intake.errors import FileRefused
from panah.register.intake.limits import Limits

DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT = 20

Row = tuple[int, list[str]]

csv.field_size_limit(1_000_000)


class CsvTable:
    """A CSV file: `header` and then `rows()` with the number of the line in which each begins.

    Args:
        file: opened for reading bytes, able to seek.
        limits: bounds.
        encoding: one of `encodings.ENCODINGS`, or "" to find out.
        delimiter: one of `DELIMITERS`, or "" to find out.

    Raises:
        FileRefused: it cannot be read; says why and in which line.
        EncodingInDoubt: somebody has to say which encoding it is in.
    """

    kind = "csv"

    def __init__(self, file: BinaryIO, limits: Limits, encoding: str = "", delimiter: str = "") -> None:
        self._file, self._limits = file, limits
        self.encoding = encoding or detect(file)
        file.seek(0)
        self._codec = codec(self.encoding, file.read(400))
        first = list(itertools.islice(self._lines(), _LOOKED_AT))
        if not any(line.strip("\ufeff \t\r\n") for line in first):
            raise FileRefused("file.empty")
        told = first[0].strip("\ufeff\r\n ")
        # A line that Excel itself writes and reads: which sign parts the columns.
        self._told = told.lower().startswith("sep=") and told[4:] in DELIMITERS
        self.delimiter = delimiter or (told[4:] if self._told else _delimiter(first))
        self.sheets: list[str] = []
        self.sheet = ""
        self.header = self._header()

    def _header(self) -> list[str]:
        for _line, cells in self._records():
            if any(cell.strip() for cell in cells):
                if len(cells) > self._limits.columns:
                    raise FileRefused("file.columns", limit=self._limits.columns)
                return [cell.strip().strip("\ufeff") for cell in cells]
        raise FileRefused("file.empty")

    def rows(self) -> Iterator[Row]:
        """Each row below the header, with its line; empty ones are left out. Raises FileRefused on the way."""
        seen, header = 0, True
        for line, cells in self._records():
            if not any(cell and not cell.isspace() for cell in cells):
                continue
            if header:
                header = False
                continue
            seen += 1
            if seen > self._limits.rows:
                raise FileRefused("file.rows", limit=self._limits.rows)
            yield line, cells

    def _records(self) -> Iterator[Row]:
        lines = self._lines()
        if self._told:
            next(lines)
        offset = int(self._told)
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True, skipinitialspace=True)
        while True:
            begins = reader.line_num + 1 + offset
            try:
                yield begins, next(reader)
            except StopIteration:
                return
            except csv.Error:
                # A quote that is not closed swallows what follows: nothing after it could be relied on.
                raise FileRefused("file.quotes", line=begins) from None

    def _lines(self) -> Iterator[str]:
        self._file.seek(0)
        text = io.TextIOWrapper(_Unclosed(self._file), encoding=self._codec, newline="")  # type: ignore[type-var]
        number = 0
        try:
            while True:
                number += 1
                line = text.readline(self._limits.line)
                if not line:
                    return
                if len(line) >= self._limits.line:
                    raise FileRefused("file.line", line=number, limit=self._limits.line)
                if "\0" in line:
                    raise FileRefused("file.nul", line=number)
                yield line
        except UnicodeError:
            raise FileRefused("file.not_in", line=number, encoding=self.encoding) from None
        finally:
            text.detach()


class _Unclosed(io.RawIOBase):
    """The file for one passage through it; closing the passage leaves the file open."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def read1(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        block = self._file.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


def _delimiter(lines: list[str]) -> str:
    """The sign that parts the columns: the one that stands as often in each of the first lines; most columns win."""
    best, most = ",", (0, 0)
    for sign in DELIMITERS:
        counts = [_outside_quotes(line, sign) for line in lines if line.strip()]
        if counts and counts[0]:
            alike = sum(count == counts[0] for count in counts)
            if (alike * 2 > len(counts), counts[0]) > most:
                best, most = sign, (alike * 2 > len(counts), counts[0])
    return best


def _outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])
