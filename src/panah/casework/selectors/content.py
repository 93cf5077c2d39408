# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands inside a file: contents of actions, letters, uploads. Every opening is an event."""

import uuid

from django.db import transaction

from panah.casework.models import ActionContent, Decision, Letter
from panah.casework.policy import CasePermission
from panah.casework.selectors.file import get_case
from panah.casework.selectors.rests import ASKED
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import allows, require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.models import StoredFile
from panah.foundation.documents.services import is_whole, readable
from panah.foundation.keys.errors import SealBroken


def action_content(*, actor: Actor, content_id: uuid.UUID) -> ActionContent:
    """What an action said. Row-level security shows only what the actor's compartments hold.

    Raises NotFound.
    """
    with transaction.atomic():
        content = ActionContent.objects.select_related("action", "case", "case__person").filter(pk=content_id).first()
        if content is None:
            raise NotFound("entry")
        require(actor, CasePermission.READ, content.case, hide=True)
        _leave_out_other_bodies(actor, content)
        record(
            actor,
            Verb.READ,
            subject_type="content",
            subject_id=content.pk,
            persons=[content.case.person_id],
            detail={"action": content.name},
            parts=content.data,
        )
    return content


def _leave_out_other_bodies(actor: Actor, content: ActionContent) -> None:
    """A body that is asked for its opinion reads that it was asked, and not which others were (standards 5.4)."""
    if content.name != ASKED or allows(actor, CasePermission.WHOLE, content.case):
        return
    mine = {str(office) for office in actor.offices()} & {str(one) for one in content.data.get("bodies") or ()}
    if not mine:
        raise NotFound("entry")
    content.data = {**content.data, "bodies": sorted(mine)}


def decision_law(*, actor: Actor, case_id: uuid.UUID, decision_id: uuid.UUID) -> Decision:
    """A decision with the findings of the law that were kept with it; row-level security shows it to whom its compartment is open.

    Raises Denied, NotFound.
    """
    with transaction.atomic():
        case = get_case(actor=actor, case_id=case_id)
        require(actor, CasePermission.CONTENT, case)
        require(actor, CasePermission.WHOLE, case)
        decision = Decision.objects.filter(pk=decision_id, case=case).first()
        if decision is None:
            raise NotFound("decision")
        record(actor, Verb.READ, subject_type="decision", subject_id=decision.pk, persons=[case.person_id])
    return decision


def letter_bytes(*, actor: Actor, letter_id: uuid.UUID) -> tuple[Letter, bytes]:
    """A letter and its PDF, for staff, a participant, or the person to whom it was written.

    Raises NotFound; KeyGone: it was erased; SealBroken: it is not the letter that was kept.
    """
    with transaction.atomic():
        letter = Letter.objects.select_related("case", "file").filter(pk=letter_id).first()
        if letter is None:
            raise NotFound("letter")
        if actor.kind == "person":
            require(actor, CasePermission.OWN, letter.case, hide=True)
            if letter.addressee != "person":
                raise NotFound("letter")
        else:
            require(actor, CasePermission.LETTERS, letter.case, hide=True)
        record(
            actor,
            Verb.READ,
            subject_type="letter",
            subject_id=letter.pk,
            persons=[letter.case.person_id],
            detail={"letter": letter.kind},
        )
    content = readable(letter.file)
    if not is_whole(letter.file):
        raise SealBroken("a letter is not what was kept")
    return letter, content


def stored_file(*, actor: Actor, file_id: uuid.UUID) -> StoredFile:
    """An uploaded file of a case. Raises NotFound."""
    with transaction.atomic():
        stored = StoredFile.objects.filter(pk=file_id).first()
        if stored is None:
            raise NotFound("file")
        if stored.case_id is None:
            # Not yet part of a case: its uploader's alone. A paper of a person opens at the person's own door, which asks and logs it.
            if stored.person_id is not None or stored.stored_by != actor.signed_in_as:
                raise NotFound("file")
            record(actor, Verb.READ, subject_type="upload", subject_id=stored.pk)
            return stored
        case = get_case(actor=actor, case_id=stored.case_id)
        if not allows(actor, CasePermission.READ, case):
            raise NotFound("file")
        record(actor, Verb.READ, subject_type="upload", subject_id=stored.pk, persons=[case.person_id])
    return stored
