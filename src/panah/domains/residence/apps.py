# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of stay and residence."""

from django.apps import AppConfig


class ResidenceConfig(AppConfig):
    """Registers what the procedures of the pack name."""

    name = "panah.domains.residence"
    label = "residence"

    def ready(self) -> None:
        """Declare permissions, effects, letters, facts and choices."""
        from panah.domains.residence import (  # noqa: F401
            cancelling,
            choices,
            citizenship,
            copying,
            effects,
            facts,
            letters,
            policy,
            predicates,
            recipients,
            restricting,
        )
        from panah.domains.residence.own import selectors as _s  # noqa: F401
        from panah.domains.residence.record import jobs  # noqa: F401
        from panah.domains.residence.removal import choices as _c  # noqa: F401
        from panah.domains.residence.removal import effects as _e  # noqa: F401
        from panah.domains.residence.removal import facts as _f  # noqa: F401
        from panah.domains.residence.removal import guards as _g  # noqa: F401
        from panah.domains.residence.removal import jobs as _j  # noqa: F401
        from panah.domains.residence.removal import letters as _l  # noqa: F401
        from panah.domains.residence.removal import policy as _p  # noqa: F401
