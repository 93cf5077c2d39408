# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stops an erasure, and that one was done; requests of people; corrections and whom they were told to."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from panah.foundation.ids import new_id, secret_id
from panah.foundation.keys.fields import SealedJSONField
from panah.foundation.privacy.declaration import C1, C4, C5, CODED, Privacy


class Erasure(models.Model):
    """That somebody or a file was erased: ids only, which point to nothing any more. Never changed or deleted.

    The row comes first: the database lets go of what is append-only for the cases and persons that it names, in the
    transaction that wrote it, and of nothing else. Restores repeat what stands here (DP-12).

    kind: what `subject_id` names (`person`, `case`). rule: the retention rule whose term was over, or `request`. persons, cases:
    everything that went with it (a person that two files were merged into has two ids). transaction: filled in by the database.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField(db_index=True)
    rule = models.CharField(max_length=30)
    at = models.DateTimeField()
    persons = ArrayField(models.UUIDField(), default=list)
    cases = ArrayField(models.UUIDField(), default=list)
    asked_by = models.UUIDField(null=True)
    agreed_by = models.UUIDField(null=True)
    transaction = models.BigIntegerField(default=0, editable=False)

    privacy = Privacy(
        data_class=C1,
        purpose="Keep erased people erased after a restore, and show that it was done.",
        retention="configuration",
        eraser="never",
    )

    class Meta:
        """Whoever asks does not agree."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("asked_by")), name="erasure_needs_two_people"
            )
        ]


class HoldReason(models.TextChoices):
    """Why something must not be erased though its term is over."""

    COURT = "court", "a court or an appeal body needs it"
    COMPLAINT = "complaint", "a complaint about it is open"
    INSPECTION = "inspection", "a supervisory body inspects it"
    PERSON = "person", "the person asks for it to be kept"


END_LASTS = dt.timedelta(hours=72)  # not-law: policy, as for roles that are asked for
"""For how long a second person can agree that a hold ends."""


class LegalHold(models.Model):
    """Stops the erasure of a person and of all their files until a day (DP-11): proposed by one person, confirmed by another.

    A hold that is only proposed stops erasure for a fortnight, so that nothing goes while the second person is asked. One that was
    confirmed ends before its day by two people as well: in the night after its end everything may go for good (FE-01).
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person_id = models.UUIDField(db_index=True)
    reason = models.CharField(max_length=20, choices=HoldReason.choices)
    until = models.DateField()
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    end_asked_at = models.DateTimeField(null=True)
    end_asked_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Keep what a court, a complaint or an inspection still needs, and no longer.",
        retention="person",
        eraser="row",
        columns={"id": C1},
    )

    class Meta:
        """Two people, and an end."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("proposed_by"))),
                name="hold_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(end_asked_by=None, end_asked_at=None)
                | Q(end_asked_by__isnull=False, end_asked_at__isnull=False),
                name="hold_end_is_asked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False, confirmed_by=None)
                | (
                    Q(ended_at__isnull=False, ended_by__isnull=False, end_asked_by__isnull=False)
                    & Q(ended_at__gte=F("end_asked_at"), ended_at__lte=F("end_asked_at") + END_LASTS)
                    & ~Q(ended_by=F("end_asked_by"))
                ),
                name="hold_ends_by_two_people",
            ),
        ]


class ErasureGround(models.TextChoices):
    """Why somebody may be erased before the term of the files is over."""

    NOT_NEEDED = "not_needed", "the data is no longer needed for what it was taken for"
    UNLAWFUL = "unlawful", "it should not have been taken or kept"
    CONSENT = "consent", "it rests on consent alone, which was withdrawn"
    COURT = "court", "a court ordered it"


class ErasureRefusal(models.TextChoices):
    """Why a request to be erased is refused."""

    DUTY = "duty", "the law obliges the service to keep it"
    GOING_ON = "going_on", "a matter or a status is still going on"
    CLAIMS = "claims", "it is needed for a complaint or a suit"
    NOT_SHOWN = "not_shown", "whoever asked did not show to be the person"


class ErasureRequest(models.Model):
    """That a person asks to be erased, and what a second person decided. With the person the row goes; the list of erasures stays.

    asked_on: the day on which the person asked. ground: proposed by whoever recorded it.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person_id = models.UUIDField(db_index=True)
    asked_on = models.DateField()
    ground = models.CharField(max_length=20, choices=ErasureGround.choices)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()
    refused_at = models.DateTimeField(null=True)
    refused_by = models.UUIDField(null=True)
    refusal = models.CharField(max_length=20, choices=ErasureRefusal.choices, blank=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Answer whoever asks to be erased, in time and by two people.",
        retention="person",
        eraser="row",
        columns={"id": C1},
    )

    class Meta:
        """Another person answers; one request of a person waits at a time."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(refused_by=None, refused_at=None, refusal="")
                | (
                    Q(refused_by__isnull=False, refused_at__isnull=False)
                    & ~Q(refusal="")
                    & ~Q(refused_by=F("recorded_by"))
                ),
                name="erasure_request_answered_by_another",
            ),
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(refused_at=None), name="one_erasure_request_waits"
            ),
        ]


class AccessRefusal(models.TextChoices):
    """Why nobody is given a copy."""

    NOT_SHOWN = "not_shown", "whoever asked did not show to be the person"
    REPEATED = "repeated", "the same was given a short while ago and nothing was added"


class AccessRequest(models.Model):
    """That a person asks for all that is held on them, and what a second person answered (DP-06).

    asked_on: the day on which the person asked. told_late_at: when data protection was told that it has waited too long.
    export_id: the copy that was handed over; none where it is refused.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person_id = models.UUIDField(db_index=True)
    asked_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()
    told_late_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    export_id = models.UUIDField(null=True)
    refusal = models.CharField(max_length=20, choices=AccessRefusal.choices, blank=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Answer whoever asks what is held on them, in time and by two people.",
        retention="person",
        eraser="row",
        columns={"id": C1},
    )

    class Meta:
        """Another person answers; one request of a person waits at a time."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, export_id=None, refusal="")
                | (
                    Q(answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answered_by=F("recorded_by"))
                    & (Q(export_id__isnull=False, refusal="") | (Q(export_id=None) & ~Q(refusal="")))
                ),
                name="access_request_answered_by_another",
            ),
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(answered_at=None), name="one_access_request_waits"
            ),
        ]


class Correction(models.Model):
    """That facts of a person which others had been given were corrected (DP-07). What stood there before is in the history of its row.

    facts: which (`access.receivers.Fact`). recipients: how many messages were made with it; the database counts them at the end of
    the transaction, so that nobody is left out.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person_id = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    facts = ArrayField(models.CharField(max_length=20))
    recipients = models.PositiveSmallIntegerField()

    privacy = Privacy(
        data_class=C4,
        purpose="Know which corrections others had to be told of, and that nobody was left out.",
        retention="person",
        eraser="row",
        columns={"id": C1, "at": C1, "recipients": C1},
        open={CODED: ("facts",)},
    )

    class Meta:
        """Nothing is corrected without saying what; a row is there only where somebody is told."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(facts=[]) & Q(recipients__gt=0), name="correction_of_something"),
        ]


class CorrectionMessage(models.Model):
    """What one recipient is told of one correction, and that it was (DP-07).

    recipient: one key for one receiver. door: `page` (its own accounts read it), `letter` or `file` (an office of ours sends it).
    office_id: whose accounts read it, or which of our offices sends it, in `compartment`. content: the name on the envelope, and
    lines with fields of the receiver's list alone. case_id: the file that the receiver had been told of. done_at: when it was
    sent, or when the receiver said that it was seen; way: how it was sent. file_id: the letter that went, word by word.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="messages")
    person_id = models.UUIDField(db_index=True)
    case_id = models.UUIDField(null=True)
    receiver = models.CharField(max_length=20)
    recipient = models.CharField(max_length=90)
    door = models.CharField(max_length=10, choices=[("page", "page"), ("letter", "letter"), ("file", "file")])
    office_id = models.UUIDField(db_index=True)
    compartment = models.CharField(max_length=20)
    content = SealedJSONField()
    made_at = models.DateTimeField()
    due_on = models.DateField()
    told_late_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    sent_on = models.DateField(null=True)
    way = models.CharField(
        max_length=10,
        blank=True,
        choices=[("post", "post"), ("hand", "by hand"), ("wire", "by an agreed electronic way")],
    )
    file_id = models.UUIDField(null=True)

    privacy = Privacy(
        data_class=C5,
        purpose="Tell everybody who was given something wrong what is right, and no more than they may be given.",
        retention="person",
        eraser="row",
        columns=dict.fromkeys(
            ("id", "office_id", "made_at", "due_on", "told_late_at", "done_at", "done_by", "sent_on", "way", "door"), C1
        ),
        open={CODED: ("receiver", "recipient")},
    )

    class Meta:
        """A recipient hears once of a correction; whatever was sent says how and when."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["correction", "recipient"], name="correction_told_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, sent_on=None, way="", file_id=None)
                | (Q(done_at__isnull=False, done_by__isnull=False) & Q(door="page", sent_on=None, way="", file_id=None))
                | (
                    Q(done_at__isnull=False, done_by__isnull=False, sent_on__isnull=False)
                    & ~Q(way="")
                    & (Q(door="file", file_id=None) | Q(door="letter", file_id__isnull=False))
                ),
                name="correction_message_done_in_one_way",
            ),
        ]

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person, in the compartment of whoever tells it."""
        return self.person_id, self.compartment
