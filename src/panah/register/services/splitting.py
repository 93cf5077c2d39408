# SPDX-License-Identifier: AGPL-3.0-or-later
"""Splitting two files that were read as one, months later if need be: each row is its owner's, who it was written to.

Rows written while the two were one file may belong to the other of the two. Whoever splits is shown them and says which
(`rows_since`); what is not said stays where it is.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.ids import secret_id
from panah.foundation.keys.fields import reseal
from panah.foundation.locks import take_turns
from panah.register.bitemporal import supersede
from panah.register.errors import Invalid, NotNow, RequestReused
from panah.register.models import (
    Address,
    Contact,
    FamilyLink,
    Guardianship,
    HouseholdMember,
    IdentityPaper,
    LegalStatus,
    Merge,
    MovedRow,
    PairState,
    Person,
    PersonName,
    Restriction,
    SpecificNeed,
    SuspectedPair,
)
from panah.register.policy import RegisterPermission
from panah.register.selectors.merged import links_around, whole
from panah.register.selectors.visible import visible
from panah.register.services.again import taken_again
from panah.register.services.common import touch
from panah.register.services.index import index_people
from panah.register.services.merging import LONGEST_REASON, merge_turn

#: Tables whose rows say since when they are held, and the columns that name a person.
_PLAIN: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "name": (PersonName, ("person",)),
    "paper": (IdentityPaper, ("person",)),
    "contact": (Contact, ("person",)),
    "need": (SpecificNeed, ("person",)),
    "restriction": (Restriction, ("person",)),
    "guardian": (Guardianship, ("child",)),
    "family": (FamilyLink, ("person", "relative")),
}
#: Tables with two times; what else makes rows of one person exclude each other.
_TIMED: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "address": (Address, ()),
    "status": (LegalStatus, ("group",)),
    "household": (HouseholdMember, ()),
}
_TICK = dt.timedelta(microseconds=1)
_KNOWING = (Compartment.ASYLUM, Compartment.STAY, Compartment.DISPLACED)


@dataclass(frozen=True)
class RowSince:
    """A row written to one of the two sides since they were read as one.

    table: a code word (`name`, `address`, ...). row: the row. holder_id: the person under whom it stands. other_id: the person
    to whom it would go.
    """

    table: str
    row: Any
    holder_id: uuid.UUID
    other_id: uuid.UUID

    @property
    def key(self) -> str:
        """What stands for the row in a form: `address:<id>`."""
        return f"{self.table}:{self.row.pk}"


def sides(actor: Actor, merge: Merge) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """The files on the side of the kept one, and those on the side of the absorbed one, if this merge is undone."""
    links = [link for link in links_around(actor, [merge.absorbed_id], merge.compartment) if link.pk != merge.pk]
    theirs = {merge.absorbed_id}
    grew = True
    while grew:
        ends = {
            end
            for link in links
            for end in (link.kept_id, link.absorbed_id)
            if theirs & {link.kept_id, link.absorbed_id}
        }
        grew = not ends <= theirs
        theirs |= ends
    everybody = whole(actor, merge.absorbed_id, merge.compartment)
    return [one for one in everybody if one not in theirs], [one for one in everybody if one in theirs]


def rows_since(actor: Actor, merge: Merge) -> list[RowSince]:
    """What was written to either side while the two were read as one, as far as the actor may know: the newest last.

    Of rows with two times those that are held now: what was ended is history, and stays where it was written.
    """
    ours, theirs = sides(actor, merge)
    other = {**dict.fromkeys(ours, merge.absorbed_id), **dict.fromkeys(theirs, merge.kept_id)}
    # Rows of another compartment that knows people are none of this merge's business.
    elsewhere = [one.value for one in _KNOWING if one.value != merge.compartment]
    found: list[RowSince] = []
    for table, (model, columns) in {**_PLAIN, **_TIMED}.items():
        for column in columns if table in _PLAIN else ("person",):
            since: dict[str, Any] = (
                {"recorded_at__gte": merge.merged_at}
                if table in _PLAIN
                else {"recorded__startswith__gte": merge.merged_at, "recorded__upper_inf": True}
            )
            rows = model._default_manager.filter(**{f"{column}__in": list(other)}, **since)
            if table == "family":
                # A bond between the two themselves can be nobody else's.
                rows = rows.exclude(person_id__in=list(other), relative_id__in=list(other))
            for row in visible(actor, rows.exclude(compartment__in=elsewhere)):
                holder = getattr(row, f"{column}_id")
                found.append(RowSince(table, row, holder, other[holder]))
    return sorted(found, key=lambda one: (_held_since(one.row), str(one.row.pk)))


def _held_since(row: Any) -> Any:
    return row.recorded.lower if hasattr(row, "recorded") else row.recorded_at


@taken_again
def split(
    *,
    actor: Actor,
    merge_id: uuid.UUID,
    reason: str,
    give: Iterable[str] = (),
    request_id: uuid.UUID | None = None,
) -> Merge:
    """Let two files that were read as one be two again.

    What each of them held before, and what was written to it since, is its own; `give` names rows that belong to the other
    one. The pair comes back into the queue, so that two people say what it is. Merges that either of the two has with
    others stay.

    Args:
        actor: a member of staff of the merge's compartment who may split.
        merge_id: the merge.
        reason: why, in words.
        give: keys of `rows_since`.
        request_id: the same id again returns the same merge.

    Raises:
        Denied, NotFound, Invalid, RequestReused.
        NotNow: it is split already, or a row cannot be given because the other file has the like.
    """
    require(actor, RegisterPermission.SPLIT)
    seen = visible(actor, Merge.objects.filter(pk=merge_id)).first()
    if seen is None:
        raise NotFound("merge")
    require(actor, RegisterPermission.SPLIT, seen, hide=True)
    take_turns(merge_turn(seen.compartment))
    merge = Merge.objects.select_for_update().get(pk=merge_id)
    if request_id and (before := Merge.objects.filter(split_request_id=request_id).first()):
        if before.pk != merge.pk:
            raise RequestReused
        return merge
    if merge.split_at is not None:
        raise NotNow(_("These two files have been split already."))
    if actor.holder_id is None:
        raise NotNow(_("Only a member of staff with an own account can decide on two files."))
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise Invalid({"reason": _("Write why, in 1,000 characters at most.")})
    wanted = _wanted(actor, merge, give)
    ours, theirs = sides(actor, merge)
    # In one order, so that nobody waits for somebody who waits.
    people = {p.pk: p for p in Person.objects.filter(pk__in=[*ours, *theirs]).order_by("pk").select_for_update()}
    for one in wanted:
        _give(merge, one, people)
    for person_id in {end for one in wanted for end in (one.holder_id, one.other_id)}:
        touch(people[person_id])
    merge.split_at, merge.split_by, merge.split_holder = clock.now(), actor.signed_in_as, actor.holder_id
    merge.split_reason, merge.split_request_id = said, request_id
    merge.save()
    _reopen(merge, ours, theirs)
    record(
        actor,
        Verb.CHANGE,
        subject_type="merge",
        subject_id=merge.pk,
        persons=[*ours, *theirs],
        purpose="duplicates",
        request_id=request_id,
        detail={"what": "split", "compartment": merge.compartment, "given": len(wanted)},
    )
    return merge


def _wanted(actor: Actor, merge: Merge, give: Iterable[str]) -> list[RowSince]:
    offered = {one.key: one for one in rows_since(actor, merge)}
    keys = dict.fromkeys(give)
    if any(key not in offered for key in keys):
        raise Invalid({"give": _("Some of the chosen entries are not there any more. Look again.")})
    return [offered[key] for key in keys]


def _give(merge: Merge, one: RowSince, people: dict[uuid.UUID, Person]) -> None:
    try:
        with transaction.atomic():
            new_id = _give_timed(one) if one.table in _TIMED else _give_plain(merge, one, people)
    except IntegrityError:
        raise NotNow(
            _(
                "One of the chosen entries cannot go to the other file, which has the like already. End one of the two first."
            )
        ) from None
    MovedRow.objects.create(
        merge=merge,
        compartment=merge.compartment,
        table=one.row._meta.db_table,
        row_id=one.row.pk,
        new_id=new_id,
        before_id=one.holder_id,
        after_id=one.other_id,
        moved_at=clock.now(),
    )


def _give_plain(merge: Merge, one: RowSince, people: dict[uuid.UUID, Person]) -> uuid.UUID:
    row = one.row
    column = next(name for name in _PLAIN[one.table][1] if getattr(row, f"{name}_id") == one.holder_id)
    setattr(row, f"{column}_id", one.other_id)
    wider = set(people[one.other_id].compartments) - set(people[one.holder_id].compartments)
    if one.table in ("name", "paper") and row.compartment == "" and wider:
        # The other file is known more widely: what was told in this compartment does not become known there (NR-15).
        row.compartment = merge.compartment
    reseal(row)
    row.save()
    if one.table == "name":
        index_people([one.other_id])
    return uuid.UUID(str(row.pk))


def _give_timed(one: RowSince) -> uuid.UUID:
    """End a row under the one, write it again under the other, and hold again what it had displaced."""
    row, model = one.row, type(one.row)
    same = {name: getattr(row, name) for name in (*_TIMED[one.table][1], "compartment")}
    theirs = model._default_manager.filter(person_id=one.other_id, **same)
    valid = row.valid
    instant, _touched = supersede(theirs, valid.lower, valid.upper, max(clock.now(), row.recorded.lower))
    displaced = _displaced(model, one.holder_id, same, row, valid)
    # Nothing is held at two moments: the row ends where the others begin, and not before it began.
    instant = max(instant, row.recorded.lower + _TICK)
    row.recorded = DateTimeTZRange(row.recorded.lower, instant)
    row.save(update_fields=["recorded"])
    new_id = _again(row, one.other_id, valid, instant)
    for before, part in displaced:
        _again(before, one.holder_id, part, instant)
    return new_id


def _displaced(
    model: Any, holder_id: uuid.UUID, same: dict[str, Any], row: Any, valid: DateRange
) -> list[tuple[Any, DateRange]]:
    """What the person held, for the time of a row, just before that row was recorded.

    A row may be what a later change left of an earlier one; then what that one displaced is meant.
    """
    found: list[tuple[Any, DateRange]] = []
    ended = model._default_manager.filter(
        person_id=holder_id, recorded__endswith=row.recorded.lower, valid__overlap=valid, **same
    ).exclude(pk=row.pk)
    for before in ended:
        part = _common(before.valid, valid)
        if _content(before) == _content(row):
            found.extend(_displaced(model, holder_id, same, before, part))
        else:
            found.append((before, part))
    return found


def _content(row: Any) -> tuple[Any, ...]:
    times = ("id", "valid", "recorded", "recorded_by")
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in times)


def _common(one: DateRange, other: DateRange) -> DateRange:
    firsts = [day for day in (one.lower, other.lower) if day is not None]
    lasts = [day for day in (one.upper, other.upper) if day is not None]
    return DateRange(max(firsts, default=None), min(lasts, default=None))


def _again(row: Any, person_id: uuid.UUID, valid: DateRange, instant: Any) -> uuid.UUID:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    new_id = secret_id()
    values.update(id=new_id, person_id=person_id, valid=valid, recorded=DateTimeTZRange(instant, None))
    type(row)._default_manager.create(**values)
    return new_id


def _reopen(merge: Merge, ours: list[uuid.UUID], theirs: list[uuid.UUID]) -> None:
    """Pairs that now stand in two files are to be looked at again."""
    apart = SuspectedPair.objects.filter(
        models.Q(left_id__in=ours, right_id__in=theirs) | models.Q(left_id__in=theirs, right_id__in=ours),
        compartment=merge.compartment,
        state=PairState.MERGED,
    )
    apart.update(state=PairState.OPEN, merge=None, changed_at=clock.now())
