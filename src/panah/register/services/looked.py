# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search behind each new person: whoever writes somebody down was shown a search for that person, and each search
stands behind one person only."""

import uuid
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.register.data import NewPerson
from panah.register.errors import Invalid
from panah.register.models import Person, SearchShown
from panah.register.policy import RegisterPermission
from panah.register.selectors.shown import concerns

Wanted = Mapping[str, tuple[uuid.UUID | None, NewPerson]]
"""Path of a new person in the caller's input (`members.0`) -> the search that is named for this person, and the person."""


def searches_behind(actor: Actor, wanted: Wanted) -> dict[str, SearchShown]:
    """The search behind each new person, locked until the transaction ends.

    Args:
        actor: who registers; a search that was shown to another account is none.
        wanted: the new people, by the path under which a fault of theirs is told.

    Raises:
        Denied: the actor may not search.
        Invalid: `<path>.search_id` where nobody searched, the search stands behind another person, or it was for somebody else.
    """
    if not wanted:
        return {}
    require(actor, RegisterPermission.SEARCH)
    found: dict[str, SearchShown] = {}
    errors: dict[str, str] = {}
    used: set[uuid.UUID] = set()
    for path, (search_id, person) in wanted.items():
        search = None
        if search_id is not None and search_id not in used:
            search = (
                SearchShown.objects.select_for_update()
                .filter(pk=search_id, account_id=actor.signed_in_as, person=None)
                .first()
            )
        if search is None:
            errors[f"{path}.search_id"] = _(
                "Search for this person once more: nobody is written down without a search having been shown."
            )
        elif not concerns(search, person):
            errors[f"{path}.search_id"] = _(
                "The search before this was for somebody else: no word of the name, no birth and no number fits. "
                "Search for this person once more; what was typed stays."
            )
        else:
            found[path] = search
            used.add(search.pk)
    if errors:
        raise Invalid(errors)
    return found


def stand_behind(search: SearchShown, person: Person) -> None:
    """Note who was written down after a search; it can stand behind nobody else from now on."""
    search.person = person
    search.save(update_fields=["person"])


def rejected(searches: Iterable[SearchShown]) -> int:
    """How many people were shown by these searches and held to be somebody else."""
    return len({one for search in searches for one in search.shown})
