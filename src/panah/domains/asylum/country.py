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
    return str(pycountry.countries.get(alpha_2=str(code)).alpha_3)
