# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles that two people give: what waits, the question to the second person, and what was answered."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from panah.foundation import clock
from panah.foundation.access.roles import Role
from panah.foundation.accounts import role_requests
from panah.foundation.accounts.models import Account
from tests.browser.support import Town

WHY = "Two officers left in autumn, and the files of the families from the winter still wait for their interviews."


def build(town: Town) -> dict[str, Any]:
    """Two roles are asked for; one of them was declined."""
    Account.objects.update(opened_on=clock.today() - dt.timedelta(days=30))
    world, today = town.world, clock.today()
    account = world.accounts["displaced_officer2"]
    with world.acting("administrator") as actor:
        waiting, declined = (
            role_requests.ask(
                actor=actor,
                account_id=account.pk,
                role=role,
                office_id=world.offices["first"].pk,
                starts_on=today,
                ends_on=today + dt.timedelta(days=60),
                reason=WHY,
            )
            for role in (Role.CASE_OFFICER, Role.HEAD_OF_UNIT)
        )
    with world.acting("data_protection") as actor:
        role_requests.answer(actor=actor, asked_id=declined.pk, agree=False, reason="The office has a head.")
    return {"role_account": account.pk, "role_waiting": waiting.pk, "role_declined": declined.pk}


def staff(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """Whoever asks, and whoever answers."""
    return {
        "administrator": [
            at("staff:account-admin", ids["role_account"]),
            at("staff:role-requests"),
            at("staff:role-request", ids["role_waiting"]),
        ],
        "head_of_unit": [
            at("staff:role-requests"),
            at("staff:role-request", ids["role_waiting"]),
            at("staff:role-request", ids["role_declined"]),
        ],
    }
