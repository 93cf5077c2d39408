# SPDX-License-Identifier: AGPL-3.0-or-later
"""Complaints: of the person who complains, of whoever answers, of the desk; before the answer, after it, and where nobody may answer."""

import uuid
from collections.abc import Callable
from typing import Any

from panah.foundation.accounts.models import PortalAccess
from panah.foundation.accounts.sign_in import actor_of_access
from panah.foundation.complaints.answering import answer, give
from panah.foundation.complaints.sending import take_down
from tests.browser.support import Town
from tests.support.complaints import said, sent


def build(town: Town) -> dict[str, Any]:
    """Nothing but a complaint that was taken down; the person's own are made when the card is known (`of_person`)."""
    with town.world.acting("registrar") as actor:
        taken = take_down(
            actor=actor, data=said(town.world, "stay", contact="a neighbour"), request_id=uuid.uuid4()
        ).complaint
    return {"complaint_taken": taken.pk}


def of_person(town: Town, person_id: uuid.UUID) -> dict[str, Any]:
    """One that waits, one that was answered, one that nobody may answer."""
    world = town.world
    with world.seeing_all():
        access = PortalAccess.objects.get(person_id=person_id, ended_at=None)
    who = actor_of_access(access)
    waits = sent(world, who, "first", wish="An excuse.").complaint
    answered = sent(world, who, "first").complaint
    alone = sent(world, who, "central").complaint
    with world.acting("data_protection") as actor:
        for one in (waits, answered):
            give(actor=actor, complaint_id=one.pk, account_id=actor.signed_in_as)
        answer(
            actor=actor,
            complaint_id=answered.pk,
            data={
                "outcome": "partly",
                "reasons": "Two people were heard.\nOne of them saw it.",
                "done": "It was spoken about with the officer and the head of the office.",
                "further": "The Ombudsman (Commissioner for Human Rights).",
            },
        )
    return {"complaint_waits": waits.pk, "complaint_answered": answered.pk, "complaint_alone": alone.pk}


def staff(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """Pages of the staff site."""
    return {
        "data_protection": [
            at("staff:complaints"),
            at("staff:complaint", ids["complaint_waits"]),
            at("staff:complaint", ids["complaint_answered"]),
            at("staff:complaint", ids["complaint_taken"]),
        ],
        "registrar": [at("staff:complaint-new")],
    }


def portal(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """Pages of the portal."""
    return {
        "": [at("portal:complain"), at("portal:complain-receipt")],
        "person": [
            at("portal:complaints"),
            at("portal:complaint-new"),
            at("portal:complaint", ids["complaint_waits"]),
            at("portal:complaint", ids["complaint_answered"]),
            at("portal:complaint", ids["complaint_alone"]),
        ],
    }
