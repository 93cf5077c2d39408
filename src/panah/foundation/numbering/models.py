# SPDX-License-Identifier: AGPL-3.0-or-later
"""The last number given in each series."""

from django.db import models

from panah.foundation.privacy import C0, Privacy


class Series(models.Model):
    """A series such as `AC-2026` and the last number given in it."""

    key = models.CharField(primary_key=True, max_length=40)
    last = models.PositiveBigIntegerField(default=0)

    privacy = Privacy(data_class=C0, purpose="Give each file a number once.", retention="configuration", eraser="never")

    def __str__(self) -> str:
        return self.key
