# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proof that somebody looked before creating anybody."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from panah.foundation.ids import secret_id
from panah.foundation.privacy import C1, C4, COMPARED, LOG, Privacy
from panah.register.models.person import Person


class SearchShown(models.Model):
    """A search whose result was shown to somebody about to register; seen by that account alone.

    keys, numbers, born_from, born_to: what was asked for, as sounds of the name's words, keys of papers and telephones, and
    the days on which the birth may be; the words themselves are not kept. All empty: asked before this was kept.
    shown: the people whom it found, so that who was looked at and held to be somebody else is known afterwards.
    person: who was registered after it. One search stands behind one new person.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    account_id = models.UUIDField()
    shown_at = models.DateTimeField()
    shown = ArrayField(models.UUIDField(), default=list, blank=True)
    keys = ArrayField(models.CharField(max_length=100), default=list, blank=True, db_default=[])
    numbers = ArrayField(models.CharField(max_length=100), default=list, blank=True, db_default=[])
    born_from = models.DateField(null=True, blank=True)
    born_to = models.DateField(null=True, blank=True)
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="looked_for")

    privacy = Privacy(
        data_class=C4,
        purpose="Nobody is written down without having been looked for.",
        retention="person",
        eraser="row",
        withheld=LOG,
        columns={"id": C1, "account_id": C1, "shown_at": C1},
        open={
            COMPARED: (
                "shown",
                "keys",
                "numbers",
            )
        },
    )
