# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photo and documents of a person: what the file holds; the bytes lie in `documents.StoredFile`."""

import uuid
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from panah.foundation.documents.models import StoredFile
from panah.foundation.ids import secret_id
from panah.foundation.keys.fields import SealedTextField
from panah.foundation.keys.vault import PERSON
from panah.foundation.privacy import C1, C4, C5, CODED, Privacy
from panah.register.models.person import Person


class DocumentKind(models.TextChoices):
    """What a document of a person is."""

    PHOTO = "photo", "photo of the person"
    IDENTITY = "identity", "copy of an identity paper"
    CIVIL_STATUS = "civil_status", "certificate of birth, marriage, divorce or death"
    HOUSING = "housing", "paper about housing or property"
    EDUCATION = "education", "school or training certificate"
    MEDICAL = "medical", "medical paper"
    CORRESPONDENCE = "correspondence", "letter from or to the person"
    OTHER = "other", "other document"


@pghistory.track()
class PersonDocument(models.Model):
    """A file kept with a person. A photo goes with the person (compartment ""), everything else has one compartment.

    ended_at: taken off the file, or replaced by another photo; the bytes stay until retention ends.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    compartment = models.CharField(max_length=20, blank=True, default="")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    description = SealedTextField(max_length=200, blank=True, default="")
    dated_on = models.DateField(null=True, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    request_id = models.UUIDField(null=True, blank=True, unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C5,
        purpose="Recognise the person, and keep what the person showed.",
        retention="person",
        eraser="row",
        columns={"id": C1, "compartment": C4, "recorded_at": C1, "changed_at": C1, "ended_at": C1, "request_id": C1},
        open={CODED: ("media_type",)},
    )

    class Meta:
        """One photo at a time."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="persondocument_kind"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(kind="photo", ended_at__isnull=True), name="persondocument_one_photo"
            ),
        ]

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person."""
        return self.person_id, self.compartment or PERSON
