# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame of every staff page: menu by role, who is signed in, and drawing a template with it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panah.casework.policy import CasePermission
from panah.domains.asylum.public import ClaimPermission
from panah.domains.employment.public import QuotaPermission
from panah.domains.residence.public import PermitPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import declared_actor
from panah.foundation.access.policy import SOME, allows
from panah.foundation.accounts.models import Account, Office
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.role_requests import count_waiting as count_waiting_roles
from panah.foundation.audit.policy import AuditPermission
from panah.foundation.complaints.policy import ComplaintPermission
from panah.foundation.complaints.reading import count_waiting as count_complaints
from panah.foundation.exports.policy import ExportPermission
from panah.foundation.exports.selectors import count_waiting
from panah.foundation.oversight.policy import OversightPermission
from panah.foundation.oversight.selectors import (
    standing_pauses,
    waiting_alerts,
    waiting_answers,
    waiting_questions,
)
from panah.foundation.oversight.ties import waiting_ties
from panah.foundation.privacy.copies import late_copies
from panah.foundation.privacy.corrections import waiting_messages
from panah.foundation.privacy.policy import PrivacyPermission
from panah.register.policy import RegisterPermission
from panah.register.public import waiting_openings, waiting_pairs
from panah.statistics.policy import StatisticsPermission

RECEIVE = ClaimPermission.RECEIVE
"""The permission behind reception."""

MENU: tuple[tuple[str, str, Any, str], ...] = (
    ("basket", "staff:basket", _("Work basket"), CasePermission.BASKET),
    ("terms", "staff:terms", _("Board of terms"), CasePermission.TERMS),
    ("people", "staff:people", _("Find a person"), RegisterPermission.SEARCH),
    ("duplicates", "staff:duplicates", _("Duplicates"), RegisterPermission.DUPLICATES),
    ("register", "staff:register", _("Register a household"), RegisterPermission.HOUSEHOLD),
    ("reception", "staff:reception", _("Reception"), RECEIVE),
    ("imports", "staff:imports", _("Imports"), RegisterPermission.IMPORT),
    ("corrections", "staff:corrections", _("Corrections"), PrivacyPermission.CORRECTIONS),
    ("appointments", "staff:appointments", _("Appointments"), CasePermission.APPOINTMENTS),
    ("organisations", "staff:organisations", _("Organisations"), PermitPermission.PARTY_MANAGE),
    ("accounts", "staff:accounts", _("Accounts"), AccountPermission.MANAGE),
    ("emergency", "staff:emergency", _("In an emergency"), RegisterPermission.EMERGENCY),
    ("alerts", "staff:alerts", _("Alerts"), OversightPermission.ALERTS),
    ("log", "staff:log", _("Access log"), AuditPermission.READ),
    ("reviews", "staff:reviews", _("Weekly review"), OversightPermission.REVIEW),
    ("pauses", "staff:pauses", _("Paused accounts"), OversightPermission.PAUSES),
    ("openings", "staff:emergency-openings", _("Emergency openings"), RegisterPermission.EMERGENCY_HEAR),
    ("enrolments", "staff:enrolments", _("New factors"), AccountPermission.CONFIRM),
    ("role_requests", "staff:role-requests", _("Roles to agree to"), AccountPermission.CONFIRM),
    ("complaints", "staff:complaints", _("Complaints"), ComplaintPermission.ANSWER),
    ("complaint", "staff:complaint-new", _("Take down a complaint"), ComplaintPermission.RECORD),
    ("retention", "staff:retention", _("Retention"), PrivacyPermission.HOLD),
    ("simulations", "staff:simulations", _("Drafts of law"), StatisticsPermission.SIMULATE),
    ("return", "staff:return", _("Monthly return"), StatisticsPermission.RETURN),
    ("exports", "staff:exports", _("Exports"), ExportPermission.ENTER),
    ("quota", "staff:quota", _("Labour quota"), QuotaPermission.READ),
    ("restrictions", "staff:restrictions", _("Restriction lists"), RegisterPermission.RESTRICTIONS),
    ("law", "staff:law", _("Law"), CasePermission.PROCEDURES),
    ("impact", "staff:law-impact", _("Changes of the law"), StatisticsPermission.IMPACT),
    ("procedures", "staff:procedures", _("Procedures"), CasePermission.PROCEDURES),
    ("ties", "staff:ties", _("People close to you"), OversightPermission.TIES),
    ("questions", "staff:questions", _("Questions to you"), OversightPermission.ANSWER),
)
"""Place, address, label and permission of each entry; an actor sees the entries whose door would open."""


ONLY_WHEN_WAITING = frozenset({"questions", "corrections"})
"""Entries that are there only while something waits behind them."""
_COUNTED: dict[str, Callable[[Actor], int]] = {
    "duplicates": waiting_pairs,
    "openings": waiting_openings,
    "role_requests": count_waiting_roles,
    "exports": count_waiting,
    "alerts": waiting_alerts,
    "reviews": waiting_answers,
    "pauses": standing_pauses,
    "complaints": count_complaints,
    "ties": waiting_ties,
    "retention": late_copies,
    "corrections": waiting_messages,
    "questions": waiting_questions,
}


def menu(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The main menu of an actor; `current` is the place in which the page stands."""
    if actor.kind != "staff":
        return []
    entries = [
        {
            "label": label,
            "href": reverse(address),
            "current": place == current,
            "count": _count(actor, place),
            "place": place,
        }
        for place, address, label, permission in MENU
        if allows(actor, permission, SOME)
    ]
    return [one for one in entries if one["place"] not in ONLY_WHEN_WAITING or one["count"] or one["current"]]


def _count(actor: Actor, place: str) -> int:
    """What waits behind an entry of the menu, as far as it is counted: `COUNTED` stands for that many and more."""
    # A page of an error is drawn when nobody is told to PostgreSQL any more; then nothing would be seen.
    if declared_actor() != actor:
        return 0
    counted = _COUNTED.get(place)
    return counted(actor) if counted else 0


def office_names(actor: Actor) -> str:
    """The offices of the actor, in the page's language."""
    offices = Office.objects.filter(pk__in=actor.offices()).order_by("code")
    return ", ".join(office.name(actor.language) for office in offices)


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, place: str = "", status: int = 200
) -> HttpResponse:
    """Draw a template of this site inside its frame.

    Args:
        template: name under `templates/`.
        context: what the template takes.
        place: entry of the menu that the page belongs to.
        status: of the answer.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    account: Account | None = request.account  # type: ignore[attr-defined]
    frame: dict[str, Any] = {"nav": menu(actor, place), "home_url": reverse("staff:home")}
    if account is not None:
        frame |= {
            "account_name": account.name,
            "account_office": office_names(actor),
            "signout_url": reverse("sign-out"),
            # On paper alone: who printed it and when (EX-13); the reading of the page is in the log.
            "printed_at": clock.now(),
            "footer_links": [
                {"label": _("My account"), "href": reverse("staff:account")},
            ],
        }
    return HttpResponse(render_to_string(template, {**frame, **(context or {})}, request=request), status=status)
