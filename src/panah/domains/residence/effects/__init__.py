# SPDX-License-Identifier: AGPL-3.0-or-later
"""What steps of stay and residence do besides moving the case."""

from panah.domains.residence.effects import cancellation, citizenship, extension, registration, residence, visas

__all__ = ["cancellation", "citizenship", "extension", "registration", "residence", "visas"]
