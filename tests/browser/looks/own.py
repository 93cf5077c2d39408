# SPDX-License-Identifier: AGPL-3.0-or-later
"""The portal of somebody with an own account: asking, applying, and an application that goes on."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from panah.domains.residence.models import Representation
from panah.domains.residence.public import apply, open_own_account
from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS
from panah.foundation.access.context import acting
from panah.foundation.accounts.sign_in import actor_of_access
from panah.register.public import create_person
from tests.browser.support import Town
from tests.support.world import do

PIN = "583914"


def build(town: Town) -> dict[str, Any]:
    """Somebody with an own account whose application for longer stay waits for papers."""
    world = town.world
    data = {
        "names": [{"full": "Orxan Sınaqlı"}],
        "born": "1990-05-04",
        "citizenships": ["TUR"],
        "papers": [{"kind": "passport", "number": "U12345678", "country": "TUR"}],
    }
    with acting(ANONYMOUS, "test"):
        opened = open_own_account(actor=ANONYMOUS, data=data, pin=PIN, language="en", request_id=uuid.uuid4())
        person = actor_of_access(opened.access)
    today = dt.date.today()
    with acting(person, "own_file"):
        case = apply(
            actor=person,
            procedure="stay_extension",
            person_id=opened.access.person_id,
            office_id=world.offices["stay"].pk,
            data={
                "arrived_on": (today - dt.timedelta(days=60)).isoformat(),
                "visa_free_entry": False,
                "visa_stay_until": (today + dt.timedelta(days=20)).isoformat(),
                "needs_urgent_treatment": True,
                "extension_days": 30,
                "extension_fast": False,
                "dwelling_own": True,
            },
            request_id=uuid.uuid4(),
        )
    do(world, case.pk, "examine", {}, by="stay_officer")
    do(world, case.pk, "ask_for_papers", {"remark": "A legible copy, please."}, by="stay_officer")
    # Somebody who acts for them, and somebody for whom they act.
    with world.acting("stay_officer") as desk:
        for name, theirs in (("Vəkil Sınaqlı", False), ("Vəkalət Verən", True)):
            other = create_person(
                actor=desk, data={"names": [{"full": name}], "born": "1980-01-02"}, compartment="stay", check=False
            ).pk
            own = opened.access.person_id
            Representation.objects.create(
                person_id=other if theirs else own,
                agent_id=own if theirs else other,
                compartment="stay",
                paper="Notary 12, No 345 of 2 November 2026",
                ends_on=today + dt.timedelta(days=90),
                recorded_at=clock.now(),
                recorded_by=desk.account_id or uuid.uuid4(),
            )
    return {"own_card": opened.code, "own_pin": PIN, "own_case": case.pk, "represented": opened.access.person_id}


def staff(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """What the desk sees of who acts for them."""
    return {"stay_officer": [at("staff:representatives", ids["represented"])]}


def portal(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """What anybody may ask, and what the holder of an own account sees."""
    return {
        "": [at("portal:guide"), at("portal:account")],
        "own": [
            at("portal:apply"),
            at("portal:representatives"),
            at("portal:apply-form", "stay_registration"),
            at("portal:file", ids["own_case"]),
            at("portal:receipt", ids["own_case"]),
            at("portal:step", ids["own_case"], "add_papers"),
        ],
    }
