# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the engine adds to an erasure: nothing goes while a case is open, and a file that a restore opened again is closed."""

import uuid
from collections.abc import Callable

from panah.casework.models import Case
from panah.foundation.privacy.erasing import CASE, Erasing, on_erasure, still_open


@still_open
def case_is_open(persons: set[uuid.UUID], cases: set[uuid.UUID]) -> bool:
    """Whether one of the cases has not ended."""
    return Case.objects.filter(pk__in=cases, closed_at=None).exists()


@on_erasure
def close_what_a_restore_opened(erasing: Erasing) -> Callable[[], None]:
    """A skeleton waits for nobody."""
    cases = set(erasing.ids(CASE))

    def close() -> None:
        Case.objects.filter(pk__in=cases, closed_at=None).update(closed_at=erasing.at, aside=False)

    return close
