# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each receiver outside of a unit may be given: a list of fields, and nothing that is not on it (standards section 5.4).

Roles say who of the service reads what (`matrix`); this says what leaves it, to whom. An export, a letter or a page that is meant
for a receiver gives these fields and no others; `docs/roles.md` prints the lists, and tests pull markers through every way out
against them. A receiver that stands here without a list gets nothing.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass


class Receiver(enum.StrEnum):
    """Who is given something."""

    OWN = "own"
    PUBLIC = "public"
    PERSON = "person"
    PARTY = "party"
    OPINION_BODY = "opinion_body"
    GUARDIANSHIP_BODY = "guardianship_body"
    UNHCR = "unhcr"


@dataclass(frozen=True)
class Allowed:
    """What one receiver may be given.

    who: the receiver, in words. outside: whether it is another house: what goes there as a file is encrypted to it.
    fields: code of a field -> what it is, in words. not_given: what the receiver asks for most and must not get, in words.
    source: where the list comes from.
    """

    who: str
    outside: bool
    fields: Mapping[str, str]
    not_given: str
    source: str


#: Receivers whose list is whatever their compartments open: the service itself, and the person (everything of their own).
WITHOUT_LIST = frozenset({Receiver.OWN, Receiver.PERSON})

ALLOWED: dict[Receiver, Allowed] = {
    Receiver.PUBLIC: Allowed(
        "everybody: the press, researchers, the site",
        outside=True,
        fields={
            "line": "what is counted",
            "opening": "how many there were at the beginning",
            "received": "how many came",
            "back": "how many came back",
            "out": "how many went out, by outcome",
            "closing": "how many there are at the end",
            "groups": "how many households",
        },
        not_given="anything of a person; a count below five, or what would give one away",
        source="standards 5.4 (donor or project), ST-02",
    ),
    Receiver.PARTY: Allowed(
        "an employer, a landlord or a hotel that applied for somebody",
        outside=True,
        fields={
            "number": "number of the matter",
            "title": "what was applied for",
            "state": "where the matter stands, in the words for whoever applied",
            "dates": "days of the steps, and by when something is to be done",
            "name": "the name that the organisation itself gave",
            "born": "the day of birth that the organisation itself gave",
            "country": "the country that the organisation itself gave",
            "passport": "the passport that the organisation itself gave",
            "filed": "what the organisation itself filed",
            "missing": "which papers are missing",
            "charges": "what is to be paid, and what was paid",
            "outcome": "the outcome for the permit that it applied for: given, prolonged, refused, ended",
            "valid_until": "until when the permit holds",
            "permit_number": "number of the permit",
            "letters": "letters that are addressed to it",
        },
        not_given=(
            "that somebody asks for protection; other papers, addresses, needs, family; what officers and other bodies wrote; "
            "why no permit is needed"
        ),
        source="standards 5.4 (labour or employer check), 5.3 point 14",
    ),
    Receiver.OPINION_BODY: Allowed(
        "another body of the state that the single window asks for its opinion: security, labour",
        outside=True,
        fields={
            "number": "number of the matter",
            "title": "what was applied for",
            "identity": "name, birth, sex, citizenship and papers of the person",
            "contact": "addresses and telephones of the person",
            "filed": "what was filed, with its papers",
            "dates": "days of the steps, and by when the opinion is due",
            "opinion": "the own opinion",
        },
        not_given="that somebody asks for protection; needs; what officers found and wrote, and opinions of other bodies",
        source="standards 5.2 (health or labour agency), MC 10",
    ),
    Receiver.GUARDIANSHIP_BODY: Allowed(
        "the body that appoints guardians for children",
        outside=True,
        fields={
            "reference": "number of the letter",
            "office": "the office that asks",
            "name": "name of the child",
            "born": "birth of the child",
            "sex": "sex of the child",
            "languages": "languages that the child speaks",
            "place": "where the child stays",
            "legal_basis": "on what law the request stands",
            "asked_on": "day of the request",
        },
        not_given="why the child came, what it said, nationality, family abroad, needs, and by which name the matter goes",
        source="standards 5.4 (police, missing child), CH-02",
    ),
    Receiver.UNHCR: Allowed(
        "UNHCR, in its monitoring of the procedure",
        outside=True,
        fields={
            "case_number": "number of the claim",
            "received_on": "day on which it was received",
            "registered_on": "day of the registration interview",
            "interviewed_on": "day of the interview",
            "decided_on": "day of the decision of first instance",
            "appealed_on": "day of the appeal",
            "closed_on": "day on which the file was closed",
            "sex": "sex",
            "age_band": "age, in bands",
            "counsel": "whether somebody represents the person",
        },
        not_given="names, origin, what was said, the outcome, where the person lives",
        source="standards 5.4 (UNHCR monitoring)",
    ),
}


def is_outside(receiver: Receiver) -> bool:
    """Whether what the receiver is given leaves the house."""
    return receiver in ALLOWED and ALLOWED[receiver].outside


def given(receiver: Receiver, fields: Mapping[str, object]) -> dict[str, object]:
    """What of `fields` the receiver may be given; the rest is dropped. A receiver without a list, outside of the house, gets nothing."""
    if receiver in WITHOUT_LIST:
        return dict(fields)
    allowed = ALLOWED[receiver].fields if receiver in ALLOWED else {}
    return {name: value for name, value in fields.items() if name in allowed}


def dropped(receiver: Receiver, fields: Mapping[str, object]) -> list[str]:
    """The names of the fields that the receiver may not be given."""
    return sorted(set(fields) - set(given(receiver, fields)))
