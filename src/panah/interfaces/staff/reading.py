# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading single answers that no procedure describes: days, ids, choices."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


def read_day(parts: Any) -> tuple[dt.date | None, str]:
    """A day from its three boxes.

    Returns:
        The day and "", or None and what is wrong; None and "" when nothing was typed.
    """
    given = parts if isinstance(parts, Mapping) else {}
    texts = [str(given.get(name) or "").strip() for name in ("year", "month", "day")]
    if not any(texts):
        return None, ""
    if not all(text.isdecimal() and text.isascii() for text in texts):
        return None, _("Give day, month and year in digits, for example 27 3 2026")
    try:
        return dt.date(*(int(text) for text in texts)), ""
    except (ValueError, OverflowError):
        return None, _("There is no such day. Check day and month")


def read_id(text: Any) -> uuid.UUID | None:
    """An id, or None for anything else."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def read_asked(values: Mapping[str, Any], errors: dict[str, str]) -> tuple[uuid.UUID | None, dt.date | None]:
    """Who asked for something and on which day (`person`, `asked_on`); None with a message in `errors` for what cannot be read."""
    person_id, (asked_on, wrong_day) = read_id(values.get("person")), read_day(values.get("asked_on"))
    if person_id is None:
        errors["person"] = _("Paste an id as the list shows it")
    if asked_on is None:
        errors["asked_on"] = wrong_day or _("Give a day that is not after today")
    return person_id, asked_on


def request_id_of(post: Mapping[str, Any]) -> uuid.UUID:
    """The id of this attempt as the form carries it; a new one where it carries none that can be read."""
    return read_id(post.get("request_id")) or uuid.uuid4()
