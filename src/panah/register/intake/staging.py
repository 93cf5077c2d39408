# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file of an import in parts of the database, and its rows beside it until they are written or refused."""

import contextlib
import hashlib
import json
import tempfile
import uuid
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from panah.foundation.ids import new_id
from panah.foundation.inserting import insert_many
from panah.register.intake.columns import Plan
from panah.register.intake.limits import limits
from panah.register.intake.readers import Format, Table, open_table
from panah.register.intake.rows import RowRead, digest
from panah.register.models import ImportPart, ImportPreview, ImportRow, ImportRun, RowOutcome

PART = 1 << 20


def fingerprint(file: BinaryIO) -> tuple[str, int]:
    """SHA-256 (hex) and size of a file (bytes)."""
    total, size = hashlib.sha256(), 0
    file.seek(0)
    while block := file.read(PART):
        total.update(block)
        size += len(block)
    return total.hexdigest(), size


def keep_file(run: ImportRun, file: BinaryIO) -> None:
    """Keep a file in parts, in the caller's transaction."""
    file.seek(0)
    place = 0
    while block := file.read(PART):
        ImportPart.objects.create(run=run, compartment=run.compartment, place=place, content=block)
        place += 1


@contextlib.contextmanager
def the_file(run: ImportRun) -> Iterator[BinaryIO]:
    """The file of a run, on a place of the disk that has no name and is gone with the process."""
    with tempfile.TemporaryFile() as file:
        for place in ImportPart.objects.filter(run=run).order_by("place").values_list("place", flat=True):
            file.write(ImportPart.objects.get(run=run, place=place).content)
        file.seek(0)
        yield file


def the_table(run: ImportRun, file: BinaryIO) -> Table:
    """The table in the file of a run, read as it was decided. Raises FileRefused."""
    return open_table(file, limits(), Format.of(run.read_as))


def the_plan(run: ImportRun) -> Plan:
    """Which column is which, as it was decided."""
    return Plan(tuple(run.header), tuple(run.columns))


def own_id(run: ImportRun, number: int) -> uuid.UUID:
    """The id of the person whom a row makes: always the same for the same row of the same file."""
    return uuid.uuid5(run.seed, str(number))


class Households:
    """The first row of each household, by a short hash of what stands in the file."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}

    def anchors(self, rows: "Prepared") -> list[int]:
        """Of each row the line of the first row of its household; its own where it belongs to none."""
        return [
            number if key is None else self._first.setdefault(key, number)
            for number, key in zip(rows.columns["number"], rows.households, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows that were read, as they are kept; made where nobody needs a database.

    columns: attribute of `ImportRow` -> a value for each row, but for `anchor`, which hangs on the rows before.
    households: a short hash of the household of each row, or None.
    """

    columns: dict[str, list[Any]]
    households: list[int | None]

    def __len__(self) -> int:
        return len(self.households)

    def from_row(self, after: int) -> "Prepared":
        """Those alone whose line comes after `after`."""
        numbers = self.columns["number"]
        if not numbers or numbers[0] > after:
            return self
        first = bisect_right(numbers, after)
        return Prepared({name: some[first:] for name, some in self.columns.items()}, self.households[first:])


def prepare(seed: uuid.UUID, rows: Sequence[RowRead]) -> Prepared:
    """Rows as they are kept. seed: of the run."""
    texts = [row.taken.dump() if row.taken else "" for row in rows]
    return Prepared(
        {
            "id": [str(new_id()) for _ in rows],
            "number": [row.number for row in rows],
            "outcome": [RowOutcome.NEW.value if row.taken else RowOutcome.REFUSED.value for row in rows],
            "own_id": [str(uuid.uuid5(seed, str(row.number))) for row in rows],
            "external_id": [row.external_id for row in rows],
            "number_key": [row.taken.number_key if row.taken else "" for row in rows],
            "digest": [digest(text) for text in texts],
            "blocks": [row.taken.blocks() if row.taken else [] for row in rows],
            "data": texts,
            "faults": [_json([fault.as_data() for fault in row.faults]) for row in rows],
        },
        [_household(row) for row in rows],
    )


def _household(row: RowRead) -> int | None:
    if row.taken is None or not row.taken.household:
        return None
    return int.from_bytes(hashlib.blake2b(row.taken.household.encode(), digest_size=8).digest(), "big")


def stage(run: ImportRun, rows: Prepared, anchors: Sequence[int]) -> None:
    """Keep rows that were read, each with the first row of its household, in the caller's transaction."""
    insert_many(ImportRow, rows.columns | {"anchor": anchors}, {"run_id": run.pk, "compartment": run.compartment})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def forget_rows(run: ImportRun) -> None:
    """Delete the rows that were read, in the caller's transaction."""
    ImportRow.objects.filter(run=run).delete()


def forget_file(run: ImportRun) -> None:
    """Delete the file and how it looked, in the caller's transaction."""
    ImportPreview.objects.filter(run=run).delete()
    ImportPart.objects.filter(run=run).delete()
