# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what an export holds to the file that leaves: the mark, the heading, and for another house the envelope."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.receivers import ALLOWED, Receiver, is_outside
from panah.foundation.accounts.models import Account
from panah.foundation.exports.declaration import MARKED_AS_A_WHOLE, Content, ExportSpec, Row
from panah.foundation.exports.marking import Mark
from panah.foundation.exports.models import PURPOSE, Export
from panah.foundation.exports.sealing import ENDING, MEDIA, Certificate, encrypted_to
from panah.foundation.exports.sheets import MEDIA as SHEETS
from panah.foundation.exports.sheets import as_csv, as_xlsx, as_zip
from panah.foundation.keys.vault import vault
from panah.foundation.privacy.declaration import C1


@dataclass(frozen=True)
class Made:
    """A file that leaves. name: of the file, which says of nobody. media: its type."""

    export: Export
    content: bytes
    name: str
    media: str


def digest_of(export: Export, content: Content) -> str:
    """What two people agree on: the same name, fields, question and rows, whatever their order."""
    rows = sorted(json.dumps([_text(cell) for cell in row], ensure_ascii=False) for row in content.rows)
    asked = [export.name, export.receiver, export.kind, export.params, rows, content.data]
    if content.files:
        asked.append([[name, hashlib.sha256(data).hexdigest()] for name, data in sorted(content.files.items())])
    told = json.dumps(asked, ensure_ascii=False, sort_keys=True, default=str)
    return vault().digest(export.account_id, PURPOSE, told.encode())


def must_be_encrypted(spec: ExportSpec) -> bool:
    """Whether the file goes to another house and holds what is not public."""
    return is_outside(spec.receiver) and spec.data_class >= C1


def make(export: Export, spec: ExportSpec, content: Content, to: Certificate | None) -> Made:
    """The file of an export. Args: to: the receiver's certificate, where it has to be encrypted."""
    with translation.override(export.language):
        if export.kind in MARKED_AS_A_WHOLE:
            raw = json.dumps({**_json_mark(export), **(content.data or {})}, ensure_ascii=False, indent=2).encode()
            if export.kind == "zip":
                raw = as_zip({**content.files, "data.json": raw})
        else:
            rows = lines(export, spec, content)
            raw = as_xlsx(rows) if export.kind == "xlsx" else as_csv(rows)
    name = f"{content.name or spec.name.replace('_', '-')}.{export.kind}"
    if to is None:
        return Made(export, raw, name, SHEETS[export.kind])
    return Made(export, encrypted_to(to, raw), f"{name}{ENDING}", MEDIA)


def lines(export: Export, spec: ExportSpec, content: Content) -> list[Row]:
    """The lines of a table: what it is and whose copy, then the headings and the rows, each with its code."""
    head: list[Row] = [
        [str(spec.title), str(spec.purpose), *content.about],
        [export.number, who(export), f"{export.asked_at.astimezone(clock.zone()):%Y-%m-%d %H:%M}"],
        [
            _("For %(who)s. This copy is marked and can be traced to whoever took it.")
            % {"who": for_whom(spec.receiver)}
            + (f" {last_day(export)}" if export.keep_until else "")
        ],
        [],
    ]
    if not spec.plain:
        return [*head, *content.rows]
    mark = Mark(export.pk)
    rows = [[*row, mark.code(number)] for number, row in enumerate(mark.ordered(content.rows), start=1)]
    return [*head, [*(str(column.label) for column in spec.columns), _("mark")], *rows]


def last_day(export: Export) -> str:
    """Until when it may be kept, in words that stand in the file."""
    day = export.keep_until
    return _("Destroy it by %(day)s and confirm that.") % {"day": f"{day:%Y-%m-%d}"} if day else ""


def who(export: Export) -> str:
    """The name of whoever took the copy."""
    account = Account.objects.select_related("holder").filter(pk=export.account_id).first()
    return account.name if account else _("the machine itself")


def for_whom(receiver: Receiver) -> str:
    """The receiver, in words."""
    if receiver is Receiver.OWN:
        return _("use inside the service alone")
    if receiver is Receiver.PERSON:
        return _("the person whom it tells of")
    words: Mapping[Receiver, str] = {Receiver.PUBLIC: _("everybody"), Receiver.UNHCR: "UNHCR"}
    return words.get(receiver) or ALLOWED[receiver].who


def _json_mark(export: Export) -> dict[str, Any]:
    told = {"number": export.number, "made_at": export.asked_at.isoformat()}
    return {"export": told | ({"destroy_by": export.keep_until.isoformat()} if export.keep_until else {})}


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)
