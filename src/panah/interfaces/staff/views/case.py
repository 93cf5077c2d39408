# SPDX-License-Identifier: AGPL-3.0-or-later
"""One file: what it is about, what may be done, what stands in the way, its history, papers, terms and law."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from panah.casework.models import Case
from panah.casework.policy import CasePermission
from panah.casework.selectors import CaseFile, case_file, shown_answers
from panah.casework.selectors.file import account_names
from panah.domains.asylum.public import ClaimPermission
from panah.domains.residence import public as residence
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, allows
from panah.interfaces.staff import show
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.words import AFFILIATIONS, HOUSEHOLD_ROLES, NEEDS, ROLES, STATUSES, say
from panah.interfaces.web.doors import door
from panah.law.pack import load_pack
from panah.register import public as register
from panah.register.policy import RegisterPermission

PARTS = ("overview", "timeline", "papers", "terms", "law")
LATEST = 4
"""Entries of the history that the overview shows."""


def _tabs(file: CaseFile, part: str) -> list[dict[str, Any]]:
    labels = {
        "overview": (_("Overview"), 0),
        "timeline": (_("History"), len(file.timeline)),
        "papers": (_("Papers"), len(file.letters)),
        "terms": (_("Terms"), sum(view.clock.stopped_at is None for view in file.clocks)),
        "law": (_("Law"), 0),
    }
    if not file.law_open:
        del labels["law"]
    return [
        {
            "label": label,
            "count": count,
            "current": name == part,
            "href": reverse("staff:case", args=(file.case.pk,))
            if name == "overview"
            else reverse("staff:case-part", args=(file.case.pk, name)),
        }
        for name, (label, count) in labels.items()
    ]


def header(file: CaseFile, part: str, actor: Actor) -> dict[str, Any]:
    """What the bar above every part of a file shows."""
    case = file.case
    officer = file.accounts.get(case.assigned_to, "") if case.assigned_to else ""
    chips = [show.clock_chip(view) for view in file.clocks if view.clock.stopped_at is None]
    return {
        "number": case.number,
        "name": file.names.of(case.person_id) or _("Name not open to you"),
        "caption": case.procedure.title.in_(actor.language),
        "state": file.state_label,
        "tone": show.state_tone(case.procedure, case.state),
        "flags": show.flags(case) if file.whole else [],
        "facts": [
            (_("Waits for"), say(ROLES, file.waits_for) if file.waits_for else _("nobody")),
            (_("Officer"), officer or _("none yet")),
            (_("Office"), case.office.name(actor.language)),
        ],
        "clocks": chips[:3],
        "tabs": _tabs(file, part),
    }


def _was_applied_for(case: Case) -> bool:
    """Whether somebody asked for it: what the service begins itself has no application to read."""
    begun = case.procedure.start.permission == ClaimPermission.OPEN_REVIEW
    return not (begun or residence.begun_by_the_service(case.procedure))


def timeline_items(file: CaseFile, limit: int | None = None) -> list[dict[str, Any]]:
    """The history for `timeline()`, newest first, with links to what was said and to the letters."""
    items = []
    for entry in file.timeline[:limit]:
        action = entry.action
        who = file.accounts.get(action.account_id, "") if action.account_id else ""
        moved = entry.from_label != entry.to_label and entry.to_label
        items.append(
            {
                "title": entry.label,
                "first": action.seq == 1,
                "href": reverse("staff:content", args=(entry.content_id,)) if entry.content_id else "",
                "by": who or say(ROLES, action.actor_kind),
                "at": action.at,
                "decision": bool(moved),
                "moved": entry.to_label if moved else "",
                "sealed": entry.is_sealed,
                "articles": ", ".join(action.articles),
                "letters": [show.letter_card(letter) for letter in entry.letters],
            }
        )
    return items


def _people(file: CaseFile, actor: Actor) -> dict[str, Any]:
    """The person of the file with family, guardian, needs and statuses, as far as the actor may see."""
    case, today = file.case, clock.today()
    reads = allows(actor, RegisterPermission.READ, SOME)
    members = {}
    household = register.household_of(actor, case.person_id, today)
    if household is not None:
        members = {one.person_id: one.role for one in register.members_of(actor, household.pk, today)}
    family = [
        {
            "card": show.person_card(
                actor,
                member.person,
                href=reverse("staff:case", args=(member.pk,)),
                role=say(HOUSEHOLD_ROLES, members[member.person_id]) if member.person_id in members else "",
            ),
            "number": member.number,
            "state": member.procedure.states[member.state].label.in_(actor.language),
            "tone": show.state_tone(member.procedure, member.state),
        }
        for member in file.family
    ]
    guardian = register.guardian_of(actor, case.person_id, today)
    return {
        "person": show.person_card(
            actor,
            case.person,
            href=reverse("staff:person", args=(case.person_id,)) if reads else "",
            role=say(HOUSEHOLD_ROLES, members[case.person_id]) if case.person_id in members else "",
        ),
        "family": family,
        "guardian": guardian,
        "needs": [(say(NEEDS, need.code), need.review_on) for need in register.needs_of(actor, case.person_id)],
        "statuses": [
            (say(AFFILIATIONS, one.affiliation), one.basis, one.valid.lower, _last_day(one.valid.upper))
            for one in register.nationalities_of(actor, case.person_id)
            if one.valid.upper is None or one.valid.upper > today
        ]
        + [
            (say(STATUSES, status.kind), status.basis, status.valid.lower, _last_day(status.valid.upper))
            for status in register.current_statuses(actor, case.person_id, today)
        ],
        "interpreter": case.person.interpreter_language,
    }


def _last_day(upper: dt.date | None) -> dt.date | None:
    return upper - dt.timedelta(days=1) if upper else None


def _overview(file: CaseFile, actor: Actor) -> dict[str, Any]:
    case = file.case
    of = case.procedure.actions[file.in_the_way_of].label.in_(actor.language) if file.in_the_way_of else ""
    upcoming = [
        show.appointment_row(one, {}) for one in file.appointments if one.state == "set" and one.ends_at >= clock.now()
    ]
    return {
        "people": _people(file, actor),
        "shown": shown_answers(case, actor.language) if allows(actor, CasePermission.CONTENT, case) else [],
        "offers": show.offer_rows(
            file.offers, case, actor.language, file.drafts, {entry.action.name for entry in file.timeline}
        ),
        "may_card": allows(actor, ClaimPermission.ACCESS_CARD, case)
        and any(one.ended_at is None for one in file.documents),
        "others": show.others_wait(file.offers, actor.language),
        "in_the_way": show.problem_rows(file.in_the_way, case),
        "in_the_way_of": of,
        # That nothing stands in the way is said when the step can be taken; before that only what is missing is told.
        "offered_now": bool(of) and case.state in case.procedure.actions[file.in_the_way_of].from_,
        "tasks": [show.task_row(task) for task in file.tasks if task.done_at is None],
        "appointments": upcoming,
        "priority": [str(one.reason) for one in file.priority],
        "rests": show.rests(file.rests) if file.rests else None,
        "said": next((e for e in timeline_items(file) if e["href"] and e["first"] and _was_applied_for(case)), None),
        "latest": timeline_items(file, LATEST),
        "more": max(0, len(file.timeline) - LATEST),
        "documents": [show.document_row(one, file.case.procedure) for one in file.documents if one.ended_at is None],
    }


@require_GET
@door(CasePermission.READ, purpose="case")
def case_page(request: HttpRequest, case_id: uuid.UUID, part: str = "overview") -> HttpResponse:
    """One part of a file; each part has an address of its own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if part not in PARTS:
        raise NotFound("page")
    file = case_file(actor=actor, case_id=case_id, with_findings=part == "law", with_rests=part == "overview")
    context: dict[str, Any] = {"case": file.case, "head": header(file, part, actor)}
    if part == "overview":
        context |= _overview(file, actor)
        # Whoever may not ask for findings is not told this one either.
        context["bridge"] = residence.bridge_of(actor=actor, case=file.case) if file.law_open else None
    elif part == "timeline":
        context["items"] = timeline_items(file)
    elif part == "papers":
        context |= {
            "letters": [show.letter_card(letter) for letter in file.letters],
            "documents": [show.document_row(one, file.case.procedure) for one in file.documents],
            "may_read": allows(actor, CasePermission.LETTERS, file.case),
        }
    elif part == "terms":
        context |= {
            "clocks": [show.clock_chip(view) for view in file.clocks],
            "tasks": [show.task_row(task) for task in file.tasks],
            "appointments": [
                show.appointment_row(one, _names(file)) for one in sorted(file.appointments, key=lambda a: a.starts_at)
            ],
        }
    else:
        if file.findings is None:
            raise NotFound("page")
        law = load_pack(file.case.pack)
        rows = show.finding_rows(file.findings, actor.language, law)
        context |= {
            "decisions": file.decisions if allows(actor, CasePermission.CONTENT, file.case) else [],
            "holds": [row for row in rows if row["value"] is not False and row["value"] is not None],
            "fails": [row for row in rows if row["value"] is False],
            "unknown": [row for row in rows if row["value"] is None],
        }
    return page(request, f"staff/case_{part}.jinja", context, place="basket")


def _names(file: CaseFile) -> dict[uuid.UUID, str]:
    return account_names([i for one in file.appointments for i in (one.host_id, one.interpreter_id)])
