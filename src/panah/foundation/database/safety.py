# SPDX-License-Identifier: AGPL-3.0-or-later
"""Refuses to work on a server that may lose what it acknowledged (DB-01), or as a role that is too mighty (PZ-03)."""

import os
from typing import Any

from panah.foundation.database.cluster import THROWAWAY_NAME
from panah.foundation.database.errors import DatabaseProblem

OLDEST = 15
#: Setting: values under which an acknowledged write survives a crash.
REQUIRED = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_apply"},
    "data_checksums": {"on"},
    "zero_damaged_pages": {"off"},
    "ignore_checksum_failure": {"off"},
}
FAST_FLAG = "PANAH_TEST_FAST_DB"


def unsafe_settings(connection: Any) -> list[str]:
    """What in the server's settings may lose or damage data, as sentences.

    Args:
        connection: psycopg's or Django's.
    """
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10000
        if version < OLDEST:
            found.append(f"PostgreSQL is version {version}; Panah needs {OLDEST} or newer")
        names = [*REQUIRED, "cluster_name"]
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names])
        settings = dict(cursor.fetchall())
    # Two keys, so that neither a stray variable nor a copied configuration is enough.
    if os.environ.get(FAST_FLAG) == "1" and settings.get("cluster_name") == THROWAWAY_NAME:
        return found
    for name, good in REQUIRED.items():
        value = settings.get(name)
        if value is not None and value not in good:
            found.append(f"{name} is {value}, it must be {sorted(good)[0]}")
    return found


def require_safe_settings(connection: Any) -> None:
    """Refuse a server that may lose an acknowledged write.

    Args:
        connection: psycopg's or Django's.

    Raises DatabaseProblem naming each setting. Source: standards DB-01.
    """
    found = unsafe_settings(connection)
    if found:
        raise DatabaseProblem(
            "The database server is not safe enough to hold decisions about people: " + "; ".join(found) + ". "
            "Change this in postgresql.conf (data checksums: pg_checksums --enable, with the server stopped) and start again."
        )


def require_app_role(connection: Any) -> None:
    """Refuse to serve as a role that row-level security does not bind.

    Args:
        connection: psycopg's or Django's, as the application connects.

    Raises DatabaseProblem. Source: standards PZ-03.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole,"
            " EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            "         WHERE n.nspname = 'public' AND pg_has_role(c.relowner, 'USAGE'))"
            " FROM pg_roles WHERE rolname = current_user"
        )
        name, superuser, bypasses, creates, owns = cursor.fetchone()
    wrong = [
        text
        for text, holds in (
            ("is a superuser", superuser),
            ("bypasses row-level security", bypasses),
            ("may make roles", creates),
            ("owns tables", owns),
        )
        if holds
    ]
    if wrong:
        raise DatabaseProblem(
            f"The application would connect as {name}, which {' and '.join(wrong)}: row-level security would not hold. "
            "Set PANAH_APP_DATABASE_URL to connect as a role that owns nothing."
        )
