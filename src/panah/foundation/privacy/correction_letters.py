# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letter by which another house without accounts is told of a correction (DP-07): what stands in the message, and an envelope."""

from typing import Any

from django.conf import settings
from django.utils import translation

from panah.foundation import clock
from panah.foundation.access.receivers import Receiver, given
from panah.foundation.accounts.models import Office
from panah.foundation.documents.typeset import letters_folder
from panah.foundation.documents.typeset_letters import render_letter
from panah.foundation.documents.typeset_model import load_spec
from panah.foundation.privacy.correction_words import line_in_words
from panah.foundation.privacy.models import CorrectionMessage
from panah.law.texts import load_own

LETTER = "correction_told"


def typeset(message: CorrectionMessage) -> bytes:
    """The letter of a message, the same each time: a body reads the language of the pack, an organisation each that it is written in."""
    pack, receiver = settings.PANAH_PACK, Receiver(message.receiver)
    written = load_spec(LETTER, pack).languages
    languages = list(written) if receiver is Receiver.PARTY else list(written[:1])
    office = Office.objects.get(pk=message.office_id)
    names = {"az": office.name_az, "en": office.name_en, "ru": office.name_ru, "fa": office.name_en}
    head: dict[str, Any] = {"name": names, "address": office.address or names}
    if office.telephone:
        head["phone"] = office.telephone
    functions = load_own((letters_folder(pack).parent / "service.yaml").read_text(encoding="utf-8"))["functions"]
    data = {
        "office": head,
        # The number of the message, not of a file: that would say which procedure it is of (NR-01).
        "reference": f"L-{message.pk.hex[:4]}-{message.pk.hex[4:8]}".upper(),
        "issued_on": clock.local_date(message.made_at),
        "addressee": {"name": message.content["to"] or "–"},
        "signatories": [{"function": functions["officer"], "office": names}],
        "corrected": {language: _lines(message, language) for language in languages},
    }
    return render_letter(LETTER, given(receiver, data), languages=languages, pack=pack).pdf


def _lines(message: CorrectionMessage, language: str) -> str:
    with translation.override(language):
        return "\n".join(line_in_words(one) for one in message.content["lines"])
