# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pointing Django at one database of the run or another."""

import contextlib
import os
from collections.abc import Iterator

from django.db import connections

from panah.interfaces.cli.testtemplate import Database


@contextlib.contextmanager
def django_on(database: Database) -> Iterator[None]:
    """Let Django, and every process started meanwhile, work on a database as the application role."""
    entry = connections.databases["default"]
    before = {key: entry.get(key) for key in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    environment = {key: os.environ.get(key) for key in database.environment()}
    info = database.info("app")
    _let_go()
    entry.update(NAME=info["dbname"], HOST=info["host"], PORT=info["port"], USER=info["user"], PASSWORD="")
    os.environ.update(database.environment())
    try:
        yield
    finally:
        _let_go()
        entry.update(before)
        for key, value in environment.items():
            os.environ.pop(key, None)
            if value is not None:
                os.environ[key] = value


def _let_go() -> None:
    connection = connections["default"]
    connection.close()
    connection.close_pool()
