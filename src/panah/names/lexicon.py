# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known about single names: vowels that Arabic script leaves out, and which names are given ones."""

from functools import lru_cache

from panah.names import tables


@lru_cache(maxsize=50_000)
def reading(native: str) -> tuple[str, ...]:
    """Latin readings, with vowels, of a name in Arabic script; () when it is not a common one."""
    bare = (
        native.replace("أ", "ا")
        .replace("إ", "ا")
        .replace("ٱ", "ا")
        .replace("ة", "ه")
        .replace("ئ", "ی")
        .replace(" ", "")
    )
    found = tables.LEXICON.get(bare)
    return tuple(dict.fromkeys(name.lower() for name in found)) if found else ()
