# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of several pages that are begun before there is a case (reception): kept as typed, for their author alone."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from panah.casework.models import Draft
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record


def begin_form(*, actor: Actor, name: str, permission: str, data: Mapping[str, Any]) -> Draft:
    """Begin a form of that name; an author may have several. Raises Denied."""
    with transaction.atomic():
        require(actor, permission)
        draft = Draft.objects.create(name=name, author_id=actor.signed_in_as, data=dict(data), changed_at=clock.now())
        record(actor, Verb.DRAFT, subject_type="form", subject_id=draft.pk, detail={"form": name, "begun": True})
    return draft


def read_form(*, actor: Actor, name: str, draft_id: uuid.UUID) -> Draft:
    """One's own form. Raises NotFound for one that does not exist and for anybody else's."""
    draft = Draft.objects.filter(pk=draft_id, case_id=None, name=name, author_id=actor.signed_in_as).first()
    if draft is None:
        raise NotFound("form")
    return draft


def my_forms(*, actor: Actor, name: str) -> list[Draft]:
    """One's own begun forms of that name, the newest first."""
    return list(
        Draft.objects.filter(case_id=None, name=name, author_id=actor.signed_in_as).order_by("-changed_at")[:50]
    )


def keep_form(*, actor: Actor, draft: Draft, permission: str) -> None:
    """Keep what was typed, unchecked: it is nobody's statement yet. Raises Denied."""
    with transaction.atomic():
        require(actor, permission)
        draft.changed_at = clock.now()
        draft.save(update_fields=["data", "changed_at"])
        record(actor, Verb.DRAFT, subject_type="form", subject_id=draft.pk, detail={"form": draft.name})


def drop_form(*, actor: Actor, draft: Draft) -> None:
    """Throw a form away, or forget it because it has been sent."""
    with transaction.atomic():
        Draft.objects.filter(pk=draft.pk, author_id=actor.signed_in_as).delete()
        record(actor, Verb.DRAFT, subject_type="form", subject_id=draft.pk, detail={"form": draft.name, "gone": True})
