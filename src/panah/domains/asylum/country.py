# SPDX-License-Identifier: AGPL-3.0-or-later
"""The state whose law applies."""

import datetime as dt

import pycountry
from django.conf import settings

from panah.foundation import clock
from panah.law.pack import load_pack


def home_country(pack: str = "", on: dt.date | None = None) -> str:
    """ISO 3166-1 alpha-3 code of the state whose law the pack holds."""
    code = load_pack(pack or settings.PANAH_PACK).parameter("state.code", on or clock.today()).value
    country = pycountry.countries.get(alpha_2=str(code))
    if country is None:
        raise RuntimeError(
            f"The pack says that its state is {code!r}, which is no code of ISO 3166-1. Correct state.code."
        )
    return str(country.alpha_3)
