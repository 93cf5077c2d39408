# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who opened an own account, and whether the person and the passport have been seen since."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from panah.foundation.ids import secret_id
from panah.foundation.privacy import C1, C4, Privacy
from panah.register.models import Person


class SelfDeclared(models.Model):
    """Somebody who wrote the own name and passport into the portal: nobody has seen either until `shown_at`."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    compartment = models.CharField(max_length=20)
    declared_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    shown_to = models.UUIDField(null=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Take nobody for known who has only said who they are.",
        retention="person",
        eraser="row",
        columns={"id": C1, "shown_to": C1},
    )

    class Meta:
        """Seen by somebody, at some time."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True, shown_to__isnull=True)
                | Q(shown_at__isnull=False, shown_to__isnull=False),
                name="shown_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
