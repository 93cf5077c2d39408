# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of an invented register: who is who, and the same people as an import file. Written block by block."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from panah.interfaces.cli.seed.register.humans import COUNTRY
from panah.interfaces.cli.seed.register.records import Record

COLUMNS = (
    "external_id", "name", "given_name", "family_name", "patronymic", "name_original", "sex", "birth_date", "birth_year",
    "nationality", "document_type", "document_number", "phone", "address", "household_id", "relation",
)  # fmt: skip
"""The documented columns of an import file."""

TRUTH = pa.schema(
    [
        *((name, pa.string()) for name in ("external_id", "truth_id")),
        ("is_duplicate", pa.bool_()),
        *((name, pa.string()) for name in ("script", "rendering")),
        ("noise", pa.list_(pa.string())),
        *(
            (name, pa.string())
            for name in (
                "name", "given", "family", "patronymic", "name_original", "born", "true_given", "true_family", "true_father",
                "true_born", "sex", "household_id",
            )
        ),
    ]
)  # fmt: skip
"""The fields of the truth file."""


def truth_of(record: Record) -> dict[str, Any]:
    """One line of the truth file."""
    human = record.human
    return {
        "external_id": record.external_id,
        "truth_id": record.truth_id,
        "is_duplicate": record.again,
        "script": record.writer.script,
        "rendering": record.writer.rendering,
        "noise": record.noise,
        "name": record.full,
        "given": record.given,
        "family": record.family,
        "patronymic": record.patronymic,
        "name_original": record.original,
        "born": record.born,
        "true_given": human.given,
        "true_family": human.family.form(human.sex),
        "true_father": human.father,
        "true_born": human.born.isoformat(),
        "sex": human.sex,
        "household_id": record.household_id,
    }


def csv_of(records: Sequence[Record]) -> bytes:
    """The rows of records in an import file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for one in records:
        full_date = len(one.born) > 4
        kind, number = one.paper or ("", "")
        writer.writerow(
            (
                one.external_id, one.full, one.given, one.family, one.patronymic, one.original, one.human.sex,
                one.born if full_date else "", "" if full_date else one.born, COUNTRY, kind, number, one.phone,
                f"{one.district}, {one.address}" if one.address else "", one.household_id, one.role,
            )
        )  # fmt: skip
    return text.getvalue().encode()


def truth_bytes(records: Sequence[Record], *, parquet: bool) -> bytes:
    """The truth about records, as `TruthFile.add` takes it."""
    lines = [truth_of(record) for record in records]
    if not parquet:
        return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines).encode()
    batch = pa.RecordBatch.from_pylist(lines, schema=TRUTH)
    return bytes(batch.serialize())


def is_parquet(path: Path) -> bool:
    """Whether the ending of a truth file asks for Parquet."""
    return path.suffix.lower() in {".parquet", ".pq"}


class OutFile:
    """A file that is there whole, or not at all: written beside its place, and moved there at the end."""

    def __init__(self, path: Path) -> None:
        self.path, self._beside = path, path.with_name(path.name + ".part")
        self._file: IO[bytes] | None = None

    def __enter__(self) -> "OutFile":
        self._file = self._beside.open("wb")
        self._begin(self._file)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._file is not None
        try:
            if kind is None:
                self._end()
        finally:
            self._file.close()
        if kind is None:
            self._beside.replace(self.path)
        else:
            self._beside.unlink(missing_ok=True)

    def _begin(self, file: IO[bytes]) -> None: ...

    def _end(self) -> None: ...

    def add(self, made: bytes) -> None:
        """Write what a block made."""
        assert self._file is not None
        self._file.write(made)


class CsvFile(OutFile):
    """An import file, with its line of columns."""

    def _begin(self, file: IO[bytes]) -> None:
        file.write((",".join(COLUMNS) + "\n").encode())


class ParquetFile(OutFile):
    """A truth file as Parquet; each block is a row group."""

    def _begin(self, file: IO[bytes]) -> None:
        self._writer = pq.ParquetWriter(file, TRUTH, compression="zstd")
        self._kept: list[pa.RecordBatch] = []

    def add(self, made: bytes) -> None:
        """Write what a block made; some blocks together make a group that reads well."""
        self._kept.append(pa.ipc.read_record_batch(pa.py_buffer(made), TRUTH))
        if len(self._kept) >= 40:
            self._write()

    def _write(self) -> None:
        if self._kept:
            self._writer.write_table(pa.Table.from_batches(self._kept))
            self._kept = []

    def _end(self) -> None:
        self._write()
        self._writer.close()


def truth_file(path: Path) -> OutFile:
    """The truth file at a path, by its ending."""
    return ParquetFile(path) if is_parquet(path) else OutFile(path)
