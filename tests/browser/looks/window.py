# SPDX-License-Identifier: AGPL-3.0-or-later
"""The single window: what can be taken for somebody, a first form, who has shown who they are, and the labour quota."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from panah.casework.services import start_case
from panah.domains.employment.public import set_quota
from panah.domains.residence.models import SelfDeclared
from panah.foundation import clock
from panah.register.public import create_person
from tests.browser.support import Town
from tests.support.world import do


def build(town: Town) -> dict[str, Any]:
    """Somebody who opened their own account and has not been seen yet, and a quota of which nothing is left."""
    with town.world.acting("stay_officer") as actor:
        data = {
            "names": [{"full": "Pəncərə Sınaqlı"}],
            "born": "1990-03-04",
            "citizenships": ["GEO"],
            "papers": [{"kind": "passport", "number": "GE 1234567", "country": "GEO"}],
        }
        person = create_person(actor=actor, data=data, compartment="stay", check=False)
        SelfDeclared.objects.create(person_id=person.pk, compartment="stay", declared_at=clock.now())
        # An application that has been looked at, to which papers can be added and a decision drafted.
        case = start_case(
            actor=actor,
            procedure="stay_extension",
            person_id=person.pk,
            office_id=town.world.offices["stay"].pk,
            data={
                "arrived_on": (clock.today() - dt.timedelta(days=60)).isoformat(),
                "visa_free_entry": True,
                "needs_urgent_treatment": True,
                "extension_days": 30,
                "extension_fast": False,
                "dwelling_own": False,
                "papers": [{"paper": "passport_copy"}],
            },
            request_id=uuid.uuid4(),
        )
    with town.world.acting("stay_head") as actor:
        for activity, places in (("F", 40), ("A", 0)):
            set_quota(actor=actor, year=clock.today().year, activity=activity, places=places, basis="Decision 1")
    do(town.world, case.pk, "examine", {"false_papers": True}, by="stay_officer")
    return {"window_person": person.pk, "window_case": case.pk}


def staff(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """What the desk and the head see."""
    person = ids["window_person"]
    return {
        "stay_officer": [
            at("staff:person", person),
            at("staff:window", person, "stay_registration"),
            at("staff:window", person, "work_permit"),
            at("staff:window", person, "temporary_residence"),
            at("staff:identity", person),
            at("staff:case", ids["window_case"]),
            at("staff:action", ids["window_case"], "add_papers"),
            at("staff:action", ids["window_case"], "draft_decision"),
        ],
        "stay_head": [at("staff:quota"), at("staff:restrictions")],
    }


def portal(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """Nothing: the window is for staff."""
    return {}
