# SPDX-License-Identifier: AGPL-3.0-or-later
"""What open cases have to say before two files of the register are read as one."""

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from panah.casework.bars import CONSTRAINT, make_room_before_merging
from panah.casework.models import Case, ProcedureVersion
from panah.casework.services.start import filing_turn
from panah.foundation.access.context import elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.locks import take_turns
from panah.register.registry import before_merging, meets_at_once

# What a file bars may begin at the very moment at which it becomes one with another: then it is seen at the next try, and gives way.
meets_at_once(CONSTRAINT)


@before_merging
def what_is_barred_gives_way(ours: Sequence[uuid.UUID], theirs: Sequence[uuid.UUID], compartment: str) -> None:
    """What an open case of the one file bars gives way in the other before the two are one person.

    It says nothing: a merge that was refused for it would tell of a case that whoever merges may not know (NR-15).
    """
    make_room_before_merging([*ours, *theirs])


@before_merging
def one_open_case(ours: Sequence[uuid.UUID], theirs: Sequence[uuid.UUID], compartment: str) -> str | None:
    """One person has one open case of a procedure: two files that both have one are not merged.

    Only cases of the merge's own compartment are asked for: a refusal must not tell of another one (NR-15).
    """
    with elevated(
        Compartment(compartment), reason="an open case is found in whatever office it is; only yes or no leaves"
    ):
        # Nobody files for either of the two before the merge is written or refused.
        keys = set(ProcedureVersion.objects.values_list("key", flat=True))
        take_turns(*(filing_turn(key, person_id) for key in keys for person_id in (*ours, *theirs)))
        still_open = Case.objects.filter(compartment=compartment, closed_at=None, aside=False)
        mine = set(still_open.filter(person_id__in=ours).values_list("procedure_key", flat=True))
        if not mine & set(still_open.filter(person_id__in=theirs).values_list("procedure_key", flat=True)):
            return None
    return _("Both files have an open case of the same kind. End one of the two cases first, then merge the files.")
