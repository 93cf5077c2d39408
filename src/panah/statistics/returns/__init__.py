# SPDX-License-Identifier: AGPL-3.0-or-later
"""The monthly return of the service: matters, rights in force and duties, each line closing to the unit."""

from panah.statistics.returns.count import monthly_return
from panah.statistics.returns.public import public_return
from panah.statistics.returns.table import DoesNotClose, Line, Return, close

__all__ = ["DoesNotClose", "Line", "Return", "close", "monthly_return", "public_return"]
