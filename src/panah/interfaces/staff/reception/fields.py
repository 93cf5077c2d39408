# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of reception (RS-01, RS-02, DP-05)."""

import functools
import hashlib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from panah.casework.services.publish import current_version
from panah.domains.asylum.public import determining_offices
from panah.foundation.access.actor import Actor
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Office
from panah.interfaces.staff.words import (
    CONTACT_KINDS,
    HOUSEHOLD_ROLES,
    NEEDS,
    PAPERS,
    SAFE_TO_USE,
    SEX_WISHES,
    SEXES,
    options,
)
from panah.interfaces.web.forms import Field, field_of
from panah.law.pack import pack_folder

PROCEDURE = "asylum_claim"
NOTICE = (
    "notice_given",
    "notice_version",
    "notice_language",
    "notice_means",
    "received_at",
    "received_by",
    "received_on",
)
FOUND_BY_US = {"SC-UC", "SC-SC"}
"""Needs that follow from who is with a child; they are found, not ticked."""


def notice_fields(actor: Actor) -> list[Field]:
    """The first page: the notice of rights before anything else, then where and when the claim was made.

    The questions are those of the procedure's own filing, so that the two cannot drift apart.
    """
    start = current_version(settings.PANAH_PACK, PROCEDURE).procedure.start
    by_name = {spec.name: field_of(spec, actor.language) for spec in start.form}
    fields = [by_name[name] for name in NOTICE if name in by_name]
    if offices := offices_to_choose(actor):
        fields.append(
            Field("office_id", "choice", _("Office that will examine the claim"), required=True, options=offices)
        )
    fields.append(
        Field(
            "arrived_on",
            "date",
            _("Day of arrival in the country"),
            _("Leave it empty if the person does not know it."),
        )
    )
    return fields


@functools.lru_cache(maxsize=4)
def notice_version(pack: str) -> str:
    """The number of the notice of rights as the pack holds it now: made of its texts, so that it changes with them."""
    digest = hashlib.sha256()
    for path in sorted((pack_folder(pack) / "letters" / "information_notice").glob("texts.*.yaml")):
        digest.update(path.read_bytes())
    return f"N-{digest.hexdigest()[:8].upper()}"


def offices_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """The determining offices, where the actor's own role does not say which one; else nothing to choose."""
    known = determining_offices()
    own = actor.offices(Role.REGISTRAR)
    choices = [office for office in known if office.pk in own] if own else known
    return [(str(office.pk), office.name(actor.language)) for office in choices] if len(choices) > 1 else []


def office_name(actor: Actor) -> str:
    """The actor's first office: what the form offers as the office that received the claim."""
    office = Office.objects.filter(pk__in=actor.offices()).order_by("code").first()
    return office.name(actor.language) if office else ""


def search_fields() -> list[Field]:
    """The search before a person is written down."""
    return [
        Field("mrz", "mrz", _("Machine-readable zone of a passport or card"), one_of=True),
        Field(
            "query",
            "text",
            _("Name"),
            _("In any script, as the person gives it."),
            max_length=200,
            autocomplete="off",
            one_of=True,
        ),
        Field("born", "partial_date", _("Born")),
        Field("paper", "text", _("Number of a paper"), max_length=60, width=20, autocomplete="off", one_of=True),
    ]


def _caregiver(others: Sequence[tuple[str, str]]) -> list[Field]:
    """Who answers for a child whose parents are not here; asked where there is somebody to choose."""
    hint = _("Only for a child without a parent here: an adult who by custom answers for the child.")
    if not others:
        return []
    return [Field("caregiver", "choice", _("Who answers for the child"), hint, options=others, widget="select")]


def _role(first: bool) -> Field:
    if first:
        roles = [("principal", HOUSEHOLD_ROLES["principal"])]
    else:
        roles = [(code, word) for code, word in options(HOUSEHOLD_ROLES) if code != "principal"]
    return Field("role", "choice", _("What this person is to the first person"), required=True, options=roles)


def _interpreter_language() -> Field:
    hint = _("Leave empty if no interpreter is wished.")
    return Field("interpreter_language", "language", _("Interpreter wished in this language"), hint)


def _language_fields() -> list[Field]:
    return [
        Field("language", "language", _("Language the person speaks best"), required=True),
        Field("other_language", "language", _("Another language the person understands")),
        _interpreter_language(),
        Field(
            "interpreter_sex_wish",
            "choice",
            _("Who should hold and interpret the interview"),
            required=True,
            options=[("none", SEX_WISHES[""]), ("F", SEX_WISHES["F"]), ("M", SEX_WISHES["M"])],
        ),
    ]


def _contact_fields() -> list[Field]:
    return [
        Field(
            "contacts",
            "group",
            _("How to reach the person"),
            _("Ask whether others can read or hear it. Nobody writes to a contact that is not safe."),
            row_label=_("Contact"),
            max=5,
            fields=[
                Field("kind", "choice", _("Kind"), required=True, options=options(CONTACT_KINDS)),
                Field("value", "text", _("Number or address"), required=True, max_length=200, autocomplete="off"),
                Field("safe_to_use", "choice", _("Is it safe to use?"), required=True, options=options(SAFE_TO_USE)),
                Field("note", "text", _("Note"), max_length=300),
            ],
        )
    ]


def _need_fields() -> list[Field]:
    needs = [(code, word) for code, word in options(NEEDS) if code not in FOUND_BY_US]
    hint = _("Tick what you see or are told. What happened is not written here.")
    return [Field("needs", "multi", _("Specific needs"), hint, options=needs)]


def person_fields(*, first: bool, known: bool, others: Sequence[tuple[str, str]] = ()) -> list[Field]:
    """One person.

    Args:
        first: the principal applicant.
        known: the register has the person already, so that names, birth, papers and contacts are not asked again.
        others: the other people on the list, as places and names.
    """
    if known:
        return [_role(first), *_caregiver(others), _interpreter_language(), *_need_fields()]
    return [
        Field("mrz", "mrz", _("Machine-readable zone of a passport or card")),
        _role(first),
        *_caregiver(others),
        Field("given", "text", _("Given names, as the person writes them"), _("In any script."), max_length=200, autocomplete="off", one_of=True),
        Field("family", "text", _("Family name, as the person writes it"), _("Leave empty if there is none."), max_length=200, autocomplete="off"),
        Field("patronymic", "text", _("Father's name or patronymic"), max_length=200, autocomplete="off"),
        Field(
            "latin",
            "text",
            _("Whole name in Latin letters"),
            _("As agreed with the person, or as in the passport. Left empty, it is made from the name."),
            max_length=300,
            autocomplete="off",
        ),
        Field("sex", "choice", _("Sex"), required=True, options=options(SEXES)),
        Field("born", "partial_date", _("Born"), required=True),
        Field("born_estimated", "confirm", _("The birth is only estimated")),
        Field("citizenship", "country", _("Citizenship"), required=True),
        Field("other_citizenship", "country", _("Another citizenship")),
        Field("birth_place", "text", _("Place of birth"), max_length=200),
        Field("birth_country", "country", _("Country of birth")),
        *_language_fields(),
        Field(
            "papers",
            "group",
            _("Identity papers"),
            _("What is shown. A missing paper is no obstacle to a claim."),
            row_label=_("Paper"),
            max=10,
            fields=[
                Field("kind", "choice", _("Kind"), required=True, options=options(PAPERS), widget="select"),
                Field("number", "text", _("Number"), required=True, max_length=60, width=20, autocomplete="off"),
                Field("country", "country", _("Issued by")),
                Field("issued_on", "date", _("Issued on")),
                Field("expires_on", "date", _("Valid until")),
            ],
        ),
        *_contact_fields(),
        *_need_fields(),
    ]  # fmt: skip


def household_fields() -> list[Field]:
    """Where the household can be found."""
    return [
        Field("address", "text", _("Address where the people stay"), _("A hotel, a centre, or a friend's place will do."), max_length=300),
        Field("district", "text", _("City or district"), max_length=100),
    ]  # fmt: skip


def initial_person(search: dict[str, Any], *, first: bool) -> dict[str, Any]:
    """What the person form begins with, from what was typed into the search."""
    # Two words or more: the last is mostly the family name. The form shows both, to be put right.
    given, _space, family = str(search.get("query") or "").strip().rpartition(" ")
    name = given or family
    family = family if given else ""
    values: dict[str, Any] = {
        "given": search.get("given") or name,
        "family": search.get("family") or family,
        "latin": search.get("latin") or "",
        "born": search.get("born") or "",
        "sex": search.get("sex") or "",
        "citizenship": search.get("citizenship") or "",
        "interpreter_sex_wish": "none",
        "mrz": search.get("mrz") or "",
        "papers": search.get("papers") or [],
        "role": "principal" if first else "",
    }
    if not values["papers"] and str(search.get("paper") or "").strip():
        values["papers"] = [{"number": search["paper"]}]
    return values
