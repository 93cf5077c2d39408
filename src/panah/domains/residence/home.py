# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of countries in words."""

from collections.abc import Iterable

import pycountry
from babel import Locale


def country_names(codes: Iterable[str], language: str) -> str:
    """Names of countries (CLDR) in a language; a code that CLDR does not know stands for itself."""
    known = Locale.parse(language.replace("-", "_")).territories
    names = []
    for code in codes:
        country = pycountry.countries.get(alpha_3=code)
        names.append(str(known.get(country.alpha_2, code)) if country else code)
    return ", ".join(names)
