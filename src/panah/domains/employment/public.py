# SPDX-License-Identifier: AGPL-3.0-or-later
"""What interfaces use of work permits and their quota."""

from panah.domains.employment.activities import activities, activity_name
from panah.domains.employment.models import Quota, Territory
from panah.domains.employment.policy import QuotaPermission
from panah.domains.employment.selectors import quotas
from panah.domains.employment.services import set_quota

__all__ = ["Quota", "QuotaPermission", "Territory", "activities", "activity_name", "quotas", "set_quota"]
