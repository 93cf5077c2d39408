# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who takes a step in a matter that bars or is barred holds the person's file first, then the case (ADR 10).

Steps write into the file, and whoever receives a claim has it in hand already: all take the file, then the case, then what the
database keeps apart, so that nobody waits in a circle.
"""

import uuid

from panah.casework.models import Case
from panah.casework.models.case import published
from panah.casework.procedure.schema import Procedure
from panah.register.models import Person


def hold(procedure: Procedure, person_id: uuid.UUID) -> None:
    """Hold the file of the person until the transaction ends, where a case of the procedure bars or is barred."""
    if procedure.bars or procedure.barred_by:
        Person.objects.select_for_update().filter(pk=person_id).first()


def hold_of(case_id: uuid.UUID) -> None:
    """The same, of a case that is still to be read and locked."""
    found = Case.objects.filter(pk=case_id).values_list("procedure_version_id", "person_id").first()
    if found is not None:
        hold(published(found[0]).procedure, found[1])
