# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom an actor may know: the same rule as the row-level security below, so that the two cannot disagree unseen."""

from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import declared_actor, declared_compartments
from panah.register.models import EmergencyNotice, EmergencyOpening, EmergencyReview, Guardianship, Person, SearchShown

_ModelT = TypeVar("_ModelT", bound=Model)


def open_to(actor: Actor) -> frozenset[str]:
    """The compartments open to the actor, those that a service has opened meanwhile (`elevated`) included."""
    own = {compartment.value for compartment in actor.compartments()}
    if declared_actor() == actor:
        own |= {compartment.value for compartment in declared_compartments()}
    return frozenset(own)


def _hears(actor: Actor) -> Q:
    """Openings in an emergency of which the actor hears: the own ones, and those of which the actor was told."""
    return Q(account_id=actor.account_id) | Q(told__contains=[actor.account_id])


def visible(actor: Actor, queryset: QuerySet[_ModelT]) -> QuerySet[_ModelT]:
    """`queryset` of people, or of what belongs to people, narrowed to what the actor may know.

    Rows with a compartment are seen in that compartment, those whose compartment is empty by whoever may know the
    person; a person in the portal sees what is the own; a guardian sees the child. Rows that have no compartment at all are
    seen by whoever may know the person.
    """
    compartments = sorted(open_to(actor))
    columns = {field.name for field in queryset.model._meta.get_fields()}
    if queryset.model is Person:
        condition = Q(compartments__overlap=compartments)
        if actor.person_id:
            condition |= Q(pk=actor.person_id)
        if actor.kind == "staff" and actor.account_id:
            today = clock.today()
            wards = Guardianship.objects.filter(
                Q(ended_on__isnull=True) | Q(ended_on__gt=today),
                child_id=OuterRef("pk"),
                account_id=actor.account_id,
            )
            condition |= Q(Exists(wards))
        return queryset.filter(condition)
    if queryset.model is SearchShown:
        return queryset.filter(account_id=actor.account_id)
    if queryset.model is EmergencyOpening:
        return queryset if actor.reads_log else queryset.filter(_hears(actor))
    if queryset.model in (EmergencyNotice, EmergencyReview):
        return queryset.filter(opening__in=visible(actor, EmergencyOpening.objects.all()))
    if "compartment" not in columns:
        return queryset.filter(person__in=visible(actor, Person.objects.all()))
    own = next((name for name in ("person", "child") if name in columns), "")
    condition = Q(compartment__in=compartments)
    if own:
        if queryset.model._meta.get_field("compartment").blank:  # type: ignore[union-attr]
            condition |= Q(compartment="", **{f"{own}__in": visible(actor, Person.objects.all())})
        if actor.person_id:
            condition |= Q(**{own: actor.person_id})
    return queryset.filter(condition)
