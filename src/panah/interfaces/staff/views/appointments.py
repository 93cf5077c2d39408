# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments of a day or a week: those of one's office, or one's own."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from panah.casework.policy import CasePermission
from panah.casework.selectors import appointments
from panah.casework.selectors.file import account_names
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, allows
from panah.interfaces.staff import show
from panah.interfaces.staff.chrome import page
from panah.interfaces.web.doors import door

WEEK = 7


@require_GET
@door(CasePermission.APPOINTMENTS, purpose="appointments")
def appointments_page(request: HttpRequest) -> HttpResponse:
    """`?day=` (ISO) and `?span=day|week`; the interpreter gets first name, language, time and place, no file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        day = dt.date.fromisoformat(request.GET.get("day", ""))
        day = min(max(day, dt.date(2000, 1, 3)), dt.date(2200, 1, 1))
    except ValueError:
        day = clock.today()
    span = "day" if request.GET.get("span") == "day" else "week"
    first = day if span == "day" else day - dt.timedelta(days=day.weekday())
    length = 1 if span == "day" else WEEK
    last = first + dt.timedelta(days=length - 1)
    found = appointments(actor=actor, first=first, last=last)
    names = account_names([i for one in found for i in (one.host_id, one.interpreter_id)])
    opens_files = allows(actor, CasePermission.BASKET, SOME)
    days: dict[dt.date, list[dict[str, object]]] = {first + dt.timedelta(days=i): [] for i in range(length)}
    for one in found:
        row = show.appointment_row(one, names)
        row["href"] = reverse("staff:case", args=(one.case_id,)) if opens_files else ""
        row["mine"] = actor.account_id in (one.host_id, one.interpreter_id)
        days.setdefault(clock.local_date(one.starts_at), []).append(row)
    context = {
        "days": sorted(days.items()),
        "span": span,
        "day": day,
        "first": first,
        "last": last,
        "today": clock.today(),
        "before": (first - dt.timedelta(days=length)).isoformat(),
        "after": (last + dt.timedelta(days=1)).isoformat(),
        "total": len(found),
    }
    return page(request, "staff/appointments.jinja", context, place="appointments")
