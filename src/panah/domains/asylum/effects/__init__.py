# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the steps of the procedure do besides moving the case. Importing this registers them."""

from panah.domains.asylum.effects import around, decision, documents, ending, interview, reception

__all__ = ["around", "decision", "documents", "ending", "interview", "reception"]
