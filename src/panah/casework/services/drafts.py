# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms begun and not yet sent: kept as typed, for their author alone."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from panah.casework.models import Case, Draft
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record

LARGEST_DRAFT = 2_000_000
"""Characters; a transcript of a whole day has some 200,000."""


def save_draft(*, actor: Actor, case: Case, action: str, data: Mapping[str, Any]) -> Draft:
    """Keep what was typed into the form of an action. Unchecked: it is nobody's statement yet.

    Raises Denied when the actor may not do the action, NotFound when there is none of that name.
    """
    rule = case.procedure.actions.get(action)
    if rule is None:
        raise NotFound("form")
    with transaction.atomic():
        require(actor, rule.permission, case)
        draft, _created = Draft.objects.update_or_create(
            case_id=case.pk,
            name=action,
            author_id=actor.signed_in_as,
            defaults={"data": dict(data), "base_version": case.version, "changed_at": clock.now()},
        )
        record(
            actor,
            Verb.DRAFT,
            subject_type="case",
            subject_id=case.pk,
            persons=[case.person_id],
            purpose="case",
            detail={"action": action},
        )
    return draft


def find_draft(*, actor: Actor, case_id: uuid.UUID | None, name: str) -> Draft | None:
    """One's own draft of a form, or None. Row-level security shows no other."""
    return (
        Draft.objects.filter(case_id=case_id, name=name, author_id=actor.signed_in_as).order_by("-changed_at").first()
    )


def discard_draft(*, actor: Actor, case: Case, action: str) -> None:
    """Throw one's own draft away."""
    with transaction.atomic():
        gone, _detail = Draft.objects.filter(case_id=case.pk, name=action, author_id=actor.signed_in_as).delete()
        if gone:
            record(
                actor,
                Verb.DRAFT,
                subject_type="case",
                subject_id=case.pk,
                persons=[case.person_id],
                purpose="case",
                detail={"action": action, "gone": True},
            )
