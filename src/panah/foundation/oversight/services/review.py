# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answering why one opened a file, and what data protection says to the answer (LG-12)."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.oversight.errors import Invalid
from panah.foundation.oversight.limits import Limits
from panah.foundation.oversight.models import PURPOSE, Cause, Ground, Pause, Question, QuestionEntry, Step
from panah.foundation.oversight.policy import OversightPermission
from panah.foundation.oversight.services.common import check_words, holder
from panah.foundation.oversight.watch import watching


def answer(*, actor: Actor, question_id: uuid.UUID, ground: str, words: str) -> QuestionEntry:
    """Say why one opened a file. With the last answer that is late, access goes on at once.

    Args:
        ground: a code of `Ground`. words: the same in the reader's own words.

    Raises:
        Denied; NotFound: no question to this account.
        Invalid: no ground, no words, or it is answered already.
    """
    require(actor, OversightPermission.ANSWER)
    errors: dict[str, str] = {}
    if ground not in Ground.values:
        errors["ground"] = _("Choose one of the answers offered")
    check_words(errors, "words", words)
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        found = Question.objects.select_for_update().filter(pk=question_id, account_id=actor.signed_in_as).first()
        if found is None:
            raise NotFound("question")
        if found.answered_at is not None or found.accepted_at is not None:
            raise Invalid({"": _("This is answered already.")})
        made = _write(actor, found, Step.ANSWERED, words, ground)
        found.answered_at = made.at
        found.save(update_fields=["answered_at"])
        record(
            actor, Verb.ACT, subject_type="question", subject_id=found.pk, purpose=PURPOSE, detail={"ground": ground}
        )
        _go_on(actor)
    return made


def _go_on(actor: Actor) -> None:
    """End the pause of the account where nothing late is left."""
    account, now = actor.signed_in_as, clock.now()
    late = Question.objects.filter(account_id=account, answered_at=None, accepted_at=None, due_at__lte=now)
    paused = Pause.objects.filter(account_id=account, cause=Cause.UNANSWERED, ended_at=None)
    if late.exists() or not paused.exists():
        return
    with watching() as system:
        paused.update(ended_at=now)
        record(
            system,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account,
            purpose=PURPOSE,
            detail={"change": "goes_on", "cause": Cause.UNANSWERED.value},
        )


def accept(*, actor: Actor, question_id: uuid.UUID, words: str = "") -> QuestionEntry:
    """Accept an answer. Raises Denied, NotFound; Invalid: nothing to accept, or the own answer."""
    require(actor, OversightPermission.REVIEW)
    with transaction.atomic():
        found = _answered(actor, question_id)
        made = _write(actor, found, Step.ACCEPTED, words)
        found.accepted_at = made.at
        found.save(update_fields=["accepted_at"])
        record(
            actor, Verb.ACT, subject_type="question", subject_id=found.pk, purpose=PURPOSE, detail={"step": made.step}
        )
    return made


def ask_again(*, actor: Actor, question_id: uuid.UUID, words: str) -> QuestionEntry:
    """Ask the reader again, and say what is missing; the days to answer begin anew.

    Raises: Denied, NotFound. Invalid: no words, nothing answered, or the own answer.
    """
    require(actor, OversightPermission.REVIEW)
    errors: dict[str, str] = {}
    check_words(errors, "words", words)
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        found = _answered(actor, question_id)
        made = _write(actor, found, Step.ASKED_AGAIN, words)
        found.answered_at = None
        found.due_at = made.at + dt.timedelta(days=Limits.in_force().review_days)
        found.save(update_fields=["answered_at", "due_at"])
        record(
            actor, Verb.ACT, subject_type="question", subject_id=found.pk, purpose=PURPOSE, detail={"step": made.step}
        )
    return made


def _answered(actor: Actor, question_id: uuid.UUID) -> Question:
    found = Question.objects.select_for_update().filter(pk=question_id).first()
    if found is None:
        raise NotFound("question")
    if found.holder_id == actor.holder_id:
        raise Invalid({"": _("Somebody else has to look at what you answered.")})
    if found.accepted_at is not None or found.answered_at is None:
        raise Invalid({"": _("There is no answer that waits for you.")})
    return found


def _write(actor: Actor, found: Question, step: Step, words: str, ground: str = "") -> QuestionEntry:
    return QuestionEntry.objects.create(
        question=found,
        account_id=found.account_id,
        asked=found.holder_id,
        step=step,
        ground=ground,
        words=words.strip(),
        by=holder(actor),
        at=clock.now(),
    )
