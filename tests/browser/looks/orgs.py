# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of an organisation, and those on which the head of the stay office opens one."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction

from panah.domains.residence import public as residence
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.accounts.sign_in import actor_of
from panah.foundation.privacy.erasing import eraser
from panah.foundation.privacy.models import Correction, CorrectionMessage
from tests.browser.support import Town
from tests.support.world import PASSWORD, do

LOGIN = "hotel"


def build(town: Town) -> dict[str, Any]:
    """A hotel with a guest whose registration has to be corrected, and somebody for whom nothing was applied for."""
    world, today = town.world, dt.date.today()
    with world.acting("stay_head") as head:
        ours = residence.open_organisation(actor=head, number="1400000001", name="Otel Sınaq", address="Küçə 1")
        account = residence.name_user(
            actor=head,
            office_id=ours.pk,
            login=LOGIN,
            name="Rəşad İşgüzar",
            language="en",
            password=PASSWORD,
            ends_on=today + dt.timedelta(days=90),
        )
    with acting(actor_of(account), "test") as user:
        people = [residence.Person(f"{name} Sınaqlı", "1990-05-04", "TUR", name) for name in ("Orxan", "Sona")]
        guest, other = (residence.name_person(actor=user, person=one, request_id=uuid.uuid4()) for one in people)
        case = residence.party_apply(
            actor=user,
            procedure="stay_registration",
            named_id=guest.pk,
            office_id=world.offices["stay"].pk,
            data={
                "arrived_on": today.isoformat(),
                "visa_free_entry": True,
                "address": "Küçə 1",
                "district": "Bakı",
                "receiving_party": "hotel",
            },
            request_id=uuid.uuid4(),
        )
    do(world, case.pk, "ask_to_correct", {"remark": "Which flat?"}, by="stay_officer")
    _corrected(town, guest, case.pk)
    return {"org": ours.pk, "org_login": LOGIN, "org_guest": guest.pk, "org_other": other.pk, "org_file": case.pk}


def _corrected(town: Town, guest: Any, case_id: uuid.UUID) -> None:
    """What the hotel was given of a guest is corrected."""
    with acting(eraser(), "test"), transaction.atomic():
        made = Correction(person_id=guest.person_id, at=clock.now(), facts=["birth"], recipients=1)
        made.save(force_insert=True)
        line = {"fact": "birth", "about": guest.name, "field": "born", "was": "1990-05-04", "now": "1990-05-14"}
        CorrectionMessage(
            correction=made,
            person_id=guest.person_id,
            case_id=case_id,
            receiver="party",
            recipient=f"party:{guest.organisation_id}",
            door="page",
            office_id=guest.organisation_id,
            compartment="stay",
            content={"to": "", "lines": [line]},
            made_at=clock.now(),
            due_on=clock.today() - dt.timedelta(days=1),
        ).save(force_insert=True)


def staff(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """What the head of the stay office sees of organisations."""
    return {
        "stay_head": [at("staff:organisations"), at("staff:open-organisation"), at("staff:organisation", ids["org"])]
    }


def portal(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """What the organisation itself sees."""
    return {
        "": [at("portal:org-sign-in")],
        "org": [
            at("portal:org"),
            at("portal:org-new"),
            at("portal:org-person", ids["org_guest"]),
            at("portal:org-person", ids["org_other"]),
            at("portal:org-apply", ids["org_other"], "work_permit"),
            at("portal:org-group"),
            at("portal:org-corrections"),
            at("portal:org-file", ids["org_file"]),
            at("portal:org-step", ids["org_file"], "correct"),
            at("portal:org-account"),
        ],
    }
