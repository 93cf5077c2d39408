# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the services of the watch share."""

import uuid

from django.utils.translation import gettext as _

from panah.foundation.access.actor import Actor

LONGEST = 1000
SHORTEST = 10
"""Signs that a reason has at least: "ok" is none."""


def holder(actor: Actor) -> uuid.UUID:
    """The natural person who acts."""
    if actor.holder_id is None:
        raise RuntimeError("A member of staff is a natural person; the account names none.")
    return actor.holder_id


def check_words(errors: dict[str, str], name: str, words: str) -> None:
    """Add to `errors` what is wrong with a reason in words."""
    if len(words.strip()) < SHORTEST:
        errors[name] = _("Say it in a sentence.")
    elif len(words) > LONGEST:
        errors[name] = _("Use at most %(most)s characters.") % {"most": LONGEST}
