# SPDX-License-Identifier: AGPL-3.0-or-later
"""One migration record for the person, as a paper and as an export for programs: what the law lists, in the languages of the pack,
marked so that the copy leads to who made it and when (EX-01, EX-04, EX-13)."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pycountry
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy

from panah.casework.letters import service
from panah.domains.residence.policy import PermitPermission
from panah.domains.residence.record.selectors import LANGUAGES, Entry, RecordView, _read, _Subject
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.access.receivers import Receiver
from panah.foundation.accounts.models import Office, OfficeKind
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.typeset_letters import render_letter
from panah.foundation.exports.declaration import Column, Content, ExportSpec, declare
from panah.foundation.privacy import C3
from panah.register.models import PaperKind, Sex

KIND = "migration_record"
NAME = "migration-record"
"""The name of the export; no file name says of whom."""

YES_NO = {True: {"az": "bəli", "en": "yes", "ru": "да"}, False: {"az": "xeyr", "en": "no", "ru": "нет"}}
UNKNOWN = {"az": "məlum deyil", "en": "not known", "ru": "неизвестно"}
NOTHING = {"az": "yoxdur", "en": "none", "ru": "нет"}
STATELESS = {"az": "vətəndaşlığı olmayan şəxs", "en": "stateless", "ru": "лицо без гражданства"}
HERE = {"az": "açıqdır", "en": "open", "ru": "открыт"}
SEXES = {
    Sex.FEMALE: {"az": "qadın", "en": "female", "ru": "женский"},
    Sex.MALE: {"az": "kişi", "en": "male", "ru": "мужской"},
    Sex.OTHER: {"az": "digər", "en": "other", "ru": "иной"},
    Sex.UNKNOWN: {"az": "bildirilməyib", "en": "not told", "ru": "не указан"},
}
PAPERS = {
    PaperKind.PASSPORT.value: {"az": "pasport", "en": "passport", "ru": "паспорт"},
    PaperKind.IDENTITY_CARD.value: {"az": "şəxsiyyət vəsiqəsi", "en": "identity card", "ru": "удостоверение личности"},
    PaperKind.BIRTH_CERTIFICATE.value: {
        "az": "doğum haqqında şəhadətnamə",
        "en": "birth certificate",
        "ru": "свидетельство о рождении",
    },
    PaperKind.TRAVEL_DOCUMENT.value: {"az": "yol sənədi", "en": "travel document", "ru": "проездной документ"},
    PaperKind.RESIDENCE_PERMIT.value: {"az": "yaşayış icazəsi", "en": "residence permit", "ru": "вид на жительство"},
    PaperKind.DRIVING_LICENCE.value: {
        "az": "sürücülük vəsiqəsi",
        "en": "driving licence",
        "ru": "водительское удостоверение",
    },
    PaperKind.MILITARY_BOOK.value: {"az": "hərbi bilet", "en": "military book", "ru": "военный билет"},
    PaperKind.MARRIAGE_CERTIFICATE.value: {
        "az": "nikah haqqında şəhadətnamə",
        "en": "marriage certificate",
        "ru": "свидетельство о браке",
    },
    PaperKind.OTHER.value: {"az": "digər sənəd", "en": "other paper", "ru": "иной документ"},
}


@dataclass(frozen=True)
class Copy:
    """A copy of one record: the PDF and the mark on it."""

    pdf: bytes
    mark: str


def copy_of_record(*, actor: Actor, person_id: uuid.UUID, language: str = "") -> Copy:
    """Make a copy of one record for the person; the event and the copy carry the same mark.

    Args:
        language: a second language beside the first of the pack; that of the actor where it is left out.

    Raises:
        Denied, NotFound: as for reading; at a window only who may hand copies over.
    """
    require(actor, PermitPermission.RECORD_COPY, _Subject(person_id), hide=actor.kind == "person")
    with transaction.atomic():
        found = _read(actor, person_id)
        event = record(
            actor,
            Verb.PRINT,
            subject_type="migration_record",
            subject_id=found.held.pk if found.held else None,
            persons=[person_id],
            purpose="migration_record",
            detail={"export": NAME, "fields": len(found.entries)},
        )
        pdf = _render(found, event, language or actor.language)
    return Copy(pdf, str(event.pk))


def _for_programs(actor: Actor, params: Mapping[str, Any]) -> Content:
    require(actor, PermitPermission.RECORD_COPY, _Subject(params["person"]), hide=actor.kind == "person")
    return Content(data=as_data(_read(actor, params["person"])), persons=[params["person"]], name=NAME)


FOR_PROGRAMS = declare(
    ExportSpec(
        name="migration_record",
        title=gettext_lazy("Copy of a migration record for programs"),
        purpose=gettext_lazy("To be handed to the person whom it tells of, at a window or in the portal."),
        permission=PermitPermission.RECORD_COPY,
        receiver=Receiver.PERSON,
        data_class=C3,
        columns=(
            Column("record", gettext_lazy("since when it is open")),
            Column("fields", gettext_lazy("what the law lists")),
        ),
        produce=_for_programs,
        params={"person": uuid.UUID},
        kinds=("json",),
        plain=False,
    )
)


def _render(found: RecordView, event: Event, language: str) -> bytes:
    office = Office.objects.filter(kind=OfficeKind.STAY).order_by("code").first()
    names = {code: office.name(code) if office else "-" for code in LANGUAGES}
    mark = str(event.pk)
    data = {
        "office": {"name": names, "address": (office.address if office else "") or names},
        "reference": mark,
        "issued_on": clock.local_date(event.at),
        "addressee": {"name": found.name},
        "signatories": [{"function": service(settings.PANAH_PACK)["functions"]["officer"], "office": names}],
        "name": found.name,
        "made_at": event.at,
        "mark": mark,
        "state": state_words(found),
        "entries": [{code: line(entry, code) for code in LANGUAGES} for entry in found.entries],
        "legal_basis": [{"article": "MC 8.1", "status": "verified", "label": dict(found.title)}],
    }
    second = language if language in LANGUAGES else LANGUAGES[0]
    languages = list(dict.fromkeys([LANGUAGES[0], second]))
    return render_letter(KIND, data, languages=languages, pack=settings.PANAH_PACK).pdf


def state_words(found: RecordView) -> dict[str, str]:
    """Since when the record is open and on which ground, and since when closed, by language."""
    if found.held is None or found.opened is None:
        return dict(UNKNOWN)
    words = {}
    for code in LANGUAGES:
        text = f"{found.held.opened_on:%d.%m.%Y} ({found.opened.labels.get(code, found.opened.code)})"
        if found.closed is not None and found.held.closed_on is not None:
            text += f" – {found.held.closed_on:%d.%m.%Y} ({found.closed.labels.get(code, found.closed.code)})"
        else:
            text += f", {HERE[code]}"
        words[code] = text
    return words


def line(entry: Entry, language: str) -> str:
    """One field as a line of text: what the law calls it, and the answer."""
    label = entry.field.label.get(language) or entry.field.label["en"]
    return f"{label}: {said(entry, language)}"


_DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)$")
"""A birth that is known to the day, as the register writes it; one known to the year stays as it is."""


def said(entry: Entry, language: str) -> str:
    """The answer of one field in a language."""
    value = entry.value
    if value in (None, "", []):
        return NOTHING[language] if entry.field.where_it_exists else UNKNOWN[language]
    if isinstance(value, bool):
        return YES_NO[value][language]
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    if isinstance(value, dict):
        return _coded(value, language)
    if whole := _DAY.match(str(value)):
        return "{2}.{1}.{0}".format(*whole.groups())
    return str(value)


def _coded(value: Mapping[str, Any], language: str) -> str:
    if "sex" in value:
        return SEXES[Sex(value["sex"])][language]
    if "countries" in value:
        return ", ".join(_country(code) for code in value["countries"])
    if "country" in value:
        return _country(str(value["country"]))
    if "stateless" in value:
        return STATELESS[language]
    if "code" in value:
        return PAPERS[str(value["code"])][language]
    return str(value.get(language) or value.get("en") or "")


def _country(code: str) -> str:
    found = pycountry.countries.get(alpha_3=code)
    return f"{found.name} ({code})" if found else code


def as_data(found: RecordView) -> dict[str, Any]:
    """The record for programs: field by field as the law lists them, with its article."""

    def plain(value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else value

    held = found.held
    return {
        "record": {
            "opened_on": plain(held.opened_on) if held else None,
            "opened_ground": held.opened_ground if held else None,
            "closed_on": plain(held.closed_on) if held else None,
            "closed_ground": (held.closed_ground or None) if held else None,
        },
        "fields": [
            {"code": entry.field.code, "article": entry.field.article, "value": plain(entry.value)}
            for entry in found.entries
        ],
    }
