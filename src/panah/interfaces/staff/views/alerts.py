# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the watch over the log found, for the data protection officer: list, one, decide; watched files; paused accounts (LG-11)."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from panah.foundation.access.actor import Actor
from panah.foundation.accounts.models import Office
from panah.foundation.oversight import selectors
from panah.foundation.oversight.errors import Invalid
from panah.foundation.oversight.models import Cause, Pause, Rule, Verdict
from panah.foundation.oversight.policy import OversightPermission
from panah.foundation.oversight.services import decide, end_pause, unwatch, watch_file
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_day, read_id
from panah.interfaces.staff.views.log import log_row
from panah.interfaces.staff.words import ROLES, options, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind

RULES: Mapping[str, Any] = {
    Rule.MANY_PEOPLE: gettext_lazy("Files of many people in one day"),
    Rule.SLOW_HARVEST: gettext_lazy("Many strangers' files over several days"),
    Rule.SAME_SURNAME: gettext_lazy("Strangers of one surname"),
    Rule.OWN_SURNAME: gettext_lazy("A stranger of the reader's own surname"),
    Rule.OWN_FILE: gettext_lazy("Somebody of the reader's own name"),
    Rule.OWN_HOUSEHOLD: gettext_lazy("Somebody of the reader's own household"),
    Rule.COLLEAGUE: gettext_lazy("Somebody with a colleague's name"),
    Rule.WATCHED: gettext_lazy("A watched file"),
    Rule.AT_NIGHT: gettext_lazy("Read at night"),
    Rule.OUT_OF_HOURS: gettext_lazy("Read outside of working hours"),
    Rule.STRANGERS: gettext_lazy("Files outside of any relation"),
    Rule.ONCE_MINE: gettext_lazy("Files that are the reader's no longer"),
    Rule.COME_BACK: gettext_lazy("The same stranger on several days"),
    Rule.DENIED: gettext_lazy("Refused again and again"),
    Rule.ONE_COUNTRY: gettext_lazy("One nationality in a row"),
    Rule.SEARCHES: gettext_lazy("Searches after which nothing follows"),
    Rule.PRINTED: gettext_lazy("Copies of many people's papers"),
    Rule.CRAWLING: gettext_lazy("Faster than anybody reads"),
    Rule.VIRUS: gettext_lazy("A file with a virus was sent"),
}
VERDICTS: Mapping[str, Any] = {
    Verdict.EXPLAINED: gettext_lazy("Explained: there is a good reason"),
    Verdict.WRONG: gettext_lazy("Wrong: nothing of the kind happened"),
    Verdict.ESCALATED: gettext_lazy("Follow it up"),
}
STATES: Mapping[str, Any] = {
    "waiting": gettext_lazy("waits"),
    Verdict.EXPLAINED: gettext_lazy("explained"),
    Verdict.WRONG: gettext_lazy("wrong"),
    Verdict.ESCALATED: gettext_lazy("followed up"),
}
TONES = {"waiting": "warn", Verdict.EXPLAINED: "good", Verdict.WRONG: "closed", Verdict.ESCALATED: "bad"}
CAUSES: Mapping[str, Any] = {
    Cause.STOPPED: gettext_lazy("Stopped by the watch: too much was opened"),
    Cause.ESCALATED: gettext_lazy("Data protection follows an alert up"),
    Cause.UNANSWERED: gettext_lazy("A question was not answered in time"),
}


def _offices(actor: Actor, ids: Any) -> str:
    return ", ".join(office.name(actor.language) for office in Office.objects.filter(pk__in=list(ids)).order_by("code"))


def _row(actor: Actor, one: selectors.AlertRow) -> dict[str, Any]:
    return {
        "id": one.alert.pk,
        "rule": say(RULES, one.alert.rule),
        "at": one.alert.raised_at,
        "files": one.alert.files,
        "account": one.alert.account_id,
        "roles": ", ".join(say(ROLES, role) for role in one.roles),
        "offices": _offices(actor, one.offices),
        "state": say(STATES, one.state),
        "tone": TONES[one.state],
        "waits": one.state == "waiting",
        "paused": one.pause is not None and one.pause.ended_at is None,
    }


@require_GET
@door(OversightPermission.ALERTS, purpose="oversight")
def alerts_page(request: HttpRequest) -> HttpResponse:
    """Alerts, those first about which nobody has decided."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = [_row(actor, one) for one in selectors.alerts(actor=actor)]
    return page(request, "staff/alerts.jinja", {"rows": rows, "tabs": _tabs(actor, "alerts")}, place="alerts")


def _tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    entries = (("alerts", "staff:alerts", _("Alerts")), ("watched", "staff:watched", _("Watched files")))
    return [{"label": label, "href": reverse(name), "current": key == current} for key, name, label in entries]


@require_http_methods(["GET", "HEAD", "POST"])
@door(OversightPermission.ALERTS, purpose="oversight")
def alert_page(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """One alert with what shows it; deciding about it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = [
        Field("verdict", "choice", _("What is it?"), required=True, options=options(VERDICTS)),
        Field("reason", "long_text", _("Why?"), required=True, max_length=1000),
        Field(
            "pause",
            "confirm",
            _("Pause the account meanwhile"),
            _("Only where you follow it up. The head of the unit is told; you alone let it go on."),
        ),
    ]
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        try:
            decide(
                actor=actor,
                alert_id=alert_id,
                verdict=str(values.get("verdict") or ""),
                reason=str(values.get("reason") or ""),
                pause=bool(values.get("pause")),
            )
        except Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        else:
            messages.success(request, _("Noted."))
            return HttpResponseRedirect(reverse("staff:alerts"))
    found = selectors.alert_file(actor=actor, alert_id=alert_id)
    context = {
        "row": _row(actor, found.row),
        "holder": found.row.alert.holder_id == actor.holder_id,
        "decisions": [
            {"at": one.decided_at, "what": say(VERDICTS, one.verdict), "reason": one.reason} for one in found.decisions
        ],
        "events": [log_row(event) for event in found.events],
        "others": [
            {"id": one.pk, "rule": say(RULES, one.rule), "at": one.raised_at, "files": one.files}
            for one in found.others
        ],
        "form": Form(fields, values, errors),
    }
    return page(request, "staff/alert.jinja", context, place="alerts", status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(OversightPermission.ALERTS, purpose="oversight")
def watched_page(request: HttpRequest) -> HttpResponse:
    """The files that are watched (GET); watching one more (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = [
        Field("person", "text", _("Person, by the id"), _("As the access log shows it."), required=True),
        Field("ends_on", "date", _("Until"), _("A day within a year."), required=True),
        Field("reason", "long_text", _("Why?"), required=True, max_length=1000),
    ]
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        person_id, (ends_on, wrong_day) = read_id(values.get("person")), read_day(values.get("ends_on"))
        try:
            if wrong_day:
                raise Invalid({"ends_on": wrong_day})
            if person_id is None:
                raise Invalid({"person": _("Paste an id as the list shows it")})
            watch_file(
                actor=actor,
                person_id=person_id,
                reason=str(values.get("reason") or ""),
                ends_on=ends_on,
            )
        except Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        else:
            messages.success(request, _("Noted."))
            return HttpResponseRedirect(reverse("staff:watched"))
    context = {
        "rows": selectors.watched_files(actor=actor),
        "tabs": _tabs(actor, "watched"),
        "form": Form(fields, values, errors),
    }
    return page(request, "staff/watched.jinja", context, place="alerts", status=422 if errors else 200)


@require_POST
@door(OversightPermission.ALERTS, purpose="oversight")
def unwatch_file(request: HttpRequest, watched_id: uuid.UUID) -> HttpResponse:
    """Watch a file no longer."""
    unwatch(actor=request.actor, watched_id=watched_id)  # type: ignore[attr-defined]
    messages.success(request, _("Noted."))
    return HttpResponseRedirect(reverse("staff:watched"))


@require_GET
@door(OversightPermission.PAUSES, purpose="oversight")
def pauses_page(request: HttpRequest) -> HttpResponse:
    """Accounts whose access is paused, those first that wait."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = [
        {
            "id": one.pk,
            "account": one.account_id,
            "name": name,
            "cause": say(CAUSES, one.cause),
            "began": one.began_at,
            "ended": one.ended_at,
            "reason": one.reason,
            "alert": one.alert_id if OversightPermission.ALERTS in _may(actor) else None,
            "may_end": selectors.may_end(actor, one),
        }
        for one, name in _named(actor, selectors.pauses(actor=actor))
    ]
    return page(request, "staff/pauses.jinja", {"rows": rows}, place="pauses")


def _may(actor: Actor) -> set[OversightPermission]:
    from panah.foundation.access.policy import allows

    return {one for one in OversightPermission if allows(actor, one)}


def _named(actor: Actor, found: list[Pause]) -> list[tuple[Pause, str]]:
    """With the name of whoever it is, for a head of the unit, who has to speak with that person; data protection sees ids."""
    if OversightPermission.ALERTS in _may(actor):
        return [(one, "") for one in found]
    from panah.foundation.accounts.models import Account

    names = {
        account.pk: account.name
        for account in Account.objects.select_related("holder").filter(pk__in={one.account_id for one in found})
    }
    return [(one, names.get(one.account_id, "")) for one in found]


@require_http_methods(["GET", "HEAD", "POST"])
@door(OversightPermission.LIFT, purpose="oversight")
def pause_page(request: HttpRequest, pause_id: uuid.UUID) -> HttpResponse:
    """Let one paused account go on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = [Field("reason", "long_text", _("Why may it go on?"), required=True, max_length=1000)]
    found = selectors.pause(actor=actor, pause_id=pause_id)
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        try:
            end_pause(actor=actor, pause_id=pause_id, reason=str(values.get("reason") or ""))
        except Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        else:
            messages.success(request, _("The account goes on."))
            return HttpResponseRedirect(reverse("staff:pauses"))
    ((one, name),) = _named(actor, [found])
    row = {"name": name, "account": one.account_id, "cause": say(CAUSES, one.cause), "began": one.began_at}
    context = {"row": row, "form": Form(fields, values, errors)}
    return page(request, "staff/pause.jinja", context, place="pauses", status=422 if errors else 200)
