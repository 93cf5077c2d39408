# SPDX-License-Identifier: AGPL-3.0-or-later
"""Legal status over time: what a domain must know of another is read here (design section 3)."""

from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models
from django.db.models import Q

from panah.foundation.ids import secret_id
from panah.foundation.privacy import C1, C4, CODED, Privacy
from panah.register.models.person import Person


class StatusGroup(models.TextChoices):
    """Statuses of one group exclude each other at one time."""

    ASYLUM = "asylum", "asylum procedure and refugee status"
    POLITICAL_ASYLUM = "political_asylum", "political asylum"
    STAY = "stay", "stay and residence"
    STATELESSNESS = "statelessness", "statelessness"
    TRAFFICKING = "trafficking", "victim of trafficking"
    PROSECUTION = "prosecution", "assistance to a prosecution"
    REMOVAL = "removal", "removal"
    WORK = "work", "work permit"
    VISA = "visa", "visa"
    REGISTRATION = "registration", "registration at the place of stay"
    QUALIFIED = "qualified", "highly qualified migrant"


class StatusKind(models.TextChoices):
    """Legal statuses."""

    APPLICANT = "applicant", "asylum applicant"
    APPELLANT = "appellant", "asylum applicant, appeal pending"
    REFUGEE = "refugee", "refugee"
    REFUSED = "refused", "refused, appeal period open"
    REFUSED_FINAL = "refused_final", "refused, final"
    STATUS_LOST = "status_lost", "refugee status lost"
    STATUS_DEPRIVED = "status_deprived", "deprived of refugee status"
    CLAIM_CLOSED = "claim_closed", "claim closed without a decision"
    POLITICAL_ASYLUM = "political_asylum", "political asylum granted"
    TEMPORARY_STAY = "temporary_stay", "temporary stay"
    TEMPORARY_RESIDENCE = "temporary_residence", "temporary residence permit"
    PERMANENT_RESIDENCE = "permanent_residence", "permanent residence permit"
    STATELESS_APPLICANT = "stateless_applicant", "statelessness being determined"
    STATELESS = "stateless", "stateless person"
    TRAFFICKING_VICTIM = "trafficking_victim", "recognised victim of trafficking"
    ASSISTS_PROSECUTION = "assists_prosecution", "assists a prosecution"
    REMOVAL_ORDERED = "removal_ordered", "removal ordered"
    WORK_PERMIT = "work_permit", "work permit"
    VISA = "visa", "visa"
    STAY_REGISTERED = "stay_registered", "registered at the place of stay"
    HIGHLY_QUALIFIED = "highly_qualified", "highly qualified migrant"


_K, _G = StatusKind, StatusGroup
GROUP_OF: dict[StatusKind, StatusGroup] = {
    _K.APPLICANT: _G.ASYLUM,
    _K.APPELLANT: _G.ASYLUM,
    _K.REFUGEE: _G.ASYLUM,
    _K.REFUSED: _G.ASYLUM,
    _K.REFUSED_FINAL: _G.ASYLUM,
    _K.STATUS_LOST: _G.ASYLUM,
    _K.STATUS_DEPRIVED: _G.ASYLUM,
    _K.CLAIM_CLOSED: _G.ASYLUM,
    _K.POLITICAL_ASYLUM: _G.POLITICAL_ASYLUM,
    _K.TEMPORARY_STAY: _G.STAY,
    _K.TEMPORARY_RESIDENCE: _G.STAY,
    _K.PERMANENT_RESIDENCE: _G.STAY,
    _K.STATELESS_APPLICANT: _G.STATELESSNESS,
    _K.STATELESS: _G.STATELESSNESS,
    _K.TRAFFICKING_VICTIM: _G.TRAFFICKING,
    _K.ASSISTS_PROSECUTION: _G.PROSECUTION,
    _K.REMOVAL_ORDERED: _G.REMOVAL,
    _K.WORK_PERMIT: _G.WORK,
    _K.VISA: _G.VISA,
    _K.STAY_REGISTERED: _G.REGISTRATION,
    _K.HIGHLY_QUALIFIED: _G.QUALIFIED,
}


def _kind_in_group() -> Q:
    condition = Q()
    for group in StatusGroup:
        kinds = sorted(kind.value for kind, of in GROUP_OF.items() if of is group)
        condition |= Q(group=group.value, kind__in=kinds)
    return condition


@pghistory.track()
class LegalStatus(models.Model):
    """A legal status over time: `valid` says when it held, `recorded` when we held it to be so (DB-12).

    basis: the article that it rests on. ground: the coded ground on which it was given, such as `45.1.1`. case_id: the case whose decision it comes from.
    stay_days, entered_on: of a visa, the days of stay that it gives, and the last entry on it that is known.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="statuses")
    compartment = models.CharField(max_length=20)
    kind = models.CharField(max_length=30, choices=StatusKind.choices)
    group = models.CharField(max_length=20, choices=StatusGroup.choices)
    basis = models.CharField(max_length=100)
    ground = models.CharField(max_length=40, blank=True, default="")
    case_id = models.UUIDField(null=True, blank=True, db_index=True)
    stay_days = models.PositiveSmallIntegerField(null=True, blank=True)
    entered_on = models.DateField(null=True, blank=True)
    valid = DateRangeField()
    recorded = DateTimeRangeField()
    recorded_by = models.UUIDField(null=True, blank=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Know what the law grants and forbids, at any time.",
        retention="claim",
        eraser="row",
        columns={"id": C1},
        open={
            CODED: (
                "basis",
                "ground",
            )
        },
    )

    class Meta:
        """One status of a group at a time (exclusion constraint in the migration)."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(valid__isempty=False, recorded__isempty=False), name="legalstatus_ranges"
            ),
            models.CheckConstraint(condition=_kind_in_group(), name="legalstatus_kind_in_group"),
            models.CheckConstraint(
                condition=Q(stay_days=None, entered_on=None) | Q(kind=StatusKind.VISA.value),
                name="legalstatus_days_of_a_visa",
            ),
            models.CheckConstraint(condition=Q(stay_days=None) | Q(stay_days__gt=0), name="legalstatus_some_days"),
        ]
