# SPDX-License-Identifier: AGPL-3.0-or-later
"""Typesetting with typst: accessible PDF (PDF/UA-1, ISO 14289-1), tagged, with embedded fonts.

Data reaches a layout as one JSON string in typst's inputs and is set as strings there, so that what people write cannot
act as markup. The same data give the same bytes. The compiler is kept between letters: fonts and layouts are read once.
"""

import json
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from .typeset_fonts import FONT_FOLDER, showable

SOURCE_ROOT = Path(__file__).parents[2]
SHARED_LAYOUTS = Path(__file__).parent / "layouts"
_compiling = threading.Lock()  # one compiler serves all threads of a process, one letter at a time


class LayoutError(RuntimeError):
    """A layout is missing or does not compile: a fault of the pack or the program, not of what was typed."""


def letters_folder(pack: str) -> Path:
    """Return the folder of letters of a country pack."""
    if not pack.isidentifier():
        raise LayoutError("The name of a pack has letters, digits and underscores only.")
    return SOURCE_ROOT / "packs" / pack / "letters"


def _layout(template_name: str, pack: str) -> Path:
    if not template_name.replace("_", "").isalnum():
        raise LayoutError("The name of a layout has letters, digits and underscores only.")
    own = letters_folder(pack) / "layouts" / f"{template_name}.typ"
    path = own if own.is_file() else SHARED_LAYOUTS / f"{template_name}.typ"
    if not path.is_file():
        raise LayoutError(
            f"There is no layout “{template_name}”, neither in the pack “{pack}” nor among the shared ones."
        )
    return path


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FOLDER])
    return typst.Compiler(root=SOURCE_ROOT, font_paths=fonts, ignore_system_fonts=True)


def _showable(value: Any) -> Any:
    if isinstance(value, str):
        return showable(value)
    if isinstance(value, Mapping):
        return {key: _showable(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_showable(entry) for entry in value]
    return value


def render(template_name: str, data: Mapping[str, Any], *, language: str, pack: str = "az") -> bytes:
    """Return `data` typeset by a layout as PDF/UA-1.

    Args:
        template_name: a layout of the pack (`letters/layouts/<name>.typ`) or a shared one (`letter`, `sheet`).
        data: what the layout reads, of JSON types; must have a `title` (neutral, it is the title of the file).
        language: BCP 47 code of the main language; becomes the language of the file.
        pack: the country pack.

    Raises:
        LayoutError: no such layout, or the layout and the data do not go together.
    """
    text = json.dumps({"language": language, **_showable(data)}, ensure_ascii=False, separators=(",", ":"))
    path = _layout(template_name, pack)
    with _compiling:
        try:
            pdf = _compiler().compile(input=path, format="pdf", sys_inputs={"data": text}, pdf_standards=["ua-1"])
        except typst.TypstError as error:
            # The message can quote the data; only its first words are kept out of logs by not chaining it.
            raise LayoutError(f"The layout “{template_name}” does not compile with these data.") from _Hidden(error)
    if not isinstance(pdf, bytes):
        raise LayoutError(f"The layout “{template_name}” gave no document.")
    return pdf


class _Hidden(Exception):
    """What typst said, for a debugger; its text shows the kind of fault without the data."""

    def __init__(self, error: typst.TypstError) -> None:
        super().__init__(error.message.split("`", 1)[0].split('"', 1)[0])
        self.error = error


def warm_up(pack: str = "az") -> None:
    """Read fonts and layouts, so that the first letter is as fast as the others. Called when a process starts."""
    for name in ("letter", "sheet"):
        _layout(name, pack)
    _compiler()
