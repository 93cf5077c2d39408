# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of the watch over the readers."""

from panah.foundation.oversight.models.alerts import (
    PURPOSE,
    Alert,
    AlertDecision,
    Cause,
    Pause,
    Rule,
    Verdict,
    Watched,
)
from panah.foundation.oversight.models.meter import BITS, Meter, MeterKind, WatchRun
from panah.foundation.oversight.models.review import Ground, Question, QuestionEntry, ReviewRound, Step
from panah.foundation.oversight.models.ties import Tie, TieEnd, TieKind

__all__ = [
    "BITS",
    "PURPOSE",
    "Alert",
    "AlertDecision",
    "Cause",
    "Ground",
    "Meter",
    "MeterKind",
    "Pause",
    "Question",
    "QuestionEntry",
    "ReviewRound",
    "Rule",
    "Step",
    "Tie",
    "TieEnd",
    "TieKind",
    "Verdict",
    "WatchRun",
    "Watched",
]
