# SPDX-License-Identifier: AGPL-3.0-or-later
"""How likely two people of the register are one, and why."""

from dataclasses import dataclass, field

from panah.names import compare
from panah.register.models import Person


@dataclass(frozen=True)
class Likeness:
    """`probability` that two people are one, calibrated, and the reasons, field by field (`services.duplicates.Suspicion`)."""

    probability: float
    because: list[dict[str, str]] = field(default_factory=list)


def likeness(left: Person, right: Person) -> Likeness:
    """Compare two people in full: names, father, birth, sex, place, papers, telephones. Reads their rows."""
    best = max(
        (compare(one.full, other.full) for one in left.names.all() for other in right.names.all()),
        key=lambda found: found.score,
        default=None,
    )
    if best is None:
        return Likeness(0.0)
    because = [
        {"field": "name", "kind": reason.kind.value, "left": reason.left, "right": reason.right}
        for reason in best.because
    ]
    return Likeness(best.score, because)
