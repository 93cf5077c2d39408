# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every component on one page, in every language, for the eye and for axe. Only where DEBUG or PANAH_GALLERY is set.

The people are invented; the names are in the scripts that the fonts must carry.
"""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from panah.foundation import clock
from panah.interfaces.web import errors
from panah.interfaces.web.forms import Field, Form, Option, bind, edit

LAYOUTS = {"staff": "web/staff_base.jinja", "portal": "web/portal_base.jinja"}
CODES = ("az", "en", "ru", "fa")
PARTS = ("case", "forms", "basket", "parts", "home", "outage", "missing", "stale")


def index(request: HttpRequest) -> HttpResponse:
    """Leads to the first part."""
    return HttpResponseRedirect(reverse("web:gallery-part", args=("staff", "en", "case")))


def show(request: HttpRequest, layout: str, code: str, part: str) -> HttpResponse:
    """One part of the gallery in one layout and language; the form really works, but stores nothing."""
    if layout not in LAYOUTS or code not in CODES or part not in PARTS:
        raise Http404
    with translation.override(code):
        if part == "outage":
            request.COOKIES["panah_language"] = code
            from panah.interfaces.web.outage import outage_page

            return outage_page(request)
        if part == "missing":
            return errors.not_found(request)
        if part == "stale":
            return errors.stale(request, changes=_changes(), kept=[("Reason", "She said that ...")])
        return render(request, "web/_gallery.jinja", _context(request, layout, code, part))


def form_fields() -> list[Field]:
    """One field of each kind."""
    fact = (
        Field("statement", "text", "Material fact", required=True),
        Field("accepted", "boolean", "Accepted", required=True),
        Field("reason", "long_text", "Why", max_length=400, required=True),
        Field("seen", "partial_date", "When it happened"),
    )
    return [
        Field("mrz", "mrz", "Machine-readable zone"),
        Field("name", "text", "Name as given", "As the person writes it, in any script", required=True),
        Field("latin", "text", "Name in Latin letters", required=True),
        Field("born", "partial_date", "Born", required=True),
        Field("entered", "date", "Day of entry", "For example 27 3 2026", required=True),
        Field("meeting", "datetime", "Interview", required=True),
        Field("nationality", "country", "Nationality", required=True),
        Field("speaks", "language", "Language", required=True),
        Field("sex", "choice", "Sex", options=[("F", "Female"), ("M", "Male"), ("X", "Not stated")], required=True),
        Field(
            "place",
            "choice",
            "Where the claim was made",
            required=True,
            options=[
                Option("border", "At the border", "The border guard took it first"),
                Option("police", "To the police"),
                Option("detention", "In detention"),
                Option("service", "At the service"),
            ],
        ),
        Field("officer", "account", "Officer", options=[(str(n), f"Officer {n}") for n in range(9)]),
        Field("needs", "multi", "Needs", options=[("interpreter", "Interpreter"), ("step_free", "Step-free access")]),
        Field("woman", "boolean", "Interviewer of the same sex"),
        Field("children", "integer", "Children who came along"),
        Field("scan", "file", "Scan of the passport", "PDF, JPEG or PNG", accept=".pdf,.jpg,.png"),
        Field("facts", "group", "Material facts", "One for each", fields=fact, row_label="Fact", min=1, max=6),
        Field("read", "confirm", "I read this back to the person", required=True),
    ]


ERRORS = {
    "": "The server could not do this. Nothing was changed.",
    "name": "Give the name",
    "entered": "There is no such day. Check day and month",
    "nationality": "Choose a country from the list",
    "place": "Answer this question",
    "facts-0-reason": "Say why",
    "read": "Tick this to confirm it",
}
VALUES: dict[str, Any] = {
    "mrz": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "latin": "Zəhra Ağayeva <b>İ</b>",
    "born": "1990-05",
    "entered": {"day": "31", "month": "2", "year": "2026"},
    "meeting": "2026-11-23T10:30",
    "sex": "F",
    "speaks": "prs",
    "needs": ["interpreter"],
    "woman": "yes",
    "facts": [
        {"statement": "She taught at a school", "accepted": True},
        {"statement": "ترک شهر در شب", "seen": "2025"},
    ],
}


def _form(request: HttpRequest) -> Form:
    fields = form_fields()
    if request.method != "POST":
        return Form(fields, VALUES, ERRORS)
    values = bind(fields, request.POST)
    return Form(fields, values, {} if edit(fields, values, request.POST) else ERRORS)


def _changes() -> list[dict[str, Any]]:
    return [{"title": "Interview closed", "by": "Case officer, Baku office", "at": clock.now()}]


def _context(request: HttpRequest, layout: str, code: str, part: str) -> dict[str, Any]:
    today = clock.today()
    day = dt.timedelta(days=1)
    links = [
        {"label": name, "href": reverse("web:gallery-part", args=(layout, code, name)), "current": name == part}
        for name in PARTS[:5]
    ]
    links[2] |= {"count": 1240, "late": True}
    clocks = [
        {"label": "Decide", "due": today + 61 * day, "article": "RL 12"},
        {"label": "Register", "due": today + day, "article": "RL 8"},
        {"label": "Appeal", "due": today - 2 * day, "article": "RL 18"},
        {"label": "Interview", "due": today + 9 * day, "state": "paused", "reason": "ill", "article": "RL 10"},
    ]
    return {
        "layout": LAYOUTS[layout],
        "part": part,
        "nav": links,
        "account_name": "Leyla Həsənova",
        "account_office": "Baku office",
        "signout_url": "/signout/",
        "footer_links": [{"label": "Accessibility", "href": "#"}, {"label": "Privacy", "href": "#"}],
        "form": _form(request),
        "filters": Form([f for f in form_fields() if f.name == "officer"], prefix="f-", mark_optional=False),
        "clocks": clocks,
        "today": today,
        "now": clock.now(),
        "page": Paginator(range(1, 500), 20).page(7),
        "findings": _findings(today),
        "choices": [(c, reverse("web:gallery-part", args=(layout, c, part))) for c in CODES],
        "changes": _changes(),
    }


def _findings(today: dt.date) -> list[dict[str, Any]]:
    because = [
        {"clause": "MC 64.0.15", "label": "Holds a certificate of an asylum seeker", "value": True},
        {"clause": "MC 64.0.3", "label": "Is a refugee", "value": False},
    ]
    parameters = [
        {
            "name": "decide",
            "label": "Time to decide",
            "value": 3,
            "unit": "months",
            "article": "RL 12",
            "status": "unverified",
        }
    ]
    return [
        {"label": "May work without a permit", "value": True, "article": "MC 64", "on": today, "because": because},
        {"label": "May be removed", "value": False, "article": "MC 79.3", "on": today, "because": because},
        {
            "label": "Voluntary placement",
            "value": None,
            "article": "MC 82.1",
            "on": today,
            "unverified": ["Time to decide"],
            "parameters": parameters,
        },
    ]


index.permission = "public.gallery"  # type: ignore[attr-defined]
show.permission = "public.gallery"  # type: ignore[attr-defined]
