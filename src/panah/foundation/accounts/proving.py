# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proof anew, before what must not be done at somebody else's open desk (AU-08)."""

from django.db import transaction
from django.utils.translation import gettext as _

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.services import AccountError
from panah.foundation.accounts.sign_in import count_failure, is_locked
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record


def prove(*, actor: Actor, account: Account, password: str) -> None:
    """Make sure that whoever is at the desk is who signed in (AU-08). A wrong try counts like one at sign-in.

    Raises AccountError when the password is not right, or after too many wrong ones.
    """
    require(actor, AccountPermission.OWN)
    with transaction.atomic():
        mine = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        if is_locked(mine):
            wrong = _("Too many wrong tries. Wait some minutes and try again.")
        elif mine.pk != actor.account_id or not mine.check_password(password):
            count_failure(mine)
            wrong = _("The password is not right.")
            record(
                actor,
                Verb.SIGN_IN_REFUSED,
                subject_type="account",
                subject_id=mine.pk,
                purpose="sign_in",
                outcome="refused",
            )
        else:
            return
    raise AccountError("password", wrong)
