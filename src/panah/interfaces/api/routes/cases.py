# SPDX-License-Identifier: AGPL-3.0-or-later
"""The basket, files, what can be done with them, and doing it."""

import hashlib
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router
from ninja.files import UploadedFile

from panah.casework.errors import NotOffered
from panah.casework.policy import CasePermission
from panah.casework.selectors import action_content, basket, case_file, get_case, letter_bytes
from panah.casework.services import form_options, keep_upload, perform
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.policy import require
from panah.interfaces.api import shapes
from panah.interfaces.api.door import by_key, operation
from panah.interfaces.api.schemas.cases import (
    ActionsOut,
    BasketOut,
    BasketQuery,
    CaseOut,
    ContentOut,
    FormOut,
    PerformedOut,
    PerformIn,
    TimelineOut,
    UploadedOut,
)
from panah.interfaces.web.doors import proof_is_fresh

router = Router()
CASE = "/cases/{uuid:case_id}"
ACTION = CASE + "/actions/{slug:name}"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


@operation(
    router, "GET", "/basket", permission=CasePermission.BASKET, purpose="basket", response=BasketOut, query=BasketQuery
)
def work_basket(request: HttpRequest, query: Query[BasketQuery]) -> BasketOut:
    """A page of the caller's work basket, with the reasons for the order."""
    found = basket(
        actor=_actor(request),
        view=query.view,
        sort=query.sort,
        state=query.state,
        number=query.number,
        page=query.page,
    )
    return shapes.basket_out(found)


@operation(router, "GET", CASE, permission=CasePermission.READ, purpose="case", response=CaseOut)
def case(request: HttpRequest, case_id: uuid.UUID) -> CaseOut:
    """A file, as far as the caller may see it."""
    return shapes.case_out(case_file(actor=_actor(request), case_id=case_id, with_rests=True), _actor(request).language)


@operation(router, "GET", CASE + "/actions", permission=CasePermission.READ, purpose="case", response=ActionsOut)
def case_actions(request: HttpRequest, case_id: uuid.UUID) -> ActionsOut:
    """What can be done with a file now, by whom, and what stands in the way."""
    return shapes.actions_out(case_file(actor=_actor(request), case_id=case_id), _actor(request).language)


@operation(
    router, "GET", CASE + "/timeline", permission=CasePermission.READ, purpose="case", response=list[TimelineOut]
)
def case_timeline(request: HttpRequest, case_id: uuid.UUID) -> list[TimelineOut]:
    """What was done in a file, the newest first."""
    return shapes.timeline_out(case_file(actor=_actor(request), case_id=case_id))


@operation(router, "GET", ACTION, permission=CasePermission.READ, purpose="case", response=FormOut)
def action_form(request: HttpRequest, case_id: uuid.UUID, name: str) -> FormOut:
    """The form of an action: its questions, the answers that can be chosen, and what would stand in the way now."""
    actor = _actor(request)
    found = get_case(actor=actor, case_id=case_id)
    rule = found.procedure.actions.get(name)
    if rule is None:
        raise NotFound("action")
    require(actor, rule.permission, found)
    if found.state not in rule.from_:
        raise NotOffered(name, found.state, [one.name for one in found.procedure.offered_in(found.state)])
    options = form_options(actor=actor, case=found, rule=rule)
    offers = case_file(actor=actor, case_id=case_id).offers
    problems = next((one.problems for one in offers if one.name == name), ())
    return shapes.form_out(found, rule, options, problems, actor.language)


def demand_fresh_proof(request: HttpRequest, case_id: uuid.UUID, name: str) -> None:
    """Raises Denied where a session would sign without a fresh proof (AU-08). A key has no screen that could be left open."""
    if by_key(request) or proof_is_fresh(request):
        return
    rule = get_case(actor=_actor(request), case_id=case_id).procedure.actions.get(name)
    if rule is not None and rule.signs:
        raise Denied("accounts.fresh_proof")


@operation(router, "POST", ACTION, permission=CasePermission.READ, purpose="case", response=PerformedOut)
def perform_action(request: HttpRequest, case_id: uuid.UUID, name: str, payload: PerformIn) -> PerformedOut:
    """Carry out an action, wholly or not at all. Sending the same again changes nothing and gives the same answer.

    With a session, an action that signs a decision needs a proof of who is at the screen that is not older than five minutes.
    """
    demand_fresh_proof(request, case_id, name)
    done = perform(
        actor=_actor(request),
        case_id=case_id,
        action=name,
        data=payload.data,
        expected_version=payload.expected_version,
        request_id=payload.request_id,
    )
    return PerformedOut(
        case_id=done.case.pk,
        action=done.action.name,
        seq=done.action.seq,
        at=done.action.at,
        state=done.action.to_state,
        version=done.action.seq,
        replayed=done.replayed,
    )


@operation(
    router, "POST", ACTION + "/files", permission=CasePermission.READ, purpose="case", response=UploadedOut, status=201
)
def upload_file(request: HttpRequest, case_id: uuid.UUID, name: str, file: File[UploadedFile]) -> UploadedOut:
    """Send a file for a field of the kind `file`. Until the action names it, its sender alone can open it."""
    actor = _actor(request)
    found = get_case(actor=actor, case_id=case_id)
    rule = found.procedure.actions.get(name)
    if rule is None:
        raise NotFound("action")
    require(actor, rule.permission, found)
    stored = keep_upload(actor=actor, case=found, rule=rule, name=file.name or "", content=file.read())
    return UploadedOut(
        file_id=stored.pk,
        media_type=stored.media_type,
        size=stored.size,
        sha256=hashlib.sha256(stored.content).hexdigest(),
    )


@operation(
    router,
    "GET",
    "/contents/{uuid:content_id}",
    permission=CasePermission.READ,
    purpose="case",
    response=ContentOut,
)
def content(request: HttpRequest, content_id: uuid.UUID) -> ContentOut:
    """What an action said, with the state of its seal."""
    found = action_content(actor=_actor(request), content_id=content_id)
    return ContentOut(
        content_id=found.pk,
        case_id=found.case_id,
        action=found.name,
        at=found.at,
        data=found.data,
        sealed=found.is_sealed,
        whole=found.is_whole,
    )


@operation(
    router, "GET", "/letters/{uuid:letter_id}", permission=CasePermission.LETTERS, purpose="letter", response=None
)
def letter(request: HttpRequest, letter_id: uuid.UUID) -> Any:
    """The PDF of a letter. Its file name says nothing."""
    _letter, pdf = letter_bytes(actor=_actor(request), letter_id=letter_id)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return response
