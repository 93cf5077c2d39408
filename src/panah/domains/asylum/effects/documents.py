# SPDX-License-Identifier: AGPL-3.0-or-later
"""Originals in keeping and papers added to a file (RS-23)."""

from panah.casework.context import Context
from panah.casework.registry import effect
from panah.casework.services.tasks import finish_task
from panah.domains.asylum.law import TASK_ORIGINALS
from panah.domains.asylum.papers import held_documents
from panah.foundation.documents.models import StoredFile
from panah.register.models import IdentityPaper
from panah.register.public import give_paper_back, take_paper
from panah.register.services.people import paper_key


def _papers_of(ctx: Context, number: str) -> list[IdentityPaper]:
    key = paper_key(number)
    return list(IdentityPaper.objects.filter(person_id=ctx.case.person_id, number_key=key)) if key else []


@effect("record_held_documents")
def record_held_documents(ctx: Context) -> None:
    """Mark the person's papers that the service now keeps; the receipt lists them all."""
    for row in ctx.answers.get("documents") or []:
        for paper in _papers_of(ctx, row.get("document_number") or ""):
            take_paper(actor=ctx.actor, paper_id=paper.pk)


@effect("record_returned_documents")
def record_returned_documents(ctx: Context) -> None:
    """Mark the papers that the person has back; with the last one the task ends."""
    held = held_documents(ctx.case.pk)
    kept = {document.number for document in held if document.number}
    for paper in IdentityPaper.objects.filter(person_id=ctx.case.person_id, held=True):
        if not any(paper_key(number) == paper.number_key for number in kept):
            give_paper_back(actor=ctx.actor, paper_id=paper.pk)
    if not held:
        finish_task(ctx, TASK_ORIGINALS)


@effect("attach_document")
def attach_document(ctx: Context) -> None:
    """Let the person see a paper that the person gave."""
    if ctx.answers["given_by"] in ("person", "representative"):
        StoredFile.objects.filter(pk=ctx.answers["file"], case_id=ctx.case.pk).update(person_id=ctx.case.person_id)
