# SPDX-License-Identifier: AGPL-3.0-or-later
"""Migration records that no person opens: whoever applies, registers or dies is looked at."""

from django.db.models import Exists, OuterRef, Q
from procrastinate.contrib.django import app

from panah.casework.models import Case
from panah.domains.residence.models import MigrationRecord
from panah.domains.residence.record.services import STAY, look_at
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.register.models import Person

AT_ONCE = 1000
"""People who are looked at in one run."""


def keep_records() -> int:
    """Open the record of everybody who has a file of stay and none yet. Returns how many were opened.

    What closes a record is noted by somebody, and closes it there and then (`record.services.note_in_record`).
    """
    actor = service_actor("records")
    with (
        acting(actor, "migration_record"),
        elevated(Compartment.STAY, Compartment.STAY_FILE, reason="records are kept of everybody known to stay"),
    ):
        none_yet = ~Exists(MigrationRecord.objects.filter(person=OuterRef("pk")))
        filed = Exists(Case.objects.filter(person=OuterRef("pk"), compartment=STAY))
        people = Person.objects.filter(none_yet, filed, Q(compartments__contains=[STAY])).order_by("registered_at")
        found = list(people.values_list("pk", flat=True)[:AT_ONCE])
        return sum(look_at(actor=actor, person_id=one) is not None for one in found)


@app.periodic(cron="*/10 * * * *")
@app.task(name="residence.keep_records", queueing_lock="residence.keep_records", pass_context=False)
def keep_records_again(timestamp: int) -> None:
    """Every ten minutes."""
    keep_records()
