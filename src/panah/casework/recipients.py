# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom files let in or wrote to: bodies that were asked for an opinion, and letters to others (DP-06, DP-07)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from panah.casework.models import Action, ActionContent, Case, Letter
from panah.foundation import clock
from panah.foundation.access.receivers import FACTS, LETTERS, LETTERS_TELL, Fact, Receiver
from panah.foundation.privacy.recipients import LETTER, PAGE, Change, Line, Recipient, Whose, gives, nothing
from panah.register import public as register

ASKS, ENDS = "ask_bodies", "bodies_done"
"""Effects of the steps that let another body into a file, and shut it again."""


@gives
def bodies(whose: Whose) -> Iterator[Recipient]:
    """Bodies that were asked: they read the file itself, as it stood, until it was shut to them again."""
    for case in Case.objects.filter(pk__in=whose.cases).select_related("procedure_version"):
        for office_id, at in _asked(case).items():
            yield Recipient(
                key=f"{Receiver.OPINION_BODY}:{office_id}",
                receiver=Receiver.OPINION_BODY,
                at=at,
                what=_("Your application, for an opinion"),
                whom=_("another body or office"),
                more={},
                door=PAGE,
                office_id=office_id,
                compartment=case.compartment,
                case_id=case.pk,
                lines=_Read(case.number, case.compartment, at),
            )


def _asked(case: Case) -> dict[uuid.UUID, dt.datetime]:
    """Body -> the last instant at which it could read the file: now for one that still can."""
    rules = {"start": case.procedure.start, **case.procedure.actions}
    asks = [name for name, rule in rules.items() if ASKS in rule.effects]
    ends = [name for name, rule in rules.items() if ENDS in rule.effects]
    if not asks:
        return {}
    steps = list(Action.objects.filter(case=case, name__in=[*asks, *ends]).order_by("seq"))
    said = ActionContent.objects.filter(action__in=[one.pk for one in steps if one.name in asks])
    named = {one.action_id: one.data for one in said}
    found: dict[uuid.UUID, dt.datetime] = {}
    reading: set[uuid.UUID] = set()
    for step in steps:
        if step.name in ends:
            found |= dict.fromkeys(reading, step.at)
            reading = set()
        if step.name in asks:
            asked = {uuid.UUID(str(one)) for one in (named.get(step.pk) or {}).get("bodies", [])}
            found |= dict.fromkeys(asked, step.at)
            reading |= asked
    # Row-level security goes by this list: whoever stands on it reads the file to this day.
    return found | dict.fromkeys(reading & set(case.offices), clock.now())


@dataclass(frozen=True)
class _Read:
    """What somebody was given who read a file under a number, with what one compartment knows of the person."""

    about: str
    compartment: str
    until: dt.datetime

    def __call__(self, change: Change) -> Iterable[Line]:
        field = FACTS[Receiver.OPINION_BODY].get(change.fact)
        if field is None or not change.known_to(self.compartment, self.until):
            return ()
        return (Line(self.about, field, change.was, change.now),)


@gives
def letters(whose: Whose) -> Iterator[Recipient]:
    """Letters to bodies, and to other offices of ours, which are told of nothing: they read the register itself."""
    words = {"office": _("another body or office")}
    rows = Letter.objects.filter(case_id__in=whose.cases, addressee="office").select_related("case__person")
    found = list(rows.order_by("-made_at"))
    said = ActionContent.objects.filter(action__in=[one.made_by_id for one in found if one.made_by_id])
    answers = {one.action_id: one.data for one in said}
    for one in found:
        receiver = LETTERS.get(one.kind)
        body = str((answers.get(one.made_by_id) or {}).get("body") or "") if one.made_by_id else ""
        yield Recipient(
            key=f"{receiver}:{fingerprint(body)}" if receiver else f"{Receiver.OWN}:{one.pk}",
            receiver=receiver or Receiver.OWN,
            at=one.made_at,
            what=_("Letter"),
            whom=words["office"],
            more={"kind": one.kind},
            door=LETTER if receiver else "",
            office_id=one.case.office_id,
            compartment=one.case.compartment,
            case_id=one.case_id,
            to=body,
            lines=InLetter(one, receiver, _named(one)) if receiver else nothing,
        )


def fingerprint(name: str) -> str:
    """A body without an account, told apart by the name on its letters: the same name is one receiver."""
    return uuid.uuid5(uuid.NAMESPACE_OID, " ".join(name.casefold().split())).hex


@dataclass(frozen=True)
class InLetter:
    """What a letter said of the person: the name in Latin letters as its side knew it, and the facts of its kind."""

    letter: Letter
    receiver: Receiver
    about: str

    def __call__(self, change: Change) -> Sequence[Line]:
        field, at, side = FACTS[self.receiver].get(change.fact), self.letter.made_at, self.letter.case.compartment
        if field is None or change.fact not in LETTERS_TELL.get(self.letter.kind, ()):
            return ()
        if change.fact is Fact.NAME:
            was, now = latin_of(change, side)
            # Of a name that is known elsewhere alone nothing stood in it, and the name that stood first is the same as before.
            return (Line(was, field, was, now),) if was and change.known_to(side, at) else ()
        return (Line(self.about, field, change.was, change.now),) if change.known_to(side, at) else ()


def _named(letter: Letter) -> str:
    """The name in Latin letters by which the letter's side knows the person, so that the receiver finds what it was given."""
    side = letter.case.compartment
    return register.latin_of([one for one in register.names_of(letter.case.person) if one.compartment in ("", side)])


def latin_of(change: Change, compartment: str) -> tuple[str, str]:
    """The name in Latin letters as one side knew it, before and after."""
    shown: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = change.shown or {}
    before, after = shown.get(compartment, (("", ""), ("", "")))
    return before[1], after[1]
