# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was done to a case: append-only rows, and their content in its own compartment."""

import hashlib
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from panah.casework.models.case import Case, canonical
from panah.foundation.ids import new_id, secret_id
from panah.foundation.privacy import C4, C5, Privacy


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


class ActionContent(models.Model):
    """What an action said: the validated form, in the compartment that the procedure names, with a hash over it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="content")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contents")
    compartment = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    data = models.JSONField()
    seal = models.CharField(max_length=64)
    is_sealed = models.BooleanField(default=False)
    at = models.DateTimeField()

    privacy = Privacy(
        data_class=C5,
        purpose="What was said, found and decided in a case.",
        retention="claim",
        eraser="with_parent",
        columns={"name": C4},
    )

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def seal_of(data: Any) -> str:
        """The hash of a content (RS-09)."""
        return hashlib.sha256(canonical(data).encode()).hexdigest()

    @property
    def is_whole(self) -> bool:
        """Whether the content is still what was sealed."""
        return self.seal == self.seal_of(self.data)


class Draft(models.Model):
    """A form that somebody has begun, kept as typed; seen by its author alone."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    case_id = models.UUIDField(null=True)
    name = models.CharField(max_length=60)
    author_id = models.UUIDField()
    base_version = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    privacy = Privacy(data_class=C5, purpose="Lose nothing that was typed.", retention="draft", eraser="row")

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
