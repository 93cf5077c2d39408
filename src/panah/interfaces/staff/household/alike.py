# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a form says when somebody just like a new person is registered already: which files, and why one goes on."""

import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.interfaces.staff import show
from panah.interfaces.web.forms import Field
from panah.interfaces.web.languages import show_date
from panah.register import public as register
from panah.register.models import Person


def although_field() -> Field:
    """The reason to go on. It goes with the pair into the queue of suspected duplicates."""
    hint = _("Leave it empty and open that file instead if it is the same person.")
    return Field("although", "long_text", _("Why this is somebody else"), hint, max_length=1000, one_of=True)


def alike_rows(actor: Actor, ids: Iterable[uuid.UUID]) -> list[dict[str, str]]:
    """The files that look like somebody on the list, with the birth, which is what tells namesakes apart.

    Only those whom the actor may know.
    """
    rows = []
    order = list(ids)
    found = {person.pk: person for person in register.visible(actor, Person.objects.filter(pk__in=order))}
    shown = [found[one] for one in order if one in found]
    record(actor, Verb.LIST, subject_type="person", persons=[one.pk for one in shown], purpose="alike")
    for person in shown:
        born = show.birth_words(person.born)
        since = _("registered on %(day)s") % {"day": show_date(clock.local_date(person.registered_at))}
        rows.append(
            {
                "text": " · ".join(told for told in (register.display_name(person), born, since) if told),
                "href": reverse("staff:person", args=(person.pk,)),
                "do": _("Open the file"),
            }
        )
    return rows
