# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of help that forms ask for -> the codes under which the register keeps needs."""

from panah.register.models import NeedCode

CODES: dict[str, NeedCode] = {
    "medical_attention": NeedCode.MEDICAL,
    "mobility_support": NeedCode.DISABILITY,
    "psychological_support": NeedCode.MENTAL_HEALTH,
    "pregnancy_care": NeedCode.PREGNANT,
    "child_support": NeedCode.CHILD_AT_RISK,
    "elderly_support": NeedCode.OLDER_PERSON,
    "safe_place": NeedCode.PROTECTION,
    "reading_support": NeedCode.READING,
}
