# SPDX-License-Identifier: AGPL-3.0-or-later
"""What filing and performing have in common: validation, the append-only row, effects, clocks, letters, audit."""

import logging
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panah.casework import registry
from panah.casework.context import Context
from panah.casework.errors import Blocked, Invalid, Problem
from panah.casework.models import Action, ActionContent, Case, Letter, Side
from panah.casework.models.case import canonical
from panah.casework.procedure.forms import validate
from panah.casework.procedure.schema import START, Field
from panah.casework.procedure.schema import Action as ActionRule
from panah.casework.services import charges, clocks
from panah.casework.services.files import attach_files
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.receivers import dropped, given, receiver_of
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.services import store
from panah.foundation.documents.typeset_letters import LetterDataError, render_letter
from panah.foundation.keys.vault import SERVICE, vault
from panah.register import errors as register

log_of_letters = logging.getLogger("panah.letters")


def request_digest(actor: Actor, subject: Any, action: str, data: Mapping[str, Any]) -> str:
    """What a request asked for, so that a retry is told from another use of the same id."""
    asked = canonical([str(actor.account_id), str(subject), action, data])
    return vault().blind(SERVICE, "request", asked)


def options_of(ctx: Context, fields: tuple[Field, ...]) -> dict[str, list[tuple[str, str]]]:
    """The run-time options of a form, groups included."""
    names: set[str] = set()

    def collect(fields: tuple[Field, ...]) -> None:
        for field in fields:
            if field.options_from:
                names.add(field.options_from)
            collect(field.fields)

    collect(fields)
    return {name: list(registry.choices[name](ctx)) for name in sorted(names)}


def clean(ctx: Context, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The validated answers. Raises Invalid with every fault at once."""
    checked = validate(
        ctx.rule.form,
        raw,
        options=options_of(ctx, ctx.rule.form),
        language=ctx.actor.language,
        context={"on": ctx.on, "now": ctx.now, "timezone": clock.zone()},
        translate=gettext,
    )
    if not checked.ok:
        raise Invalid(checked.errors)
    return checked.clean


def write_action(ctx: Context, *, name: str, to_state: str, request_id: uuid.UUID, digest: str) -> None:
    """Insert the row of the action and its content; move the case in memory."""
    case = ctx.case
    from_state = "" if name == START else case.state
    ctx.action = Action.objects.create(
        case=case,
        compartment=case.compartment,
        seq=case.version if name == START else case.version + 1,
        name=name,
        account_id=ctx.actor.account_id,
        holder_id=ctx.actor.holder_id,
        actor_kind=ctx.actor.kind,
        at=ctx.now,
        from_state=from_state,
        to_state=to_state,
        articles=list(ctx.rule.articles),
        request_id=request_id,
        request_digest=digest,
    )
    ctx.memo.pop("history", None)
    if ctx.data:
        content = ActionContent(
            action=ctx.action,
            case=case,
            compartment=ctx.rule.compartment or case.compartment,
            name=name,
            data=dict(ctx.data),
            is_sealed=ctx.rule.seals,
            at=ctx.now,
        )
        content.put_seal()
        content.save(force_insert=True)
    attach_files(ctx)
    if ctx.rule.side and ctx.actor.holder_id:
        Side.objects.get_or_create(
            case=case,
            holder_id=ctx.actor.holder_id,
            defaults={"side": ctx.rule.side, "compartment": case.compartment, "since": ctx.now},
        )
    if from_state != to_state:
        case.state = to_state
        case.state_since = ctx.now
    state = ctx.procedure.states[to_state]
    case.waits_for = state.waits_for or ""
    case.closed_at = (case.closed_at or ctx.now) if state.kind == "final" else None
    case.aside = case.is_open and (case.aside or to_state in ctx.procedure.beside)
    if isinstance(ctx.rule, ActionRule):
        case.version += 1


def finish(ctx: Context) -> None:
    """Effects, clocks and letters of a written action; then the case is saved."""
    for name in ctx.rule.effects:
        try:
            registry.effects[name](ctx)
        except register.Invalid as wrong:
            raise _beside_the_field(ctx, wrong) from wrong
    clocks.run_clocks(ctx)
    charges.run_charges(ctx)
    state = ctx.procedure.states[ctx.case.state]
    if state.nothing_due and not charges.charges_settled(ctx):
        ctx.case.waits_for = state.nothing_due
    if ctx.case.closed_at is not None and ctx.case.closed_at == ctx.now:
        clocks.stop_all(ctx)
        charges.void_all(ctx)
    for rule in ctx.rule.letters_due(ctx.data, ctx.content):
        issue_letter(ctx, rule.letter, to=rule.to)
    clocks.refresh_next_due(ctx)
    ctx.case.save()


def _beside_the_field(ctx: Context, wrong: register.Invalid) -> Invalid:
    """What the register refuses, as a fault of the form: beside its question where the form has one of that name."""
    known = {field.name for field in ctx.rule.form}
    errors: dict[str, str] = {}
    for path, message in wrong.errors.items():
        where = path.replace(".", "-")
        where = where if where.split("-")[0] in known else ""
        errors[where] = f"{errors[where]} {message}" if where in errors else str(message)
    return Invalid(errors)


def issue_letter(ctx: Context, kind: str, *, to: str) -> Letter:
    """Typeset a letter and keep it with the action that made it."""
    rule = registry.letters[kind]
    languages = list(rule.languages(ctx))
    try:
        data = for_receiver(kind, to, rule.data(ctx, kind))
        rendered = render_letter(kind, data, languages=languages, pack=ctx.case.pack)
    except LetterDataError as error:
        # A letter that lacks what the law asks of it is not sent, and the step is not taken (RS-16).
        raise Blocked([_lacking(kind, problem.field) for problem in error.problems]) from error
    # A letter is as secret as the content of the action that made it: a refusal holds the reasons.
    compartment = ctx.rule.compartment or ctx.case.compartment
    stored = store(
        actor=ctx.actor,
        content=rendered.pdf,
        kind="letter",
        media_type="application/pdf",
        compartment=compartment,
        case_id=ctx.case.pk,
        person_id=ctx.case.person_id if to == "person" else None,
        whose=ctx.case.person_id,
    )
    return Letter.objects.create(
        case=ctx.case,
        compartment=compartment,
        kind=kind,
        addressee=to if to in ("person", "party") else "office",
        languages=languages,
        file=stored,
        made_by=ctx.action,
        made_at=ctx.now,
    )


def for_receiver(kind: str, to: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What of a letter's data its receiver may be given (standards 5.4); anything else is dropped, and the log of the service says so."""
    receiver = receiver_of(kind, to)
    if receiver is None:
        return dict(data)
    more = dropped(receiver, data)
    if more:
        log_of_letters.error(
            "the letter %s to %s was given fields that it may not hold: %s", kind, receiver, ", ".join(more)
        )
    return given(receiver, data)


def _lacking(kind: str, field: str) -> Problem:
    return Problem(
        "letter_incomplete",
        _("The letter cannot be written yet: “%(field)s” is missing or cannot be read. Complete it, then try again.")
        % {"field": field},
        article="RS-16",
        details={"letter": kind, "letter_field": field},
    )


def log(ctx: Context, verb: Verb, request_id: uuid.UUID) -> None:
    """The audit event of an action."""
    record(
        ctx.actor,
        verb,
        subject_type="case",
        subject_id=ctx.case.pk,
        persons=[ctx.case.person_id],
        purpose="case",
        request_id=request_id,
        detail={"action": ctx.written.name, "seq": ctx.written.seq},
    )


def changes_since(case: Case, version: int) -> list[Action]:
    """The actions that came after a version of the case."""
    return list(Action.objects.filter(case=case, seq__gt=version).order_by("seq"))
