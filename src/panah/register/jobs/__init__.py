# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work of the register outside requests. The worker finds the tasks here."""

from panah.register.jobs.duplicates import check_waiting, mark_changed
from panah.register.jobs.forgetting import forget_imports
from panah.register.jobs.imports import drain_imports, wake
from panah.register.jobs.notices import send, send_again

__all__ = ["check_waiting", "drain_imports", "forget_imports", "mark_changed", "send", "send_again", "wake"]
