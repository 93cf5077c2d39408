# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the register knows of a person, as facts of the law pack (`panah.law`)."""

import datetime as dt
import functools
from typing import Any

import pycountry
from django.conf import settings
from django.db.models import Q

from panah.foundation.access.actor import Actor
from panah.law.pack import load_pack
from panah.register.bitemporal import current
from panah.register.models import (
    BirthPrecision,
    LegalStatus,
    Nationality,
    Person,
    Restriction,
    StatusGroup,
    StatusKind,
    in_force,
)
from panah.register.selectors.file import Company, company_of, guardian_of
from panah.register.selectors.merged import whole

ASYLUM_STATE: dict[StatusKind, str] = {
    StatusKind.APPLICANT: "open",
    StatusKind.APPELLANT: "appeal",
    # Until the refusal is final the claim is not over.
    StatusKind.REFUSED: "open",
    StatusKind.REFUGEE: "recognised",
    StatusKind.REFUSED_FINAL: "refused_final",
    StatusKind.STATUS_LOST: "lost",
    StatusKind.STATUS_DEPRIVED: "deprived",
    StatusKind.CLAIM_CLOSED: "closed",
}

ONE_DAY = dt.timedelta(days=1)


def person_facts(actor: Actor, person: Person, on: dt.date) -> dict[str, Any]:
    """Facts about a person on a day, by the names that the law pack gives them.

    Only what the actor may know comes in: a caller that must answer from statuses which its actor may not see
    (the public check of a document) opens those compartments first (`elevated`). Facts that are not known are left out,
    never guessed.

    Args:
        actor: on whose behalf the law is asked.
        person: the person.
        on: the day of the question.

    Returns:
        Plain values (text, numbers, truth values, ISO dates) for `panah.law.engine.assess`.
    """
    facts = {
        **_own_facts(person),
        **_status_facts(actor, person, on),
        **_restriction_facts(actor, person, on),
        **_nationality_facts(actor, person, on),
    }
    company = company_of(actor, person.pk)
    facts["unaccompanied"] = company is not Company.CAREGIVER
    facts["guardian_appointed"] = guardian_of(actor, person.pk, on) is not None
    return facts


def _own_facts(person: Person) -> dict[str, Any]:
    facts: dict[str, Any] = {"is_stateless": person.stateless}
    if person.born_to is not None:
        exact = person.birth_precision == BirthPrecision.DAY
        # Of a birth that is not exactly known the latest day counts: nobody is taken for older than they may be.
        facts["birth_date"] = (person.born_from if exact else person.born_to).isoformat()  # type: ignore[union-attr]
    if person.citizenships:
        facts["citizenships"] = citizenships_of(person)
    return facts


def facts_known_to(actor: Actor, person: Person, on: dt.date, compartment: str) -> dict[str, Any]:
    """Facts about a person as one compartment knows them, whatever else is opened to whoever asks.

    For findings that are shown or kept where others may read them: they must not change with what another compartment holds.
    Family is left out: whether a child is alone is asked where everything is weighed.

    Args: as of `person_facts`; compartment: whose statuses and merges count.
    """
    return {**_own_facts(person), **_status_facts(actor, person, on, compartment)}


def _status_facts(actor: Actor, person: Person, on: dt.date, compartment: str = "") -> dict[str, Any]:
    # Row-level security alone narrows here: it knows what `elevated` has opened.
    held_now = LegalStatus.objects.filter(current(on) & Q(person_id__in=whole(actor, person.pk, compartment)))
    held = list(held_now.filter(compartment=compartment) if compartment else held_now)
    own = {row.group for row in held if row.person_id == person.pk}
    # A merge takes no status away: of each group the person's own counts, else that of a file read as one with it.
    rows = [row for row in held if row.person_id == person.pk or row.group not in own]
    facts: dict[str, Any] = {}
    for row in rows:
        kind, since = StatusKind(row.kind), row.valid.lower
        if row.group == StatusGroup.ASYLUM:
            facts["asylum_state"] = ASYLUM_STATE[kind]
            if kind is StatusKind.REFUGEE:
                facts["recognised_on"] = since.isoformat()
        elif kind is StatusKind.POLITICAL_ASYLUM:
            facts["political_asylum"] = True
        elif kind is StatusKind.PERMANENT_RESIDENCE:
            facts["permanent_resident"] = True
            facts |= _days(row, "", "prp_valid_until")
        elif kind is StatusKind.TEMPORARY_RESIDENCE:
            facts |= _days(row, "trp_granted_on", "trp_valid_until")
        elif kind is StatusKind.TEMPORARY_STAY:
            facts |= _days(row, "", "stay_extended_until")
        elif kind is StatusKind.WORK_PERMIT:
            facts["has_work_permit"] = True
            facts |= _days(row, "", "wp_valid_until")
        elif kind is StatusKind.VISA:
            facts["holds_visa"] = True
            facts |= _days(row, "", "visa_held_until")
            if row.stay_days is not None:
                facts["visa_held_days"] = row.stay_days
            if row.entered_on is not None:
                facts["visa_entered_on"] = row.entered_on.isoformat()
        elif kind is StatusKind.STATELESS_APPLICANT:
            facts["statelessness_open"] = True
        elif kind is StatusKind.STATELESS:
            facts["is_stateless"] = True
        elif kind is StatusKind.TRAFFICKING_VICTIM:
            facts["trafficking_victim"] = True
            facts["trafficking_recognised_on"] = since.isoformat()
        elif kind is StatusKind.ASSISTS_PROSECUTION:
            facts["assists_prosecution"] = True
        elif kind is StatusKind.REMOVAL_ORDERED:
            facts["expulsion_decision_made"] = True
    return facts


def _restriction_facts(actor: Actor, person: Person, on: dt.date) -> dict[str, Any]:
    # As above: of every file that is read as one with this one, as far as row-level security shows it.
    facts: dict[str, Any] = {}
    for row in Restriction.objects.filter(in_force(on), person_id__in=whole(actor, person.pk)):
        for name, value in restriction_says(row.kind, row.ground, row.fact, row.first_day, row.last_day).items():
            facts[name] = value if isinstance(value, bool) else max(value, facts.get(name, value))
    return facts


def restriction_says(
    kind: str, ground: str, fact: str, first_day: dt.date, last_day: dt.date | None
) -> dict[str, bool | str]:
    """What an entry in force says to the law: that its list names the person, the fact that it states, and its days."""
    listed = load_pack(settings.PANAH_PACK).restrictions.get(kind)
    if listed is None:
        return {}
    found: dict[str, bool | str] = dict.fromkeys(listed.in_force, True)
    rule = listed.rule(ground)
    if rule is None:
        return found
    if fact in rule.facts:
        found[fact] = True
    if rule.since:
        found[rule.since] = first_day.isoformat()
    if rule.until and last_day:
        found[rule.until] = last_day.isoformat()
    return found


def _nationality_facts(actor: Actor, person: Person, on: dt.date) -> dict[str, Any]:
    """What was determined of the person's citizenship; of files read as one, the person's own finding first."""
    held = list(Nationality.objects.filter(current(on) & Q(person_id__in=whole(actor, person.pk))))
    rows = sorted(held, key=lambda row: (row.person_id != person.pk, str(row.person_id)))
    return {"affiliation_result": rows[0].affiliation} if rows else {}


def _days(row: LegalStatus, first: str, last: str) -> dict[str, str]:
    """The first and the last day of a status; the upper end of its range is the day after the last."""
    found = {first: row.valid.lower.isoformat()} if first else {}
    return found | ({last: (row.valid.upper - ONE_DAY).isoformat()} if row.valid.upper else {})


def citizenships_of(person: Person) -> list[str]:
    """The citizenships of a person by the codes of the law pack."""
    return [alpha_2(code) for code in person.citizenships]


@functools.lru_cache(maxsize=512)
def alpha_2(code: str) -> str:
    """The two-letter code of a country that the register keeps with three."""
    country = pycountry.countries.get(alpha_3=code)
    return str(country.alpha_2) if country else code
