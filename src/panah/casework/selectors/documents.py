# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public check of a document: valid or not, until when, and nothing else (NR-09)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from panah.casework.models import IssuedDocument
from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS
from panah.foundation.access.context import acting, showing_card
from panah.foundation.accounts.sign_in import card_digest
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.codes import is_valid, normalise


@dataclass(frozen=True)
class Answer:
    """The same two facts for every kind of document and every group of people."""

    valid: bool
    until: dt.date | None

    def to_dict(self) -> dict[str, object]:
        """As JSON."""
        return {"valid": self.valid, "until": self.until.isoformat() if self.until else None}


def check_document(code: str) -> Answer:
    """Whether a document number is good today.

    The same work is done for a hit and a miss. The event says that a check took place; it names the person only to the
    person (DP-18).
    """
    typed = normalise(code)
    digest = card_digest(typed if is_valid(typed) else "")
    with acting(ANONYMOUS, "check"), showing_card(digest), transaction.atomic():
        row = IssuedDocument.objects.filter(digest=digest).first()
        good = row is not None and row.ended_at is None and row.valid_until >= clock.today()
        record(
            ANONYMOUS,
            Verb.CHECK,
            subject_type="document",
            subject_id=row.pk if row else None,
            outcome="ok" if good else "no",
        )
    return Answer(True, row.valid_until) if good and row else Answer(False, None)
