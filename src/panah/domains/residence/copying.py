# SPDX-License-Identifier: AGPL-3.0-or-later
"""What another body said in confidence stays out of the copy that a person asks for, with the reason (DP-06)."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models

from panah.casework.models import ActionContent
from panah.domains.residence.policy import PermitPermission
from panah.foundation.privacy.copying import Copying, withholds_rows
from panah.foundation.privacy.declaration import BODY


@withholds_rows
def opinions(model: type[models.Model], rows: list[Any], copying: Copying) -> Mapping[uuid.UUID, str]:
    """The content of steps that bodies take which the service asks."""
    if model is not ActionContent:
        return {}
    return {one.pk: BODY for one in rows if _by_a_body(one)}


def _by_a_body(content: ActionContent) -> bool:
    rule = content.case.procedure.actions.get(content.name)
    return rule is not None and rule.permission == PermitPermission.OPINION
