# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hold that two people set ends before its day by two people as well (FE-01, DP-11): in the night after it everything may go."""

import datetime as dt
import importlib

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q

_guarantees = importlib.import_module("panah.foundation.privacy.migrations.0002_guarantees")

_KEEPS = _guarantees.FORWARD[_guarantees.FORWARD.index("CREATE FUNCTION panah_keep_hold") :]
KEEPS = _KEEPS[: _KEEPS.index("CREATE TRIGGER")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
_LAST = "  RETURN NEW;\nEND $$;"
KEEPS_NOW = KEEPS.replace(
    _LAST,
    """  IF TG_OP = 'UPDATE' AND ((OLD.confirmed_by IS NOT NULL AND (NEW.confirmed_by, NEW.confirmed_at)
        IS DISTINCT FROM (OLD.confirmed_by, OLD.confirmed_at))
      OR (OLD.ended_at IS NOT NULL AND (NEW.ended_by, NEW.ended_at, NEW.end_asked_by, NEW.end_asked_at)
        IS DISTINCT FROM (OLD.ended_by, OLD.ended_at, OLD.end_asked_by, OLD.end_asked_at))) THEN
    RAISE EXCEPTION 'What two people agreed on is not changed: propose another.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
"""
    + _LAST,
)
HOURS = dt.timedelta(hours=72)


class Migration(migrations.Migration):
    """Holds that ended before, by one person, stay as they are: the constraint looks at what is written from now on."""

    dependencies = [("privacy", "0007_walls")]

    operations = [
        migrations.AddField("legalhold", "end_asked_at", models.DateTimeField(null=True)),
        migrations.AddField("legalhold", "end_asked_by", models.UUIDField(null=True)),
        migrations.AddConstraint(
            "legalhold",
            models.CheckConstraint(
                condition=Q(end_asked_by=None, end_asked_at=None)
                | Q(end_asked_by__isnull=False, end_asked_at__isnull=False),
                name="hold_end_is_asked_by_somebody",
            ),
        ),
        AddConstraintNotValid(
            "legalhold",
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False, confirmed_by=None)
                | (
                    Q(ended_at__isnull=False, ended_by__isnull=False, end_asked_by__isnull=False)
                    & Q(ended_at__gte=F("end_asked_at"), ended_at__lte=F("end_asked_at") + HOURS)
                    & ~Q(ended_by=F("end_asked_by"))
                ),
                name="hold_ends_by_two_people",
            ),
        ),
        migrations.RunSQL(KEEPS_NOW, KEEPS),
    ]
