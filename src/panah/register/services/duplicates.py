# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suspected duplicates: the queue that two people work through."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from panah.foundation.access.actor import Actor


@dataclass(frozen=True)
class Suspicion:
    """Two people of one compartment who may be one.

    probability: 0 to 1, calibrated, that they are the same person.
    because: reasons as `{"field", "kind", "left", "right"}`: field is `name`, `father`, `birth`, `sex`, `place`, `paper`,
        `phone`; kind is a code word of `names.ReasonKind` or of `selectors.likeness`.
    """

    left: uuid.UUID
    right: uuid.UUID
    probability: float
    compartment: str
    because: list[dict[str, str]] = field(default_factory=list)


def suspect(*, actor: Actor, pairs: Iterable[Suspicion], source: str) -> int:
    """Put pairs into the queue; a pair that is there already gets the newer probability and reasons, one that two people
    have held apart stays apart unless a name, birth or paper of either changed since.

    Args:
        actor: who found them; a person or the system itself.
        pairs: the suspicions.
        source: `registration`, `change`, `import`, `nightly`, `dedupe`.

    Returns:
        How many pairs are new in the queue.
    """
    raise NotImplementedError


def recheck(*, actor: Actor, person_ids: Iterable[uuid.UUID], source: str) -> int:
    """Compare people with those who look like them and put what is likely into the queue. Returns how many are new."""
    raise NotImplementedError
