# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each receiver outside of a unit may be given: a list of fields, and nothing that is not on it (standards section 5.4).

Roles say who of the service reads what (`matrix`); this says what leaves it, to whom. An export, a letter or a page that is meant
for a receiver gives these fields and no others; `docs/roles.md` prints the lists, and tests pull markers through every way out
against them. A receiver that stands here without a list gets nothing.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Receiver(enum.StrEnum):
    """Who is given something."""

    OWN = "own"
    PUBLIC = "public"
    PERSON = "person"
    PARTY = "party"
    OPINION_BODY = "opinion_body"
    GUARDIANSHIP_BODY = "guardianship_body"
    UNHCR = "unhcr"


class Fact(enum.StrEnum):
    """What the register says of a person and may have to correct."""

    NAME = "name"
    BIRTH = "birth"
    BIRTH_PLACE = "birth_place"
    SEX = "sex"
    CITIZENSHIP = "citizenship"
    LANGUAGES = "languages"
    PAPER = "paper"
    CONTACT = "contact"
    ADDRESS = "address"


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
            "id": "id of somebody of its own list",
            "name": "the name that the organisation itself gave",
            "born": "the day of birth that the organisation itself gave",
            "country": "the country that the organisation itself gave",
            "passport": "the passport that the organisation itself gave",
            "matters": "its own applications for somebody",
            "offered": "what it may apply for, whoever it is for",
            "case_id": "id of its own application",
            "procedure": "key of what was applied for",
            "number": "number of the application",
            "case_number": "number of the application, in a letter",
            "title": "what was applied for",
            "matter": "what was applied for, in a letter",
            "state": "where the application stands",
            "means": "what that means for whoever applied",
            "next": "what comes next for whoever applied",
            "open": "whether it is open",
            "waits_for_us": "whether it waits for the organisation",
            "version": "version of the file, for the next step",
            "actions": "steps that are the organisation's own",
            "filed_at": "when it applied",
            "terms": "days of the application",
            "label": "what a day is for",
            "last_day": "the day",
            "ours": "whose day it is",
            "missing": "papers that are missing",
            "sums": "what is to be paid",
            "reference": "number of a sum or a letter",
            "amount": "how much",
            "currency": "in which money",
            "article": "the article of a sum, or of the end of a permit",
            "status": "whether that article is verified",
            "paid": "whether it was paid",
            "valid_until": "until when the permit holds",
            "ended_on": "when the permit was ended by a decision",
            "restored_on": "from when the permit holds again",
            "why": "why a row of a group was not taken, in a fixed sentence",
            "letters": "letters that are addressed to it",
            "kind": "kind of a letter",
            "addressee": "to whom a letter goes",
            "languages": "languages of a letter",
            "made_at": "when a letter was made",
            "office": "the office that writes",
            "issued_on": "day of a letter",
            "signatories": "functions that sign, without names",
            "check_page": "where anybody can check a paper",
            "corrected": "what it was given of somebody of its list and is corrected: as it was, and as it is",
            "about": "of whom or of which application a correction tells, as it was given before",
            "field": "what is corrected",
            "was": "as it was given",
            "now": "as it is",
            "due_on": "by when a correction is to be seen",
            "seen_at": "when it said that a correction was seen",
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
            "identity": "name, birth, sex, citizenship and papers of the person",
            "contact": "addresses and telephones of the person",
            "stay": "that a matter of stay or work exists, its number, its days, and what was filed",
            "opinion": "its own opinion",
        },
        not_given="that somebody asks for protection; needs; what officers found and wrote; which other bodies were asked, and what they answered",
        source="standards 5.2 (health or labour agency), MC 10",
    ),
    Receiver.GUARDIANSHIP_BODY: Allowed(
        "the body that appoints guardians for children",
        outside=True,
        fields={
            "office": "the office that asks",
            "reference": "number of the letter, by which it answers",
            "issued_on": "day of the letter",
            "addressee": "the body",
            "signatories": "functions that sign, without names",
            "child_name": "name of the child",
            "birth_date": "birth of the child",
            "languages_spoken": "languages that the child understands",
            "whereabouts": "where the child is now",
            "found_on": "day on which the service learnt of the child",
            "relatives": "relatives in the country, where somebody wrote them for the body",
            "reply_by": "by when it is to answer",
            "contact": "telephone of the office",
            "legal_basis": "on what law the request stands",
            "corrected": "what of this is corrected: as it was, and as it is",
            "about": "of whom a correction tells, by the name that it was given before",
        },
        not_given="of which procedure the file is, why the child came and what it said, nationality, family abroad, needs, health",
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

#: Letters to a body that is no office of ours: to which receiver each goes.
LETTERS: dict[str, Receiver] = {"guardian_request": Receiver.GUARDIANSHIP_BODY}

#: In which field of its list each receiver is given a fact of the register, and so is told that it was corrected (DP-07).
FACTS: dict[Receiver, Mapping[Fact, str]] = {
    Receiver.PUBLIC: {},
    Receiver.PARTY: {Fact.NAME: "name", Fact.BIRTH: "born", Fact.PAPER: "passport"},
    Receiver.OPINION_BODY: {
        **dict.fromkeys(
            (Fact.NAME, Fact.BIRTH, Fact.BIRTH_PLACE, Fact.SEX, Fact.CITIZENSHIP, Fact.PAPER),
            "identity",
        ),
        **dict.fromkeys((Fact.CONTACT, Fact.ADDRESS), "contact"),
    },
    Receiver.GUARDIANSHIP_BODY: {
        Fact.NAME: "child_name",
        Fact.BIRTH: "birth_date",
        Fact.LANGUAGES: "languages_spoken",
        Fact.ADDRESS: "whereabouts",
    },
    Receiver.UNHCR: {Fact.BIRTH: "age_band", Fact.SEX: "sex"},
}

#: Which facts stand in a letter to somebody else than the person. A test holds each such letter of a pack against it.
LETTERS_TELL: dict[str, tuple[Fact, ...]] = {
    "guardian_request": (Fact.NAME, Fact.BIRTH, Fact.LANGUAGES, Fact.ADDRESS),
    "employer_told": (Fact.NAME,),
}


def receiver_of(letter: str, to: str) -> Receiver | None:
    """Whose list a letter is held against; None for the person and for our own offices.

    Args:
        letter: its kind. to: as the procedure says (`person`, `office`, `body`, `party`).

    Raises KeyError for a letter to a body of which nobody has said what it may be given: it must not go.
    """
    if to == "party":
        return Receiver.PARTY
    return LETTERS[letter] if to == "body" else None


def is_outside(receiver: Receiver) -> bool:
    """Whether what the receiver is given leaves the house."""
    return receiver in ALLOWED and ALLOWED[receiver].outside


def given(receiver: Receiver, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What of `fields` the receiver may be given; the rest is dropped. A receiver without a list, outside of the house, gets nothing."""
    if receiver in WITHOUT_LIST:
        return dict(fields)
    allowed = ALLOWED[receiver].fields if receiver in ALLOWED else {}
    return {name: value for name, value in fields.items() if name in allowed}


def dropped(receiver: Receiver, fields: Mapping[str, Any]) -> list[str]:
    """The names of the fields that the receiver may not be given."""
    return sorted(set(fields) - set(given(receiver, fields)))
