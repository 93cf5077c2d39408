# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for the codes that staff pages show. A code without a word is shown as it is."""

from collections.abc import Mapping
from typing import Any

from babel.units import format_unit
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from panah.interfaces.web.languages import language, locale_of

ROLES: Mapping[str, Any] = {
    "registrar": _("Registrar"),
    "case_officer": _("Case officer"),
    "reviewer": _("Reviewer"),
    "head_of_unit": _("Head of unit"),
    "appeal_officer": _("Appeal officer"),
    "interpreter": _("Interpreter"),
    "guardian": _("Guardian"),
    "border_officer": _("Border officer"),
    "stay_officer": _("Stay officer"),
    "stay_reviewer": _("Reviewer for stay"),
    "stay_head": _("Head of the stay unit"),
    "stay_appeal_officer": _("Appeals officer for stay"),
    "opinion_officer": _("Officer of a body that is asked"),
    "employer": _("Employer or receiving party"),
    "party": _("Employer or receiving party"),
    "return_officer": _("Return officer"),
    "return_head": _("Head of the return unit"),
    "displaced_officer": _("Officer for displaced people"),
    "policy_analyst": _("Policy analyst"),
    "data_protection": _("Data protection officer"),
    "administrator": _("Administrator"),
    "person": _("The person"),
    "court": _("The court"),
    "office": _("The office"),
    "service": _("The system"),
}
SEXES: Mapping[str, Any] = {"F": _("Female"), "M": _("Male"), "X": _("Other"), "U": _("Not told")}
SEX_WISHES: Mapping[str, Any] = {"": _("No wish"), "F": _("A woman"), "M": _("A man")}
VERBS: Mapping[str, Any] = {
    "read": _("Read"),
    "search": _("Searched"),
    "list": _("Listed"),
    "print": _("Printed"),
    "export": _("Took as a file"),
    "create": _("Created"),
    "change": _("Changed"),
    "act": _("Acted"),
    "draft": _("Kept a draft"),
    "sign_in": _("Signed in"),
    "sign_in_refused": _("Was refused sign-in"),
    "sign_out": _("Signed out"),
    "denied": _("Was denied"),
    "rights": _("Changed rights"),
    "check": _("Checked a document"),
    "job": _("Ran a job"),
}
#: What an event of the log is about, and for what it was done.
LOGGED: Mapping[str, Any] = {
    "access_card": pgettext_lazy("log", "access card"),
    "account": pgettext_lazy("log", "account"),
    "accounts": pgettext_lazy("log", "accounts"),
    "administration": pgettext_lazy("log", "administration"),
    "alert": pgettext_lazy("log", "alert"),
    "alike": pgettext_lazy("log", "alike people"),
    "api": pgettext_lazy("log", "API"),
    "appointments": pgettext_lazy("log", "appointments"),
    "basket": pgettext_lazy("log", "work basket"),
    "case": pgettext_lazy("log", "file"),
    "check": pgettext_lazy("log", "check of a paper"),
    "content": pgettext_lazy("log", "content of a file"),
    "correction": pgettext_lazy("log", "word of a correction to others"),
    "correction_message": pgettext_lazy("log", "what a receiver is told of a correction"),
    "data_protection": pgettext_lazy("log", "data protection"),
    "decision": pgettext_lazy("log", "decision"),
    "document": pgettext_lazy("log", "document"),
    "door": pgettext_lazy("log", "page"),
    "duplicate": pgettext_lazy("log", "pair of files"),
    "duplicates": pgettext_lazy("log", "duplicates"),
    "edit": pgettext_lazy("log", "correction of data"),
    "emergency": pgettext_lazy("log", "emergency"),
    "enrolment": pgettext_lazy("log", "new factor"),
    "erasure": pgettext_lazy("log", "erasure"),
    "erasure_request": pgettext_lazy("log", "request to be erased"),
    "export": pgettext_lazy("log", "export"),
    "filing": pgettext_lazy("log", "filing of an application"),
    "form": pgettext_lazy("log", "begun form"),
    "history": pgettext_lazy("log", "history"),
    "hold": pgettext_lazy("log", "hold"),
    "home": pgettext_lazy("log", "first page"),
    "household": pgettext_lazy("log", "household"),
    "identity": pgettext_lazy("log", "identity"),
    "import": pgettext_lazy("log", "import"),
    "import_mapping": pgettext_lazy("log", "headings of an import"),
    "keys": pgettext_lazy("log", "keys"),
    "law": pgettext_lazy("log", "law"),
    "letter": pgettext_lazy("log", "letter"),
    "log": pgettext_lazy("log", "access log"),
    "merge": pgettext_lazy("log", "merge"),
    "migration_record": pgettext_lazy("log", "migration record"),
    "office": pgettext_lazy("log", "office"),
    "organisation": pgettext_lazy("log", "organisation"),
    "oversight": pgettext_lazy("log", "watch over readings"),
    "own_account": pgettext_lazy("log", "own account"),
    "own_file": pgettext_lazy("log", "own file"),
    "own_log": pgettext_lazy("log", "own list of readings"),
    "own_pin": pgettext_lazy("log", "own PIN"),
    "party_list": pgettext_lazy("log", "list of an organisation"),
    "party_person": pgettext_lazy("log", "person of an organisation"),
    "pause": pgettext_lazy("log", "pause of an account"),
    "person": pgettext_lazy("log", "person"),
    "policy": pgettext_lazy("log", "draft of law"),
    "portal": pgettext_lazy("log", "portal"),
    "procedures": pgettext_lazy("log", "procedures"),
    "question": pgettext_lazy("log", "question"),
    "quota": pgettext_lazy("log", "quota"),
    "receipt": pgettext_lazy("log", "receipt"),
    "reception": pgettext_lazy("log", "reception"),
    "relative": pgettext_lazy("log", "relative"),
    "removal": pgettext_lazy("log", "removal"),
    "restore": pgettext_lazy("log", "restore"),
    "restriction": pgettext_lazy("log", "entry of a list"),
    "restrictions": pgettext_lazy("log", "lists of restrictions"),
    "retention": pgettext_lazy("log", "retention"),
    "return": pgettext_lazy("log", "monthly return"),
    "review": pgettext_lazy("log", "review"),
    "search": pgettext_lazy("log", "search"),
    "session": pgettext_lazy("log", "session"),
    "sign_in": pgettext_lazy("log", "sign-in"),
    "sign_out": pgettext_lazy("log", "sign-out"),
    "simulation": pgettext_lazy("log", "trial of a draft"),
    "statistics": pgettext_lazy("log", "statistics"),
    "terms": pgettext_lazy("log", "terms"),
    "upload": pgettext_lazy("log", "upload"),
    "wards": pgettext_lazy("log", "wards"),
    "watched": pgettext_lazy("log", "watched file"),
}
OFFICE_KINDS: Mapping[str, Any] = {
    "determining": _("Determining office"),
    "appeal": _("Appeal unit"),
    "border": _("Border or police post"),
    "guardianship": _("Guardianship body"),
    "stay": _("Stay and residence"),
    "return": _("Return"),
    "stay_appeal": _("Appeals in matters of stay"),
    "opinion": _("Body that is asked for its opinion"),
    "organisation": _("Employer or receiving party"),
    "displaced": _("Internally displaced people"),
    "central": _("Central services"),
}
GUARDIANS: Mapping[str, Any] = {
    "person": _("A person who is named"),
    "body": _("The guardianship body itself"),
    "account": _("A guardian who signs in"),
}
GUARDIAN_ENDS: Mapping[str, Any] = {
    "replaced": _("Another guardian was appointed"),
    "of_age": _("The child came of age"),
    "parent": _("A parent or caregiver takes care of the child"),
    "released": _("The guardian asked to be released"),
    "removed": _("The guardianship body removed the guardian"),
    "died": _("The guardian died"),
    "mistake": _("Recorded by mistake"),
    "other": _("Another reason"),
}
PAPERS: Mapping[str, Any] = {
    "passport": _("Passport"),
    "identity_card": _("Identity card"),
    "birth_certificate": _("Birth certificate"),
    "travel_document": _("Travel document"),
    "residence_permit": _("Residence permit"),
    "driving_licence": _("Driving licence"),
    "military_book": _("Military book"),
    "marriage_certificate": _("Marriage certificate"),
    "other": _("Other paper"),
}
NAME_KINDS: Mapping[str, Any] = {
    "current": _("Name in use"),
    "birth": _("Name at birth"),
    "marriage": _("Name by marriage"),
    "alias": _("Other name used"),
    "as_on_document": _("As on a document"),
    "latin": _("In Latin letters, as agreed"),
}
CONTACT_KINDS: Mapping[str, Any] = {"phone": _("Telephone"), "email": _("E-mail"), "other": _("Other")}
SAFE_TO_USE: Mapping[str, Any] = {
    "yes": _("Safe to use"),
    "only_text": _("Only neutral text messages"),
    "no": _("Not safe: do not use"),
    "unknown": _("Not asked"),
}
HOUSEHOLD_ROLES: Mapping[str, Any] = {
    "principal": _("Principal applicant"),
    "spouse": _("Spouse or partner"),
    "child": _("Child"),
    "parent": _("Parent"),
    "sibling": _("Brother or sister"),
    "other_relative": _("Other relative"),
    "other": _("Other member"),
}
BONDS: Mapping[str, Any] = {
    "parent": _("Parent"),
    "child": _("Child"),
    "spouse": _("Spouse or partner"),
    "sibling": _("Brother or sister"),
    "grandparent": _("Grandparent"),
    "guardian": _("Guardian"),
    "caregiver_customary": _("Caregiver by custom"),
    "other_relative": _("Other relative"),
}
WHEREABOUTS: Mapping[str, Any] = {
    "present": _("Here"),
    "elsewhere": _("Elsewhere"),
    "missing": _("Missing"),
    "deceased": _("Deceased"),
}
SCRIPTS: Mapping[str, Any] = {
    "latin": _("Latin script"),
    "cyrillic": _("Cyrillic script"),
    "arabic": _("Arabic script"),
    "georgian": _("Georgian script"),
    "armenian": _("Armenian script"),
    "other": _("Other script"),
}
DOCUMENT_KINDS: Mapping[str, Any] = {
    "photo": _("Photo of the person"),
    "identity": _("Copy of an identity paper"),
    "civil_status": _("Certificate of birth, marriage, divorce or death"),
    "housing": _("Paper about housing or property"),
    "education": _("School or training certificate"),
    "medical": _("Medical paper"),
    "correspondence": _("Letter from or to the person"),
    "other": _("Other document"),
}
COMPARTMENTS: Mapping[str, Any] = {
    "asylum": _("Asylum"),
    "stay": _("Stay and residence"),
    "stay_file": _("Findings in matters of stay"),
    "displaced": _("Internally displaced people"),
    "complaint": _("Complaints"),
}
NEEDS: Mapping[str, Any] = {
    "SC-UC": _("Unaccompanied child"),
    "SC-SC": _("Separated child"),
    "CR": _("Child at risk"),
    "WR": _("Woman at risk"),
    "WR-PW": _("Pregnant or nursing woman"),
    "SP": _("Single parent or caregiver"),
    "ER": _("Older person at risk"),
    "DS": _("Disability"),
    "DS-SH": _("Visual, hearing or speech impairment"),
    "SM": _("Serious medical condition"),
    "SM-MI": _("Mental health condition"),
    "TR": _("Survivor of torture or violence"),
    "SV": _("Survivor of sexual or gender-based violence"),
    "TP": _("Sign or victim of trafficking"),
    "LP": _("Specific legal or physical protection need"),
    "FU": _("Family unity or tracing"),
    "LN": _("Needs help with reading or language"),
}
RESTRICTIONS: Mapping[str, Any] = {
    "entry_ban": _("Ban on entry"),
    "undesirable_person": _("Undesirable person"),
    "exit_restriction": _("Limit on leaving the country"),
}
STATUSES: Mapping[str, Any] = {
    "applicant": _("Asylum applicant"),
    "refugee": _("Refugee"),
    "refused": _("Refused, appeal open"),
    "appellant": _("Appellant"),
    "refused_final": _("Refused, final"),
    "status_lost": _("Refugee status lost"),
    "status_deprived": _("Deprived of refugee status"),
    "claim_closed": _("Claim closed without a decision"),
    "political_asylum": _("Political asylum granted"),
    "temporary_stay": _("Temporary stay"),
    "temporary_residence": _("Temporary residence permit"),
    "permanent_residence": _("Permanent residence permit"),
    "stateless_applicant": _("Citizenship or statelessness being determined"),
    "stateless": _("Stateless person"),
    "trafficking_victim": _("Recognised victim of trafficking"),
    "assists_prosecution": _("Assists a prosecution"),
    "removal_ordered": _("Removal ordered"),
    "work_permit": _("Work permit"),
    "visa": _("Visa"),
    "stay_registered": _("Registered at the place of stay"),
    "highly_qualified": _("Highly qualified migrant"),
}
AFFILIATIONS: Mapping[str, Any] = {
    "citizen": _("Found to be a citizen of this country"),
    "not_citizen": _("Found not to be a citizen of this country"),
    "cannot_be_determined": _("Citizenship of this country could not be determined"),
}
APPOINTMENT_STATES: Mapping[str, Any] = {
    "set": _("Set"),
    "moved": _("Moved"),
    "held": _("Held"),
    "missed": _("Missed"),
    "cancelled": _("Cancelled"),
}
LETTERS: Mapping[str, Any] = {
    "receipt": _("Receipt"),
    "information_notice": _("Notice of rights"),
    "temporary_certificate": _("Temporary certificate"),
    "interview_invitation": _("Invitation to an interview"),
    "decision_granted": _("Decision: granted"),
    "decision_not_granted": _("Decision: not granted"),
    "decision_refused": _("Decision: refused"),
    "decision_closed": _("Decision: closed"),
    "status_lost": _("Loss of status"),
    "status_deprived": _("Deprivation of status"),
    "guardian_request": _("Request for a guardian"),
    "appeal_received": _("Appeal received"),
    "portal_slip": _("Card code and PIN"),
    "documents_receipt": _("Receipt for originals"),
    "reopening_result": _("Answer to the request to reopen"),
    "permit_papers": _("Request for papers"),
    "permit_granted": _("Decision: granted"),
    "permit_refused": _("Decision: refused"),
    "permit_document": _("Document of the permit"),
    "complaint_received": _("Complaint received"),
    "complaint_result": _("Answer to the complaint"),
    "residence_card": _("Residence card"),
    "visa_answer": _("Answer on the visa"),
    "citizenship_confirmed": _("Decision: citizen"),
    "citizenship_result": _("Decision on citizenship"),
    "hearing_invitation": _("Invitation to a talk"),
    "work_permit_ended": _("Notice: the work permit has ended"),
    "employer_told": _("Letter to the employer about the permit"),
}
ADDRESSEES: Mapping[str, Any] = {
    "person": _("to the person"),
    "office": _("to an office"),
    "party": _("to the organisation that applied"),
}
APPOINTMENTS: Mapping[str, Any] = {
    "interview": _("Interview"),
    "interview_status": _("Status interview"),
    "hearing": _("Talk"),
}
TASKS: Mapping[str, Any] = {
    "guardian": _("Find a guardian for the child"),
    "age_assessment": _("Decide on age"),
    "refugee_card": _("Give out the refugee card"),
    "travel_document": _("Give out the travel document"),
    "family_unity": _("See to the family's status"),
    "interim_relief": _("Answer the request for interim relief"),
    "return_originals": _("Give the originals back"),
    "decision_overtaken": _("A permit holds beside the decision: propose to take it back"),
}
UNITS: Mapping[str, Any] = {
    "working_day": _("working days"),
    "calendar_day": _("calendar days"),
    "month": _("months"),
    "year": _("years"),
    "week": _("weeks"),
    "hour": _("hours"),
    "person": _("persons"),
    "percent": _("%"),
    "count": "",
    "code": "",
}
_CLDR = {"calendar_day": "day", "month": "month", "year": "year", "week": "week", "hour": "hour"}
FLAGS: Mapping[str, Any] = {
    "child": _("Child"),
    "unaccompanied": _("Unaccompanied child"),
    "separated": _("Separated child"),
    "needs": _("Specific needs"),
    "priority": _("Comes first"),
    "detention": _("In detention"),
    "late_appeal": _("Late appeal"),
    "represented": _("Represented"),
    "self_declared": _("Identity not shown yet"),
}


def say(table: Mapping[str, Any], code: Any) -> str:
    """The word for a code, in the page's language; unknown codes are shown with spaces for underscores."""
    return str(table.get(str(code), str(code).replace("_", " ") if code else ""))


def options(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The table as answers of a choice."""
    return [(code, str(word)) for code, word in table.items()]


def term(value: Any, unit: str) -> str:
    """A length of time, or another figure of the law, with its unit: "1 month", "15 days"."""
    if isinstance(value, (bool, str)):
        return str(value)
    number = int(value) if float(value).is_integer() else float(value)
    if unit in _CLDR:
        return format_unit(number, f"duration-{_CLDR[unit]}", locale=locale_of(language()))
    if unit == "working_day":
        return ngettext("%(num)s working day", "%(num)s working days", int(number)) % {"num": number}
    return f"{number} {say(UNITS, unit) if unit in UNITS else unit}".strip()
