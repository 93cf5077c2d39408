# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invented data for every letter of a pack: to see a draft of a letter, to test and to measure."""

from functools import lru_cache
from typing import Any

from panah.law.texts import load_own

from .typeset import letters_folder
from .typeset_model import letter_fields


@lru_cache(maxsize=8)
def _samples(pack: str) -> dict[str, Any]:
    return load_own((letters_folder(pack) / "samples.yaml").read_text(encoding="utf-8"))


def sample_data(letter_key: str, pack: str = "az", *, optional: bool = True) -> dict[str, Any]:
    """Return invented data for a letter, with or without its optional fields.

    Raises:
        KeyError: the pack has no sample for a field; its name is the argument.
    """
    samples = _samples(pack)
    return {name: samples[name] for name, spec in letter_fields(letter_key, pack).items() if optional or spec.required}
