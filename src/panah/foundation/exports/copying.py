# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which lists with a person in them left, for whom: in the copy that the person asks for (DP-06, DP-16)."""

from typing import Any

from panah.foundation.access.receivers import Receiver
from panah.foundation.audit.models import Event, Verb
from panah.foundation.exports.declaration import known
from panah.foundation.exports.making import for_whom
from panah.foundation.exports.models import Export
from panah.foundation.privacy.copying import Copying, tells


@tells("recipients")
def exports(copying: Copying) -> list[dict[str, Any]]:
    """Every export with the person in it, newest first: what, when, for whom. Never who took it."""
    events = Event.objects.filter(verb=Verb.EXPORT, persons__overlap=sorted(copying.persons)).order_by("-at")
    of = {export: at for export, at in events.values_list("subject_id", "at") if export is not None}
    rows = Export.objects.filter(pk__in=of).order_by("-asked_at")
    return [
        {
            "what": str(spec.title) if (spec := known(one.name)) else one.name,
            "number": one.number,
            "for": for_whom(Receiver(one.receiver)),
            "at": of[one.pk].isoformat(),
        }
        for one in rows
    ]
