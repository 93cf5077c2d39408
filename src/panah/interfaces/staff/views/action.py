# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a step in a file: the form of the procedure, drafts, uploads, and every way in which it can be refused."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panah.casework.errors import Blocked, Invalid, NotOffered, Problem, RequestReused, Stale
from panah.casework.models import Action, Case, Charge
from panah.casework.policy import CasePermission
from panah.casework.procedure.schema import Action as ActionRule
from panah.casework.selectors import get_case, rests_on
from panah.casework.selectors.file import account_names
from panah.casework.selectors.names import names_of
from panah.casework.services import available_actions, discard_draft, find_draft, form_options, perform, save_draft
from panah.casework.services.common import changes_since
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import allows, require
from panah.interfaces.staff import bringing, show
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import request_id_of
from panah.interfaces.staff.uploads import take_uploads
from panah.interfaces.staff.words import ROLES, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.errors import error_page, stale
from panah.interfaces.web.forms import Field, Form, Option, bind, edit, field_of
from panah.interfaces.web.leads import with_conditions
from panah.interfaces.web.signing.flow import ask_again


def _rule(case: Case, name: str) -> ActionRule:
    rule = case.procedure.actions.get(name)
    if rule is None:
        raise NotFound("step")
    return rule


GROUNDS = ("grounds", "refusal_grounds", "cancellation_grounds")
"""Lists of coded grounds in forms, as `casework.coded` offers them."""


def form_fields(actor: Actor, case: Case, rule: ActionRule) -> list[Field]:
    """The questions of a step, with the answers that are known only now.

    What the law finds stands at the head of a list of grounds, and what is missing at that of papers: nobody searches a list
    of thirty for the two that can be chosen.
    """
    options = form_options(actor=actor, case=case, rule=rule)
    fields = with_conditions([field_of(spec, actor.language, options) for spec in rule.form], rule.form)
    asked = {spec.options_from for spec in rule.form} | {sub.options_from for spec in rule.form for sub in spec.fields}
    if not asked & {"papers", *GROUNDS} or not allows(actor, CasePermission.CONTENT, case):
        return bringing.ticked(fields, bringing.held_by_state(case.pack, case.procedure_key))
    rests = rests_on(actor=actor, case=case)
    found = {one.code for one in (*rests.grounds, *rests.refusals)}
    said = _("The law finds this of the facts in the file.")
    kinds = {spec.name: spec.options_from for spec in rule.form}
    fields = [
        replace(
            one,
            options=sorted(
                (Option(code, label, said if code in found else "") for code, label in map(_pair, one.options)),
                key=lambda option: option.value not in found,
            ),
        )
        if kinds.get(one.name) in GROUNDS
        else one
        for one in fields
    ]
    missing = [one.code for one in rests.papers if one.state == "missing"]
    return bringing.ticked(fields, bringing.held_by_state(case.pack, case.procedure_key), missing)


def only_answers(fields: Sequence[Field]) -> dict[str, Any]:
    """The answers to questions that have one answer alone, such as the one body that can be asked: nobody picks from one."""
    return {
        one.name: [_value(one.options[0])] if one.kind == "multi" else _value(one.options[0])
        for one in fields
        if one.required and one.kind in ("multi", "choice") and len(one.options) == 1 and one.name != bringing.BROUGHT
    }


def _value(option: Any) -> str:
    return option.value if isinstance(option, Option) else str(option[0])


def _pair(option: Any) -> tuple[str, str]:
    return str(option[0]), str(option[1])


def due_words(actor: Actor, case: Case, rule: ActionRule) -> str:
    """What is to be paid and under which reference, on the page where a payment is recorded; "" elsewhere."""
    settled = {one.name for one in case.procedure.charges.values() if one.settled_by == rule.name}
    if not settled or not allows(actor, CasePermission.CONTENT, case):
        return ""
    due = [one for one in Charge.objects.filter(case=case, key__in=settled) if one.is_due]
    return " ".join(
        _("%(amount)s %(currency)s are due under the reference %(reference)s (%(article)s).")
        % {"amount": one.amount, "currency": one.currency, "reference": one.reference, "article": one.article}
        for one in due
    )


def change_rows(case: Case, actions: Sequence[Action], language: str) -> list[dict[str, Any]]:
    """What happened meanwhile, for `stale_notice()`."""
    who = account_names([one.account_id for one in actions])
    rows = []
    for one in actions:
        known = one.name in case.procedure.actions
        title = case.procedure.act(one.name).label.in_(language) if known else one.name
        by = who.get(one.account_id, "") if one.account_id else ""
        rows.append({"title": title, "by": by or say(ROLES, one.actor_kind), "at": one.at})
    return rows


def _typed(fields: Sequence[Field], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was typed, flat, for a page that can no longer show the form."""
    pairs: list[tuple[str, str]] = []
    for one in fields:
        value = values.get(one.name)
        if one.kind == "group":
            for row in value if isinstance(value, list) else [value or {}]:
                pairs += _typed(one.fields, row)
        elif isinstance(value, Mapping):
            pairs.append((one.label, " ".join(str(part) for part in value.values() if part)))
        elif isinstance(value, list):
            pairs.append((one.label, ", ".join(map(str, value))))
        elif value not in (None, "", False):
            pairs.append((one.label, str(value)))
    return pairs


def _not_offered(request: HttpRequest, case: Case, rule: ActionRule, kept: list[tuple[str, str]]) -> HttpResponse:
    language = request.actor.language  # type: ignore[attr-defined]
    offered = [one.label.in_(language) for one in case.procedure.offered_in(case.state)]
    state = case.procedure.states[case.state].label.in_(language)
    lines = [
        _("“%(step)s” cannot be done while the file stands at “%(state)s”.")
        % {"step": rule.label.in_(language), "state": state},
        _("What can be done in this state: %(steps)s.") % {"steps": ", ".join(offered)}
        if offered
        else _("In this state there is nothing more to do."),
    ]
    return error_page(
        request,
        409,
        _("This step is not offered now"),
        lines,
        kept=kept,
        back_href=reverse("staff:case", args=(case.pk,)),
        back_text=_("Back to the file"),
    )


def _draw(
    request: HttpRequest,
    case: Case,
    rule: ActionRule,
    form: Form,
    *,
    problems: Sequence[Problem] = (),
    changes: Sequence[Mapping[str, Any]] = (),
    notice: str = "",
    request_id: uuid.UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    scans = [one for one in form.fields if bringing.is_scan(one)]
    context = {
        "case": case,
        "name": names_of([case.person_id]).of(case.person_id),
        "label": rule.label.in_(actor.language),
        "help": rule.help.in_(actor.language) if rule.help else "",
        "articles": rule.articles,
        "seals": rule.seals,
        "form": form,
        "main": Form([one for one in form.fields if one not in scans], form.values, form.errors),
        "scans": Form(scans, form.values, form.errors, mark_optional=False) if scans else None,
        "scans_open": any(one.name in form.errors or form.values.get(one.name) for one in scans),
        "problems": show.problem_rows(problems, case),
        "changes": list(changes),
        "notice": notice,
        "due": due_words(actor, case, rule),
        "hidden": {"request_id": str(request_id or uuid.uuid4()), "expected_version": case.version},
        "has_draft": find_draft(actor=actor, case_id=case.pk, name=rule.name) is not None,
        "leads_to": [case.procedure.states[name].label.in_(actor.language) for name in rule.targets],
    }
    return page(request, "staff/action.jinja", context, place="basket", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@door(CasePermission.READ, purpose="case")
def action_page(request: HttpRequest, case_id: uuid.UUID, name: str) -> HttpResponse:
    """The form of a step (GET), and taking it, keeping it for later or throwing it away (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = get_case(actor=actor, case_id=case_id)
    rule = _rule(case, name)
    require(actor, rule.permission, case)
    fields = form_fields(actor, case, rule)
    if request.method == "POST":
        return _sent(request, case, rule, fields)
    if case.state not in rule.from_:
        return _not_offered(request, case, rule, [])
    draft = find_draft(actor=actor, case_id=case.pk, name=name)
    notice, changes = "", []
    if draft is not None:
        notice = _("You began this on %(day)s. What you typed is below.") % {
            "day": clock.local_date(draft.changed_at).isoformat()
        }
        changes = change_rows(case, changes_since(case, draft.base_version), actor.language)
    offers = available_actions(actor=actor, case=case)
    problems = next((one.problems for one in offers if one.name == name), ())
    form = Form(fields, draft.data if draft else only_answers(fields))
    return _draw(request, case, rule, form, problems=problems, changes=changes, notice=notice)


def _sent(request: HttpRequest, case: Case, rule: ActionRule, fields: list[Field]) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if "discard" in request.POST:
        discard_draft(actor=actor, case=case, action=rule.name)
        messages.success(request, _("What you had begun is thrown away."))
        return HttpResponseRedirect(reverse("staff:case", args=(case.pk,)))
    values = bind(fields, request.POST)
    errors = take_uploads(actor=actor, case=case, rule=rule, fields=fields, values=values, files=request.FILES)
    request_id = request_id_of(request.POST)
    version = request.POST.get("expected_version", "")
    changed = edit(fields, values, request.POST)
    if changed:
        return _draw(request, case, rule, Form(fields, values, errors), request_id=request_id)
    if "draft" not in request.POST and rule.signs and (asked := ask_again(request)):
        # What was written is kept twice: by the page that asks, and as a draft, for files cannot go through a page.
        save_draft(actor=actor, case=case, action=rule.name, data=values)
        return asked
    if "draft" in request.POST:
        save_draft(actor=actor, case=case, action=rule.name, data=values)
        messages.success(request, _("Kept. You find it on the file under the same step; nobody else sees it."))
        return HttpResponseRedirect(reverse("staff:case", args=(case.pk,)))
    if errors:
        return _refused(request, case, rule, Form(fields, values, errors), request_id=request_id, status=422)
    try:
        done = perform(
            actor=actor,
            case_id=case.pk,
            action=rule.name,
            data=bringing.as_rows(values),
            expected_version=int(version) if version.isdecimal() and len(version) < 10 else -1,
            request_id=request_id,
        )
    except Invalid as wrong:
        texts = {path: str(text) for path, text in wrong.errors.items()}
        form = Form(fields, values, bringing.errors_beside(texts, values))
        return _refused(request, case, rule, form, request_id=request_id, status=422)
    except Blocked as blocked:
        beside = {one.field: str(one.message) for one in blocked.problems if one.field}
        form = Form(fields, values, beside)
        return _refused(request, case, rule, form, problems=blocked.problems, request_id=request_id, status=409)
    except Stale as moved:
        return _stale(request, case, rule, fields, values, moved)
    except NotOffered:
        return _not_offered(request, get_case(actor=actor, case_id=case.pk), rule, _typed(fields, values))
    except RequestReused as reused:
        form = Form(fields, values, {"": str(reused.title) + " " + _("Check it and send it again.")})
        return _refused(request, case, rule, form, status=409)
    label = rule.label.in_(actor.language)
    # The notice says itself that it was done.
    said = _("This was done already: %(step)s.") if done.replayed else "%(step)s."
    messages.success(request, said % {"step": label})
    return HttpResponseRedirect(_after(actor, case.pk))


def _after(actor: Actor, case_id: uuid.UUID) -> str:
    """Where one goes on after a step: on the file, or in the basket where the step took the file out of one's sight, as an
    opinion does that was asked of another body."""
    try:
        get_case(actor=actor, case_id=case_id)
    except NotFound:
        return reverse("staff:basket")
    return reverse("staff:case", args=(case_id,))


def _refused(request: HttpRequest, case: Case, rule: ActionRule, form: Form, **rest: Any) -> HttpResponse:
    """Draw the form again; what was typed is kept as a draft too, should the page be lost."""
    if rule.form:
        save_draft(actor=request.actor, case=case, action=rule.name, data=form.values)  # type: ignore[attr-defined]
    return _draw(request, case, rule, form, **rest)


def _stale(
    request: HttpRequest, case: Case, rule: ActionRule, fields: list[Field], values: dict[str, Any], moved: Stale
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = get_case(actor=actor, case_id=case.pk)
    changes = change_rows(now, moved.changes, actor.language)
    if now.state not in rule.from_:
        back = reverse("staff:case", args=(case.pk,))
        return stale(request, changes=changes, kept=_typed(fields, values), back_href=back)
    return _refused(request, now, rule, Form(fields, values), changes=changes, status=409)
