# SPDX-License-Identifier: AGPL-3.0-or-later
"""The number on the receipt of a claim: made of the household's random id, so a retry prints the same number."""

import hashlib
import uuid

from panah.foundation.documents.codes import ALPHABET, BODY_LENGTH, check_character


def receipt_code(subject: uuid.UUID) -> str:
    """A number in the shape of every code that the system gives out; nothing about the subject can be read from it."""
    for attempt in range(64):
        value = int.from_bytes(hashlib.sha256(f"receipt:{attempt}:{subject}".encode()).digest(), "big")
        body = ""
        for _ in range(BODY_LENGTH):
            value, place = divmod(value, len(ALPHABET))
            body += ALPHABET[place]
        # The check character falls outside the alphabet once in nine tries; the next attempt is as fixed as the first.
        if (check := check_character(body)) in ALPHABET:
            return body + check
    raise RuntimeError("No receipt number could be made.")
