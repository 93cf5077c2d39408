# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stay and residence of foreigners and stateless people: registration, extension, permits (Migration Code)."""
