# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names across scripts: cleaning, Latin forms, search keys, comparison with reasons. Knows neither the
database nor the web."""

from panah.names.compare import LIKELY, Comparison, Reason, ReasonKind, alike_words, compare
from panah.names.keys import VERSION, keys, keys_of_word
from panah.names.parts import Word, joined, words
from panah.names.roles import Roles, roles
from panah.names.romanise import fold, icao, language_of, romanise, western
from panah.names.text import (
    LONGEST,
    NameTooLong,
    Script,
    clean,
    collation_key,
    lower_az,
    script_of,
    title_az,
    unify,
    upper_az,
)

__all__ = [
    "LIKELY", "LONGEST", "VERSION", "Comparison", "NameTooLong", "Reason", "ReasonKind", "Roles", "Script", "Word", "alike_words", "clean",
    "collation_key", "compare",
    "fold", "icao", "joined", "keys", "keys_of_word", "language_of", "lower_az", "roles", "romanise", "script_of", "title_az", "unify",
    "upper_az",
    "western", "words",
]  # fmt: skip
