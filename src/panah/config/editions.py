# SPDX-License-Identifier: AGPL-3.0-or-later
"""An edition is a list of apps and a URL set; each runs on its own database (design section 2)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Edition:
    """What an edition consists of: apps, and for each site the module of its addresses."""

    apps: tuple[str, ...]
    urls: Mapping[str, str]


_COMMON = ("panah.register", "panah.casework")

EDITIONS: dict[str, Edition] = {
    "authority": Edition(
        apps=(
            *_COMMON,
            "panah.domains.asylum",
            "panah.domains.residence",
            "panah.domains.employment",
            "panah.statistics",
            "panah.interfaces.staff",
            "panah.interfaces.portal",
            "panah.interfaces.api",
            "panah.interfaces.cli",
        ),
        urls={
            "staff": "panah.config.urls_staff",
            "portal": "panah.config.urls_portal",
            "files": "panah.config.urls_files",
        },
    ),
    # The partner's own domains (tracing, detention) bring their pages with them; until then it answers and signs nobody in.
    "partner": Edition(
        apps=_COMMON,
        urls={
            "staff": "panah.config.urls_partner",
            "portal": "panah.config.urls_partner",
            "files": "panah.config.urls_files",
        },
    ),
}
