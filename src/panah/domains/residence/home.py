# SPDX-License-Identifier: AGPL-3.0-or-later
"""The country whose law is applied, as the register writes countries; and names of countries in words."""

from collections.abc import Iterable

import pycountry
from babel import Locale

from panah.casework.context import Context


def home_country(ctx: Context) -> str:
    """The country of the pack (ISO 3166-1 alpha-3)."""
    code = str(ctx.parameter("state.code").value)
    found = pycountry.countries.get(alpha_2=code)
    return str(found.alpha_3) if found else code


def country_names(codes: Iterable[str], language: str) -> str:
    """Names of countries (CLDR) in a language; a code that CLDR does not know stands for itself."""
    known = Locale.parse(language.replace("-", "_")).territories
    names = []
    for code in codes:
        country = pycountry.countries.get(alpha_3=code)
        names.append(str(known.get(country.alpha_2, code)) if country else code)
    return ", ".join(names)
