# SPDX-License-Identifier: AGPL-3.0-or-later
"""Markers in every sensitive field, and who may be shown each (NR-01, PZ-01, LG-08).

A marker is a word that occurs nowhere else. It is put behind what is typed into every text field of every step that the scene
takes, and into every text column of class C2 and above that can be written afterwards. Where it then lies (an effect may have
copied it from the content of a step into a table) is read from the database: somebody may be shown a marker when the table of
`access.matrix` lets that person see a row that holds it.
"""

import contextlib
import functools
import io
import itertools
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from django.db import DataError, IntegrityError, InternalError, transaction
from pypdf import PdfReader

from panah.casework.models import Case
from panah.casework.procedure.schema import START
from panah.foundation.access.matrix import MATRIX, Sight, may_see
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.models import Account, PortalAccess
from panah.foundation.complaints.common import as_system as complaints_of_all
from panah.foundation.complaints.models import Complaint
from panah.foundation.keys.fields import SealedTextField
from panah.foundation.privacy import C2, column_class
from panah.register.models import EmergencyOpening, Guardianship, NameKind, Person, PersonName
from tests.privacy.tables import personal_models
from tests.support import world

MARK = re.compile(r"zq[a-y]{5}qz")
TEXTS = ("text", "long_text")
#: Columns that are text and are no words: keys, forms of the same name for a search, what a program compares.
NO_WORDS = {
    "accounts_account", "accounts_portalaccess", "accounts_apitoken", "audit_event", "casework_case", "casework_action",
    "register_emergencyopening", "register_emergencyreview", "exports_export", "exports_sending", "casework_bar", "casework_clock", "casework_clockpause", "casework_charge", "register_nametoken",
    "oversight_alert", "oversight_alertdecision", "oversight_pause", "oversight_tie", "oversight_watched", "oversight_question", "oversight_questionentry",
    "register_nameposting", "register_phoneposting", "register_searchshown",
}  # fmt: skip
NO_WORD_COLUMNS = {
    "latin", "number_key", "mrz", "fingerprint", "digest", "script", "basis", "fact", "ground", "pin", "sha256", "media_type",
    "seal", "kind", "key", "passport_key",
}  # fmt: skip


#: Of whom an opening in an emergency shows something, and nothing of what stands elsewhere (FE-05).
IN_AN_EMERGENCY = {
    "register_personname",
    "register_contact",
    "register_guardianship",
    "register_address",
    "register_person",
}


@dataclass(frozen=True)
class Home:
    """A row that holds a marker: what has to be true of whoever is shown it.

    compartments: any of which opens the row. offices: None where the row belongs to no office. named: accounts and
    organisations that are named on it. shut: offices whose people it is hidden from.
    """

    table: str
    column: str
    compartments: frozenset[Compartment]
    offices: frozenset[uuid.UUID] | None
    named: frozenset[uuid.UUID]
    person: uuid.UUID | None
    shut: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True)
class Caller:
    """Whoever knocks: the roles with their offices, or the person."""

    account: uuid.UUID | None = None
    roles: tuple[tuple[Role, uuid.UUID], ...] = ()
    person: uuid.UUID | None = None


@dataclass
class Canaries:
    """Every marker and where it lies."""

    homes: dict[str, list[Home]] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)
    guarded: dict[uuid.UUID, set[uuid.UUID]] = field(default_factory=dict)
    opened: set[tuple[uuid.UUID | None, uuid.UUID | None]] = field(default_factory=set)

    def leaks(self, caller: Caller, body: bytes, kind: str = "") -> list[str]:
        """The markers in an answer that the caller may not be shown, with where they lie."""
        wrong = []
        for word in sorted(set(MARK.findall(text_of(body, kind)))):
            homes = self.homes.get(word, [])
            if any(self._may(caller, home) for home in homes):
                self.seen.add((homes[0].table, homes[0].column))
            else:
                wrong.append(f"{word}: " + ", ".join(f"{home.table}.{home.column}" for home in homes))
        return wrong

    def _may(self, caller: Caller, home: Home) -> bool:
        if caller.person and caller.person == home.person:
            return True
        if (home.person, caller.account) in self.opened and home.table in IN_AN_EMERGENCY:
            return True
        if home.shut & {office for _role, office in caller.roles}:
            return False
        for role, office in caller.roles:
            inside = home.offices is None or office in home.offices
            if inside and any(may_see(role, compartment) for compartment in home.compartments):
                return True
            named = home.named | self.guarded.get(home.person or uuid.uuid4(), set())
            if Sight.LIMITED in MATRIX[role].values() and named & {caller.account, office}:
                return True
        return False


@functools.lru_cache(maxsize=64)
def text_of(body: bytes, kind: str) -> str:
    """What can be read in an answer: of a PDF the text on its pages."""
    if kind.startswith("application/pdf") and b"startxref" in body:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).replace("\n", "")
    return body.decode("utf-8", "replace")


_numbers = itertools.count(1)


def word() -> str:
    """A marker that was not given out before."""
    number, letters = next(_numbers), ""
    for _place in range(5):
        number, rest = divmod(number, 25)
        letters = chr(ord("a") + rest) + letters
    return f"zq{letters}qz"


# -- planting


def _marked(fields: Any, answers: Any) -> dict[str, Any]:
    """The answers with a marker behind every text that a field takes."""
    marked = dict(answers)
    for one in fields:
        value = marked.get(one.name)
        if one.kind == "group" and isinstance(value, list):
            marked[one.name] = [_marked(one.fields, row) for row in value]
        elif one.kind in TEXTS and isinstance(value, str) and value and not one.options:
            marked[one.name] = f"{value} {word()}"
    return marked


@contextlib.contextmanager
def marking() -> Iterator[None]:
    """Let whatever the invented world types into a step carry markers."""
    plain = world.typed_for

    def typed_for(made: world.World, case_id: uuid.UUID, action: str) -> dict[str, Any]:
        answers = plain(made, case_id, action)
        procedure = world.the_case(made, case_id).procedure_version.procedure
        return _marked(procedure.fields_of(action), answers) if action != START else answers

    with mock.patch.object(world, "typed_for", typed_for):
        yield


def plant(made: world.World) -> None:
    """Put a marker into every text column of class C2 and above of every row that can still be written."""
    with made.seeing_all():
        for model in personal_models():
            table = model._meta.db_table
            columns = [] if table in NO_WORDS else [f for f in model._meta.concrete_fields if takes_words(model, f)]
            rows = model.objects.all()
            if model is PersonName:
                # The name in use stays what searches of other tests ask for.
                rows = rows.filter(kind=NameKind.ALIAS)
            for row in rows if columns else ():
                changed = {one.attname: f"{getattr(row, one.attname)} {word()}"[-one.max_length :] for one in columns}
                with contextlib.suppress(IntegrityError, DataError, InternalError), transaction.atomic():
                    # What may never be written again was marked when it was typed.
                    for name, value in changed.items():
                        setattr(row, name, value)
                    row.save(update_fields=list(changed))


def takes_words(model: Any, one: Any) -> bool:
    """Whether a column holds words that somebody typed."""
    return (
        (one.get_internal_type() in ("CharField", "TextField") or isinstance(one, SealedTextField))
        and not one.choices
        and (one.max_length or 1000) >= 60
        and one.name not in NO_WORD_COLUMNS
        and column_class(model, one.name) >= C2
    )


# -- finding


def find(made: world.World) -> Canaries:
    """Where every marker lies."""
    found = Canaries()
    with made.seeing_all():
        cases = {case.pk: case for case in Case.objects.all()}
        people = {person.pk: person for person in Person.objects.all()}
        for model in personal_models():
            # A complaint is hidden from whoever is of the unit, whatever else that person sees.
            with complaints_of_all() if model is Complaint else contextlib.nullcontext():
                for row in model.objects.all():
                    _look(found, model, row, cases, people)
        for one in Guardianship.objects.exclude(account_id=None):
            found.guarded.setdefault(one.child_id, set()).add(one.account_id)
    with made.acting("data_protection"):
        # Heard of by whoever answers for them, not by whoever sees every compartment.
        found.opened = {(one.person_id, one.account_id) for one in EmergencyOpening.objects.all()}
    return found


def _look(found: Canaries, model: Any, row: Any, cases: dict[Any, Any], people: dict[Any, Any]) -> None:
    for one in model._meta.concrete_fields:
        value = getattr(row, one.attname)
        if isinstance(value, memoryview | bytes):
            continue
        for marker in MARK.findall(str(value)):
            found.homes.setdefault(marker, []).append(_home(model, row, one.name, cases, people))


def _home(model: Any, row: Any, column: str, cases: dict[Any, Any], people: dict[Any, Any]) -> Home:
    case = row if isinstance(row, Case) else cases.get(getattr(row, "case_id", None))
    person_id = getattr(row, "person_id", None) or getattr(row, "child_id", None) or (case and case.person_id)
    if isinstance(row, Person):
        person_id = row.pk
    own = getattr(row, "compartment", "")
    known = people[person_id].compartments if person_id in people else []
    named = set(case.participants) if case and own == case.compartment else set()
    if isinstance(row, Complaint):
        own = Compartment.COMPLAINT
    return Home(
        model._meta.db_table,
        column,
        frozenset(Compartment(one) for one in ([own] if own else known)),
        frozenset(case.offices) if case else None,
        frozenset(named | {getattr(row, "author_id", None), getattr(row, "organisation_id", None)} - {None}),
        person_id,
        frozenset(getattr(row, "offices", [])) if isinstance(row, Complaint) else frozenset(),
    )


def caller_of(made: world.World, name: str, subjects: Any, logins: dict[str, str]) -> Caller:
    """Who a caller of the table is."""
    people = {"person": "claim", "other_person": "appeal", "ended_person": "child"}
    if name in people:
        with made.seeing_all():
            access = PortalAccess.objects.get(person_id=subjects[people[name]].person_id)
        return Caller(access.pk, (), access.person_id) if name != "ended_person" else Caller()
    login = logins.get(name, name).replace("_", "-")
    account = Account.objects.filter(login=login, is_active=True).first()
    if account is None:
        return Caller()
    return Caller(account.pk, tuple((Role(one.role), one.office_id) for one in account.roles.all()))
