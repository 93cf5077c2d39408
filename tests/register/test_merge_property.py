# SPDX-License-Identifier: AGPL-3.0-or-later
"""Any sequence of merges, changes and splits leaves every row with its rightful owner, and audit and history whole."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event
from panah.register.errors import NotNow
from panah.register.models import Address, Contact, Merge, PairState, PersonName, SpecificNeed, SuspectedPair
from panah.register.selectors import survivors, whole
from panah.register.services import add_contact, add_name, end_contact, end_need, record_need, set_address
from panah.register.services.splitting import rows_since, split

from .conftest import NOW, staff
from .merging import REASON, merge

PEOPLE = 4
CODES = ("CR", "WR", "SP")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "merge", "split", "name", "address", "contact", "need", "end_contact", "end_need"]),
        st.integers(0, PEOPLE - 1),
        st.integers(0, PEOPLE - 1),
        st.integers(0, 99),
    ),
    min_size=4,
    max_size=14,
)


class Book:
    """What ought to be: whose each row is, which files are tied, and where each person lives on which day."""

    def __init__(self, people: list[uuid.UUID]) -> None:
        self.people = people
        self.owner: dict[str, uuid.UUID] = {}
        self.ties: dict[uuid.UUID, tuple[uuid.UUID, uuid.UUID]] = {}
        self.lives: dict[uuid.UUID, dict[int, str]] = {person: {} for person in people}

    def file_of(self, person: uuid.UUID) -> set[uuid.UUID]:
        """Everybody who is tied to the person, by a walk that shares nothing with the code under test."""
        found = {person}
        for _round in self.people:
            for kept, absorbed in self.ties.values():
                if found & {kept, absorbed}:
                    found |= {kept, absorbed}
        return found

    def top(self, person: uuid.UUID) -> uuid.UUID:
        """The file that goes on."""
        absorbed = {one: kept for kept, one in self.ties.values()}
        while person in absorbed:
            person = absorbed[person]
        return person


@given(steps=STEPS)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_row_stays_with_its_rightful_owner(db: None, make: Callable[..., Any], steps: list[Any]) -> None:
    first, other = staff(Role.REGISTRAR), staff(Role.CASE_OFFICER)
    with transaction.atomic():
        people = [make(f"Leyla {letter}").pk for letter in "ABCD"]
        book = Book(people)
        with acting(other):
            for person in people:
                for row in PersonName.objects.filter(person_id=person):
                    book.owner[f"name:{row.pk}"] = person
        for number, (what, left, right, pick) in enumerate(steps):
            with clock.moved_to(NOW + dt.timedelta(minutes=number + 1)):
                play(book, first, other, what, people[left], people[right], pick)
            with acting(other):
                check(book, other)
        # In the end everything is split again, the oldest first or the newest.
        for number, merge_id in enumerate(sorted(book.ties, reverse=bool(len(steps) % 2))):
            with clock.moved_to(NOW + dt.timedelta(days=200, minutes=number)), acting(other):
                split(actor=other, merge_id=merge_id, reason=REASON)
                del book.ties[merge_id]
                check(book, other)
        with acting(other):
            assert all(whole(other, person) == [person] for person in people)
            history_is_whole()
        with acting(staff(Role.DATA_PROTECTION)):
            merged = Event.objects.filter(detail__what="confirmed_same").count()
            assert merged == Event.objects.filter(detail__what="split").count()
        transaction.set_rollback(True)


def play(book: Book, first: Any, other: Any, what: str, left: uuid.UUID, right: uuid.UUID, pick: int) -> None:
    if what == "merge":
        kept, absorbed = book.top(left), book.top(right)
        if kept != absorbed:
            made = merge(first, other, kept, absorbed)
            book.ties[made.pk] = (kept, absorbed)
        return
    with acting(other):
        if what == "split":
            if book.ties:
                undo(book, other, sorted(book.ties)[pick % len(book.ties)], pick)
        elif what == "name":
            row: Any = add_name(actor=other, person_id=left, data={"full": f"Name {pick}"})
            book.owner[f"name:{row.pk}"] = left
        elif what == "contact":
            data = {"kind": "other", "value": f"Contact {pick}"}
            row = add_contact(actor=other, person_id=left, data=data, compartment="asylum")
            book.owner[f"contact:{row.pk}"] = left
        elif what == "need":
            data = {"code": CODES[pick % len(CODES)], "seen_on": "2026-01-01", "source": "person"}
            row = record_need(actor=other, person_id=left, data=data)
            book.owner[f"need:{row.pk}"] = left
        elif what == "address":
            first_month = pick % 10 + 1
            data = {"text": f"Street {uuid.uuid4()}", "country": "AZE", "valid_from": f"2026-{first_month:02d}-01"}
            set_address(actor=other, person_id=left, data=data, compartment="asylum")
            book.lives[left].update(dict.fromkeys(range(first_month, 13), data["text"]))
        elif what == "end_contact":
            for row in Contact.objects.filter(person_id=left)[:1]:
                end_contact(actor=other, contact_id=row.pk)
        else:
            for row in SpecificNeed.objects.filter(person_id=left, ended_on=None)[:1]:
                end_need(actor=other, need_id=row.pk, ended_on=dt.date(2026, 11, 1))


def undo(book: Book, other: Any, merge_id: uuid.UUID, pick: int) -> None:
    """A split that gives every third row written meanwhile to the other file; addresses stay (see below for those)."""
    offered = [row for row in rows_since(other, Merge.objects.get(pk=merge_id)) if row.table != "address"]
    chosen = offered[pick % 3 :: 3]
    try:
        split(actor=other, merge_id=merge_id, reason=REASON, give=[row.key for row in chosen])
    except NotNow:
        # The other file has the like: nothing may have changed, which the check after this sees.
        return
    del book.ties[merge_id]
    for row in chosen:
        assert book.owner[row.key] == row.holder_id
        book.owner[row.key] = row.other_id


def check(book: Book, other: Any) -> None:
    """Every row stands where the book says, every file is as large as it should be, and no address is lost."""
    found = {
        f"{table}:{row.pk}": row.person_id
        for table, model in (("name", PersonName), ("contact", Contact), ("need", SpecificNeed))
        for row in model.objects.filter(person_id__in=book.people)
    }
    assert found == book.owner
    top = survivors(other, book.people)
    for person in book.people:
        assert set(whole(other, person)) == book.file_of(person)
        assert top[person] == book.top(person) == whole(other, person)[0]
        held = Address.objects.filter(person_id=person, recorded__upper_inf=True)
        lives = {
            month: row.text for month in range(1, 13) for row in held.filter(valid__contains=dt.date(2026, month, 1))
        }
        assert lives == book.lives[person]
    for pair in SuspectedPair.objects.all():
        one_file = book.top(pair.left_id) == book.top(pair.right_id)
        assert (pair.state == PairState.MERGED) == one_file


def history_is_whole() -> None:
    """The newest entry of each row's history says what the row says."""
    for model in (PersonName, Contact, SpecificNeed, Address, Merge, SuspectedPair):
        events = model._meta.apps.get_model("register", f"{model.__name__}Event")
        fields = [field.attname for field in model._meta.concrete_fields]
        for row in model.objects.all():
            last = events.objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id").first()
            assert last is not None
            assert [getattr(last, name) for name in fields] == [getattr(row, name) for name in fields]


@given(
    before=st.lists(st.integers(1, 12), max_size=3),
    meanwhile=st.lists(st.integers(1, 12), min_size=1, max_size=4),
    theirs=st.lists(st.integers(1, 12), max_size=2),
)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_an_address_given_to_the_other_uncovers_what_it_had_covered(
    db: None, make: Callable[..., Any], before: list[int], meanwhile: list[int], theirs: list[int]
) -> None:
    """The last address written meanwhile goes to the other file: the one is as if it had never been written there."""
    first, other = staff(Role.REGISTRAR), staff(Role.CASE_OFFICER)
    with transaction.atomic():
        kept, absorbed = make().pk, make().pk
        number = 0

        def move_in(person: uuid.UUID, month: int) -> str:
            nonlocal number
            number += 1
            text = f"Street {number}"
            with clock.moved_to(NOW + dt.timedelta(minutes=number)), acting(other):
                data = {"text": text, "country": "AZE", "valid_from": f"2026-{month:02d}-01"}
                set_address(actor=other, person_id=person, data=data, compartment="asylum")
            return text

        for month in before:
            move_in(kept, month)
        for month in theirs:
            move_in(absorbed, month)
        with clock.moved_to(NOW + dt.timedelta(hours=1)):
            made = merge(first, other, kept, absorbed)
        number += 100
        for month in meanwhile[:-1]:
            move_in(kept, month)
        lived, lived_there = year(other, kept), year(other, absorbed)
        text = move_in(kept, meanwhile[-1])
        with clock.moved_to(NOW + dt.timedelta(days=1)), acting(other):
            give = [row.key for row in rows_since(other, made) if getattr(row.row, "text", "") == text]
            split(actor=other, merge_id=made.pk, reason=REASON, give=give)
        assert year(other, kept) == lived
        covered = dict.fromkeys(range(meanwhile[-1], 13), text)
        assert year(other, absorbed) == lived_there | covered
        transaction.set_rollback(True)


def year(actor: Any, person: uuid.UUID) -> dict[int, str]:
    """Where a person lives in each month, as held now."""
    with acting(actor):
        held = Address.objects.filter(person_id=person, recorded__upper_inf=True)
        return {
            month: row.text for month in range(1, 13) for row in held.filter(valid__contains=dt.date(2026, month, 1))
        }
