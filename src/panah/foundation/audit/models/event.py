# SPDX-License-Identifier: AGPL-3.0-or-later
"""One event of the access log (standards LG-01 to LG-04)."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from panah.foundation.ids import new_id
from panah.foundation.privacy import C4, CODED, COMPARED, LOG, Privacy


class Verb(models.TextChoices):
    """What was done. A verb that is not listed cannot be logged."""

    READ = "read", "read"
    SEARCH = "search", "searched"
    LIST = "list", "listed"
    PRINT = "print", "printed"
    EXPORT = "export", "took as a file"
    CREATE = "create", "created"
    CHANGE = "change", "changed"
    ACT = "act", "acted"
    DRAFT = "draft", "kept a draft"
    SIGN_IN = "sign_in", "signed in"
    SIGN_IN_REFUSED = "sign_in_refused", "was refused sign-in"
    SIGN_OUT = "sign_out", "signed out"
    DENIED = "denied", "was denied"
    RIGHTS = "rights", "changed rights"
    CHECK = "check", "checked a document"
    JOB = "job", "ran a job"


class Event(models.Model):
    """Who did what to whom, when, in which role and why. Pseudonymous: ids and code words only (LG-08).

    parts: which parts of the subject were shown, or which answers of what somebody said (LG-02): names of fields, never what stands in
    them. device: what the log calls the browser or the key that asked; "" where none is known.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=20, choices=Verb.choices)
    outcome = models.CharField(max_length=10, default="ok")
    purpose = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=10)
    account_id = models.UUIDField(null=True, db_index=True)
    holder_id = models.UUIDField(null=True)
    roles = ArrayField(models.CharField(max_length=30), default=list)
    offices = ArrayField(models.UUIDField(), default=list)
    subject_type = models.CharField(max_length=30)
    subject_id = models.UUIDField(null=True, db_index=True)
    persons = ArrayField(models.UUIDField(), default=list)
    request_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    parts = ArrayField(models.CharField(max_length=60), default=list)
    device = models.CharField(max_length=16, blank=True, default="")

    privacy = Privacy(
        data_class=C4,
        purpose="Evidence of who opened and changed what; shown to the person concerned.",
        retention="audit",
        eraser="never",
        withheld=LOG,
        open={
            CODED: (
                "outcome",
                "purpose",
                "actor_kind",
                "roles",
                "subject_type",
                "detail",
                "parts",
                "device",
            ),
            COMPARED: (
                "offices",
                "persons",
            ),
        },
    )

    class Meta:
        """`persons` finds the events of one person for the person's own view (DP-18)."""

        indexes: ClassVar[list[Any]] = [GinIndex(fields=["persons"], name="audit_event_persons")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}"
