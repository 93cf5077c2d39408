# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing an uploaded paper out from another origin (EX-06): an address that is good once, for a minute, for one paper.

The page that was asked for the paper has asked for permission and has written the event of the log; it sends the browser to the address.
The site of the papers knows neither cookies nor sessions: whatever a paper could run there finds nobody signed in. It asks the
database as the account that was let through, so that row-level security is asked a second time.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import NotFound
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.sign_in import actor_of, is_usable
from panah.foundation.documents.models import Handout, StoredFile
from panah.foundation.documents.services import is_whole, readable
from panah.foundation.keys.errors import SealBroken

LASTS = dt.timedelta(seconds=60)  # not-law: policy
"""How long an address is good."""
KEPT = dt.timedelta(days=1)  # not-law: policy
"""How long it is remembered that it was used."""
_SALT = "panah.handing"


@dataclass(frozen=True)
class Collected:
    """A paper that was fetched."""

    content: bytes
    media_type: str


def hand_out(*, actor: Actor, stored: StoredFile) -> str:
    """The address at which the actor's browser fetches a paper. The caller has asked for permission and has written the event.

    Nothing in it tells whose paper it is, or who fetches it.
    """
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    Handout.objects.create(
        digest=_digest(secret), file_id=stored.pk, account_id=actor.signed_in_as, made_at=now, ends_at=now + LASTS
    )
    return f"{settings.PANAH_FILES_URL.rstrip('/')}/p/{_signer().sign(secret)}"


def collect_paper(token: str) -> Collected:
    """The paper of an address, once.

    Raises:
        NotFound: the address is none, was used, is over, or its account may see the paper no longer: nobody is told which.
        KeyGone, SealBroken: the paper was erased; it is not what was kept.
    """
    try:
        secret = _signer().unsign(token, max_age=LASTS)
    except BadSignature:
        raise NotFound("paper") from None
    now = clock.now()
    mine = Handout.objects.filter(digest=_digest(secret), used_at=None, ends_at__gt=now)
    # One statement: of two who come at once one alone is given it.
    if not mine.update(used_at=now):
        raise NotFound("paper")
    handout = Handout.objects.get(digest=_digest(secret))
    account = Account.objects.filter(pk=handout.account_id).first()
    if account is None or not is_usable(account):
        raise NotFound("paper")
    with acting(actor_of(account), "paper"):
        stored = StoredFile.objects.filter(pk=handout.file_id).first()
        if stored is None:
            raise NotFound("paper")
        content = readable(stored)
        if not is_whole(stored):
            raise SealBroken("a stored file is not what was kept")
        return Collected(content, stored.media_type)


def forget() -> int:
    """Throw away addresses of days before. Returns how many."""
    gone, _detail = Handout.objects.filter(ends_at__lt=clock.now() - KEPT).delete()
    return gone


def _signer() -> TimestampSigner:
    return TimestampSigner(salt=_SALT, sep=".")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
