# SPDX-License-Identifier: AGPL-3.0-or-later
"""Setting the quota, and taking and giving back its places."""

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from panah.casework.context import Context
from panah.casework.errors import Blocked, Invalid, Problem
from panah.domains.employment.activities import activities
from panah.domains.employment.models import Quota, QuotaPlace, Territory
from panah.domains.employment.policy import QuotaPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record


def set_quota(
    *,
    actor: Actor,
    year: int,
    activity: str,
    places: int,
    basis: str,
    territory: str = Territory.COUNTRY,
    request_id: uuid.UUID | None = None,
    pack: str = "az",
) -> Quota:
    """Enter or change the places of a year, activity and territory.

    Args:
        places: how many the Cabinet has set. basis: its decision, with number and date.

    Raises:
        Denied; Invalid (an unknown activity or territory, fewer places than are held already, no basis).
    """
    require(actor, QuotaPermission.SET)
    faults: dict[str, str] = {}
    if activity not in activities(pack):
        faults["activity"] = _("Choose an activity of the list.")
    if territory not in Territory.values:
        faults["territory"] = _("Choose a territory of the list.")
    if places < 0:
        faults["places"] = _("Give a whole number from 0 on.")
    if not basis.strip():
        faults["basis"] = _("Name the decision, with number and date.")
    if faults:
        raise Invalid(faults)
    with transaction.atomic():
        quota = Quota.objects.select_for_update().filter(year=year, activity=activity, territory=territory).first()
        if quota is None:
            quota = Quota(year=year, activity=activity, territory=territory)
        if places < quota.used:
            raise Invalid(
                {"places": _("%(used)s places are held already. Give at least as many.") % {"used": quota.used}}
            )
        quota.places, quota.basis = places, basis.strip()[:200]
        quota.set_by, quota.set_at = actor.signed_in_as, clock.now()
        quota.save()
        record(
            actor,
            Verb.CHANGE,
            subject_type="quota",
            subject_id=quota.pk,
            purpose="quota",
            request_id=request_id,
            detail={"year": year, "activity": activity, "territory": territory, "places": places},
        )
    return quota


def quota_full(quota: Quota) -> Problem:
    """No place is left."""
    return Problem(
        "quota_full",
        _("The quota of %(year)s has no place left for this activity (%(used)s of %(places)s are used).")
        % {"year": quota.year, "used": quota.used, "places": quota.places},
        article="MC 66.0.5",
        details={"quota": str(quota.pk)},
    )


def take_place(ctx: Context, quota: Quota) -> QuotaPlace:
    """Take a place for the case, once; the database refuses one too many. Raises Blocked when none is left."""
    held = QuotaPlace.objects.filter(case=ctx.case, released_at=None).first()
    if held is not None:
        return held
    try:
        with transaction.atomic():
            return QuotaPlace.objects.create(
                quota=quota, case=ctx.case, compartment=ctx.case.compartment, taken_at=ctx.now
            )
    except IntegrityError as error:
        if "quota_not_exceeded" in str(error):
            quota.refresh_from_db(fields=["places", "used"])
            raise Blocked([quota_full(quota)]) from error
        raise


def release_place(ctx: Context) -> None:
    """Give the place back: the permit was not issued after all."""
    QuotaPlace.objects.filter(case=ctx.case, released_at=None).update(released_at=ctx.now)
