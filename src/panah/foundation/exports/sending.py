# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes to another house is signed and time-stamped by this one, and what it answers is kept (LG-13)."""

import base64
import hashlib
import uuid

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.db import transaction
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.receivers import Receiver
from panah.foundation.audit import signing
from panah.foundation.audit.export import NotThere, proof
from panah.foundation.audit.merkle import leaf_hash
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.note import read
from panah.foundation.audit.services import record
from panah.foundation.exports.errors import LONGEST, SHORTEST, ExportRefused
from panah.foundation.exports.models import Export, Sending
from panah.foundation.exports.policy import ExportPermission
from panah.foundation.exports.sealing import Certificate, NoCertificate, certificate_of
from panah.foundation.exports.sending_check import Statement, moment, proof_text, signed
from panah.foundation.exports.trace import tracer

AT_ONCE = 100
"""How many sendings one round of the job signs."""


def note_sent(export: Export, event: Event, content: bytes, to: Certificate) -> Sending:
    """Note one copy that goes to another house, in the transaction that hands it over. It is signed once a head covers its event."""
    return Sending.objects.create(
        export=export,
        copy=export.copies,
        receiver=export.receiver,
        certificate=to.fingerprint,
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        at=event.at,
        event_id=event.pk,
    )


def sign_waiting() -> int:
    """Sign what was sent and is covered by a head of the log since. Returns how many. Raises Locked while the service is locked."""
    done = 0
    with acting(tracer(), "export"):
        waiting = list(Sending.objects.filter(proof="").order_by("at").values_list("pk", flat=True)[:AT_ONCE])
    for sending_id in waiting:
        done += _sign(sending_id)
    return done


def _sign(sending_id: uuid.UUID) -> bool:
    with acting(tracer(), "export"), transaction.atomic():
        sending = Sending.objects.select_for_update().filter(pk=sending_id, proof="").select_related("export").first()
        if sending is None:
            return False
        try:
            told = proof(sending.event_id)
        except NotThere:
            return False
        key, head = signing.current(), read(told["note"])[0]
        if head.name != key.name:
            # The log goes on under another name: the next head is its own.
            return False
        statement = Statement(
            log=key.name,
            number=sending.export.number,
            export=sending.export.name,
            copy=str(sending.copy),
            receiver=sending.receiver,
            certificate=sending.certificate,
            digest=sending.digest,
            size=str(sending.size),
            at=moment(sending.at),
            event=leaf_hash(told["event"].encode()).hex(),
            head=f"{head.size} {base64.b64encode(head.root).decode()}",
        )
        sending.proof = proof_text(
            signed(statement, key.opened()), told["note"], " ".join(told["path"]), told["position"]
        )
        sending.signed_at = clock.now()
        sending.save(update_fields=["proof", "signed_at"])
    return True


def sendings_of(*, actor: Actor, export_id: uuid.UUID) -> tuple[Export, list[Sending]]:
    """What of an export went to another house: of one's own, and of any for data protection. Raises Denied, NotFound."""
    require(actor, ExportPermission.SENT)
    export = Export.objects.filter(pk=export_id, copies__gt=0).first()
    if export is None:
        raise NotFound("export")
    require(actor, ExportPermission.SENT, export, hide=True)
    found = list(Sending.objects.filter(export=export).order_by("copy"))
    if not found:
        raise NotFound("export")
    record(
        actor, Verb.READ, subject_type="export", subject_id=export.pk, purpose="export", detail={"sendings": len(found)}
    )
    return export, found


def proof_of(*, actor: Actor, export_id: uuid.UUID, sending_id: uuid.UUID) -> bytes:
    """The proof that goes beside one copy. Raises Denied, NotFound; ExportRefused while no head of the log covers its event."""
    _export, found = sendings_of(actor=actor, export_id=export_id)
    sending = next((one for one in found if one.pk == sending_id), None)
    if sending is None:
        raise NotFound("export")
    if not sending.proof:
        raise ExportRefused("", _("This is signed once the log has been: within some ten minutes. Come back then."))
    return sending.proof.encode()


def acknowledge(
    *, actor: Actor, export_id: uuid.UUID, sending_id: uuid.UUID, said: str, signature: str = ""
) -> Sending:
    """Keep what the receiver answered, once.

    Args:
        said: who of the receiver said that it came, when and how.
        signature: in base64, of the receiver's own key over the proof: `openssl dgst -sha256 -sign KEY PROOF`.

    Raises Denied, NotFound, ExportRefused: also for a signature that is not of the receiver's certificate over this proof.
    """
    require(actor, ExportPermission.SENT)
    text = said.strip()
    if len(text) < SHORTEST or len(text) > LONGEST:
        raise ExportRefused("said", _("Say in a sentence who of the receiver said that it came, when and how."))
    sendings_of(actor=actor, export_id=export_id)
    with transaction.atomic():
        sending = Sending.objects.select_for_update().filter(pk=sending_id, export_id=export_id).first()
        if sending is None:
            raise NotFound("export")
        if sending.answered_at is not None:
            raise ExportRefused("", _("The answer of the receiver is kept already."))
        if signature.strip():
            sending.answer_signature, sending.answer_certificate = _checked(sending, "".join(signature.split()))
        sending.answered_at, sending.answered_by, sending.answer = clock.now(), actor.signed_in_as, text
        sending.save(update_fields=["answered_at", "answered_by", "answer", "answer_signature", "answer_certificate"])
        record(
            actor,
            Verb.ACT,
            subject_type="export",
            subject_id=export_id,
            purpose="export",
            detail={"acknowledged": sending.copy, "signed": bool(sending.answer_signature)},
        )
    return sending


def _checked(sending: Sending, signature: str) -> tuple[str, str]:
    """The signature and the certificate whose key made it. Raises ExportRefused."""
    if not sending.proof:
        raise ExportRefused("", _("This is signed once the log has been: within some ten minutes. Come back then."))
    try:
        made = base64.b64decode(signature, validate=True)
        certificate = certificate_of(Receiver(sending.receiver))
        key = certificate.certificate.public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise ValueError("a key of another kind")
        key.verify(made, sending.proof.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (NoCertificate, ValueError, InvalidSignature):
        raise ExportRefused(
            "signature",
            _("This is no signature of the receiver's certificate over this proof. Ask for it anew, or leave it out."),
        ) from None
    return signature, certificate.fingerprint
