# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of economic activity, as the pack lists them (`lists/activities.yaml`)."""

import functools
from collections.abc import Mapping

from panah.law.pack import load_pack
from panah.law.texts import load_own


@functools.lru_cache(maxsize=8)
def activities(pack: str) -> Mapping[str, Mapping[str, str]]:
    """Code -> name by language, in the order of the classification."""
    text = (load_pack(pack).folder / "lists" / "activities.yaml").read_text(encoding="utf-8")
    return {str(code): names for code, names in load_own(text).items()}


def activity_name(pack: str, code: str, language: str) -> str:
    """The name of an activity; the code itself where the pack does not know it."""
    names = activities(pack).get(code)
    return str(names.get(language) or names["en"]) if names else code
