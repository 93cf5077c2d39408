# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes that the register accepts: ISO 3166-1 alpha-3 countries, ISO 639 languages."""

from functools import lru_cache

import pycountry


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """Every ISO 3166-1 alpha-3 code. What is not in the standard is not a country here: the software takes no side."""
    return frozenset(country.alpha_3 for country in pycountry.countries)


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    known = {}
    for language in pycountry.languages:
        two = getattr(language, "alpha_2", "")
        known[language.alpha_3] = two or language.alpha_3
        if two:
            known[two] = two
    return known


def language(code: str) -> str | None:
    """The shortest ISO 639 code of a language (`az`, `prs`), or None for an unknown one."""
    return _languages().get(code.strip().lower())
