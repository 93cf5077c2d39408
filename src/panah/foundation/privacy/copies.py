# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever asks what is held on them is given all of it within a month (DP-06): recorded by one person of data protection, handed over
by another. The copy leaves through the door of exports: it is marked, logged, and told to the person."""

import calendar
import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, shut_people
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, allows, require
from panah.foundation.access.receivers import Receiver
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.days import say_day
from panah.foundation.exports.declaration import Column, Content, ExportSpec, declare
from panah.foundation.exports.making import Made
from panah.foundation.exports.services import ExportRefused, ask
from panah.foundation.privacy.copying import Copied, everything_on
from panah.foundation.privacy.declaration import C5
from panah.foundation.privacy.erasing import PERSON, eraser, is_there, was_erased
from panah.foundation.privacy.models import AccessRefusal, AccessRequest
from panah.foundation.privacy.policy import PrivacyPermission

ANSWER_MONTHS = 1  # not-law: policy
"""Months after the day of asking by which the person has the copy (DP-06)."""
LATE_AFTER = 25  # not-law: policy
"""Days after the day of asking from which on data protection is told that the answer is still missing (DP-06)."""
AGAIN_WITHIN = dt.timedelta(days=1)  # not-law: policy
"""For how long the copy can be fetched once more by whoever handed it over: a download that broke off is no new request."""
LISTED = 200
NAME = "person_copy"


class CopyRefused(Exception):
    """A request cannot be recorded or answered like this. key: `asked_on`, `why`, `own`, `over`, or `export`, with what exports say."""

    def __init__(self, key: str, words: str = "") -> None:
        super().__init__(words or key)
        self.key = key


@dataclass(frozen=True)
class Asking:
    """A request that waits, or that was answered within a day. due_on: by when the person has the copy. mine: the actor recorded it."""

    request: AccessRequest
    due_on: dt.date
    mine: bool

    @property
    def is_late(self) -> bool:
        """Whether it has waited so long that data protection is told."""
        return self.request.answered_at is None and self.request.asked_on <= late_since()

    @property
    def is_over(self) -> bool:
        """Whether the person should have had the copy."""
        return self.request.answered_at is None and self.due_on < clock.today()


def due_on(asked_on: dt.date) -> dt.date:
    """The same day of the month after; its last day where it is shorter."""
    months = asked_on.month - 1 + ANSWER_MONTHS
    year, month = asked_on.year + months // 12, months % 12 + 1
    return dt.date(year, month, min(asked_on.day, calendar.monthrange(year, month)[1]))


def late_since() -> dt.date:
    """Whoever asked on this day or before has waited too long."""
    return clock.today() - dt.timedelta(days=LATE_AFTER)


def record_access_request(*, actor: Actor, person_id: uuid.UUID, asked_on: dt.date) -> AccessRequest:
    """Note that a person asks for all that is held on them.

    Raises Denied; NotFound: no such person. CopyRefused: `asked_on` (of the future), `over` (one waits already).
    """
    require(actor, PrivacyPermission.ANSWER)
    if asked_on > clock.today():
        raise CopyRefused("asked_on")
    with transaction.atomic():
        # Whoever is close to the person has no part in it, and hears that there is nobody (PZ-10).
        if person_id in shut_people() or not is_there(PERSON, person_id) or was_erased(person_id):
            raise NotFound("person")
        made = AccessRequest(
            person_id=person_id,
            asked_on=asked_on,
            recorded_at=clock.now(),
            recorded_by=actor.holder_id or actor.signed_in_as,
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise CopyRefused("over") from None
        _record(actor, Verb.CREATE, made)
    return made


def waiting_copies(*, actor: Actor) -> list[Asking]:
    """The requests that wait, the oldest first, and those that the actor answered within a day; the list is an event. Raises Denied."""
    require(actor, PrivacyPermission.ANSWER)
    me = _me(actor)
    waiting = list(AccessRequest.objects.filter(answered_at=None).order_by("asked_on")[:LISTED])
    given = AccessRequest.objects.filter(answered_by=me, answered_at__gt=clock.now() - AGAIN_WITHIN, refusal="")
    rows = [*waiting, *given.order_by("answered_at")]
    record(
        actor,
        Verb.LIST,
        subject_type="access_request",
        persons=[one.person_id for one in rows],
        purpose="access_request",
    )
    return [Asking(one, due_on(one.asked_on), one.recorded_by == me) for one in rows]


def late_copies(actor: Actor) -> int:
    """How many requests have waited too long: the number beside the entry of the menu."""
    if not allows(actor, PrivacyPermission.ANSWER, SOME):
        return 0
    return AccessRequest.objects.filter(answered_at=None, asked_on__lte=late_since()).count()


def tell_of_late() -> int:
    """Note once of each request, in the log, that it has waited too long. Returns how many were new."""
    system = eraser()
    with acting(system, "access_request"), transaction.atomic():
        late = AccessRequest.objects.select_for_update().filter(
            answered_at=None, told_late_at=None, asked_on__lte=late_since()
        )
        rows = list(late)
        for one in rows:
            one.told_late_at = clock.now()
            one.save(update_fields=["told_late_at"])
            _record(system, Verb.JOB, one, {"waits": (clock.today() - one.asked_on).days}, outcome="late")
    return len(rows)


def hand_over(*, actor: Actor, request_id: uuid.UUID) -> Made:
    """Make the copy for a request that somebody else recorded. The caller has seen to a fresh proof.

    Raises Denied; NotFound; CopyRefused: `own`, `over`, `export`.
    """
    require(actor, PrivacyPermission.ANSWER)
    with transaction.atomic():
        request = _open_to(actor, request_id, lock=True)
        # The same words for everybody: a reason of an export must not say of whom it is.
        reason = f"The person asked for it on {request.asked_on.isoformat()} (access request)."
        try:
            asked = ask(actor=actor, name=NAME, params={"request": request.pk}, kind="zip", reason=reason)
        except ExportRefused as wrong:
            raise CopyRefused("export", str(wrong)) from None
        if asked.made is None:
            raise CopyRefused("export", _("Another person has to agree to this."))
        if request.answered_at is None:
            request.answered_at, request.answered_by, request.export_id = clock.now(), _me(actor), asked.export.pk
            request.save(update_fields=["answered_at", "answered_by", "export_id"])
            _record(actor, Verb.CHANGE, request, {"answered": True, "number": asked.export.number})
    return asked.made


def refuse_copy(*, actor: Actor, request_id: uuid.UUID, why: str) -> AccessRequest:
    """Refuse a request that somebody else recorded, with the reason that the person is told.

    Raises Denied; NotFound; CopyRefused: `own`, `over`, `why`.
    """
    require(actor, PrivacyPermission.ANSWER)
    if why not in AccessRefusal.values:
        raise CopyRefused("why")
    with transaction.atomic():
        request = _open_to(actor, request_id, lock=True)
        if request.answered_at is not None:
            raise CopyRefused("over")
        request.answered_at, request.answered_by, request.refusal = clock.now(), _me(actor), why
        request.save(update_fields=["answered_at", "answered_by", "refusal"])
        _record(actor, Verb.CHANGE, request, {"refused": why})
    return request


def _me(actor: Actor) -> uuid.UUID | None:
    return actor.holder_id or actor.signed_in_as


def _record(
    actor: Actor, verb: Verb, request: AccessRequest, detail: Mapping[str, Any] | None = None, outcome: str = "ok"
) -> None:
    record(
        actor,
        verb,
        subject_type="access_request",
        subject_id=request.pk,
        persons=[request.person_id],
        purpose="access_request",
        outcome=outcome,
        detail=dict(detail or {}),
    )


def _open_to(actor: Actor, request_id: uuid.UUID, *, lock: bool = False) -> AccessRequest:
    """A request that the actor may answer: of another recorder, and not answered, or by the actor within a day."""
    rows = AccessRequest.objects.select_for_update() if lock else AccessRequest.objects
    found = rows.filter(pk=request_id).first()
    if found is None:
        raise NotFound("request")
    if found.recorded_by == _me(actor):
        raise CopyRefused("own")
    if found.answered_at is not None:
        mine = found.answered_by == _me(actor) and not found.refusal and found.answered_at > clock.now() - AGAIN_WITHIN
        if not mine:
            raise CopyRefused("over")
    return found


# -- what leaves


def _for_the_person(actor: Actor, params: Mapping[str, Any]) -> Content:
    require(actor, PrivacyPermission.ANSWER)
    try:
        request = _open_to(actor, params["request"])
    except CopyRefused:
        # From the page of exports; the page of the request says why.
        raise NotFound("request") from None
    copied = everything_on(request.person_id, actor.language)
    language = copied.language or actor.language
    with translation.override(language):
        files = {
            "read-me.txt": _read_me(request, copied).encode(),
            "left-out.json": _json({"language": language, "left_out": copied.left_out()}),
            **copied.files,
        }
    data = {"asked_on": request.asked_on.isoformat(), "tables": copied.tables, **copied.parts}
    return Content(data=data, files=files, persons=sorted(copied.persons), name="copy")


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def _read_me(request: AccessRequest, copied: Copied) -> str:
    lines = [
        _("Copy of all that the service holds on you"),
        "",
        _("You asked for it on %(day)s.") % {"day": say_day(request.asked_on)},
        "",
        _("data.json: what is held, table by table: what each is for, how long it is kept, every row, and under \"earlier\" what stood in it before."),
        _("data.json, \"opened\": who opened your file, when and why. \"recipients\": who was given something about you."),
        _("papers: letters, photographs and papers of your file. data.json says under documents_storedfile which is which."),
        _("left-out.json: what is not in this copy, and why."),
        "",
        _("Somebody can help you to read it. Keep it where nobody else finds it."),
        _("If something is wrong, ask the service to correct it. If something is missing, you can complain to the data protection officer, or go to court."),
        "",
        _("Tables: %(tables)s. Papers: %(papers)s.") % {"tables": len(copied.tables), "papers": len(copied.files)},
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


declare(
    ExportSpec(
        name=NAME,
        title=gettext_lazy("Copy of all that is held on a person"),
        purpose=gettext_lazy("For the person who asked what is held; handed over to nobody else."),
        permission=PrivacyPermission.ANSWER,
        receiver=Receiver.PERSON,
        data_class=C5,
        columns=(
            Column("tables", gettext_lazy("every table with its rows and what stood in them before")),
            Column("opened", gettext_lazy("who opened the file")),
            Column("recipients", gettext_lazy("who was given something")),
            Column("papers", gettext_lazy("letters and papers")),
            Column("left_out", gettext_lazy("what is left out, and why")),
        ),
        produce=_for_the_person,
        params={"request": uuid.UUID},
        kinds=("zip",),
        plain=False,
        own_page=True,
    )
)
