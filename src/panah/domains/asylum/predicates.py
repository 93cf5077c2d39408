# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must be true before a step of the asylum procedure. Each problem says what to do."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.errors import Problem
from panah.casework.models import Case, Clock, Side
from panah.casework.registry import predicate
from panah.casework.services.papers import standing_decision
from panah.domains.asylum.facts import CLAIM
from panah.domains.asylum.history import History, Step
from panah.domains.asylum.law import after, day, finding, is_child, local_day
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, RoleAssignment
from panah.foundation.days import say_day
from panah.register.models import Guardianship, LegalStatus, StatusKind
from panah.register.public import whole

GRANTING = ("granted", "kept")
"""Outcomes against which nobody needs to appeal."""


def history(ctx: Context) -> History:
    """The steps of the case, read once for all actions that are weighed together."""
    if "asylum_history" not in ctx.memo:
        ctx.memo["asylum_history"] = History.of(ctx.case)
    return ctx.memo["asylum_history"]


@predicate("no_open_claim")
def no_open_claim(ctx: Context) -> Problem | None:
    """The person has no claim that is open anywhere, and for a new claim no refugee status."""
    here = Q(person_id__in=whole(ctx.actor, ctx.case.person_id), procedure_key=CLAIM, closed_at=None)
    if Case.objects.filter(here).exclude(pk=ctx.case.pk).exists():
        return Problem(
            "claim_open",
            _("This person has a claim that is still open. Go on with that file instead of beginning another."),
            article="RS-04",
        )
    if ctx.case.procedure_key == CLAIM and _holds_status(ctx):
        return Problem(
            "is_refugee",
            _("This person already has refugee status, so no claim is needed. Look at the person's statuses."),
            article="RL 1",
        )
    return None


def _holds_status(ctx: Context) -> bool:
    return LegalStatus.objects.filter(
        person_id__in=whole(ctx.actor, ctx.case.person_id),
        kind=StatusKind.REFUGEE,
        recorded__upper_inf=True,
        valid__contains=ctx.on,
    ).exists()


@predicate("refugee_status_held")
def refugee_status_held(ctx: Context) -> Problem | None:
    """There is a status to review (RS-21)."""
    if _holds_status(ctx):
        return None
    return Problem(
        "no_status",
        _("This person has no refugee status, so there is nothing to review. Check that this is the right person."),
        article="RS-21",
    )


@predicate("guardian_appointed")
def guardian_appointed(ctx: Context) -> Problem | None:
    """A child without parent or caregiver has a guardian (CH-02)."""
    if not is_child(ctx) or not finding(ctx, "guardian_missing"):
        return None
    return Problem(
        "guardian_missing",
        _(
            "This child has no guardian yet, and nothing that needs one can go on. Ask the guardianship body for one, "
            "then record who was appointed."
        ),
        article="CH-02",
    )


@predicate("guardian_independent")
def guardian_independent(ctx: Context) -> list[Problem]:
    """The guardian has no part in the case and does not have too many children to care for (CH-03)."""
    given = ctx.data.get("guardian") if ctx.data else None
    if not given:
        return []
    account = Account.objects.filter(pk=given).first()
    if account is None:
        return []
    found = []
    deciding = RoleAssignment.objects.filter(
        account__holder_id=account.holder_id,
        office_id__in=ctx.case.offices,
        starts_on__lte=ctx.on,
        ends_on__gt=ctx.on,
    ).exclude(role=Role.GUARDIAN)
    involved = Side.objects.filter(case=ctx.case, holder_id=account.holder_id)
    if deciding.exists() or involved.exists() or account.holder_id == ctx.actor.holder_id:
        found.append(
            Problem(
                "guardian_involved",
                _("This guardian works in the deciding unit or on this file. Choose somebody who does not."),
                field="guardian",
                article="CH-03",
            )
        )
    most = int(ctx.parameter("guardian.wards").value)
    wards = Guardianship.objects.filter(account_id=account.pk, ended_on=None).exclude(child_id=ctx.case.person_id)
    if wards.count() >= most:
        found.append(
            Problem(
                "too_many_wards",
                _("This guardian already cares for %(most)s children. Choose another one.") % {"most": most},
                field="guardian",
                article="CH-03",
            )
        )
    return found


@predicate("interview_notice_given")
def interview_notice_given(ctx: Context) -> Problem | None:
    """The interview lies ahead, and far enough for a representative to come (RS-12)."""
    if not ctx.data or not ctx.data.get("starts_at"):
        return None
    if dt.datetime.fromisoformat(ctx.data["starts_at"]) <= ctx.now:
        return Problem(
            "in_the_past",
            _("This moment has passed. Choose a later one."),
            field="starts_at",
            article="RS-12",
        )
    earliest = after(ctx, "ref.interview_notice", ctx.on)
    if local_day(ctx.data["starts_at"]) >= earliest or ctx.data.get("short_notice_agreed"):
        return None
    return Problem(
        "short_notice",
        _(
            "The person needs time to prepare and to bring a representative: choose %(day)s or later. An earlier day "
            "is possible when the person asked for it or agreed; tick that then."
        )
        % {"day": say_day(earliest)},
        field="starts_at",
        article="RS-12",
    )


@predicate("child_accompanied")
def child_accompanied(ctx: Context) -> list[Problem]:
    """A child is heard with a parent or the guardian present, and with the child's own view (RS-06, CH-02, CH-08)."""
    data = ctx.data
    if not data or data.get("attended") is False or not is_child(ctx):
        return []
    roles = {row["role"] for row in data.get("present") or []}
    found = []
    if finding(ctx, "guardian_required"):
        if "guardian" not in roles:
            found.append(
                Problem(
                    "guardian_absent",
                    _("The guardian must be present when this child is heard. Add the guardian, or set a new date."),
                    field="present",
                    article="CH-02",
                )
            )
    elif not roles & {"parent", "guardian", "representative"}:
        found.append(
            Problem(
                "parent_absent",
                _("A child is heard with a parent or a legal representative. Add who was there, or set a new date."),
                field="present",
                article="RS-06",
            )
        )
    names = {field.name for field in ctx.rule.form}
    if "child_view" in names and not data.get("child_view") and not data.get("child_view_missing_reason"):
        found.append(
            Problem(
                "child_view",
                _("Write down the child's own view, in the child's words, or say why there is none."),
                field="child_view",
                article="CH-08",
            )
        )
    return found


@predicate("country_information_fresh_or_explained")
def country_information_fresh_or_explained(ctx: Context) -> list[Problem]:
    """Country information that is out of date says why it still holds (RS-14)."""
    found = []
    for place, row in enumerate((ctx.data or {}).get("country_information") or []):
        if row.get("old_reason"):
            continue
        if ctx.on > after(ctx, "ref.country_information", _earliest(row["published_on"])):
            found.append(
                Problem(
                    "old_information",
                    _("This information is old. Find newer information, or say why it still holds."),
                    field=f"country_information-{place}-old_reason",
                    article="RS-14",
                )
            )
    return found


def _earliest(written: str) -> dt.date:
    parts = [int(part) for part in written.split("-")]
    return dt.date(*[*parts, 1, 1][:3])


@predicate("abandonment_conditions_met")
def abandonment_conditions_met(ctx: Context) -> list[Problem]:
    """A claim is given up only after a missed interview, a long silence, and attempts on several ways (RS-19)."""
    steps = history(ctx)
    missed = steps.missed_interview()
    if missed is None:
        return [
            Problem(
                "no_missed_interview",
                _("There is no missed interview, so the claim cannot be closed as not pursued. Set an interview."),
                article="RS-19",
            )
        ]
    since = day(missed.data["missed_on"])
    found = _silence(ctx, steps, since)
    tried = steps.attempts_since(since)
    for key, parameter, count, message in (
        (
            "few_attempts",
            "ref.abandon_attempts",
            len(tried),
            _("Since the missed interview the person was tried %(count)s times; %(needed)s are needed. Try again."),
        ),
        (
            "few_channels",
            "ref.abandon_channels",
            len({step.data["channel"] for step in tried}),
            _("The person was tried in %(count)s ways; %(needed)s different ones are needed. Try another way."),
        ),
    ):
        needed = int(ctx.parameter(parameter).value)
        if count < needed:
            found.append(Problem(key, message % {"count": count, "needed": needed}, article="RS-19"))
    return found


def _silence(ctx: Context, steps: History, missed_on: dt.date) -> list[Problem]:
    contact = steps.last_contact()
    silent_since = max(missed_on, contact) if contact else missed_on
    last_day = after(ctx, "ref.abandon", silent_since)
    if ctx.on > last_day:
        return []
    return [
        Problem(
            "silence_too_short",
            _("Nobody heard of the person since %(since)s. Wait until %(last)s has passed, and go on trying.")
            % {"since": silent_since.isoformat(), "last": last_day.isoformat()},
            article="RS-19",
        )
    ]


@predicate("reopening_refusal_allowed")
def reopening_refusal_allowed(ctx: Context) -> Problem | None:
    """The first request after an absence is granted (RS-19)."""
    steps = history(ctx)
    closed = steps.last("close")
    if closed is None or closed.data.get("reason") != "abandoned":
        return None
    if len(steps.after(closed, "request_reopening")) > 1:
        return None
    return Problem(
        "first_request",
        _("This is the first request after an absence: it is granted. Choose where the claim goes on."),
        field="decision",
        article="RS-19",
    )


@predicate("appeal_period_over")
def appeal_period_over(ctx: Context) -> list[Problem]:
    """Nothing is open against the act: it helps the person, its period is over, or no instance is left (RS-02, RS-17)."""
    if not ctx.data:
        return []
    because = ctx.data.get("final_because")
    check = {
        "granted": _was_granted,
        "kept": _was_granted,
        "last_instance": _was_last_instance,
        "waived": _may_be_waived,
        "period_over": _period_is_over,
    }.get(str(because))
    problem = check(ctx) if check else None
    return [problem] if problem else []


def outcome_that_stands(ctx: Context) -> str:
    """The outcome in force after any appeal; "" where nothing was decided."""
    result = history(ctx).last("decide_appeal")
    decided = history(ctx).last("approve_decision", "close")
    if result and (decided is None or result.action.seq > decided.action.seq) and result.data["result"] == "amended":
        return "granted" if ctx.case.procedure_key == CLAIM else "kept"
    decision = standing_decision(ctx)
    return decision.outcome if decision else ""


def _was_granted(ctx: Context) -> Problem | None:
    if outcome_that_stands(ctx) in GRANTING:
        return None
    return Problem(
        "not_granted",
        _("The outcome is against the person. Choose the reason why no appeal is open any more."),
        field="final_because",
        article="RS-17",
    )


def _was_last_instance(ctx: Context) -> Problem | None:
    if history(ctx).last("decide_appeal"):
        return None
    return Problem(
        "no_instance",
        _("No appeal was decided in this file. Choose another reason, or wait for the appeal."),
        field="final_because",
        article="RS-17",
    )


def _may_be_waived(ctx: Context) -> Problem | None:
    if not is_child(ctx) or not finding(ctx, "guardian_missing"):
        return None
    return Problem(
        "guardian_missing",
        _("A child without a guardian cannot waive an appeal. Record the guardian first."),
        field="final_because",
        article="CH-02",
    )


def _period_is_over(ctx: Context) -> Problem | None:
    served: Step | None = history(ctx).served()
    if served is None:
        return Problem(
            "not_served",
            _("Nobody noted that the person received the letter, so no period has begun. Note that first."),
            field="final_because",
            article="APC 38",
        )
    running = Clock.objects.filter(case=ctx.case, key="appeal", stopped_at=None).first()
    if running is None or running.due_at <= ctx.now:
        return None
    return Problem(
        "period_runs",
        _("The person can still appeal until %(day)s. Close the file after that day.")
        % {"day": say_day(after(ctx, running.parameter, day(served.data["notified_on"])))},
        field="final_because",
        article="APC 38",
    )
