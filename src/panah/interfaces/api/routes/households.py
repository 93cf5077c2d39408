# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering a household: the one writing, and reading it. The search before stands with `people`."""

import uuid

from django.http import HttpRequest
from ninja import Router

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.interfaces.api.door import operation
from panah.interfaces.api.schemas.people import HouseholdIn, HouseholdMemberOut, HouseholdOut
from panah.register import public as register
from panah.register.models import Household, HouseholdMember
from panah.register.public import RegisterPermission

router = Router()


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


@operation(
    router,
    "POST",
    "/households",
    permission=RegisterPermission.HOUSEHOLD,
    purpose="household",
    response=HouseholdOut,
    status=201,
)
def register_household(request: HttpRequest, payload: HouseholdIn) -> HouseholdOut:
    """Register a household, or further members of one, wholly or not at all. Sent again it changes nothing."""
    actor = _actor(request)
    intake = payload.model_dump(exclude={"request_id", "compartment", "although"})
    made = register.register_household(
        actor=actor,
        data=intake,
        compartment=payload.compartment,
        request_id=payload.request_id,
        although=payload.although,
    )
    return _out(actor, made.household, replayed=made.replayed)


@operation(
    router,
    "GET",
    "/households/{uuid:household_id}",
    permission=RegisterPermission.READ,
    purpose="household",
    response=HouseholdOut,
)
def household(request: HttpRequest, household_id: uuid.UUID) -> HouseholdOut:
    """A household as it is today, as far as the caller may see it."""
    actor = _actor(request)
    return _out(actor, register.household(actor, household_id))


def _out(actor: Actor, found: Household, *, replayed: bool = False) -> HouseholdOut:
    members = register.members_of(actor, found.pk, clock.today())
    record(
        actor,
        Verb.LIST,
        subject_type="household",
        subject_id=found.pk,
        persons=[member.person_id for member in members],
    )
    return HouseholdOut(
        household_id=found.pk,
        compartment=found.compartment,
        members=members_out(actor, members),
        replayed=replayed,
    )


def members_out(actor: Actor, members: list[HouseholdMember]) -> list[HouseholdMemberOut]:
    """Members whom the caller may know."""
    names = register.display_names(actor, [member.person_id for member in members])
    return [
        HouseholdMemberOut(
            person_id=one.person_id,
            name=names[one.person_id],
            role=one.role,
            whereabouts=one.whereabouts,
            since=one.valid.lower,
            until=one.valid.upper,
        )
        for one in members
        if one.person_id in names
    ]
