# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the letters of the asylum procedure say, as data for their layouts. Importing this registers them."""

from panah.domains.asylum.letters import appeals, arrival, decisions, guardians

__all__ = ["appeals", "arrival", "decisions", "guardians"]
