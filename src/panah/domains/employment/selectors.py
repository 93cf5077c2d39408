# SPDX-License-Identifier: AGPL-3.0-or-later
"""The quota as it stands: places, used, left."""

from panah.domains.employment.models import Quota, Territory
from panah.domains.employment.policy import QuotaPermission
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require


def quotas(*, actor: Actor, year: int) -> list[Quota]:
    """The quotas of a year, by territory and activity. Raises Denied."""
    require(actor, QuotaPermission.READ)
    return list(Quota.objects.filter(year=year).order_by("territory", "activity"))


def quota_for(year: int, activity: str, territory: str = Territory.COUNTRY) -> Quota | None:
    """The quota against which a permit counts; None while it has not been entered."""
    return Quota.objects.filter(year=year, activity=activity, territory=territory).first()
