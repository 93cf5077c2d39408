# SPDX-License-Identifier: AGPL-3.0-or-later
"""Publishing the procedures of a pack: each version once, never changed."""

from django.db import transaction

from panah.casework.models import ProcedureVersion
from panah.casework.procedure.load import pack_procedures, to_json
from panah.foundation import clock


class PublishedDiffers(Exception):
    """A file says something else than what was published under its version."""


def publish_pack(pack: str) -> list[ProcedureVersion]:
    """Publish what is new in a pack; what is published already must be unchanged.

    Raises PublishedDiffers: change the version number of a procedure that you change.
    """
    with transaction.atomic():
        there = {(row.key, row.version): row for row in ProcedureVersion.objects.filter(pack=pack)}
        published: list[ProcedureVersion] = []
        new: list[ProcedureVersion] = []
        for (key, version), procedure in sorted(pack_procedures(pack).items()):
            row = there.get((key, version))
            if row is None:
                row = ProcedureVersion(
                    pack=pack,
                    key=key,
                    version=version,
                    hash=procedure.hash,
                    definition=to_json(procedure),
                    published_at=clock.now(),
                )
                new.append(row)
            elif row.hash != procedure.hash:
                raise PublishedDiffers(
                    f"{key} v{version} is published and cannot change: save the new text as {key}.v{version + 1}.yaml. "
                    "Cases that began under the published text keep it."
                )
            published.append(row)
        ProcedureVersion.objects.bulk_create(new)
    return published


def current_version(pack: str, key: str) -> ProcedureVersion:
    """The newest published version of a procedure.

    Raises ProcedureVersion.DoesNotExist when nothing is published: run `panah manage publish_procedures`.
    """
    return ProcedureVersion.objects.filter(pack=pack, key=key).latest("version")
