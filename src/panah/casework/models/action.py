# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was done to a case: append-only rows, and their content in its own compartment."""

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from panah.casework.models.case import Case, canonical
from panah.foundation.ids import new_id, secret_id
from panah.foundation.keys.erased import is_erased
from panah.foundation.keys.errors import SealBroken
from panah.foundation.keys.fields import SealedJSONField, sealed_of
from panah.foundation.keys.vault import vault
from panah.foundation.privacy import C4, C5, CODED, KEYED, UNFINISHED, Privacy


class Action(models.Model):
    """That something was done, by whom, when, and between which states. The content stands apart."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="actions")
    compartment = models.CharField(max_length=20)
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    account_id = models.UUIDField(null=True)
    holder_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    articles = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    request_id = models.UUIDField(unique=True)
    request_digest = models.CharField(max_length=64)

    privacy = Privacy(
        data_class=C4,
        purpose="The history of a case, from which nothing is removed.",
        retention="claim",
        open={
            CODED: (
                "name",
                "actor_kind",
                "from_state",
                "to_state",
                "articles",
            ),
            KEYED: ("request_digest",),
        },
        # That something was done is the skeleton of the decision; what was said goes with the content.
        eraser="blank",
        keeps=(
            "id",
            "case",
            "compartment",
            "seq",
            "name",
            "account_id",
            "holder_id",
            "actor_kind",
            "at",
            "from_state",
            "to_state",
            "articles",
            "request_id",
        ),
    )

    class Meta:
        """Numbered without gaps in each case."""

        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["case", "seq"], name="action_seq_once")]

    def __str__(self) -> str:
        return f"{self.seq} {self.name}"


DRAFTS = "draft"
"""The compartment, as far as keys go, of forms that are begun."""


class ActionContent(models.Model):
    """What an action said: the validated form, in the compartment that the procedure names, with a hash over it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="content")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contents")
    compartment = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    data = SealedJSONField()
    seal = models.CharField(max_length=64)
    is_sealed = models.BooleanField(default=False)
    at = models.DateTimeField()

    privacy = Privacy(
        data_class=C5,
        purpose="What was said, found and decided in a case.",
        retention="claim",
        eraser="with_parent",
        columns={"name": C4},
        open={CODED: ("name",), KEYED: ("seal",)},
    )

    def __str__(self) -> str:
        return self.name

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person of the case, in the compartment of the content."""
        return self.case.person_id, self.compartment

    def put_seal(self) -> None:
        """Write down the hash of the content (RS-09), keyed so that short answers cannot be guessed from it."""
        self.seal = vault().digest(*self.sealed_for(), canonical(self.data).encode())

    @property
    def is_erased(self) -> bool:
        """Whether the key of the content was erased: nobody can read it any more."""
        return is_erased(self.data)

    @property
    def is_whole(self) -> bool:
        """Whether the content is still what was written. What was erased cannot be told, and is not called broken."""
        try:
            if self.is_erased:
                return True
            return self.seal == vault().digest_like(sealed_of(self, "data"), canonical(self.data).encode())
        except SealBroken:
            return False


class Draft(models.Model):
    """A form that somebody has begun, kept as typed; seen by its author alone."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    case_id = models.UUIDField(null=True)
    name = models.CharField(max_length=60)
    author_id = models.UUIDField()
    base_version = models.PositiveIntegerField(default=0)
    data = SealedJSONField(default=dict)
    changed_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C5,
        purpose="Lose nothing that was typed.",
        retention="draft",
        eraser="row",
        withheld=UNFINISHED,
        open={CODED: ("name",)},
    )

    class Meta:
        """One draft of a form for each author and case."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["case_id", "name", "author_id"],
                condition=models.Q(case_id__isnull=False),
                name="one_draft_per_author",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The author: what nobody has said yet is nobody's file, and one form may tell of a whole family."""
        return self.author_id, DRAFTS
