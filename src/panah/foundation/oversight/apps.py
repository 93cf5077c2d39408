# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the watch over the readers."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Alerts, questions to readers, pauses and the throttle."""

    name = "panah.foundation.oversight"
    label = "oversight"

    def ready(self) -> None:
        """Declare the permissions, and listen to what the log is told."""
        from panah.foundation.audit.services import after_recording
        from panah.foundation.oversight import meter, policy  # noqa: F401

        after_recording(meter.note)
