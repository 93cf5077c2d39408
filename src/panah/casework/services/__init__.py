# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doors through which a case is written."""

from panah.casework.services.drafts import discard_draft, find_draft, save_draft
from panah.casework.services.files import keep_filing_upload, keep_upload
from panah.casework.services.offers import Offer, available_actions, form_options
from panah.casework.services.perform import Performed, perform
from panah.casework.services.publish import publish_pack
from panah.casework.services.start import filing_form, filing_turn, start_case
from panah.casework.services.tasks import complete_task

__all__ = [
    "Offer",
    "Performed",
    "available_actions",
    "complete_task",
    "discard_draft",
    "filing_form",
    "filing_turn",
    "find_draft",
    "form_options",
    "keep_filing_upload",
    "keep_upload",
    "perform",
    "publish_pack",
    "save_draft",
    "start_case",
]
