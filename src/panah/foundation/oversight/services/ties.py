# SPDX-License-Identifier: AGPL-3.0-or-later
"""Declaring that one is close to a person, which shuts the file; withdrawing it by a second person; finding other hands (PZ-10).

The wall itself stands in PostgreSQL (`panah_ties`): nothing here has to be asked by whoever reads.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, shut_people
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.sign_in import actor_of
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.oversight import facts
from panah.foundation.oversight.errors import Invalid
from panah.foundation.oversight.models import PURPOSE, Tie, TieEnd, TieKind
from panah.foundation.oversight.policy import OversightPermission
from panah.foundation.oversight.services.common import holder
from panah.foundation.oversight.watch import heads_of, watching

LONGEST = dt.timedelta(days=3660)  # not-law: policy


def declare(*, actor: Actor, person_id: uuid.UUID, kind: str, until: dt.date | None = None) -> Tie:
    """Declare that one is close to a person. From the next request on the file is shut to every account of the actor.

    Args:
        actor: a member of staff. person_id: somebody whom the actor may know.
        kind: a code of `TieKind`. until: the last day; None for no end. The own file is shut without an end.

    Returns:
        The tie. Open files of the person that were given to the actor are given to nobody.

    Raises:
        Denied. NotFound: no such person, or nobody whom the actor may know (also where the file is shut already).
        Invalid: no kind, or a day that cannot be.
    """
    require(actor, OversightPermission.TIES)
    _check(kind, until)
    if not facts.knows(actor, person_id):
        raise NotFound("person")
    return _write(actor, actor.signed_in_as, holder(actor), person_id, TieKind(kind), until)


def record_tie(
    *, actor: Actor, account_id: uuid.UUID, person_id: uuid.UUID, kind: str, until: dt.date | None = None
) -> Tie:
    """Record the tie of somebody else, where the watch or a colleague brought it up; or the own one.

    Args:
        actor: the data protection officer, who sees no files, and so declares the own ties by ids as well.
        account_id, person_id: as the access log shows them.

    Raises: Denied. Invalid: no such account, no kind, a day that cannot be, or it is recorded already.
    """
    require(actor, OversightPermission.TIES_RECORD)
    _check(kind, until)
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise Invalid({"account": _("Paste an id as the list shows it")})
    return _write(actor, account.pk, account.holder_id, person_id, TieKind(kind), until)


def _check(kind: str, until: dt.date | None) -> None:
    errors: dict[str, str] = {}
    if kind not in TieKind.values:
        errors["kind"] = _("Choose one of the answers offered")
    today = clock.today()
    if until is not None and not today <= until <= today + LONGEST:
        errors["until"] = _("Give a day from today on, within ten years, or leave it empty.")
    elif until is not None and kind == TieKind.OWN:
        errors["until"] = _("Your own file stays shut: leave the day empty.")
    if errors:
        raise Invalid(errors)


def _write(
    actor: Actor, account: uuid.UUID, of: uuid.UUID, person_id: uuid.UUID, kind: TieKind, until: dt.date | None
) -> Tie:
    try:
        with transaction.atomic():
            _end_what_is_over(of, person_id)
            made = Tie.objects.create(
                holder_id=of,
                account_id=account,
                person_id=person_id,
                kind=kind,
                told=heads_of(account),
                said_at=clock.now(),
                said_by=holder(actor),
                until=until,
            )
            accounts = list(Account.objects.select_related("holder").filter(holder_id=of))
            back = facts.give_files_back(_shut_to(accounts), [one.pk for one in accounts])
            record(
                actor,
                Verb.RIGHTS,
                subject_type="tie",
                subject_id=made.pk,
                purpose=PURPOSE,
                detail={"change": "declared", "kind": kind.value, "told": len(made.told), "given_back": back},
            )
    except IntegrityError as error:
        if "tie_once" in str(error):
            raise Invalid({"": _("This tie is on record already.")}) from error
        raise
    return made


def _end_what_is_over(of: uuid.UUID, person_id: uuid.UUID) -> None:
    """End a tie whose last day has passed, so that it stands in nobody's way who is close again. The system does it: the day did."""
    with watching() as system:
        over = list(Tie.objects.filter(holder_id=of, person_id=person_id, ended_at=None, until__lt=clock.today()))
        for one in over:
            one.ended_at, one.ended_by, one.ended_why = clock.now(), system.account_id, TieEnd.OVER
            one.save(update_fields=["ended_at", "ended_by", "ended_why"])
            record(
                system,
                Verb.RIGHTS,
                subject_type="tie",
                subject_id=one.pk,
                purpose=PURPOSE,
                detail={"change": "ended", "why": TieEnd.OVER.value},
            )


def _shut_to(accounts: Collection[Account]) -> list[uuid.UUID]:
    """Whom the wall shuts to accounts, as the database finds them for each: kin and household are those that the account itself knows,
    whoever records the tie."""
    found: set[uuid.UUID] = set()
    for account in accounts:
        with acting(actor_of(account), PURPOSE):
            found |= shut_people()
    return sorted(found)


def withdraw(*, actor: Actor, tie_id: uuid.UUID, why: str) -> Tie:
    """Withdraw a tie: the file opens again to whoever may read it by role.

    Args:
        actor: another natural person than whoever is tied and whoever recorded it: who leads the unit today, or data protection.
        why: a code of `TieEnd`.

    Raises: Denied, NotFound (also for the own tie). Invalid: no reason, one recorded by the actor, or it is withdrawn already.
    """
    require(actor, OversightPermission.TIES_HEAR)
    if why not in TieEnd.values:
        raise Invalid({"why": _("Choose one of the answers offered")})
    with transaction.atomic():
        found = _of_another(actor, tie_id)
        if found.said_by == actor.holder_id:
            raise Invalid({"": _("Somebody else has to withdraw what you recorded.")})
        found.ended_at, found.ended_by, found.ended_why = clock.now(), holder(actor), why
        found.save(update_fields=["ended_at", "ended_by", "ended_why"])
        record(
            actor,
            Verb.RIGHTS,
            subject_type="tie",
            subject_id=found.pk,
            purpose=PURPOSE,
            detail={"change": "withdrawn", "why": why},
        )
    return found


def name_hand(*, actor: Actor, tie_id: uuid.UUID, account_id: uuid.UUID) -> Tie:
    """Name a colleague of the same unit who may work on the own file of a member of staff, where no other unit can.

    Raises:
        Denied, NotFound (also for the own tie). Invalid: the tie is no own file, or is withdrawn; no such account; the actor
        or the person whose file it is.
    """
    require(actor, OversightPermission.TIES_HEAR)
    with transaction.atomic():
        found = _of_another(actor, tie_id)
        if found.kind != TieKind.OWN:
            raise Invalid({"": _("Nobody has to be named: only the person who is close is shut out.")})
        account = Account.objects.filter(pk=account_id, is_active=True, ends_on__gt=clock.today()).first()
        if account is None:
            raise Invalid({"account": _("Choose one of the answers offered")})
        if account.holder_id in (actor.holder_id, found.holder_id):
            raise Invalid({"account": _("Name somebody else than yourself and the person whose file it is.")})
        if account.holder_id not in found.hands:
            found.hands = [*found.hands, account.holder_id]
            found.save(update_fields=["hands"])
            record(
                actor,
                Verb.RIGHTS,
                subject_type="tie",
                subject_id=found.pk,
                purpose=PURPOSE,
                detail={"change": "hand", "account": str(account.pk)},
            )
    return found


def _of_another(actor: Actor, tie_id: uuid.UUID) -> Tie:
    found = Tie.objects.select_for_update().filter(pk=tie_id).exclude(holder_id=holder(actor)).first()
    if found is None:
        raise NotFound("tie")
    if found.ended_at is not None:
        raise Invalid({"": _("This tie is withdrawn already.")})
    return found


def note_refusal(actor: Actor, ids: Collection[uuid.UUID]) -> None:
    """Write down that somebody was shut out by a tie, after an answer that there is nothing: `ids` stood in the address.

    One question is asked, whatever was there: nothing is to be learned from how long it takes.
    """
    if actor.kind != "staff" or not ids:
        return
    # The purpose is what the person reads beside it in the own list: somebody wanted to work on the file and was not let in.
    with acting(actor, "case"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT panah_shut(%s)", [list(ids)])
            persons = list(cursor.fetchone()[0])
        if persons:
            record(
                actor,
                Verb.DENIED,
                subject_type="tie",
                persons=persons,
                outcome="refused",
                detail={"tied": len(persons)},
            )
