# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes that are taken again when another one came at the very same moment."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from panah.foundation.locks import TRIES, waited_in_a_circle
from panah.register.errors import NotNow
from panah.register.registry import met_at_once

_P = ParamSpec("_P")
_R = TypeVar("_R")


def taken_again(work: Callable[_P, _R]) -> Callable[_P, _R]:
    """Run a service of two files in a transaction; where the database keeps it apart from what others are just writing, run it again.

    Whoever goes again sees what had come between, so that a merge makes room for it or says what stands in the way. One that meets
    others every time is refused in words: nothing is written, nothing typed is lost, and the words tell of no case (NR-15).

    Raises NotNow, besides what the service raises.
    """

    @functools.wraps(work)
    def again(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        for _try in range(TRIES):
            try:
                with transaction.atomic():
                    return work(*args, **kwargs)
            except IntegrityError as error:
                if not met_at_once(error):
                    raise
            except OperationalError as error:
                if not waited_in_a_circle(error):
                    raise
        raise NotNow(
            _(
                "Somebody is changing one of the two files at this very moment. Nothing was done. "
                "Look at the two files, then try again."
            )
        )

    return again
