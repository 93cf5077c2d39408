# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame of the pages of an organisation, its door, and the questions that every form of its asks."""

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from panah.domains.residence import public as residence
from panah.foundation.access.actor import Actor
from panah.interfaces.portal import reading
from panah.interfaces.web.doors import View, door
from panah.interfaces.web.forms import Field

SIGN_IN = "portal:org-sign-in"


def org_door(purpose: str = "organisation") -> Callable[[View], View]:
    """The door of a page of an organisation: whoever has not signed in is sent to its own sign-in."""
    return door(residence.PermitPermission.PARTY, purpose=purpose, sign_in=SIGN_IN)


def org_page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, place: str = "", status: int = 200
) -> HttpResponse:
    """Draw a page of an organisation. place: entry of the menu that it belongs to: `people`, `group`, `corrections`, `account`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    frame: dict[str, Any] = {"portal_name": _("Employers and hosts"), "home_url": reverse(SIGN_IN)}
    if actor.kind == "party":
        entries = (
            ("people", "portal:org", _("Our people")),
            ("group", "portal:org-group", _("Register a group")),
            ("corrections", "portal:org-corrections", _("Corrections")),
            ("account", "portal:org-account", _("Our account")),
        )
        frame |= {
            "home_url": reverse("portal:org"),
            "signout_url": reverse("portal:org-sign-out"),
            "nav": [{"label": label, "href": reverse(name), "current": key == place} for key, name, label in entries],
        }
    return HttpResponse(render_to_string(template, {**frame, **(context or {})}, request=request), status=status)


def person_fields() -> list[Field]:
    """Who somebody is, as the passport says."""
    return [
        Field("name", "text", _("Full name, as in the passport"), required=True, max_length=200, autocomplete="off"),
        Field("born", "date", _("Day of birth"), required=True),
        Field("country", "country", _("Country of the passport"), required=True),
        Field(
            "passport", "text", _("Number of the passport"), required=True, max_length=60, width=20, autocomplete="off"
        ),
    ]


def person_of(typed: Mapping[str, Any]) -> residence.Person:
    """What was typed, as the service takes it."""
    return residence.Person(str(typed["name"]), iso_day(typed["born"]), str(typed["country"]), str(typed["passport"]))


def iso_day(value: Any) -> str:
    """A day that was typed in three parts; "" where it is none."""
    if not isinstance(value, Mapping):
        return str(value or "")
    parts = [reading.digits(str(value.get(part, ""))) for part in ("year", "month", "day")]
    return f"{parts[0]}-{parts[1]:0>2}-{parts[2]:0>2}" if all(parts) else ""


def office_field(language: str) -> list[Field]:
    """Which office, where there are several."""
    offices = residence.offices_for_filing()
    if len(offices) == 1:
        return []
    choices = [(str(one.pk), one.name(language)) for one in offices]
    return [Field("office", "choice", _("Which office is near you?"), options=choices, required=True)]


COLUMNS = ("name", "born", "country", "passport")
LARGEST_FILE = 200_000


def guests_of_file(content: bytes) -> list[dict[str, str]] | None:
    """The rows of a CSV file with the columns name, born (year-month-day), country (three letters) and passport.

    Separated by commas or semicolons, in UTF-8. None for a file that is none of this.
    """
    if len(content) > LARGEST_FILE:
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    head = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    try:
        names = [str(name).strip().lower() for name in rows.fieldnames or ()]
        if "\x00" in text or not set(COLUMNS) <= set(names):
            return None
        rows.fieldnames = names
        found = [{name: str(row.get(name) or "").strip() for name in COLUMNS} for row in rows]
    except csv.Error:
        return None
    return [row for row in found if any(row.values())]
