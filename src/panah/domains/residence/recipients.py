# SPDX-License-Identifier: AGPL-3.0-or-later
"""Organisations that were given something of a person: on their own page, in the letters that they read, or by post (DP-06, DP-07).

What an organisation wrote itself it was not given: it is told nothing of it, and does not learn from a correction what the register says.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from panah.casework.models import Letter
from panah.casework.recipients import fingerprint, latin_of
from panah.casework.selectors.many import filed
from panah.domains.residence.models import Named, PartyFile
from panah.domains.residence.party.managing import users_of
from panah.foundation import clock
from panah.foundation.access.receivers import FACTS, LETTERS_TELL, Fact, Receiver
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.models import Office, OfficeKind
from panah.foundation.privacy.recipients import LETTER, PAGE, Change, Line, Recipient, Whose, gives

FIELDS = FACTS[Receiver.PARTY]
STAY = Compartment.STAY.value


@gives
def organisations(whose: Whose) -> Iterator[Recipient]:
    """Organisations in whose list the person stands as the papers at the desk said, and whose file has letters that name the person."""
    rows = Named.objects.filter(person_id__in=whose.persons).select_related("organisation__office")
    for named in rows.order_by("-named_at"):
        ours = named.organisation
        files = list(PartyFile.objects.filter(named=named, case_id__in=whose.cases).select_related("case"))
        users = users_of(ours.pk)
        from_desk = named.named_by not in {one.account_id for one in users}
        read = list(Letter.objects.filter(case__in=[one.case_id for one in files], addressee__in=["person", "party"]))
        if not from_desk and not read:
            continue
        still = ours.ended_at is None and any(one.usable for one in users)
        last = max([named.named_at, *(one.made_at for one in read)])
        yield Recipient(
            key=f"{Receiver.PARTY}:{ours.pk}",
            receiver=Receiver.PARTY,
            # Whoever has an account still reads the list and the letters.
            at=clock.now() if still else ours.ended_at or last,
            what=_("Your name, for an application"),
            whom=_("whoever applied for you, or receives you"),
            more={},
            door=PAGE if still else LETTER,
            office_id=ours.pk if still else _office_of(files),
            compartment=STAY,
            case_id=files[0].case_id if files else None,
            to=ours.office.name_az,
            lines=_Shown(named, tuple(one.pk for one in read), from_desk),
            mend=_Mending(named.pk) if from_desk else None,
        )


def _office_of(files: Sequence[PartyFile]) -> uuid.UUID | None:
    """Which of our offices writes to an organisation without an account: that of its file, else the first that deals with stay."""
    if files:
        return files[0].case.office_id
    return Office.objects.filter(kind=OfficeKind.STAY).order_by("code").values_list("pk", flat=True).first()


@gives
def letters_to_parties(whose: Whose) -> Iterator[Recipient]:
    """Letters to organisations without an account, which the office sends."""
    found = Letter.objects.filter(case_id__in=whose.cases, addressee="party").select_related("case__person")
    own = set(PartyFile.objects.filter(case__in=whose.cases).values_list("case_id", flat=True))
    answers = filed([one.case for one in found])
    for one in found.order_by("-made_at"):
        if one.case_id in own:
            continue
        said = answers[one.case_id]
        name = str(said.get("employer_name") or said.get("inviter_name") or "")
        number = "".join(str(said.get("employer_number") or said.get("inviter_number") or "").split())
        yield Recipient(
            key=f"{Receiver.PARTY}:{fingerprint(number or name)}",
            receiver=Receiver.PARTY,
            at=one.made_at,
            what=_("Letter"),
            whom=_("whoever applied for you, or receives you"),
            more={"kind": one.kind},
            door=LETTER,
            office_id=one.case.office_id,
            compartment=one.case.compartment,
            case_id=one.case_id,
            to=name,
            lines=_Named(one),
        )


@dataclass(frozen=True)
class _Named:
    """A letter to a party says the name and the number of its own application."""

    letter: Letter

    def __call__(self, change: Change) -> Iterable[Line]:
        if change.fact not in LETTERS_TELL.get(self.letter.kind, ()) or change.fact is not Fact.NAME:
            return ()
        was, now = latin_of(change, self.letter.case.compartment)
        known = was and change.known_to(self.letter.case.compartment, self.letter.made_at)
        return (Line(self.letter.case.number, FIELDS[Fact.NAME], was, now),) if known else ()


@dataclass(frozen=True)
class _Shown:
    """What stands in the list of an organisation and came from the register: told where it is the very value that was wrong."""

    named: Named
    letters: tuple[uuid.UUID, ...]
    from_desk: bool

    def __call__(self, change: Change) -> Iterable[Line]:
        about, field = self.named.name, FIELDS.get(change.fact)
        if field is None or not change.known_to(STAY, clock.now()):
            return ()
        if change.fact is Fact.NAME:
            return self._name(change, about, field)
        if not self.from_desk:
            return ()
        if change.fact is Fact.BIRTH:
            born = self.named.born.isoformat() if self.named.born else ""
            return (Line(about, field, change.was, change.now),) if born and born == change.was else ()
        was, now = dict(change.was), dict(change.now)  # type: ignore[arg-type]
        held = (self.named.country, self.named.passport)
        if not self.named.passport or held != (was.get("country", ""), _plain(was.get("number", ""))):
            return ()
        return (Line(about, field, was.get("number", ""), now.get("number", "")),)

    def _name(self, change: Change, about: str, field: str) -> Iterable[Line]:
        (full_was, latin_was), (full_now, latin_now) = (change.shown or {}).get(STAY, (("", ""), ("", "")))
        if self.from_desk and full_was and full_was[:200] == about:
            return (Line(about, field, full_was, full_now),)
        # It reads the name in the letters of its own files, in Latin letters.
        return (Line(about, field, latin_was, latin_now),) if self.letters and latin_was else ()


@dataclass(frozen=True)
class _Mending:
    """The list of an organisation follows what it is told, where the service wrote it."""

    named_id: uuid.UUID

    def __call__(self, lines: Sequence[Line]) -> None:
        named = Named.objects.get(pk=self.named_id)
        for one in lines:
            now = str(one.now)
            if one.field == "name" and named.name == one.was:
                named.name = now[:200]
            elif one.field == "born":
                named.born = dt.date.fromisoformat(now) if len(now) == len("2000-01-01") else None
            elif one.field == "passport" and named.passport == _plain(str(one.was)):
                named.passport = _plain(now)
                named.passport_key = Named.key_of(named.country, named.passport)
        try:
            with transaction.atomic():
                named.save(update_fields=["name", "born", "passport", "passport_key"])
        except IntegrityError as wrong:
            # It named the person itself under the right passport as well: that row stays as it wrote it, and this one without.
            if "named_once" not in str(wrong):
                raise
            named.passport, named.passport_key = "", ""
            named.save(update_fields=["name", "born", "passport", "passport_key"])


def _plain(number: str) -> str:
    return "".join(number.upper().split())[:60]
