# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries of people in the restriction lists, for those who may know of them."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import allows, require
from panah.law.pack import load_pack
from panah.law.restrictions import Rule
from panah.register.models import Restriction
from panah.register.policy import RegisterPermission
from panah.register.selectors.merged import whole
from panah.register.selectors.visible import visible


@dataclass(frozen=True)
class Entry:
    """An entry as it is read: the row, the words of the law, and how it stands on a day.

    standing: `waiting` (for the second person), `in_force`, `suspended` (by a court), `over` (its last day has passed)
    or `ended`.
    """

    row: Restriction
    title: Mapping[str, str]
    rule: Rule | None
    standing: str

    @property
    def article(self) -> str:
        """The article of its ground."""
        return self.rule.ground.article if self.rule else self.row.ground

    def ground(self, language: str) -> str:
        """Its ground in words: the fact that it states, where the ground has several."""
        if self.rule is None:
            return self.row.ground
        if self.row.fact and len(self.rule.facts) > 1:
            return load_pack(settings.PANAH_PACK).label_of(self.row.fact, language)
        labels = self.rule.ground.labels
        return labels.get(language) or labels["en"]

    def ends(self, language: str) -> str:
        """What ends it, in words."""
        return (self.rule.ends.get(language) or self.rule.ends["en"]) if self.rule else ""


def entry_as(row: Restriction, on: dt.date) -> Entry:
    """An entry, or a row of its history, with the words of the law and how it stands on a day."""
    listed = load_pack(settings.PANAH_PACK).restrictions.get(row.kind)
    if row.ended_on is not None:
        standing = "ended" if row.ended_on <= on else "in_force"
    elif row.confirmed_at is None:
        standing = "waiting"
    elif row.suspended_at is not None:
        standing = "suspended"
    else:
        standing = "in_force" if Restriction.holds_on(row, on) else "over"
    return Entry(row, listed.title if listed else {}, listed.rule(row.ground) if listed else None, standing)


_ORDER = {"in_force": 0, "waiting": 1, "suspended": 2, "over": 3, "ended": 4}


def restrictions_of(actor: Actor, person_id: uuid.UUID, on: dt.date | None = None) -> list[Entry]:
    """The entries of a person, those in force first; empty for whoever may not know of any.

    Args:
        actor: who reads; the caller writes the audit event of the page on which they stand.
        person_id: the person; files read as one with it count as well.
        on: the day for which they are sorted; today if left out.
    """
    if not allows(actor, RegisterPermission.RESTRICTIONS):
        return []
    day = on or clock.today()
    rows = visible(actor, Restriction.objects.filter(person_id__in=whole(actor, person_id)))
    found = [entry_as(row, day) for row in rows.order_by("-first_day", "id")]
    return sorted(found, key=lambda one: _ORDER[one.standing])


def restriction(*, actor: Actor, entry_id: uuid.UUID) -> Entry:
    """One entry. Raises Denied; NotFound where there is none that the actor may know."""
    require(actor, RegisterPermission.RESTRICTIONS)
    row = visible(actor, Restriction.objects.filter(pk=entry_id)).select_related("person").first()
    if row is None:
        raise NotFound("restriction")
    return entry_as(row, clock.today())


def restrictions_to_review(*, actor: Actor, until: dt.date | None = None) -> list[Entry]:
    """Entries in force whose day of review has come by a day (today if left out), the longest due first. Raises Denied."""
    require(actor, RegisterPermission.RESTRICTIONS)
    day = until or clock.today()
    rows = visible(
        actor,
        Restriction.objects.filter(
            confirmed_at__isnull=False,
            suspended_at__isnull=True,
            ended_at__isnull=True,
            last_day__isnull=True,
            review_on__lte=day,
        ),
    )
    return [entry_as(row, clock.today()) for row in rows.select_related("person").order_by("review_on", "id")]
