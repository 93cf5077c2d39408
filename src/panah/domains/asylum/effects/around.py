# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes on beside the claim: address, guardian, age, needs."""

import datetime as dt
import uuid

from panah.casework.context import Context
from panah.casework.models import Case
from panah.casework.registry import effect
from panah.casework.services.tasks import finish_task, open_task
from panah.domains.asylum.effects.reception import files_of_person, settle_guardian
from panah.domains.asylum.law import FLAG_NEEDS, FLAG_PRIORITY, TASK_AGE, day, flag
from panah.domains.asylum.leaving import shut_to_who_left
from panah.domains.asylum.needs import CODES
from panah.foundation.access.roles import Compartment, Role
from panah.register.models import GuardianKind
from panah.register.partial_date import birth_from_age
from panah.register.public import appoint_guardian, correct_person, home_country, record_need, set_address


@effect("record_address")
def record_address(ctx: Context) -> None:
    """The new address from the day of the move; lateness changes nothing in the claim (RS-27)."""
    set_address(
        actor=ctx.actor,
        person_id=ctx.case.person_id,
        data={
            "text": ctx.answers["address"],
            "district": (ctx.answers.get("district") or "")[:100],
            "country": home_country(ctx.case.pack, ctx.on),
            "valid_from": day(ctx.answers["moved_on"]),
        },
        compartment=Compartment.ASYLUM,
    )


@effect("record_guardian")
def record_guardian(ctx: Context) -> None:
    """The guardian stands for the child, may open the child's files, and the task is done (CH-01)."""
    answers = ctx.answers
    account = uuid.UUID(answers["guardian"]) if answers.get("guardian") else None
    guardianship = appoint_guardian(
        actor=ctx.actor,
        child_id=ctx.case.person_id,
        data={
            "kind": GuardianKind.ACCOUNT if account else GuardianKind.PERSON,
            "name": answers["guardian_name"],
            "body": answers["body"][:200],
            "contact": str(answers.get("contact") or "")[:200],
            "account_id": account,
            "appointed_on": day(answers["appointed_on"]),
        },
        # The files are settled below, in the case that this action moves.
        tell=False,
    )
    # Whoever was the guardian before opens the files no more.
    former = set(guardianship.child.guardianships.exclude(pk=guardianship.pk).values_list("account_id", flat=True))
    ctx.case.participants = _named_on(ctx.case, former, account)
    shut_to_who_left(ctx.case.person_id, former)
    for other in files_of_person(ctx):
        other.participants = _named_on(other, former, account)
        other.save(update_fields=["participants"])
    settle_guardian(ctx)


def _named_on(case: Case, former: set[uuid.UUID | None], account: uuid.UUID | None) -> list[uuid.UUID]:
    kept = [one for one in case.participants if one not in former]
    return kept if account is None or account in kept else [*kept, account]


@effect("open_age_task")
def open_age_task(ctx: Context) -> None:
    """Until the doubt is decided the person is a child, and nothing is decided against the person (CH-04)."""
    open_task(ctx, TASK_AGE, role=Role.CASE_OFFICER, blocking=True, account_id=ctx.case.assigned_to)


@effect("record_age")
def record_age(ctx: Context) -> None:
    """The lowest age of the range is the person's age (CH-04)."""
    person = ctx.case.person
    person.refresh_from_db()
    youngest = birth_from_age(int(ctx.answers["lowest_age"]), ctx.on).last or ctx.on
    correct_person(
        actor=ctx.actor,
        person_id=person.pk,
        data={"born": youngest.isoformat(), "born_estimated": True},
        expected_version=person.version,
    )
    person.refresh_from_db()
    finish_task(ctx, TASK_AGE)
    settle_guardian(ctx)


@effect("record_need")
def keep_need(ctx: Context) -> None:
    """Keep the need with the person, and mark the file so that it comes sooner where that was asked (RS-25)."""
    answers = ctx.answers
    review: dt.date | None = day(answers["review_on"]) if answers.get("review_on") else None
    record_need(
        actor=ctx.actor,
        person_id=ctx.case.person_id,
        data={
            "code": CODES[answers["need"]],
            "seen_on": ctx.on,
            "source": answers["source"],
            "review_on": review,
        },
    )
    flag(ctx, FLAG_NEEDS)
    if answers["priority"]:
        flag(ctx, FLAG_PRIORITY)
