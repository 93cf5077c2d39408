# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking an export, asking for one that a second person has to agree to, and agreeing (EX-01, EX-04, FE-02)."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, require
from panah.foundation.access.receivers import Receiver
from panah.foundation.accounts.models import Account, RoleAssignment
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.services import record
from panah.foundation.exports import keeping, sending
from panah.foundation.exports.declaration import Content, ExportSpec, spec_of
from panah.foundation.exports.errors import LONGEST, SHORTEST, ExportRefused
from panah.foundation.exports.making import Made, digest_of, make, must_be_encrypted
from panah.foundation.exports.models import Export, ExportState
from panah.foundation.exports.policy import HEADS, ExportPermission
from panah.foundation.exports.sealing import NoCertificate, certificate_of
from panah.foundation.numbering.services import next_number

DAY = dt.timedelta(hours=24)  # not-law: policy
"""How long an agreement holds, and over what time the rows that somebody took are counted together."""
WAITS = dt.timedelta(hours=72)  # not-law: policy
"""How long a request waits for a second person."""
_EVENT_PERSONS = 5000


@dataclass(frozen=True)
class Asked:
    """What came of asking: the row, and the file where nobody else has to agree."""

    export: Export
    made: Made | None


def ask(*, actor: Actor, name: str, params: Mapping[str, Any], kind: str, reason: str = "", keep: str = "") -> Asked:
    """Take a named export, or above its cap ask for it: then another natural person has to agree.

    The caller has seen to a fresh proof of who is at the screen, where `ExportSpec.needs_proof`.

    Args:
        name: of a declared export. params: what it asks for, as text.
        kind: `xlsx`, `csv` or `json`, as far as the export offers it.
        keep: for how many days it is to be kept, where that is less than it may be.
        reason: what it is needed for, in words; left out only where an export of counts, or of the own file, is within its cap.

    Raises:
        Denied, NotFound: as for reading what it holds. ExportRefused: something is missing, or the receiver has no certificate.
    """
    spec = spec_of(name)
    # Could it hold for some subject? What makes the content asks again with the subject itself.
    require(actor, spec.permission, SOME, hide=actor.kind == "person")
    asked = _read(spec, params, kind)
    days = keeping.chosen(spec, keep)
    _look_for_certificate(spec)
    with transaction.atomic():
        content = spec.produce(actor, asked)
        rows = 1 if content.data is not None else len(content.rows)
        export = _new(actor, spec, asked, kind, reason.strip())
        export.rows, export.digest, export.keep_days = rows, digest_of(export, content), days
        export.with_others = rows + _taken_today(export)
        export.large = export.with_others > spec.cap
        _check_reason(reason, needed=export.large or spec.needs_proof, empty=actor.kind == "person")
        if export.large:
            export.state, export.ends_at = ExportState.WAITING, export.asked_at + WAITS
            export.deciders = _heads_of(actor)
            export.save(force_insert=True)
            record(
                actor,
                Verb.CREATE,
                subject_type="export",
                subject_id=export.pk,
                outcome="asked",
                detail={"export": name, "number": export.number, "rows": rows, "kind": kind},
            )
            return Asked(export, None)
        export.save(force_insert=True)
        return Asked(export, _hand_over(actor, export, spec, content))


def decide(*, actor: Actor, export_id: uuid.UUID, agree: bool, reason: str) -> Export:
    """Agree to a large export of somebody else, or refuse it; an agreement holds for a day.

    Raises:
        Denied: also for the own request, and for an account that was opened today. NotFound. ExportRefused: without a reason,
        or where it was decided or has lapsed.
    """
    require(actor, ExportPermission.AGREE)
    _check_reason(reason, needed=True)
    with transaction.atomic():
        export = _locked(export_id)
        if export.account_id == actor.account_id or export.holder_id == actor.holder_id:
            raise ExportRefused("", _("You asked for this yourself: another person has to agree."))
        require(actor, ExportPermission.AGREE, export)
        if Account.objects.filter(pk=actor.signed_in_as, opened_on__gte=clock.today()).exists():
            raise ExportRefused("", _("Your account was opened today. Somebody who was here before has to agree."))
        now = clock.now()
        if export.state != ExportState.WAITING or export.ends_at <= now:
            raise ExportRefused("", _("This was decided already, or its time is over."))
        export.state = ExportState.AGREED if agree else ExportState.REFUSED
        export.decided_at, export.decided_by, export.decided_holder = now, actor.signed_in_as, actor.holder_id
        export.decided_reason = reason.strip()
        export.ends_at = now + DAY
        export.save(update_fields=["state", "decided_at", "decided_by", "decided_holder", "decided_reason", "ends_at"])
        record(
            actor,
            Verb.ACT,
            subject_type="export",
            subject_id=export.pk,
            purpose="export",
            detail={"export": export.name, "number": export.number, "rows": export.rows, "agreed": agree},
        )
    return export


def fetch(*, actor: Actor, export_id: uuid.UUID) -> Made:
    """The file of an own request that was agreed to. It is made anew, and has to be what was agreed to.

    Raises:
        Denied, NotFound. ExportRefused: not agreed to, its time is over, or what it holds has changed since: then it is void.
    """
    require(actor, ExportPermission.TAKE)
    with transaction.atomic():
        export = _locked(export_id)
        if export.account_id != actor.account_id:
            raise NotFound("export")
        spec = spec_of(export.name)
        require(actor, spec.permission, SOME)
        if export.destroyed_at is not None:
            raise ExportRefused("", _("You have confirmed that this was destroyed. Ask for it anew."))
        if export.state != ExportState.AGREED:
            raise ExportRefused("", _("Nobody has agreed to this."))
        if export.ends_at <= clock.now():
            raise ExportRefused("", _("The time to fetch this is over. Ask for it anew."))
        _look_for_certificate(spec)
        content = spec.produce(actor, _read(spec, export.params, export.kind))
        if digest_of(export, content) == export.digest:
            return _hand_over(actor, export, spec, content)
        export.state = ExportState.CHANGED
        export.save(update_fields=["state"])
        record(
            actor,
            Verb.DENIED,
            subject_type="export",
            subject_id=export.pk,
            outcome="changed",
            detail={"export": export.name, "number": export.number},
        )
    raise ExportRefused("", _("What this holds has changed since it was agreed to. Ask for it anew."))


def mark_seen(*, actor: Actor, export_id: uuid.UUID) -> Export:
    """Note that data protection has seen a large export. Raises Denied, NotFound."""
    require(actor, ExportPermission.FOLLOW)
    with transaction.atomic():
        export = _locked(export_id)
        if export.seen_at is None:
            export.seen_at, export.seen_by = clock.now(), actor.signed_in_as
            export.save(update_fields=["seen_at", "seen_by"])
            record(actor, Verb.READ, subject_type="export", subject_id=export.pk, purpose="data_protection")
    return export


def taken_at_the_machine(*, actor: Actor, name: str, rows: int, receiver: Receiver = Receiver.OWN) -> Export:
    """Note a file that a command wrote for whoever keeps the machine. Nobody can be asked there: data protection is told.

    Raises Denied for anybody but the system itself.
    """
    require(actor, ExportPermission.NOTE)
    with transaction.atomic():
        now = clock.now()
        export = Export(
            number=next_number("EX", clock.today().year),
            name=name,
            kind="file",
            language=actor.language,
            receiver=receiver.value,
            rows=rows,
            with_others=rows,
            large=True,
            state=ExportState.TAKEN,
            account_id=actor.signed_in_as,
            asked_at=now,
            ends_at=now + DAY,
            taken_at=now,
            copies=1,
            keep_days=keeping.INSIDE,
        )
        export.keep_until = keeping.until(export, now)
        event = _record(actor, export, ())
        export.event_id = event.pk
        export.save(force_insert=True)
    return export


def _hand_over(actor: Actor, export: Export, spec: ExportSpec, content: Content) -> Made:
    to = certificate_of(spec.receiver) if must_be_encrypted(spec) else None
    export.copies += 1
    export.taken_at = export.taken_at or clock.now()
    export.keep_until = export.keep_until or keeping.until(export, export.taken_at)
    made = make(export, spec, content, to)
    # The event holds the digest of the envelope: what was sent cannot be exchanged afterwards without the log telling.
    sealed = {"encrypted_to": to.fingerprint, "envelope": hashlib.sha256(made.content).hexdigest()} if to else {}
    event = _record(actor, export, content.persons, sealed)
    export.event_id = export.event_id or event.pk
    export.save(update_fields=["copies", "taken_at", "event_id", "keep_until"])
    if to is not None:
        sending.note_sent(export, event, made.content, to)
    return made


def _record(actor: Actor, export: Export, persons: Any, sealed: Mapping[str, str] | None = None) -> Event:
    """The event of one copy; one with very many persons is told in several, the first of which is the copy's."""
    told = sorted(set(persons))
    parts = [told[n : n + _EVENT_PERSONS] for n in range(0, len(told), _EVENT_PERSONS)] or [[]]
    detail = {"export": export.name, "number": export.number, "rows": export.rows, "kind": export.kind}
    detail |= sealed or {}
    events = [
        record(
            actor, Verb.EXPORT, subject_type="export", subject_id=export.pk, persons=part, detail=detail | {"part": n}
        )
        for n, part in enumerate(parts, start=1)
    ]
    return events[0]


def _new(actor: Actor, spec: ExportSpec, params: Mapping[str, Any], kind: str, reason: str) -> Export:
    now = clock.now()
    offices = sorted(actor.offices())
    return Export(
        number=next_number("EX", clock.today().year),
        name=spec.name,
        kind=kind,
        language=actor.language,
        receiver=spec.receiver.value,
        params={key: str(value) for key, value in params.items()},
        reason=reason,
        state=ExportState.TAKEN,
        account_id=actor.signed_in_as,
        holder_id=actor.holder_id,
        office_id=offices[0] if offices else None,
        asked_at=now,
        ends_at=now + DAY,
    )


def _read(spec: ExportSpec, params: Mapping[str, Any], kind: str) -> dict[str, Any]:
    if kind not in spec.kinds:
        raise ExportRefused("kind", _("Choose one of the answers offered"))
    asked = {}
    for name, read in spec.params.items():
        try:
            asked[name] = read(str(params.get(name) or ""))
        except ValueError:
            raise ExportRefused(name, _("Choose one of the answers offered")) from None
    return asked


def _check_reason(reason: str, *, needed: bool, empty: bool = False) -> None:
    if needed and not empty and len(reason.strip()) < SHORTEST:
        raise ExportRefused("reason", _("Say in a sentence what it is needed for."))
    if len(reason) > LONGEST:
        raise ExportRefused("reason", _("Use at most %(most)s characters.") % {"most": LONGEST})


def _look_for_certificate(spec: ExportSpec) -> None:
    if not must_be_encrypted(spec):
        return
    try:
        certificate_of(spec.receiver)
    except NoCertificate as wrong:
        raise ExportRefused(
            "",
            {
                "missing": _(
                    "There is no certificate of the receiver to encrypt this to. Whoever keeps the machine adds it."
                ),
                "broken": _(
                    "The certificate of the receiver cannot be read. Whoever keeps the machine puts it there anew."
                ),
                "weak": _("The key of the receiver is too weak. Ask the receiver for a certificate with a longer one."),
                "over": _("The certificate of the receiver holds no longer. Ask the receiver for a new one."),
            }[wrong.key],
        ) from None


def _taken_today(export: Export) -> int:
    """Rows of other exports of the name that the natural person took within a day; the same content again does not count."""
    if export.holder_id is None:
        return 0
    found = Export.objects.filter(
        name=export.name, holder_id=export.holder_id, copies__gt=0, large=False, taken_at__gt=export.asked_at - DAY
    ).exclude(digest=export.digest)
    return sum({one.digest: one.rows for one in found}.values())


def _heads_of(actor: Actor) -> list[uuid.UUID]:
    """The accounts that lead an office of the actor today, the actor's own left out."""
    today = clock.today()
    held = RoleAssignment.objects.filter(
        office_id__in=actor.offices(), role__in=HEADS, starts_on__lte=today, ends_on__gt=today, account__is_active=True
    )
    return sorted(set(held.values_list("account_id", flat=True)) - {actor.account_id})


def _locked(export_id: uuid.UUID) -> Export:
    found = Export.objects.select_for_update().filter(pk=export_id).first()
    if found is None:
        raise NotFound("export")
    return found


__all__ = [
    "LONGEST",
    "SHORTEST",
    "Asked",
    "ExportRefused",
    "ask",
    "decide",
    "fetch",
    "mark_seen",
    "taken_at_the_machine",
]
