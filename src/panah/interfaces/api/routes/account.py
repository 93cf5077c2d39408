# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who calls."""

from django.http import HttpRequest
from ninja import Router

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, allows, policy_table
from panah.foundation.accounts.models import Account, Office
from panah.foundation.accounts.policy import AccountPermission
from panah.interfaces.api.door import operation
from panah.interfaces.api.schemas.other import MeOut, RoleOut

router = Router()


@operation(router, "GET", "/me", permission=AccountPermission.OWN, purpose="own_account", response=MeOut)
def me(request: HttpRequest) -> MeOut:
    """The account that calls, its roles of today, and the permissions that could hold for it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    account: Account = request.account  # type: ignore[attr-defined]
    offices = {office.pk: office for office in Office.objects.filter(pk__in=actor.offices())}
    return MeOut(
        account_id=account.pk,
        login=account.login,
        name=account.name,
        language=actor.language,
        ends_on=account.ends_on,
        roles=[
            RoleOut(role=held.role.value, office_id=held.office_id, office=offices[held.office_id].name(actor.language))
            for held in actor.assignments
        ],
        permissions=[name for name in policy_table() if allows(actor, name, SOME)],
    )
