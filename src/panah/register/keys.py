# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of the register has keys that go with a person."""

import uuid
from collections.abc import Iterable

from django.db.models import Q

from panah.foundation.access.context import elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.keys.services import also_of
from panah.register.models import SuspectedPair


@also_of
def pairs_of(person_id: uuid.UUID) -> Iterable[uuid.UUID]:
    """Pairs in which the person was one of two: what was said of them is said of the person."""
    with elevated(*Compartment, reason="the keys of a person are erased wherever the person is known; nothing is read"):
        return list(
            SuspectedPair.objects.filter(Q(left_id=person_id) | Q(right_id=person_id)).values_list("pk", flat=True)
        )
