# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people type and paste: digits of any script, codes with the address around them."""

import unicodedata
import uuid

from panah.foundation.documents.codes import normalise


def digits(text: str) -> str:
    """The text with every decimal digit as 0-9: a Persian or Arabic keyboard types others."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def code(text: str) -> str:
    """A document number as it is stored, from what was typed, scanned or pasted (also the whole address of the check)."""
    last = digits(text)[:200].strip().rstrip("/").rsplit("/", 1)[-1].removesuffix(".json")
    return normalise(last)


def pin(text: str) -> str:
    """A PIN as it was set: digits alone."""
    return "".join(sign for sign in digits(text)[:40] if sign.isascii() and sign.isdigit())


def request_id(text: str) -> uuid.UUID:
    """The id of this attempt as the form carries it; a new one where it carries none that can be read."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
