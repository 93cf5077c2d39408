# SPDX-License-Identifier: AGPL-3.0-or-later
"""Refuses to work on a server that may lose what it acknowledged (DB-01), whose clock is another (DB-10), on tables that show
too much, or as a role that is too mighty (PZ-03)."""

import datetime as dt
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
#: What to do about each of them.
REMEDY = {
    "data_checksums": "stop the server and run pg_checksums --enable on its data",
    "server_encoding": "make the database anew with ENCODING 'UTF8', and load a dump into it",
    "TimeZone": "run ALTER DATABASE ... SET timezone = 'UTC'",
}
ZONES = {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Universal", "UCT", "Etc/UCT"}
FAST_FLAG = "PANAH_TEST_FAST_DB"
LARGEST_SKEW = dt.timedelta(seconds=30)  # not-law: policy
"""How far the clocks of this machine and of the database may be apart: a term that ends at midnight ends once."""


_SET = "set it in postgresql.conf"


def _text(value: str | bytes) -> str:
    # From a database without an encoding psycopg brings text as bytes.
    return value.decode("ascii", "replace") if isinstance(value, bytes) else value


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
        names = [*REQUIRED, "cluster_name", "server_encoding", "TimeZone"]
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names])
        settings = {_text(name): _text(value) for name, value in cursor.fetchall()}
    if settings.get("server_encoding") != "UTF8":
        found.append(
            f"server_encoding is {settings.get('server_encoding')}, it must be UTF8: {REMEDY['server_encoding']}"
        )
    if settings.get("TimeZone") not in ZONES:
        found.append(f"TimeZone is {settings.get('TimeZone')}, it must be UTC: {REMEDY['TimeZone']}")
    # Two keys, so that neither a stray variable nor a copied configuration is enough.
    if os.environ.get(FAST_FLAG) == "1" and settings.get("cluster_name") == THROWAWAY_NAME:
        return found
    for name, good in REQUIRED.items():
        value = settings.get(name)
        if value is not None and value not in good:
            found.append(f"{name} is {value}, it must be {sorted(good)[0]}: {REMEDY.get(name, _SET)}")
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
            "Then start again."
        )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def clock_skew(connection: Any) -> dt.timedelta:
    """How far the clock of the database is before that of this machine; negative when it is behind.

    Args:
        connection: psycopg's or Django's.
    """
    before = _now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there: dt.datetime = cursor.fetchone()[0]
    after = _now()
    # It looked at its clock at some moment in between.
    if there < before:
        return there - before
    return max(there - after, dt.timedelta())


def require_same_time(connection: Any) -> None:
    """Refuse a server whose clock is another: terms would end, and sessions begin, at two times.

    Args:
        connection: psycopg's or Django's.

    Raises DatabaseProblem. Source: standards DB-10.
    """
    skew = clock_skew(connection)
    if abs(skew) > LARGEST_SKEW:
        apart = f"{abs(skew).total_seconds():.0f} seconds {'before' if skew > dt.timedelta() else 'behind'}"
        raise DatabaseProblem(
            f"The clock of the database server is {apart} this machine's, and {LARGEST_SKEW.total_seconds():.0f} are allowed. Set both by "
            "the same time server (chrony, systemd-timesyncd), then start again."
        )


def require_row_security(connection: Any) -> None:
    """Refuse tables whose row-level security is switched off, or does not bind their owner.

    Args:
        connection: psycopg's or Django's.

    Raises DatabaseProblem naming the tables. Source: standards PZ-03.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND (c.relrowsecurity OR EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))"
            " AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1"
        )
        open_tables = [row[0] for row in cursor.fetchall()]
    if open_tables:
        raise DatabaseProblem(
            f"Row-level security is not forced on {', '.join(open_tables)}: a mistake in the code could show rows that nobody may see. As "
            "the owner run, for each: ALTER TABLE ... ENABLE ROW LEVEL SECURITY; ALTER TABLE ... FORCE ROW LEVEL SECURITY;"
        )


def require_app_role(connection: Any) -> None:
    """Refuse to serve as a role that row-level security does not bind.

    Args:
        connection: psycopg's or Django's, as the application connects.

    Raises DatabaseProblem. Source: standards PZ-03.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolreplication,"
            " EXISTS (SELECT 1 FROM pg_roles f WHERE f.rolname IN"
            "         ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')"
            "         AND pg_has_role(current_user, f.oid, 'USAGE')),"
            " EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            "         WHERE n.nspname = 'public' AND pg_has_role(c.relowner, 'USAGE'))"
            " FROM pg_roles WHERE rolname = current_user"
        )
        name, superuser, bypasses, creates, copies, reads_files, owns = cursor.fetchone()
    wrong = [
        text
        for text, holds in (
            ("is a superuser", superuser),
            ("bypasses row-level security", bypasses),
            ("may make roles", creates),
            ("may copy the whole database (REPLICATION)", copies),
            ("may reach the files of the server", reads_files),
            ("owns tables", owns),
        )
        if holds
    ]
    if wrong:
        raise DatabaseProblem(
            f"The application would connect as {name}, which {' and '.join(wrong)}: row-level security would not hold. "
            "Set PANAH_APP_DATABASE_URL to connect as a role that owns nothing."
        )
