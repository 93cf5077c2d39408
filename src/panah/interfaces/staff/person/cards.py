# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person's file holds, as rows of its page. Everything is asked for as far as the actor may know it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panah.casework.models import Case
from panah.casework.selectors import visible as visible_cases
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.interfaces.staff import show
from panah.interfaces.staff.words import (
    AFFILIATIONS,
    BONDS,
    CONTACT_KINDS,
    DOCUMENT_KINDS,
    GUARDIAN_ENDS,
    GUARDIANS,
    HOUSEHOLD_ROLES,
    NAME_KINDS,
    NEEDS,
    PAPERS,
    SAFE_TO_USE,
    SCRIPTS,
    SEX_WISHES,
    SEXES,
    STATUSES,
    WHEREABOUTS,
    say,
)
from panah.interfaces.web.languages import country_name, language_name, show_date
from panah.register import public as register
from panah.register.models import Address, Contact, Guardianship, LegalStatus, Nationality, Person, RestrictionKind

Row = dict[str, Any]
WHERE_TONES = {"missing": "bad", "deceased": "closed", "elsewhere": "warn"}


def period(first: dt.date | None, last: dt.date | None) -> str:
    """From when until before when, in words; "" where neither is known."""
    if first and last:
        return f"{show_date(first)} – {show_date(last)}"
    if first:
        return _("since %(day)s") % {"day": show_date(first)}
    return _("until %(day)s") % {"day": show_date(last)} if last else ""


def facts(person: Any) -> list[tuple[str, str]]:
    """What the person's own row says; also of an earlier state of it. What was never asked is left out."""
    citizenship = ", ".join(country_name(code) for code in person.citizenships)
    found = [
        (_("Born"), show.birth_said(born_of(person)) or _("Nobody knows")),
        (_("Sex"), say(SEXES, person.sex)),
        (_("Born in"), ", ".join(t for t in (person.birth_place, country_name(person.birth_country)) if t)),
        (_("Citizenship"), _("Stateless") if person.stateless else citizenship),
        (_("Languages"), ", ".join(language_name(code) for code in person.languages)),
        (_("Interpreter wished in"), language_name(person.interpreter_language)),
        (
            _("Wished sex of interviewer and interpreter"),
            say(SEX_WISHES, person.interpreter_sex_wish) if person.interpreter_sex_wish else "",
        ),
    ]
    if person.deceased_on:
        found.insert(1, (_("Died"), show_date(person.deceased_on)))
    return [pair for pair in found if pair[1]]


def born_of(person: Any) -> str:
    """The birth as one writes it, of a person or of an earlier state of the row."""
    return str(Person.born.fget(person))  # type: ignore[attr-defined]


def name_row(name: Any) -> Row:
    """A name with its script, language, kind and dates."""
    return {
        "id": name.id,
        "full": name.full,
        "latin": name.latin if name.latin != name.full else "",
        "kind": say(NAME_KINDS, name.kind),
        "note": " · ".join(
            text
            for text in (
                say(NAME_KINDS, name.kind),
                say(SCRIPTS, name.script),
                language_name(name.language),
                _("patronymic: %(name)s") % {"name": name.patronymic} if name.patronymic else "",
                period(name.valid_from, name.valid_to),
            )
            if text
        ),
        "over": bool(name.valid_to and name.valid_to <= clock.today()),
    }


def paper_row(paper: Any) -> Row:
    """A paper with who issued it and its dates."""
    return {
        "id": paper.id,
        "kind": say(PAPERS, paper.kind),
        "number": paper.number,
        "note": " · ".join(
            text
            for text in (
                country_name(paper.country),
                _("issued %(day)s") % {"day": show_date(paper.issued_on)} if paper.issued_on else "",
                _("valid until %(day)s") % {"day": show_date(paper.expires_on)} if paper.expires_on else "",
                _("given up or lost %(day)s") % {"day": show_date(paper.ended_on)} if paper.ended_on else "",
            )
            if text
        ),
        "held": paper.held,
        "over": bool(paper.ended_on),
        "expired": bool(not paper.ended_on and paper.expires_on and paper.expires_on < clock.today()),
    }


def contact_rows(actor: Actor, person: Person) -> list[Row]:
    """Ways to reach the person, with what the person said about using them."""
    rows = register.visible(
        actor, Contact.objects.filter(person__in=register.whole(actor, person.pk), ended_at=None)
    ).order_by("recorded_at")
    return [
        {
            "id": one.pk,
            "owner": one.person_id,
            "kind": say(CONTACT_KINDS, one.kind),
            "value": one.value,
            "safe": say(SAFE_TO_USE, one.safe_to_use),
            "tone": {"no": "bad", "yes": "good", "only_text": "warn"}.get(one.safe_to_use, "neutral"),
            "note": one.note,
        }
        for one in rows
    ]


def address_row(one: Address) -> Row:
    """An address with its period."""
    today = clock.today()
    return {
        "id": one.pk,
        "owner": one.person_id,
        "text": one.text,
        "place": ", ".join(t for t in (one.district, country_name(one.country)) if t),
        "when": period(one.valid.lower, one.valid.upper),
        "over": bool(one.valid.upper and one.valid.upper <= today),
    }


def address_rows(actor: Actor, person: Person) -> list[Row]:
    """Addresses as they are held now, the present one first."""
    rows = Address.objects.filter(person__in=register.whole(actor, person.pk), recorded__upper_inf=True)
    return [address_row(one) for one in register.visible(actor, rows).order_by("-valid")]


def status_row(one: LegalStatus) -> Row:
    """A legal status with its article and period."""
    return {
        "id": one.pk,
        "word": say(STATUSES, one.kind),
        "basis": one.basis,
        "when": period(one.valid.lower, one.valid.upper),
        "over": bool(one.valid.upper and one.valid.upper <= clock.today()),
    }


def nationality_row(one: Nationality) -> Row:
    """What was determined of citizenship: of this country, of others, and that no state has the person as its own."""
    states = ", ".join(country_name(code) for code in one.countries) or (_("Stateless") if one.stateless else "")
    return {
        "id": one.pk,
        "word": ": ".join(text for text in (str(say(AFFILIATIONS, one.affiliation)), states) if text),
        "basis": one.basis,
        "when": period(one.valid.lower, one.valid.upper),
        "over": bool(one.valid.upper and one.valid.upper <= clock.today()),
    }


def status_rows(actor: Actor, person: Person) -> list[Row]:
    """Legal statuses, and what was determined of citizenship, as they are held now, the latest first."""
    rows = LegalStatus.objects.filter(person__in=register.whole(actor, person.pk), recorded__upper_inf=True)
    held = [status_row(one) for one in register.visible(actor, rows).order_by("-valid")]
    return [nationality_row(one) for one in register.nationalities_of(actor, person.pk)] + held


STANDINGS: Mapping[str, tuple[Any, str]] = {
    "in_force": (gettext_lazy("in force"), "bad"),
    "waiting": (gettext_lazy("waits for a second person"), "warn"),
    "suspended": (gettext_lazy("suspended by a court"), "warn"),
    "over": (gettext_lazy("over"), "closed"),
    "ended": (gettext_lazy("ended"), "closed"),
}


def restriction_rows(actor: Actor, person: Person) -> list[Row]:
    """The person's entries in the restriction lists, those in force first; nothing for whoever may not know of any."""
    entries = register.restrictions_of(actor, person.pk)
    files = seen_files(actor, entries)
    return [restriction_row(actor, one, files) for one in entries]


def seen_files(actor: Actor, entries: Iterable[register.Entry]) -> set[uuid.UUID]:
    """The files of entries that the actor may open."""
    ids = [one.row.case_id for one in entries if one.row.case_id]
    return set(visible_cases(actor, Case.objects.filter(pk__in=ids)).values_list("pk", flat=True)) if ids else set()


def restriction_row(actor: Actor, one: register.Entry, files: set[uuid.UUID]) -> Row:
    """An entry, or one as it stood earlier: its list, ground and article, how it stands, until when. files: those that may be opened."""
    row, (word, tone) = one.row, STANDINGS[one.standing]
    if row.ended_on:
        until = _("ended on %(day)s") % {"day": show_date(row.ended_on)}
    elif row.last_day:
        until = _("last day %(day)s") % {"day": show_date(row.last_day)}
    else:
        until = one.ends(actor.language)
    return {
        "title": one.title.get(actor.language) or one.title.get("en", ""),
        "ground": one.ground(actor.language),
        "article": one.article,
        "standing": word,
        "tone": tone,
        "note": " · ".join(
            text
            for text in (
                _("since %(day)s") % {"day": show_date(row.first_day)},
                until,
                _("look again by %(day)s") % {"day": show_date(row.review_on)}
                if row.review_on and one.standing == "in_force" and row.ended_on is None
                else "",
                row.told_by,
            )
            if text
        ),
        "until": until,
        "bars_entry": row.kind == RestrictionKind.ENTRY_BAN and one.standing == "in_force",
        "over": one.standing in ("over", "ended"),
        "href": reverse("staff:case", args=(row.case_id,)) if row.case_id in files else "",
    }


def family_row(one: register.Relative, name: str, person_id: uuid.UUID) -> Row:
    """A relative: what to the person, where, since and until when."""
    where = say(WHEREABOUTS, one.whereabouts) if one.told_of else ""
    seen = _("last heard of %(day)s") % {"day": show_date(one.seen_on)} if one.seen_on and one.told_of else ""
    return {
        "id": one.link_id,
        "href": reverse("staff:person", args=(one.person_id,)),
        "name": name,
        "bond": say(BONDS, one.bond),
        "where": where,
        "tone": WHERE_TONES.get(one.whereabouts, "neutral") if one.told_of else "neutral",
        "note": " · ".join(t for t in (one.place if one.told_of else "", seen) if t),
        "when": period(one.began_on, one.ended_on),
        "over": one.ended_on is not None and one.ended_on <= clock.today(),
        # A link that tells of the person is corrected on the relative's page, where the person stands second.
        "change_of": person_id if one.told_of else one.person_id,
    }


def family_rows(actor: Actor, person: Person) -> list[Row]:
    """The relatives whom the actor may know."""
    relatives = register.family_of(actor, person.pk)
    names = register.display_names(actor, [one.person_id for one in relatives])
    return [
        family_row(one, names[one.person_id], person.pk)
        for one in sorted(relatives, key=lambda one: one.ended_on is not None)
        if one.person_id in names
    ]


def member_rows(actor: Actor, members: Iterable[Any], own: uuid.UUID | None = None) -> list[Row]:
    """Members of a household with their place in it and where they are."""
    members = list(members)
    names = register.display_names(actor, [one.person_id for one in members])
    return [
        {
            "person_id": one.person_id,
            "href": reverse("staff:person", args=(one.person_id,)) if one.person_id != own else "",
            "name": names[one.person_id],
            "role": _("First person") if one.role == "principal" else say(HOUSEHOLD_ROLES, one.role),
            "where": say(WHEREABOUTS, one.whereabouts),
            "here": one.whereabouts == "present",
            "tone": WHERE_TONES.get(one.whereabouts, "neutral"),
            "when": period(one.valid.lower, one.valid.upper),
        }
        for one in members
        if one.person_id in names
    ]


def need_rows(actor: Actor, person: Person) -> list[Row]:
    """Open specific needs."""
    return [
        {
            "id": one.pk,
            "owner": one.person_id,
            "word": say(NEEDS, one.code),
            "code": one.code,
            "note": " · ".join(
                t
                for t in (
                    _("seen on %(day)s") % {"day": show_date(one.seen_on)},
                    _("look again on %(day)s") % {"day": show_date(one.review_on)} if one.review_on else "",
                )
                if t
            ),
        }
        for one in register.needs_of(actor, person.pk)
    ]


def guardian_row(one: Guardianship) -> Row:
    """Who stands or stood for the child: kind, body, paper, from when to when, how it ended."""
    over = one.ended_on is not None and one.ended_on <= clock.today()
    return {
        "id": one.pk,
        "owner": one.child_id,
        "name": one.name,
        "kind": say(GUARDIANS, one.kind) if one.kind != "person" else "",
        "note": " · ".join(
            t
            for t in (one.body if one.body != one.name else "", one.paper, period(one.appointed_on, one.ended_on))
            if t
        ),
        "contact": one.contact if not over else "",
        "end": say(GUARDIAN_ENDS, one.end) if one.end else "",
        "over": over,
    }


def guardian_rows(actor: Actor, person: Person) -> list[Row]:
    """The guardians of a child, whoever stands for it now first."""
    return [guardian_row(one) for one in register.guardians_of(actor, person.pk)]


def document_rows(actor: Actor, person: Person) -> list[Row]:
    """Documents that are on the file, the newest first; and earlier photos, which stay in its history."""
    return [
        {
            "id": one.pk,
            "kind": say(DOCUMENT_KINDS, one.kind),
            "description": one.description,
            "dated": show_date(one.dated_on) if one.dated_on else "",
            "recorded": one.recorded_at,
            "media": one.media_type.partition("/")[2].upper(),
            "size": one.size,
            "over": one.ended_at is not None,
            "href": reverse("staff:person-document", args=(one.person_id, one.pk)),
            "end": reverse("staff:person-document-end", args=(one.person_id, one.pk)),
        }
        for one in register.documents_of(actor, person.pk)
    ]


def file_rows(actor: Actor, person: Person) -> list[Row]:
    """The files of cases that the actor may open."""
    cases = visible_cases(actor, Case.objects.all()).filter(person__in=register.whole(actor, person.pk))
    return [
        {
            "href": reverse("staff:case", args=(case.pk,)),
            "number": case.number,
            "title": case.procedure.title.in_(actor.language),
            "state": case.procedure.states[case.state].label.in_(actor.language),
            "tone": show.state_tone(case.procedure, case.state),
            "opened_at": case.opened_at,
            "key": case.procedure_key if not case.leaves_room else "",
        }
        for case in cases.order_by("-opened_at")
    ]
