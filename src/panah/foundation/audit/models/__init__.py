# SPDX-License-Identifier: AGPL-3.0-or-later
"""The access log, and the tree over it."""

from panah.foundation.audit.models.event import Event, Verb
from panah.foundation.audit.models.tree import Delivery, Forgotten, Leaf, Pending, Tile, TreeHead

__all__ = ["Delivery", "Event", "Forgotten", "Leaf", "Pending", "Tile", "TreeHead", "Verb"]
