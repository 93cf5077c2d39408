# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding an invented country: the one time in which roles that read claims are there without two people who gave them (FE-01).

What opens it belongs to the owner of the tables. The application cannot, and a real installation never does.
"""

import contextlib
from collections.abc import Iterator

import psycopg
from django.db import connection

from panah.foundation.database import urls


def open_founding(owner: psycopg.Connection) -> None:
    """Let roles be given by nobody. Args: owner: a connection as the owner of the tables."""
    _say(owner, "true")


def shut_founding(owner: psycopg.Connection) -> None:
    """Let no role that reads claims be given by nobody any more. Args: owner: a connection as the owner of the tables."""
    _say(owner, "false")


@contextlib.contextmanager
def founding() -> Iterator[None]:
    """Found an invented country inside; shut again afterwards, also where it failed. Where it is open already, it stays so.

    Raises DatabaseProblem where this process does not know how to connect as the owner.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT panah_founding()")
        is_open = bool(cursor.fetchone()[0])
    if is_open:
        yield
        return
    with psycopg.connect(urls.as_url(urls.connection_info("owner")), autocommit=True) as owner:
        open_founding(owner)
        try:
            yield
        finally:
            shut_founding(owner)


def _say(owner: psycopg.Connection, word: str) -> None:
    owner.execute(
        f"CREATE OR REPLACE FUNCTION panah_founding() RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT {word} $$"
    )
