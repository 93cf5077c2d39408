# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may take exports, agree to large ones, and follow them."""

from typing import Any

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, PermissionEnum, Predicate, allow, has_role, is_service
from panah.foundation.access.roles import Role

HEADS = (Role.HEAD_OF_UNIT, Role.STAY_HEAD, Role.RETURN_HEAD)


class ExportPermission(PermissionEnum):
    """Permissions of the exports; beside them each export asks for the permission of what it holds."""

    ENTER = "export.enter"
    TAKE = "export.take"
    AGREE = "export.agree"
    FOLLOW = "export.follow"
    NOTE = "export.note"
    DESTROYED = "export.destroyed"
    SENT = "export.sent"


def _some_export(actor: Actor, subject: Any) -> bool:
    from panah.foundation.exports.declaration import offered_to

    return actor.kind == "staff" and bool(offered_to(actor))


def _asked_to_agree(actor: Actor, subject: Any) -> bool:
    return subject is SOME or subject is None or subject.holder_id != actor.holder_id


def _taken_by_oneself(actor: Actor, subject: Any) -> bool:
    return (
        subject is SOME
        or subject is None
        or subject.account_id == actor.account_id
        or (actor.holder_id is not None and subject.holder_id == actor.holder_id)
    )


_TAKES = Predicate("whoever may read what some export holds", _some_export)
_AGREES = has_role(*HEADS, Role.DATA_PROTECTION)

allow(ExportPermission.ENTER, _TAKES, _AGREES, says="See what one may take as a file, and who asks one to agree.")
allow(
    ExportPermission.TAKE,
    _TAKES,
    says="Take a named list as a file, or ask for one that needs a second person.",
)
allow(
    ExportPermission.AGREE,
    _AGREES & Predicate("for somebody else", _asked_to_agree),
    says="Agree to an export above its cap that somebody else asks for, or refuse it.",
)
allow(
    ExportPermission.FOLLOW,
    has_role(Role.DATA_PROTECTION),
    says="See every export: by whom, what, how many rows, who agreed; mark large ones as seen.",
)
allow(
    ExportPermission.DESTROYED,
    _TAKES & Predicate("of the own export", _taken_by_oneself),
    has_role(Role.DATA_PROTECTION),
    says="Note that a copy was destroyed: of what one took oneself; for data protection of any, on the word of its receiver.",
)
allow(
    ExportPermission.SENT,
    _TAKES & Predicate("of the own export", _taken_by_oneself),
    has_role(Role.DATA_PROTECTION),
    says="Fetch the signature of what went to another house, and keep what it answered: of what one took oneself; for data protection of any.",
)
allow(ExportPermission.NOTE, is_service, says="Note a file that a command wrote for whoever keeps the machine.")
