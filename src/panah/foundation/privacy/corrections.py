# SPDX-License-Identifier: AGPL-3.0-or-later
"""A fact of a person that had left the house was corrected: everybody who was given it within 24 months is told (DP-07).

The messages are made in the transaction of the correction, one for each recipient; the database counts them. Whoever corrects sees none
of them: that somebody was given something may tell that there is a claim (NR-15). Each recipient is told by the door that it has: a body or
an organisation with accounts reads the message and says so, a letter is sent by the office that wrote the first one, a list goes as an
encrypted file.
"""

import calendar
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, allows, require
from panah.foundation.access.receivers import Receiver, given
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.models import StoredFile
from panah.foundation.documents.services import readable, store
from panah.foundation.exports.making import for_whom
from panah.foundation.privacy.copying import Copying, tells
from panah.foundation.privacy.erasing import CASE, MODELS, PERSON, eraser, subject
from panah.foundation.privacy.models import Correction, CorrectionMessage
from panah.foundation.privacy.policy import PrivacyPermission
from panah.foundation.privacy.recipients import FILE, LETTER, PAGE, Change, Line, Recipient, Whose, recipients_of

TOLD_MONTHS = 24  # not-law: policy
"""Months before a correction within which whoever was given the old value is told of it (DP-07)."""
TELL_WITHIN = 14  # not-law: policy
"""Days after a correction within which each message is sent, or seen by its receiver."""
KEPT_IN_SIGHT = dt.timedelta(days=90)  # not-law: what a page shows of what is done
LISTED = 200
WAYS = ("post", "hand", "wire")


class MessageRefused(Exception):
    """A message cannot be dealt with like this. key: `sent_on`, `way`, `over` (done already)."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Standing:
    """A message with where it stands. content: what it says; None for whoever follows them all and reads none."""

    message: CorrectionMessage
    facts: tuple[str, ...]
    content: dict[str, Any] | None

    @property
    def is_done(self) -> bool:
        """Whether it was sent, or seen by its receiver."""
        return self.message.done_at is not None

    @property
    def is_late(self) -> bool:
        """Whether its term is over and it waits."""
        return not self.is_done and self.message.due_on < clock.today()


def months_before(day: dt.date, months: int) -> dt.date:
    """The day so many months earlier, or the last of that month."""
    at = day.year * 12 + day.month - 1 - months
    year, month = at // 12, at % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def told_since(day: dt.date) -> dt.datetime:
    """Whoever was given something from this instant on is told of what is corrected on a day."""
    return dt.datetime.combine(months_before(day, TOLD_MONTHS), dt.time(), clock.zone())


# -- made with the correction


def tell_recipients(*, person_id: uuid.UUID, changes: Sequence[Change], request_id: uuid.UUID | None = None) -> None:
    """Make the messages of one correction: part of the service that corrects, in its transaction, after it has asked.

    Nothing is told to the caller, and nothing is made where nobody was given the old value.
    """
    changes = [one for one in changes if one.was not in ("", [], {}) and one.was != one.now]
    if not changes:
        return
    system = eraser()
    with (
        transaction.atomic(),
        acting(system, "correction"),
        elevated(
            *Compartment, reason="who was given something is found in every compartment; whoever corrects hears of none"
        ),
    ):
        rows = subject(PERSON, person_id)
        whose = Whose(*(frozenset(rows[apps.get_model(MODELS[kind])]) for kind in (PERSON, CASE)))
        told = _told(recipients_of(whose), changes, _last_told(whose))
        if not told:
            return
        now = clock.now()
        facts = sorted({one.fact.value for one in changes})
        correction = Correction(person_id=person_id, at=now, facts=facts, recipients=len(told))
        correction.save(force_insert=True)
        for recipient, lines in told.values():
            CorrectionMessage(
                correction=correction,
                person_id=person_id,
                case_id=recipient.case_id,
                receiver=recipient.receiver.value,
                recipient=recipient.key,
                door=recipient.door,
                office_id=_office_of(recipient),
                compartment=recipient.compartment,
                content={"to": recipient.to, "lines": lines},
                made_at=now,
                due_on=clock.today() + dt.timedelta(days=TELL_WITHIN),
            ).save(force_insert=True)
        record(
            system,
            Verb.CREATE,
            subject_type="correction",
            subject_id=correction.pk,
            persons=[person_id],
            purpose="correction",
            request_id=request_id,
            detail={"facts": facts, "recipients": len(told)},
        )


def _office_of(recipient: Recipient) -> uuid.UUID:
    """Whose accounts read the message, or which office of ours sends it. Without one nothing is corrected: nobody is left out."""
    if recipient.office_id is None:
        raise RuntimeError("A recipient of a person's data has no office that could tell it of corrections.")
    return recipient.office_id


def _last_told(whose: Whose) -> dict[str, dt.datetime]:
    """When each recipient was last told of a correction: that was giving it something as well."""
    rows = CorrectionMessage.objects.filter(person_id__in=whose.persons)
    return dict(rows.values_list("recipient").annotate(models.Max("made_at")))


def _told(
    found: Iterable[Recipient], changes: Sequence[Change], last: Mapping[str, dt.datetime]
) -> dict[str, tuple[Recipient, list[dict[str, Any]]]]:
    """Who is told what, by recipient: what it was given within the time, of all that it was given."""
    since = told_since(clock.today())
    told: dict[str, tuple[Recipient, list[dict[str, Any]]]] = {}
    for one in found:
        if not one.is_told or max(one.at, last.get(one.key, one.at)) < since:
            continue
        lines = [_line(change, line) for change in changes for line in one.told_of(change)]
        lines = [line for line in lines if given(one.receiver, {line["field"]: ""})]
        if not lines:
            continue
        # Newest first: the door is that of the last time.
        _first, before = told.setdefault(one.key, (one, []))
        before += [line for line in lines if line not in before]
        if one.mend is not None:
            one.mend([Line(line["about"], line["field"], line["was"], line["now"]) for line in lines])
    return told


def _line(change: Change, line: Line) -> dict[str, Any]:
    return {"fact": change.fact.value, "about": line.about, "field": line.field, "was": line.was, "now": line.now}


# -- dealt with


def messages_of(*, actor: Actor) -> list[Standing]:
    """The messages that the actor deals with: those that the own office reads or sends; all of them, unread, for data protection.

    What waits comes first, by its term; then what was done of late. The list is an event. Raises Denied.
    """
    _ask(actor)
    rows = _mine(actor)
    waiting = list(rows.filter(done_at=None).order_by("due_on", "made_at", "pk")[:LISTED])
    done = list(rows.filter(done_at__gte=clock.now() - KEPT_IN_SIGHT).order_by("-done_at", "pk")[:LISTED])
    found = [*waiting, *done]
    facts = _facts(found)
    record(
        actor,
        Verb.LIST,
        subject_type="correction_message",
        persons=sorted({one.person_id for one in found}),
        purpose="correction",
        detail={"shown": len(found)},
    )
    return [Standing(one, facts[one.pk], None) for one in found]


def message_of(*, actor: Actor, message_id: uuid.UUID) -> Standing:
    """One message, with what it says; the reading is an event. Raises Denied; NotFound, also for whoever only follows them."""
    _ask(actor)
    found = _mine(actor).filter(pk=message_id).first()
    if found is None or not _deals(actor):
        raise NotFound("message")
    _record(actor, Verb.READ, found)
    return Standing(found, _facts([found])[found.pk], dict(found.content))


def waiting_messages(actor: Actor) -> int:
    """How many wait for the actor: the number beside the entry of the menu. Data protection is told of late ones alone."""
    if not allows(actor, _door(actor), SOME):
        return 0
    rows = _mine(actor).filter(done_at=None)
    return (rows if _deals(actor) else rows.filter(due_on__lt=clock.today()))[:LISTED].count()


def record_sent(*, actor: Actor, message_id: uuid.UUID, sent_on: dt.date, way: str) -> CorrectionMessage:
    """Note that a letter or file was sent, on which day and how. A letter is kept word by word as it went.

    Raises Denied; NotFound; MessageRefused: `sent_on` (before the correction, or to come), `way`, `over`.
    """
    require(actor, PrivacyPermission.CORRECTION_SEND)
    with transaction.atomic():
        message = _locked(actor, message_id)
        if message.door == PAGE:
            raise NotFound("message")
        if message.done_at is not None:
            raise MessageRefused("over")
        if not clock.local_date(message.made_at) <= sent_on <= clock.today():
            raise MessageRefused("sent_on")
        if way not in WAYS:
            raise MessageRefused("way")
        if message.door == LETTER:
            message.file_id = _kept(actor, message).pk
        message.sent_on, message.way = sent_on, way
        _done(actor, message, {"way": way})
    return message


def acknowledge(*, actor: Actor, message_id: uuid.UUID) -> CorrectionMessage:
    """Say, for the body or organisation that is told, that the message was seen. Again: nothing changes.

    Raises Denied; NotFound, for another's as for none.
    """
    require(actor, PrivacyPermission.CORRECTION_SEEN)
    with transaction.atomic():
        message = _locked(actor, message_id)
        if message.door != PAGE:
            raise NotFound("message")
        if message.done_at is None:
            _done(actor, message, {"seen": True})
    return message


def own_messages(*, actor: Actor) -> list[Standing]:
    """Who was told of corrections of the own data, newest first: for the person. Raises Denied."""
    require(actor, PrivacyPermission.CORRECTION_OWN, SOME)
    if actor.person_id is None:
        raise NotFound("person")
    rows = CorrectionMessage.objects.filter(person_id=actor.person_id)
    found = list(rows.order_by("-made_at", "recipient")[:LISTED])
    facts = _facts(found)
    record(
        actor,
        Verb.READ,
        subject_type="correction_message",
        persons=[actor.person_id],
        purpose="own_log",
        detail={"shown": len(found)},
    )
    return [Standing(one, facts[one.pk], None) for one in found]


def tell_of_late_messages() -> int:
    """Note once of each message, in the log, that its term is over. Returns how many were new."""
    system = eraser()
    with acting(system, "correction"), transaction.atomic():
        rows = list(
            CorrectionMessage.objects.select_for_update(of=("self",)).filter(
                done_at=None, told_late_at=None, due_on__lt=clock.today()
            )
        )
        for one in rows:
            one.told_late_at = clock.now()
            one.save(update_fields=["told_late_at"])
            _record(system, Verb.JOB, one, {"days": (clock.today() - one.due_on).days}, outcome="late")
    return len(rows)


def letter_of(*, actor: Actor, message_id: uuid.UUID) -> bytes:
    """The letter of a message as a file, for whoever sends it; as it went, once it was sent. Raises Denied, NotFound."""
    require(actor, PrivacyPermission.CORRECTION_SEND)
    message = _mine(actor).filter(pk=message_id, door=LETTER).first()
    if message is None:
        raise NotFound("message")
    content = _letter(message)
    _record(actor, Verb.PRINT, message)
    return content


def _letter(message: CorrectionMessage) -> bytes:
    if message.file_id is not None:
        return readable(StoredFile.objects.get(pk=message.file_id))
    from panah.foundation.privacy.correction_letters import typeset

    return typeset(message)


def _kept(actor: Actor, message: CorrectionMessage) -> StoredFile:
    return store(
        actor=actor,
        content=_letter(message),
        kind="correction",
        media_type="application/pdf",
        compartment=message.compartment,
        case_id=message.case_id,
        whose=message.person_id,
    )


def _door(actor: Actor) -> PrivacyPermission:
    """An organisation has a page of its own, with what it is told and nothing else."""
    return PrivacyPermission.CORRECTION_SEEN if actor.kind == "party" else PrivacyPermission.CORRECTIONS


def _ask(actor: Actor) -> None:
    require(actor, _door(actor))


def _deals(actor: Actor) -> bool:
    """Whether the actor sends messages or is who is told; data protection only follows."""
    return allows(actor, PrivacyPermission.CORRECTION_SEND) or allows(actor, PrivacyPermission.CORRECTION_SEEN)


def _mine(actor: Actor) -> QuerySet[CorrectionMessage]:
    """What row-level security shows: the own office's, or all for data protection. Who sends and who is told see their own doors."""
    rows = CorrectionMessage.objects.all()
    if allows(actor, PrivacyPermission.CORRECTION_SEEN):
        return rows.filter(door=PAGE, office_id__in=actor.offices())
    if allows(actor, PrivacyPermission.CORRECTION_SEND):
        return rows.filter(door__in=[LETTER, FILE], office_id__in=actor.offices())
    return rows


def _locked(actor: Actor, message_id: uuid.UUID) -> CorrectionMessage:
    found = _mine(actor).select_for_update().filter(pk=message_id).first()
    if found is None:
        raise NotFound("message")
    return found


def _facts(messages: Sequence[CorrectionMessage]) -> dict[uuid.UUID, tuple[str, ...]]:
    """Which facts each message tells of: those that its receiver was given, not all that were corrected."""
    return {
        one.pk: tuple(dict.fromkeys(str(line["fact"]) for line in one.content["lines"])) if one.content else ()
        for one in messages
    }


def _done(actor: Actor, message: CorrectionMessage, detail: dict[str, Any]) -> None:
    message.done_at, message.done_by = clock.now(), actor.holder_id or actor.signed_in_as
    message.save(update_fields=["done_at", "done_by", "sent_on", "way", "file_id"])
    _record(actor, Verb.CHANGE, message, detail)


def _record(
    actor: Actor, verb: Verb, message: CorrectionMessage, detail: dict[str, Any] | None = None, outcome: str = "ok"
) -> None:
    record(
        actor,
        verb,
        subject_type="correction_message",
        subject_id=message.pk,
        persons=[message.person_id],
        purpose="correction",
        outcome=outcome,
        detail={"receiver": message.receiver, **(detail or {})},
    )


# -- in the copy of all that is held


@tells("recipients")
def corrections(copying: Copying) -> list[dict[str, Any]]:
    """Who was told of corrections, newest first, and whether it went and was seen."""
    rows = CorrectionMessage.objects.filter(person_id__in=copying.persons).order_by("-made_at", "recipient")
    return [
        {
            "what": _("Correction of what was given before"),
            "facts": list(_facts([one])[one.pk]),
            "for": for_whom(Receiver(one.receiver)),
            "at": one.made_at.isoformat(),
            "done_at": one.done_at.isoformat() if one.done_at else None,
        }
        for one in rows
    ]
