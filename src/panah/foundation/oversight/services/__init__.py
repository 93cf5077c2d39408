# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written by whoever answers, decides and lets go on."""

from panah.foundation.oversight.services.alerts import decide, end_pause, unwatch, watch_file
from panah.foundation.oversight.services.review import accept, answer, ask_again
from panah.foundation.oversight.services.ties import declare, name_hand, note_refusal, record_tie, withdraw

__all__ = [
    "accept", "answer", "ask_again", "decide", "declare", "end_pause", "name_hand", "note_refusal", "record_tie", "unwatch",
    "watch_file", "withdraw",
]  # fmt: skip
