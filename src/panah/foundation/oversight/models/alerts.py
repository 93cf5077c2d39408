# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the watch found in the log, what was decided about it, and whose access is paused."""

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from panah.foundation.ids import secret_id
from panah.foundation.keys.fields import SealedTextField
from panah.foundation.privacy import C1, C4, WATCH, Privacy

PURPOSE = "oversight"
"""The code word of the log, and of the keys of what is written about a reader."""
JOINED = "ids that join rows"


class Rule(models.TextChoices):
    """What the watch looks for (LG-11, EX-05)."""

    MANY_PEOPLE = "many_people", "many people in a day"
    SLOW_HARVEST = "slow_harvest", "many strangers over several days"
    SAME_SURNAME = "same_surname", "people of one surname"
    OWN_SURNAME = "own_surname", "somebody of the reader's own surname"
    OWN_FILE = "own_file", "the reader's own file"
    OWN_HOUSEHOLD = "own_household", "somebody of the reader's own household"
    COLLEAGUE = "colleague", "the file of a colleague"
    WATCHED = "watched", "a file that is watched"
    AT_NIGHT = "at_night", "at night"
    OUT_OF_HOURS = "out_of_hours", "outside of working hours"
    STRANGERS = "strangers", "files outside of any relation"
    ONCE_MINE = "once_mine", "files that are the reader's no longer"
    COME_BACK = "come_back", "the same stranger again and again"
    DENIED = "denied", "refused again and again"
    ONE_COUNTRY = "one_country", "one nationality in a row"
    SEARCHES = "searches", "searches after which nothing follows"
    PRINTED = "printed", "many copies"
    CRAWLING = "crawling", "faster than anybody reads"
    VIRUS = "virus", "a file with a virus was sent"


class Alert(models.Model):
    """One thing that looks wrong: of one account, by one rule, on one day. Ids and codes only.

    files: how many files, refusals or searches it is about. events: ids of the entries of the log that show it.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    rule = models.CharField(max_length=20, choices=Rule.choices)
    account_id = models.UUIDField()
    holder_id = models.UUIDField(null=True)
    day = models.DateField()
    raised_at = models.DateTimeField()
    files = models.PositiveIntegerField()
    events = ArrayField(models.UUIDField(), default=list, blank=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Let no snooping in the register go unseen.",
        retention="audit",
        eraser="never",
        columns={"account_id": C1, "holder_id": C1, "day": C1, "raised_at": C1},
        open={JOINED: ("events",)},
    )

    class Meta:
        """Once for a rule, an account and a day, however often the watch looks."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["rule", "account_id", "day"], name="alert_once"),
            models.UniqueConstraint(fields=["id", "account_id"], name="alert_of_account"),
            models.CheckConstraint(condition=Q(rule__in=Rule.values), name="alert_rule_known"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["raised_at"], name="alert_raised")]

    def __str__(self) -> str:
        return f"{self.rule} {self.day}"


class Verdict(models.TextChoices):
    """What the data protection officer makes of an alert."""

    EXPLAINED = "explained", "there is a good reason"
    WRONG = "wrong", "the alert is wrong"
    ESCALATED = "escalated", "it is followed up"


class AlertDecision(models.Model):
    """What was decided about an alert, and why. The newest counts; none is ever changed.

    about: the natural person whose account it is; the database refuses a decision by that person.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="decisions")
    account_id = models.UUIDField()
    about = models.UUIDField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = SealedTextField(max_length=1000)
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C4,
        purpose="Say what came of an alert.",
        retention="audit",
        eraser="never",
        columns={"account_id": C1, "about": C1, "decided_by": C1, "decided_at": C1},
    )

    class Meta:
        """Nobody decides about the own reading."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(decided_by=F("about")), name="alert_decided_by_another"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="alert_verdict_known"),
        ]

    def __str__(self) -> str:
        return self.verdict

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The account that it is about."""
        return self.account_id, PURPOSE


class Cause(models.TextChoices):
    """Why an account's access is paused."""

    STOPPED = "stopped", "the watch stopped it: too much was opened"
    ESCALATED = "escalated", "data protection follows an alert up"
    UNANSWERED = "unanswered", "a question about a reading was not answered in time"


class Pause(models.Model):
    """A time in which an account can sign in and answer, and opens nothing.

    told: the accounts that led its units then; who leads them today hears of it beside data protection.
    began_by, ended_by: natural persons; None where the system did it.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    account_id = models.UUIDField(db_index=True)
    holder_id = models.UUIDField(null=True)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    alert = models.ForeignKey(Alert, null=True, on_delete=models.PROTECT, related_name="pauses")
    told = ArrayField(models.UUIDField(), default=list, blank=True)
    began_at = models.DateTimeField()
    began_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    reason = SealedTextField(max_length=1000, blank=True, default="")

    privacy = Privacy(
        data_class=C4,
        purpose="Stop an account until somebody has looked, and know who let it go on.",
        retention="audit",
        eraser="never",
        columns={
            "account_id": C1,
            "holder_id": C1,
            "told": C1,
            "began_at": C1,
            "began_by": C1,
            "ended_at": C1,
            "ended_by": C1,
        },
    )

    class Meta:
        """One at a time for an account and a cause; nobody ends the own one."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["account_id", "cause"], condition=Q(ended_at=None), name="pause_once"),
            models.CheckConstraint(condition=~Q(ended_by=F("holder_id")), name="pause_ended_by_another"),
            models.CheckConstraint(condition=Q(cause__in=Cause.values), name="pause_cause_known"),
        ]

    def __str__(self) -> str:
        return self.cause

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The account."""
        return self.account_id, PURPOSE


class Watched(models.Model):
    """A file that is watched for a while, because somebody may be tempted to look: known people, a case in the news, a threat.

    Only data protection sees which files these are.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person_id = models.UUIDField()
    reason = SealedTextField(max_length=1000)
    marked_by = models.UUIDField()
    since = models.DateTimeField()
    ends_on = models.DateField()

    privacy = Privacy(
        data_class=C4,
        purpose="Look closely at who opens the file of somebody whom people talk about.",
        retention="audit",
        eraser="row",
        withheld=WATCH,
        columns={"marked_by": C1, "since": C1},
    )

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person."""
        return self.person_id, PURPOSE
