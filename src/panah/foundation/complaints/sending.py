# SPDX-License-Identifier: AGPL-3.0-or-later
"""Complaining: in the portal, without an account, or at a desk where it is taken down."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction

from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS, Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.complaints.common import (
    LONGEST,
    LONGEST_CONTACT,
    LONGEST_WISH,
    ComplaintRefused,
    as_system,
    due_on,
    is_of,
    log,
    readers,
    units,
)
from panah.foundation.complaints.models import About, Complaint, Way
from panah.foundation.complaints.policy import ComplaintPermission
from panah.foundation.documents.codes import ALPHABET, new_code
from panah.foundation.keys.vault import SERVICE, vault
from panah.foundation.privacy.erasing import MODELS, PERSON

_NUMBER_LENGTH = 8


@dataclass(frozen=True)
class Sent:
    """What whoever complained is told. code: of the receipt, shown once; none in the portal. alone: nobody of the service may answer it."""

    complaint: Complaint
    code: str
    alone: bool


def code_digest(code: str) -> str:
    """What is kept of the code of a receipt, keyed."""
    return vault().blind(SERVICE, "complaint", code)


def complain(*, actor: Actor, data: Mapping[str, Any], request_id: uuid.UUID) -> Sent:
    """Complain in the portal: as the person, or in the place of somebody for whom the person acts.

    Args:
        data: `about`, `office` (an id, or nothing), `words`, `wish`.
        request_id: the same again changes nothing.

    Raises Denied; ComplaintRefused, by field, or `sent` where this id was used by somebody else.
    """
    require(actor, ComplaintPermission.OWN)
    made = _made(data, request_id, Way.PORTAL, actor.language)
    made.person_id, made.made_by = actor.person_id, actor.account_id
    with transaction.atomic():
        before = Complaint.objects.filter(pk=request_id, made_by=actor.account_id).first()
        if before is not None:
            return Sent(before, "", alone=not _has_reader(before))
        _save(made)
        log(actor, Verb.CREATE, made, {"way": made.way}, request_id=request_id)
        return Sent(made, "", alone=not _has_reader(made))


def complain_openly(*, actor: Actor, data: Mapping[str, Any], request_id: uuid.UUID) -> Sent:
    """Complain without an account, with or without a way to be reached. The code of the receipt opens the answer; nobody can find it again.

    Raises ComplaintRefused, by field, or `sent` where it was sent already: the code was shown then.
    """
    require(actor, ComplaintPermission.OPEN)
    made = _made(data, request_id, Way.PUBLIC, actor.language)
    with as_system(), transaction.atomic():
        code = _with_code(made)
        _save(made)
        # Nobody, also where somebody had signed in for something else: who complains like this wants to stay unknown.
        log(ANONYMOUS, Verb.CREATE, made, {"way": made.way}, request_id=request_id)
        return Sent(made, code, alone=not readers(made))


def take_down(
    *, actor: Actor, data: Mapping[str, Any], request_id: uuid.UUID, person_id: uuid.UUID | None = None
) -> Sent:
    """Take down what somebody says at a desk. Whoever takes it down cannot open it, and it is no complaint about the own unit.

    person_id: whose complaint it is, where the officer knows the person.

    Raises Denied; NotFound: no such person, or none that the officer may know. ComplaintRefused: by field; `unit`: it is about the
    officer or the officer's unit; `sent`: it was sent already.
    """
    require(actor, ComplaintPermission.RECORD)
    language = str(data.get("language") or actor.language)
    made = _made(data, request_id, Way.PAPER, language)
    made.person_id, made.recorded_by = person_id, actor.holder_id
    if is_of(actor.holder_id, made):
        raise ComplaintRefused("unit")
    with transaction.atomic():
        # Under the sight of the officer: somebody hidden is answered like somebody who is not there.
        if person_id and not apps.get_model(MODELS[PERSON])._default_manager.filter(pk=person_id).exists():
            raise NotFound("person")
        code = _with_code(made)
        _save(made)
        log(actor, Verb.CREATE, made, {"way": made.way}, request_id=request_id)
        return Sent(made, code, alone=not _has_reader(made))


def _made(data: Mapping[str, Any], request_id: uuid.UUID, way: Way, language: str) -> Complaint:
    about = str(data.get("about") or "")
    if about not in About.values:
        raise ComplaintRefused("about")
    office = str(data.get("office") or "")
    known = {str(one.pk): one.pk for one in units()}
    if office and office not in known:
        raise ComplaintRefused("office")
    texts = {}
    for name, longest in (("words", LONGEST), ("wish", LONGEST_WISH), ("contact", LONGEST_CONTACT)):
        texts[name] = str(data.get(name) or "").strip()
        if len(texts[name]) > longest:
            raise ComplaintRefused(name)
    if not texts["words"]:
        raise ComplaintRefused("words")
    now = clock.now()
    return Complaint(
        id=request_id,
        number=_number(),
        way=way,
        about=about,
        offices=[known[office]] if office else [],
        language=language[:5],
        received_at=now,
        due_on=due_on(clock.local_date(now)),
        **texts,
    )


def _number() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _sign in range(_NUMBER_LENGTH))
    half = _NUMBER_LENGTH // 2
    return f"CM-{signs[:half]}-{signs[half:]}"


def _with_code(made: Complaint) -> str:
    code = new_code()
    made.code_digest = code_digest(code)
    return code


def _save(made: Complaint) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if "complaint_not_by_the_unit" in str(error):
            raise ComplaintRefused("unit") from error
        raise ComplaintRefused("sent") from error


def _has_reader(complaint: Complaint) -> bool:
    return bool(readers(complaint))
