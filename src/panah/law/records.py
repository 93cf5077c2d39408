# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the law says a record must hold: lists of fields, one file per record, so that forms, exports and checks of completeness
take the list from the law::

    # records/<record>.yaml
    title: {az: ..., en: ..., ru: ...}
    fields:
      - code: surname              # unique
        label: {az: ..., en: ..., ru: ...}
        article: "MC 8.1"
        source: MC
        status: verified
        where_it_exists: true      # only where the person has one; left out means always
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from panah.law.coded import about, cited, files, texts
from panah.law.errors import Problem

_FIELD_KEYS = {"code", "label", "article", "source", "status", "where_it_exists"}


@dataclass(frozen=True)
class RecordField:
    """One field that a record must hold.

    Args:
        where_it_exists: demanded only where the person has such a thing.
    """

    code: str
    label: Mapping[str, str]
    article: str
    source: str
    status: str
    where_it_exists: bool


@dataclass(frozen=True)
class Record:
    """The fields of one record, in the order of the law."""

    key: str
    title: Mapping[str, str]
    fields: tuple[RecordField, ...]

    def __iter__(self) -> Iterator[RecordField]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)


def read_records(
    folder: Path, *, languages: Sequence[str], sources: Mapping[str, Any]
) -> tuple[dict[str, Record], list[Problem]]:
    """The records of a pack.

    Args:
        folder: the pack's ``records`` folder.
        languages: label languages of the pack.
        sources: content of the pack's ``sources.yaml``.

    Returns:
        Records by key, and what is wrong with the rest.
    """
    found: dict[str, Record] = {}
    problems: list[Problem] = []
    for path, data in files(folder, problems):
        where = f"records/{path.name}"
        problems += [Problem(where, m) for m in texts("title", data.get("title"), languages)]
        fields: list[RecordField] = []
        for entry in data.get("fields") or ():
            wrong = list(_faults(entry, languages, sources))
            code = entry.get("code") if isinstance(entry, dict) else entry
            if any(code == other.code for other in fields):
                wrong.append("stands twice")
            problems += [Problem(f"{where}#{code}", m) for m in wrong]
            if not wrong:
                article, source, status = cited(entry)
                exists = entry.get("where_it_exists", False)
                fields.append(RecordField(entry["code"], entry["label"], article, source, status, exists))
        if not fields:
            problems.append(Problem(where, "has no fields"))
        found[path.stem] = Record(path.stem, data.get("title") or {}, tuple(fields))
    return found, problems


def _faults(entry: Any, languages: Sequence[str], sources: Mapping[str, Any]) -> Iterator[str]:
    yield from about(entry, languages, sources)
    if not isinstance(entry, dict):
        return
    if not str(entry.get("code") or "").isidentifier():
        yield "has no usable code; use lower-case letters, digits and underscores"
    for unknown in sorted(set(entry) - _FIELD_KEYS):
        yield f"has the unknown key '{unknown}'"
    if not isinstance(entry.get("where_it_exists", False), bool):
        yield "where_it_exists must be true or false"
