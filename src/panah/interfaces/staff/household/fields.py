# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of registering a household, and of what a person's file holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, allows
from panah.interfaces.staff.reception import fields as reception
from panah.interfaces.staff.words import (
    BONDS,
    COMPARTMENTS,
    CONTACT_KINDS,
    HOUSEHOLD_ROLES,
    NAME_KINDS,
    NEEDS,
    PAPERS,
    SAFE_TO_USE,
    SEXES,
    WHEREABOUTS,
    options,
    say,
)
from panah.interfaces.web.forms import Field
from panah.register import public as register
from panah.register.policy import RegisterPermission
from panah.register.public import home_country

NOTICE = ("notice_given", "notice_language", "notice_means")


def notice_fields(actor: Actor) -> list[Field]:
    """The first page: the notice of rights before anything else (DP-05), in the words that reception uses for it."""
    by_name = {field.name: field for field in reception.notice_fields(actor)}
    fields = [by_name[name] for name in NOTICE if name in by_name]
    choices = register.registering_compartments(actor)
    if len(choices) > 1:
        known = [(str(one), say(COMPARTMENTS, one)) for one in choices]
        fields.insert(0, Field("compartment", "choice", _("Which service registers"), required=True, options=known))
    fields.append(
        Field("since", "date", _("They belong together since"), _("Left empty, the household begins with today."))
    )
    return fields


def name_fields(*, kinds: bool = True) -> list[Field]:
    """One name: its parts or the whole, what it is to the person, its language, and when the person bore it."""
    kind = Field("kind", "choice", _("What name this is"), required=True, options=options(NAME_KINDS), widget="select")
    return [
        *([kind] if kinds else []),
        Field("given", "text", _("Given names"), _("In any script."), max_length=200, autocomplete="off", one_of=True),
        Field("family", "text", _("Family name"), _("Leave empty if there is none."), max_length=200, autocomplete="off"),
        Field("patronymic", "text", _("Father's name or patronymic"), max_length=200, autocomplete="off"),
        Field("latin", "text", _("Whole name in Latin letters"), _("Left empty, it is made from the name."), max_length=300, autocomplete="off"),
        Field("language", "language", _("Language of the name")),
        Field("valid_from", "date", _("Borne since")),
        Field("valid_to", "date", _("Borne until")),
    ]  # fmt: skip


def paper_fields() -> list[Field]:
    """One identity paper."""
    return [
        Field("kind", "choice", _("Kind"), required=True, options=options(PAPERS), widget="select"),
        Field("number", "text", _("Number"), required=True, max_length=60, width=20, autocomplete="off"),
        Field("country", "country", _("Issued by")),
        Field("issued_on", "date", _("Issued on")),
        Field("expires_on", "date", _("Valid until")),
    ]


def contact_fields() -> list[Field]:
    """One way to reach the person."""
    return [
        Field("kind", "choice", _("Kind"), required=True, options=options(CONTACT_KINDS)),
        Field("value", "text", _("Number or address"), required=True, max_length=200, autocomplete="off"),
        Field("safe_to_use", "choice", _("Is it safe to use?"), required=True, options=options(SAFE_TO_USE)),
        Field("note", "text", _("Note"), max_length=300),
    ]


def address_fields(*, required: bool = True) -> list[Field]:
    """One address with its period."""
    return [
        Field("text", "text", _("Address"), required=required, max_length=300, autocomplete="off"),
        Field("district", "text", _("City or district"), max_length=100),
        Field("country", "country", _("Country"), required=required),
        Field("valid_from", "date", _("Lives there since"), required=required),
        Field("valid_to", "date", _("Until"), _("The first day on which this was no longer so. Leave it empty if the person lives there now.")),
    ]  # fmt: skip


def where_fields() -> list[Field]:
    """Where a member or a relative is."""
    return [
        Field("whereabouts", "choice", _("Where the person is"), required=True, options=options(WHEREABOUTS)),
        Field("place", "text", _("Place, if not here"), _("Where the person is said to be, or was last seen."), max_length=200),
        Field("seen_on", "date", _("Last seen or heard of on")),
    ]  # fmt: skip


def need_options() -> list[tuple[str, str]]:
    """Specific needs, each once."""
    return [(code, word) for code, word in options(NEEDS) if code not in reception.FOUND_BY_US]


def role_field() -> Field:
    """What a member is to the first person."""
    roles = [(code, word) for code, word in options(HOUSEHOLD_ROLES) if code != "principal"]
    return Field("role", "choice", _("What this person is to the first person"), required=True, options=roles)


def member_fields(actor: Actor, *, first: bool, known: bool) -> list[Field]:
    """One member of the household.

    Args:
        actor: who registers.
        first: the first person, from whom the others are seen.
        known: the register has the person already: names, birth, papers and contacts are not asked again.
    """
    where = [] if first else [role_field(), *where_fields()]
    needs = (
        [Field("needs", "multi", _("Specific needs"), _("Tick what you see or are told. What happened is not written here."), options=need_options())]
        if allows(actor, RegisterPermission.NEED, SOME)
        else []
    )  # fmt: skip
    if known:
        return [*where, *needs]
    return [
        Field("mrz", "mrz", _("Machine-readable zone of a passport or card")),
        *where,
        *(field for field in name_fields(kinds=False) if field.name in {"given", "family", "patronymic", "latin"}),
        Field("other_names", "group", _("Other names"), _("At birth, by marriage, in another script, as on a document."), row_label=_("Name"), max=10, fields=name_fields()),
        Field("sex", "choice", _("Sex"), required=True, options=options(SEXES)),
        Field("born", "partial_date", _("Born"), one_of=True),
        Field("age", "integer", _("Age in years"), _("If no birth is told, only an age."), width=3, one_of=True),
        Field("born_estimated", "confirm", _("The birth is only estimated")),
        Field("born_unknown", "confirm", _("Nobody knows when the person was born"), one_of=True),
        Field("citizenship", "country", _("Citizenship")),
        Field("other_citizenship", "country", _("Another citizenship")),
        Field("birth_place", "text", _("Place of birth"), max_length=200),
        Field("birth_country", "country", _("Country of birth")),
        Field("language", "language", _("Language the person speaks best")),
        Field("other_language", "language", _("Another language the person understands")),
        Field("interpreter_language", "language", _("Interpreter wished in this language"), _("Leave empty if no interpreter is wished.")),
        Field("papers", "group", _("Identity papers"), _("What is shown."), row_label=_("Paper"), max=10, fields=paper_fields()),
        Field("contacts", "group", _("How to reach the person"), _("Ask whether others can read or hear it. Nobody writes to a contact that is not safe."), row_label=_("Contact"), max=5, fields=contact_fields()),
        *needs,
    ]  # fmt: skip


def together_fields(people: Sequence[tuple[str, str]]) -> list[Field]:
    """Where those who are here live, and who is whose beside the first person."""
    choose = {"widget": "select", "options": people, "required": True}
    fields = [field for field in address_fields(required=False) if field.name != "valid_to"]
    if len(people) > 1:
        fields.append(
            Field(
                "bonds",
                "group",
                _("Who is whose"),
                _("What each is to the first person is known already. Add the rest: the other parent of a child, a guardian."),
                row_label=_("Bond"),
                max=60,
                fields=[
                    Field("person", "choice", _("This person"), **choose),  # type: ignore[arg-type]
                    Field("bond", "choice", _("is the"), required=True, options=options(BONDS), widget="select"),
                    Field("relative", "choice", _("of this person"), **choose),  # type: ignore[arg-type]
                    Field("began_on", "date", _("Since")),
                ],
            )
        )  # fmt: skip
    return fields


def initial_member(search: Mapping[str, Any], *, first: bool) -> dict[str, Any]:
    """What the form of a member begins with, from what was typed into the search."""
    values = reception.initial_person(dict(search), first=first)
    del values["interpreter_sex_wish"]
    return values | {
        "citizenship": values["citizenship"] or home_country(),
        "whereabouts": "present",
        "papers": values["papers"],
    }
