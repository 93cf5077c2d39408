# SPDX-License-Identifier: AGPL-3.0-or-later
"""An edition is a list of apps and a URL set; each runs on its own database (design section 2)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Edition:
    """What an edition consists of."""

    apps: tuple[str, ...]


_COMMON = ("panah.register", "panah.casework")

EDITIONS: dict[str, Edition] = {
    "authority": Edition(
        apps=(
            *_COMMON,
            "panah.domains.asylum",
            "panah.interfaces.staff",
            "panah.interfaces.portal",
            "panah.interfaces.api",
        )
    ),
    "partner": Edition(apps=_COMMON),
}
