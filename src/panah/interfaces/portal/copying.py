# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who opened the file, in the copy that a person asks for: the lines of the own page, all of them (DP-06, DP-18, DP-19)."""

import uuid
from typing import Any

from panah.casework.models import Letter
from panah.foundation.accounts.models import Office, PortalAccess
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.services import COMPLAINT
from panah.foundation.privacy.copying import Copying, tells
from panah.interfaces.portal import words
from panah.interfaces.portal.views.opened import about_me, as_data, lines


@tells("opened")
def opened(copying: Copying) -> list[dict[str, Any]]:
    """Lines newest first, of every file that is this person."""
    letters = set(Letter.objects.filter(case_id__in=copying.cases).values_list("pk", flat=True))
    mine = frozenset(copying.cases | letters | copying.persons)
    accesses = frozenset(PortalAccess.objects.filter(person_id__in=copying.persons).values_list("pk", flat=True))
    events = list(
        Event.objects.filter(persons__overlap=sorted(copying.persons))
        # Who read a complaint is told by the own page alone: whoever makes the copy may be who it is about.
        .exclude(verb=Verb.LIST)
        .exclude(subject_type=COMPLAINT)
        .order_by("-at")
    )
    shown: set[uuid.UUID] = set()
    for person_id in copying.persons:
        shown |= {one.pk for one in about_me(events, person_id, mine, accesses)}
    units = {office.pk: words.unit(office.kind) for office in Office.objects.all()}
    return [as_data(line) for line in lines([one for one in events if one.pk in shown], units, accesses, most=None)]
