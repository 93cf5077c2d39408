# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place that says what time it is, so that tests and training can move it."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

_moved: ContextVar[dt.datetime | None] = ContextVar("panah_moved_clock", default=None)


def now() -> dt.datetime:
    """The current instant, aware, in UTC."""
    return _moved.get() or timezone.now()


def zone() -> ZoneInfo:
    """The time zone of the country whose pack is in use."""
    return ZoneInfo(settings.PANAH_TIME_ZONE)


def today() -> dt.date:
    """The calendar day in the country of the pack: legal days are counted there, not in UTC."""
    return now().astimezone(zone()).date()


def local_date(instant: dt.datetime) -> dt.date:
    """The calendar day of an aware instant in the country of the pack."""
    return instant.astimezone(zone()).date()


@contextlib.contextmanager
def moved_to(instant: dt.datetime) -> Iterator[None]:
    """Let the block believe that it is `instant` (aware)."""
    if instant.tzinfo is None:
        raise ValueError("moved_to needs an aware datetime: give it a time zone.")
    token = _moved.set(instant)
    try:
        yield
    finally:
        _moved.reset(token)
