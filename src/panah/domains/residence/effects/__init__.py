# SPDX-License-Identifier: AGPL-3.0-or-later
"""What steps in matters of stay and residence do besides moving the case."""

from panah.domains.residence.effects import citizenship, extension, registration, residence, visas

__all__ = ["citizenship", "extension", "registration", "residence", "visas"]
