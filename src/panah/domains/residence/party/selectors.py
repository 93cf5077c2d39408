# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an organisation sees: its own people as it named them, and what became of its own applications. Nothing else.

Whether somebody needs a permit, or has asked for protection, is not among it (NR-15): of a person who shows a paper of the
service the public check says what it allows.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings

from panah.casework.models import Case, IssuedDocument, ProcedureVersion
from panah.casework.selectors import OwnFile, filed_file
from panah.casework.services.start import Filing
from panah.domains.residence.models import Named, Organisation, PartyFile
from panah.domains.residence.policy import PermitPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import allows, require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record


@dataclass(frozen=True)
class Matter:
    """One application of the organisation: what, its state in words, until when what was granted holds.

    leaves_room: whether another of the kind may be begun beside it.
    """

    case_id: uuid.UUID
    key: str
    number: str
    title: str
    state: str
    is_open: bool
    leaves_room: bool
    waits_for_us: bool
    on: dt.datetime
    valid_until: dt.date | None

    @property
    def is_over(self) -> bool:
        """Whether what was granted has ended with its term."""
        return self.valid_until is not None and self.valid_until < clock.today()


@dataclass(frozen=True)
class Ours:
    """Somebody whom the organisation named, with its applications, the newest first."""

    named: Named
    matters: Sequence[Matter] = field(default_factory=tuple)


def own_organisation(actor: Actor) -> Organisation:
    """The organisation of whoever acts. Raises Denied, NotFound (ended)."""
    require(actor, PermitPermission.PARTY)
    found = (
        Organisation.objects.select_related("office")
        .filter(pk__in=actor.offices(), ended_at=None)
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound("organisation")
    return found


def own_people(*, actor: Actor) -> list[Ours]:
    """The people of the organisation by name, each with the state of what it applied for; the visit is logged."""
    mine = own_organisation(actor)
    # Names are sealed: what PostgreSQL cannot read it cannot put in order.
    named = sorted(mine.named.filter(shown=True), key=lambda one: (one.name, one.pk))
    matters = _matters(actor, mine, named)
    record(
        actor,
        Verb.READ,
        subject_type="party_list",
        subject_id=mine.pk,
        persons=[one.person_id for one in named],
        purpose="organisation",
    )
    return [Ours(one, matters.get(one.pk, ())) for one in named]


def one_of_ours(*, actor: Actor, named_id: uuid.UUID) -> Ours:
    """One of the people of the organisation. Raises NotFound, for another organisation's as for nobody's."""
    mine = own_organisation(actor)
    named = mine.named.filter(pk=named_id).first()
    if named is None:
        raise NotFound("person")
    record(
        actor,
        Verb.READ,
        subject_type="party_person",
        subject_id=named.pk,
        persons=[named.person_id],
        purpose="organisation",
    )
    return Ours(named, _matters(actor, mine, [named]).get(named.pk, ()))


def _matters(actor: Actor, mine: Organisation, named: Sequence[Named]) -> dict[uuid.UUID, list[Matter]]:
    files = {row.case_id: row.named_id for row in PartyFile.objects.filter(organisation=mine, named__in=named)}
    papers: dict[uuid.UUID, dt.date] = {}
    for paper in IssuedDocument.objects.filter(case_id__in=files, ended_at=None).order_by("valid_until"):
        papers[paper.case_id] = paper.valid_until
    found: dict[uuid.UUID, list[Matter]] = {}
    for case in Case.objects.filter(pk__in=files).order_by("-opened_at"):
        state = case.procedure.states[case.state]
        matter = Matter(
            case.pk,
            case.procedure_key,
            case.number,
            case.procedure.title.in_(actor.language),
            state.label.in_(actor.language),
            case.is_open,
            case.leaves_room,
            case.is_open and case.state in _ASKS_US,
            case.opened_at,
            papers.get(case.pk),
        )
        found.setdefault(files[case.pk], []).append(matter)
    return found


_ASKS_US = frozenset({"incomplete", "to_correct", "approved"})
"""States in which the matter waits for papers, an answer or money of whoever applied."""


def party_startable(*, actor: Actor, person_id: uuid.UUID) -> list[ProcedureVersion]:
    """The procedures of stay and work that an organisation may begin for somebody, newest versions, by key."""
    require(actor, PermitPermission.PARTY)
    found: dict[str, ProcedureVersion] = {}
    for version in ProcedureVersion.objects.filter(pack=settings.PANAH_PACK).order_by("key", "version"):
        start = version.procedure.start
        if version.procedure.compartment == Compartment.STAY and allows(actor, start.permission, Filing(person_id)):
            found[version.key] = version
    return list(found.values())


def own_case(*, actor: Actor, case_id: uuid.UUID) -> tuple[Case, Named]:
    """A file that the organisation began, and for whom. Raises NotFound, for another's as for none."""
    mine = own_organisation(actor)
    row = PartyFile.objects.select_related("named").filter(organisation=mine, case_id=case_id).first()
    case = Case.objects.select_related("office").filter(pk=case_id).first() if row else None
    if row is None or case is None:
        raise NotFound("file")
    return case, row.named


@contextmanager
def party_file(*, actor: Actor, case_id: uuid.UUID) -> Iterator[tuple[OwnFile, Named]]:
    """One file of the organisation, as whoever filed it sees it, open for a step in the block.

    Raises NotFound.
    """
    case, named = own_case(actor=actor, case_id=case_id)
    with handling(case):
        yield filed_file(actor=actor, case_id=case_id), named


@contextmanager
def handling(case: Case) -> Iterator[None]:
    """Let the engine read whose file it is while it works on one file; what it finds is not shown."""
    with elevated(
        Compartment.STAY,
        offices=frozenset(case.offices),
        reason="the engine joins the person to the file; the organisation is shown what it wrote itself",
    ):
        yield
