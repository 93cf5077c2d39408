# SPDX-License-Identifier: AGPL-3.0-or-later
"""Code words -> plain words for the person. None of them tells a passer-by what the page is about (NR-13)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

LETTERS: Mapping[str, Any] = {
    "receipt": gettext_lazy("Receipt: we have your request"),
    "information_notice": gettext_lazy("Your rights and duties"),
    "temporary_certificate": gettext_lazy("Your temporary paper"),
    "interview_invitation": gettext_lazy("Invitation to a talk"),
    "decision_granted": gettext_lazy("Answer to your request"),
    "decision_not_granted": gettext_lazy("Answer to your request"),
    "decision_refused": gettext_lazy("Answer to your request"),
    "decision_closed": gettext_lazy("Letter: we have stopped working on your request"),
    "appeal_received": gettext_lazy("Receipt: you asked for a second look"),
    "appeal_result": gettext_lazy("Result of the second look"),
    "reopening_result": gettext_lazy("Answer: looking at your matter again"),
    "documents_receipt": gettext_lazy("Receipt for papers that we keep for you"),
    "review_notice": gettext_lazy("A question from us"),
    "status_kept": gettext_lazy("Answer to the question about your papers"),
    "status_lost": gettext_lazy("Answer to the question about your papers"),
    "status_deprived": gettext_lazy("Answer to the question about your papers"),
    "permit_papers": gettext_lazy("Letter: papers that we still need"),
    "permit_granted": gettext_lazy("Answer to your application"),
    "permit_refused": gettext_lazy("Answer to your application"),
    "permit_document": gettext_lazy("Your paper"),
    "registration_correction": gettext_lazy("Letter: please correct something"),
    "complaint_received": gettext_lazy("Receipt: we have your complaint"),
    "complaint_result": gettext_lazy("Answer to your complaint"),
    "visa_answer": gettext_lazy("Letter: the answer on the visa"),
    "citizenship_confirmed": gettext_lazy("Answer to your application"),
    "citizenship_result": gettext_lazy("Answer to your application"),
    "hearing_invitation": gettext_lazy("Invitation to a talk"),
    "employer_told": gettext_lazy("Letter to your organisation"),
    "work_permit_ended": gettext_lazy("Letter: your work permit has ended"),
    "cancellation_notice": gettext_lazy("A question from us"),
    "expulsion_result": gettext_lazy("Answer to your complaint"),
    "cancellation_dropped": gettext_lazy("Letter from the service"),
    "permit_cancelled": gettext_lazy("Letter from the service"),
    "restriction_entered": gettext_lazy("Letter from the service"),
    "restriction_kept": gettext_lazy("Letter from the service"),
    "restriction_ended": gettext_lazy("Letter from the service"),
    "expulsion_decision": gettext_lazy("Letter from the service"),
    "expulsion_withdrawn": gettext_lazy("Letter from the service"),
    "expulsion_halted": gettext_lazy("Letter from the service"),
    "expulsion_goes_on": gettext_lazy("Letter from the service"),
    "departure_noted": gettext_lazy("Letter from the service"),
    "entry_ban_kept": gettext_lazy("Letter from the service"),
    "entry_ban_lifted": gettext_lazy("Letter from the service"),
}
"""Answers of every kind have one name: whether it was yes or no is told by the letter, not by a list on a screen."""

DOCUMENTS: Mapping[str, Any] = {"temporary_certificate": gettext_lazy("Your temporary paper")}

WE_OWE: Mapping[str, Any] = {
    "register": gettext_lazy("We have a first talk with you"),
    "interview": gettext_lazy("We give you a date for a longer talk"),
    "decide": gettext_lazy("We give you an answer"),
    "complaint_answer": gettext_lazy("We answer your complaint"),
    "opinion": gettext_lazy("Another body tells us its opinion; you need not do anything"),
    "answer": gettext_lazy("We answer you about the registration"),
    "inquiry": gettext_lazy("Another body answers our question; you need not do anything"),
    "inquiry_abroad": gettext_lazy("Another body answers our question; you need not do anything"),
    "issue": gettext_lazy("We give out the paper"),
    "reopening": gettext_lazy("We tell you whether we look at your matter again"),
}
YOU_CAN: Mapping[str, Any] = {
    "contact": gettext_lazy("Get in touch with us"),
    "pay": gettext_lazy("Pay the fee"),
    "papers": gettext_lazy("Send the papers that we asked for, or tell us why you cannot"),
    "term": gettext_lazy("Your registration ends"),
    "answer": gettext_lazy("Answer our question"),
    "leave": gettext_lazy("Leave the country if the answer stands"),
    "leave_extended": gettext_lazy("Leave the country if the answer stands"),
    "suit": gettext_lazy("If you do not agree, complain or go to court"),
    "suit_after_complaint": gettext_lazy("If you do not agree with the answer to your complaint, go to court"),
    "appeal": gettext_lazy("If you do not agree with the answer, ask a court to look at it"),
}

ROLES: Mapping[str, Any] = {
    "registrar": gettext_lazy("The reception desk"),
    "case_officer": gettext_lazy("An officer who works on your file"),
    "reviewer": gettext_lazy("The person who checks the answers of others"),
    "head_of_unit": gettext_lazy("The head of the office"),
    "appeal_officer": gettext_lazy("The office that takes a second look"),
    "interpreter": gettext_lazy("An interpreter"),
    "guardian": gettext_lazy("Your guardian"),
    "border_officer": gettext_lazy("The post where you came first"),
    "stay_officer": gettext_lazy("The office for papers of stay"),
    "stay_reviewer": gettext_lazy("The person who checks the answers of others"),
    "stay_head": gettext_lazy("The head of the office for papers of stay"),
    "stay_appeal_officer": gettext_lazy("The office that takes a second look"),
    "opinion_officer": gettext_lazy("Another body that is asked for its opinion"),
    "employer": gettext_lazy("Your employer, or who receives you"),
    "return_officer": gettext_lazy("The office for travel home"),
    "return_head": gettext_lazy("The head of the office for travel home"),
    "displaced_officer": gettext_lazy("The office for housing and allowances"),
    "data_protection": gettext_lazy("The data protection officer"),
    "policy_analyst": gettext_lazy("Somebody of the service"),
    "administrator": gettext_lazy("Technical staff"),
}
UNITS: Mapping[str, Any] = {
    "determining": gettext_lazy("The office where your file is"),
    "appeal": gettext_lazy("The office that takes a second look"),
    "border": gettext_lazy("The post where you came first"),
    "guardianship": gettext_lazy("The body for children and families"),
    "stay": gettext_lazy("The office for papers of stay"),
    "displaced": gettext_lazy("The office for housing and allowances"),
    "return": gettext_lazy("The office for travel home"),
    "stay_appeal": gettext_lazy("The office that takes a second look"),
    "opinion": gettext_lazy("Another body that is asked for its opinion"),
    "organisation": gettext_lazy("Your employer, or who receives you"),
    "central": gettext_lazy("The head office"),
}
"""What kind of office it was. Its own name may say to whoever looks over the shoulder what the matter is, and is not shown."""
RECEIVERS: Mapping[str, Any] = {
    "opinion_body": gettext_lazy("Another body that is asked for its opinion"),
    "guardianship_body": gettext_lazy("The body for children and families"),
    "unhcr": gettext_lazy("Those who watch how well the service works"),
    "party": gettext_lazy("Your employer, or who receives you"),
}
KINDS: Mapping[str, Any] = {
    "service": gettext_lazy("The system itself"),
    "person": gettext_lazy("You, or somebody with your code and PIN"),
    "representative": gettext_lazy("Somebody who acts for you"),
    "anonymous": gettext_lazy("Somebody who did not sign in"),
    "party": gettext_lazy("Your employer, or who receives you"),
    "staff": gettext_lazy("Somebody of the service"),
}
DEEDS: Mapping[tuple[str, str], Any] = {
    ("read", "case"): gettext_lazy("Looked at your file"),
    ("read", "content"): gettext_lazy("Read what is written in your file"),
    ("read", "letter"): gettext_lazy("Opened a letter to you"),
    ("read", "person"): gettext_lazy("Looked at your name, birth and family"),
    ("read", "upload"): gettext_lazy("Opened a paper of yours"),
    ("search", "person"): gettext_lazy("Looked for you by name"),
    ("print", "case"): gettext_lazy("Printed from your file"),
    ("print", "migration_record"): gettext_lazy("Made a copy of your record"),
    ("create", "case"): gettext_lazy("Opened a file for you"),
    ("create", "upload"): gettext_lazy("Added a paper to your file"),
    ("act", "case"): gettext_lazy("Took a step in your file"),
    ("sign_in", "portal"): gettext_lazy("Signed in to this page"),
    ("read", "complaint"): gettext_lazy("Read a complaint of yours"),
    ("create", "complaint"): gettext_lazy("Sent or wrote down a complaint of yours"),
    ("change", "complaint"): gettext_lazy("Worked on a complaint of yours"),
    ("act", "emergency"): gettext_lazy("Opened a few things about you"),
}
DEEDS_OF: Mapping[str, Any] = {
    "read": gettext_lazy("Looked at something of yours"),
    "search": gettext_lazy("Looked for you"),
    "print": gettext_lazy("Printed something of yours"),
    "export": gettext_lazy("Took a list in which you stand"),
    "create": gettext_lazy("Wrote down something about you"),
    "change": gettext_lazy("Changed something about you"),
    "act": gettext_lazy("Took a step in your file"),
    "draft": gettext_lazy("Began to write in your file"),
    "job": gettext_lazy("Did a routine step for your file"),
    "rights": gettext_lazy("Changed how you sign in"),
    "denied": gettext_lazy("Wanted to look and was not let in"),
}
REASONS: Mapping[str, Any] = {
    "case": gettext_lazy("to work on your file"),
    "letter": gettext_lazy("to read or send a letter"),
    "reception": gettext_lazy("because you came or were expected"),
    "person": gettext_lazy("to look after your data"),
    "search": gettext_lazy("to find the right file"),
    "appointments": gettext_lazy("because of a date"),
    "data_protection": gettext_lazy("to protect your data"),
    "edit": gettext_lazy("to look after your data"),
    "identity": gettext_lazy("to look after your data"),
    "representation": gettext_lazy("because somebody acts for you"),
    "history": gettext_lazy("to look after your data"),
    "document": gettext_lazy("to look after your data"),
    "migration_record": gettext_lazy("to look after your data"),
    "import": gettext_lazy("to take your data over from another list"),
    "duplicates": gettext_lazy("to find out whether there are two files of one person"),
    "alike": gettext_lazy("to find out whether there are two files of one person"),
    "household": gettext_lazy("because of your family"),
    "relative": gettext_lazy("because of your family"),
    "restrictions": gettext_lazy("to look whether something limits your stay"),
    "filing": gettext_lazy("to take an application"),
    "organisation": gettext_lazy("because of your work or your stay with somebody"),
    "access_card": gettext_lazy("to give you this access"),
    "basket": gettext_lazy("to plan the work"),
    "terms": gettext_lazy("to keep to the dates"),
    "letters": gettext_lazy("to read or send a letter"),
    "check": gettext_lazy("to see whether a paper is good"),
    "retention": gettext_lazy("to delete what is no longer needed"),
    "erasure": gettext_lazy("to delete what is no longer needed"),
    "correction": gettext_lazy("to tell others what was put right"),
    "access_request": gettext_lazy("because you asked what is held about you"),
    "oversight": gettext_lazy("to protect your data"),
    "export": gettext_lazy("to make a list that was asked for"),
    "restore": gettext_lazy("to check the records"),
    "complaint": gettext_lazy("to answer a complaint"),
    "own_file": gettext_lazy("to see the own papers"),
    "own_pin": gettext_lazy("to change the PIN"),
    "sign_in": gettext_lazy("to sign in"),
    "emergency": gettext_lazy("because somebody said that a life or health was in danger"),
}


def letter_name(kind: str) -> str:
    """How a letter is called in the list."""
    return str(LETTERS.get(kind, _("Letter")))


def document_name(kind: str) -> str:
    """How a document is called."""
    return str(DOCUMENTS.get(kind, _("Your paper")))


def deed(verb: str, subject_type: str) -> str:
    """What somebody did, in words."""
    return str(DEEDS.get((verb, subject_type)) or DEEDS_OF.get(verb, _("Did something with your data")))


def reason(purpose: str) -> str:
    """Why, in words; "" for a purpose that adds nothing."""
    return str(REASONS.get(purpose, ""))


def unit(kind: str) -> str:
    """The office in words that say nothing of the matter."""
    return str(UNITS.get(kind, ""))


def who(roles: list[str], kind: str) -> str:
    """The roles of whoever did it. Never a name."""
    known = [str(ROLES[role]) for role in roles if role in ROLES]
    return ", ".join(known) if known and kind == "staff" else str(KINDS.get(kind, KINDS["staff"]))


def receiver(code: str) -> str:
    """Whoever was given something, in words that say nothing of the matter."""
    return str(RECEIVERS.get(code, _("Somebody outside of the service")))


def length(value: int, unit: str) -> str:
    """A length of time of the law in words; "" for a unit that is none."""
    if unit in ("calendar_day", "day"):
        return ngettext("%(n)s day", "%(n)s days", value) % {"n": value}
    if unit == "working_day":
        return ngettext("%(n)s working day", "%(n)s working days", value) % {"n": value}
    if unit == "week":
        return ngettext("%(n)s week", "%(n)s weeks", value) % {"n": value}
    if unit == "month":
        return ngettext("%(n)s month", "%(n)s months", value) % {"n": value}
    if unit == "hour":
        return ngettext("%(n)s hour", "%(n)s hours", value) % {"n": value}
    return ""
