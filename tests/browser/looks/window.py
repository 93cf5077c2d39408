# SPDX-License-Identifier: AGPL-3.0-or-later
"""The single window: what can be taken for somebody, a first form, who has shown who they are, and the labour quota."""

from collections.abc import Callable
from typing import Any

from panah.domains.employment.public import set_quota
from panah.domains.residence.models import SelfDeclared
from panah.foundation import clock
from panah.register.public import create_person
from tests.browser.support import Town


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
    with town.world.acting("stay_head") as actor:
        for activity, places in (("F", 40), ("A", 0)):
            set_quota(actor=actor, year=clock.today().year, activity=activity, places=places, basis="Decision 1")
    return {"window_person": person.pk}


def staff(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """What the desk and the head see."""
    person = ids["window_person"]
    return {
        "stay_officer": [
            at("staff:person", person),
            at("staff:window", person, "stay_registration"),
            at("staff:window", person, "work_permit"),
            at("staff:identity", person),
        ],
        "stay_head": [at("staff:quota")],
    }


def portal(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """Nothing: the window is for staff."""
    return {}
