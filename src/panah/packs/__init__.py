# SPDX-License-Identifier: AGPL-3.0-or-later
"""Country packs: the law of one country as data and clauses, read by ``panah.law``."""
