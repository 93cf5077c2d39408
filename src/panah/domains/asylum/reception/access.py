# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way of a person into the portal: the code on the certificate and a PIN that is shown once (AU-14)."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from panah.casework.errors import Blocked, Problem
from panah.casework.models import Case, IssuedDocument
from panah.casework.selectors import get_case
from panah.casework.services.offers import whole_case
from panah.domains.asylum.law import CERTIFICATE
from panah.domains.asylum.policy import ClaimPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.models import PortalAccess
from panah.foundation.accounts.sign_in import open_portal_access
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.codes import new_pin
from panah.foundation.documents.typeset_letters import render_letter
from panah.foundation.documents.typeset_model import load_spec
from panah.law.engine import assess
from panah.law.pack import load_pack
from panah.register.public import person_facts


@dataclass(frozen=True)
class Access:
    """What is handed to the person, once: only a hash of the PIN is kept."""

    person_id: uuid.UUID
    code: str
    pin: str
    language: str


def may_sign_in(actor: Actor, case: Case) -> bool:
    """Whether the person gets an own access: adults, and children from the age at which the pack gives them their file.

    For a younger child the parent or guardian asks; nobody else reads what the child said (NR-11).
    """
    on = clock.today()
    facts = {k: v for k, v in person_facts(actor, case.person, on).items() if k in ("birth_date", "age")}
    answers = assess(facts, on, pack=case.pack, variables=["age_in_years", "is_minor"])
    if not answers.value("is_minor"):
        return True
    return int(answers.value("age_in_years")) >= int(load_pack(case.pack).parameter("age.own_file", on).value)


def portal_language(languages: list[str], notice: str) -> str:
    """The language in which the portal first speaks to the person."""
    known = {code for code, _name in settings.LANGUAGES}
    alike = {"prs": "fa", "fas": "fa", "eng": "en", "rus": "ru", "aze": "az"}
    for code in [notice, *languages]:
        if (language := alike.get(code, code)) in known:
            return language
    return "en"


def give_access(actor: Actor, case: Case, language: str) -> Access | None:
    """A new PIN for the certificate of a case; what the person had before ends. Inside a service that asked and logs."""
    document = IssuedDocument.objects.filter(case=case, kind=CERTIFICATE, ended_at=None).first()
    if document is None:
        return None
    pin = new_pin()
    open_portal_access(
        actor=actor,
        person_id=case.person_id,
        compartment=Compartment.ASYLUM,
        code=document.code,
        pin=pin,
        language=language,
    )
    return Access(case.person_id, document.code, pin, language)


def was_used(person_id: uuid.UUID) -> bool:
    """Whether the person has signed in, or tried to, with the present access."""
    live = PortalAccess.objects.filter(person_id=person_id, ended_at=None).first()
    return live is not None and (live.seen_at is not None or live.failed_tries > 0)


def renew_access(*, actor: Actor, case_id: uuid.UUID) -> Access:
    """Give a person who lost or forgot the PIN a new one, in person, at the desk.

    Raises NotFound, Denied, Blocked (the file has no live certificate, or the person is too young for an own access).
    """
    with transaction.atomic():
        case = get_case(actor=actor, case_id=case_id)
        require(actor, ClaimPermission.ACCESS_CARD, case)
        with whole_case(case):
            before = PortalAccess.objects.filter(person_id=case.person_id).order_by("-created_at").first()
            language = before.language if before else portal_language(case.person.languages, "")
            access = give_access(actor, case, language) if may_sign_in(actor, case) else None
        if access is None:
            raise Blocked(
                [
                    Problem(
                        "no_access",
                        _(
                            "This person can have no own access: there is no valid certificate, or the person is a "
                            "young child. Issue the certificate first, or speak with the parent or guardian."
                        ),
                        article="AU-14",
                    )
                ]
            )
        record(
            actor,
            Verb.CHANGE,
            subject_type="case",
            subject_id=case.pk,
            persons=[case.person_id],
            detail={"what": "access_card"},
        )
    return access


def access_slip(access: Access, case: Case) -> bytes:
    """The slip with code and PIN as PDF, to be handed over and not kept (NR-13)."""
    office = case.office
    names = {"az": office.name_az, "en": office.name_en, "ru": office.name_ru, "fa": office.name_en}
    written = load_spec("portal_slip", case.pack).languages
    languages = list(dict.fromkeys([written[0], access.language if access.language in written else written[0]]))
    data = {
        "office": {"name": names},
        "portal_url": settings.PANAH_PORTAL_URL,
        "code": access.code,
        "pin": access.pin,
    }
    return render_letter("portal_slip", data, languages=languages, pack=case.pack).pdf
