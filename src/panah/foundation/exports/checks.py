# SPDX-License-Identifier: AGPL-3.0-or-later
"""System check: what was agreed with receivers can be read, and is no longer than the policy (EX-04)."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from panah.foundation.exports.keeping import KeepMistake, agreed


@register()
def keeping(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """An error for a PANAH_EXPORT_KEEP that cannot be read: no export could be taken with it."""
    try:
        agreed()
    except KeepMistake as wrong:
        return [Error(str(wrong), hint="Write unhcr=60 own=14 (docs/exports.md).", id="exports.E001")]
    return []
