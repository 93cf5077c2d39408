# SPDX-License-Identifier: AGPL-3.0-or-later
"""The state whose law applies, as the law (two letters) and as the register (three) write it."""

import datetime as dt

import pycountry
from django.conf import settings

from panah.foundation import clock
from panah.law.pack import load_pack


def home_state(pack: str = "", on: dt.date | None = None) -> str:
    """ISO 3166-1 alpha-2 code of the state whose law the pack holds, as lists of citizenships in the law have it.

    Args:
        pack: the deployment's if not given.
        on: the day; today if not given.
    """
    return str(load_pack(pack or settings.PANAH_PACK).parameter("state.code", on or clock.today()).value)


def home_country(pack: str = "", on: dt.date | None = None) -> str:
    """The same as alpha-3, as the register writes countries.

    Raises:
        RuntimeError: the pack names no state of ISO 3166-1.
    """
    code = home_state(pack, on)
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        raise RuntimeError(
            f"The pack says that its state is {code!r}, which is no code of ISO 3166-1. Correct state.code."
        )
    return str(country.alpha_3)
