# SPDX-License-Identifier: AGPL-3.0-or-later
"""A draft of law that was tried: what was asked, and the figures as they may be shown. Nothing of any person."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from panah.foundation.ids import new_id
from panah.foundation.privacy import C1, Privacy


class SimulationState(models.TextChoices):
    """Where a simulation stands."""

    WAITING = "waiting", "waits for a worker"
    RUNNING = "running", "is running"
    DONE = "done", "is done"
    FAILED = "failed", "could not be run"


class Simulation(models.Model):
    """One draft tried on the register (or on an invented population) on a day.

    source: the text of the draft. invented: how many people were invented; 0 for the register. done, total: how far it is.
    result: figures after disclosure control alone (`statistics.simulation`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    title = models.JSONField(default=dict)
    source = models.TextField()
    on_day = models.DateField()
    invented = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=SimulationState.choices)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    failure = models.CharField(max_length=500, blank=True, default="")
    account_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Weigh a change of the law before it is made; hold counts that give nobody away.",
        retention="configuration",
        eraser="never",
    )

    class Meta:
        """Known states only."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=SimulationState.values), name="simulation_state"),
        ]

    def __str__(self) -> str:
        return self.key
