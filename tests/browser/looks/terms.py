# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board of terms, the monthly return, and the migration record of somebody."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from panah.casework.services import start_case
from panah.domains.residence.public import note_in_record
from panah.domains.residence.record.jobs import keep_records
from panah.foundation import clock
from panah.register.public import create_person
from tests.browser.support import Town


def build(town: Town) -> dict[str, Any]:
    """Somebody whose registration is late, with a record in which something was noted."""
    world, today = town.world, dt.date.today()
    with clock.moved_to(clock.now() - dt.timedelta(days=12)), world.acting("stay_officer") as actor:
        person = create_person(
            actor=actor,
            data={
                "names": [{"full": "Uçot Sınaqlı"}],
                "born": "1988-01-30",
                "citizenships": ["GEO"],
                "papers": [{"kind": "passport", "number": "GE 7654321", "country": "GEO"}],
            },
            compartment="stay",
            check=False,
        )
        start_case(
            actor=actor,
            procedure="stay_registration",
            person_id=person.pk,
            office_id=world.offices["stay"].pk,
            data={
                "arrived_on": (today - dt.timedelta(days=15)).isoformat(),
                "visa_free_entry": True,
                "address": "7 Invented Street",
                "district": "Narlı",
                "receiving_party": "owner",
            },
            request_id=uuid.uuid4(),
        )
    keep_records()
    with world.acting("stay_officer") as actor:
        note_in_record(actor=actor, person_id=person.pk, kind="administrative", happened_on=today, by="Police")
    return {"record_person": person.pk}


def staff(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """What officers, heads and the policy unit see."""
    return {
        "stay_officer": [at("staff:terms"), at("staff:record", ids["record_person"])],
        "head_of_unit": [at("staff:terms", query="?week=late&whose=all")],
        "policy_analyst": [at("staff:return"), at("staff:return", query="?version=public")],
    }


def portal(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """The own record."""
    return {"own": [at("portal:record")]}
