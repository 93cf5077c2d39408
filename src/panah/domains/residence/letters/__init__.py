# SPDX-License-Identifier: AGPL-3.0-or-later
"""The data of letters in matters of stay and residence, the same for every permit."""

from panah.domains.residence.letters import cancellation, citizenship, complaints, permits, restrictions, visas

__all__ = ["cancellation", "citizenship", "complaints", "permits", "restrictions", "visas"]
