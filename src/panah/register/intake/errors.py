# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a file, or one of its rows, is not taken. The sentences are in `words`, so that each reader gets the own language."""

from dataclasses import dataclass, field


class FileRefused(ValueError):
    """The file is not taken as it is.

    code: a key of `words.FILE`. params: what the sentence names; code words, numbers and headings, never a value of a row.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}" if params else code)


class EncodingInDoubt(FileRefused):
    """The letters can be read in several ways; somebody has to look. `choices`: encodings, the likeliest first."""

    def __init__(self, choices: list[str]) -> None:
        self.choices = choices
        super().__init__("file.encoding_in_doubt", choices=", ".join(choices))


class SheetInDoubt(FileRefused):
    """More than one sheet holds data. `sheets`: their names, in order."""

    def __init__(self, sheets: list[str]) -> None:
        self.sheets = sheets
        super().__init__("file.sheets", sheets=", ".join(sheets)[:500])


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, or worth knowing of it.

    code: a key of `words.ROW`. column: the column of `columns.COLUMNS` that it is about, "" for the whole row.
    params: what the sentence names.
    """

    code: str
    column: str = ""
    params: dict[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, object]:
        """As it is kept."""
        kept: dict[str, object] = {"code": self.code}
        if self.column:
            kept["column"] = self.column
        if self.params:
            kept["params"] = self.params
        return kept
