# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which lists with a person in them left, for whom (DP-06, DP-07, DP-16)."""

from collections.abc import Iterator

from panah.foundation.access.receivers import Receiver
from panah.foundation.audit.models import Event, Verb
from panah.foundation.exports.declaration import known
from panah.foundation.exports.making import for_whom
from panah.foundation.exports.models import Export
from panah.foundation.privacy.recipients import Recipient, Whose, gives


@gives
def exports(whose: Whose) -> Iterator[Recipient]:
    """Every export with the person in it. What its receiver was given of whom, the export says itself (`ExportSpec.given`)."""
    events = Event.objects.filter(verb=Verb.EXPORT, persons__overlap=sorted(whose.persons)).order_by("-at")
    of = {export: at for export, at in events.values_list("subject_id", "at") if export is not None}
    for one in Export.objects.filter(pk__in=of).order_by("-asked_at"):
        spec, receiver = known(one.name), Receiver(one.receiver)
        plain = Recipient(
            key=receiver.value,
            receiver=receiver,
            at=of[one.pk],
            what=str(spec.title) if spec else one.name,
            whom=for_whom(receiver),
            more={"number": one.number},
        )
        yield spec.given(whose, one.params, plain) if spec and spec.given else plain
