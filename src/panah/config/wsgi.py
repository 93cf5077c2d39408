# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door for the server process; PANAH_SITE says which site it serves.

A server refuses to start on a database with unsafe settings (DB-01) or another clock (DB-10), on tables whose row-level security is
not forced, or as a role that could look past it (PZ-03).
"""

import logging
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")
application = get_wsgi_application()


def _refuse_unsafe_database() -> None:
    from django.db import OperationalError, connection

    from panah.foundation.database import safety

    try:
        connection.ensure_connection()
    except OperationalError:
        # It is away: people get the outage page, which comes back by itself. `up` has checked the server before.
        logging.getLogger("panah.outage").warning("the database does not answer yet; its settings are not checked")
        return
    for require in (
        safety.require_safe_settings,
        safety.require_same_time,
        safety.require_app_role,
        safety.require_row_security,
    ):
        require(connection.connection)
    connection.close()


_refuse_unsafe_database()
