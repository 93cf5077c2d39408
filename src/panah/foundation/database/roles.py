# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two roles of the database (PZ-03).

`panah_owner` owns the database and its tables and runs the migrations. `panah_app` is what the servers and the
worker connect as: it owns nothing, sees what row-level security shows it, and cannot switch that off. Neither is
a superuser. What the owner creates, the application may read and write by default; a migration takes away
what a table does not allow (an insert-only log).
"""

import contextlib

import psycopg
from psycopg import sql

from panah.foundation.database.errors import DatabaseProblem

OWNER = "panah_owner"
APP = "panah_app"
DATABASE = "panah"
SCHEMA = "public"
NO_POWER = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"


def create_roles(connection: psycopg.Connection) -> None:
    """Make both roles, or set them right, as the superuser of a server of our own.

    Args:
        connection: of a superuser, in autocommit.
    """
    for role in (OWNER, APP):
        exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        verb = "ALTER" if exists else "CREATE"
        connection.execute(sql.SQL("{} ROLE {} WITH " + NO_POWER).format(sql.SQL(verb), sql.Identifier(role)))


def create_database(connection: psycopg.Connection, name: str, *, template: str = "template0") -> None:
    """Make a database that the owner role owns.

    Args:
        connection: of a superuser, in autocommit, to another database of the server.
        name: of the database.
        template: the database that it becomes a copy of; nobody may be connected to it.
    """
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
        )
    )
    restrict_database(connection, name)


def restrict_database(connection: psycopg.Connection, name: str, app: str = APP) -> None:
    """Let nobody but owner and application connect. These rights do not come along with a template."""
    database = sql.Identifier(name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(app)))


def drop_database(connection: psycopg.Connection, name: str) -> None:
    """Delete a database and end the connections to it."""
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def grant_app(connection: psycopg.Connection, *, app: str = APP) -> None:
    """Give the application role its rights on what the connected owner has made and will make.

    Args:
        connection: of the owner of the database (or a superuser acting for it), in autocommit.
        app: the application role.
    """
    owner_row = connection.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    owner = sql.Identifier(owner_row[0] if owner_row else OWNER)
    schema, role = sql.Identifier(SCHEMA), sql.Identifier(app)
    # CREATE for all on the schema is the default of old servers and of databases that were upgraded.
    connection.execute(sql.SQL("REVOKE CREATE ON SCHEMA {} FROM PUBLIC").format(schema))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role))
    for what, rights in (("TABLES", "SELECT, INSERT, UPDATE, DELETE"), ("SEQUENCES", "USAGE, SELECT")):
        connection.execute(
            sql.SQL(
                "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA {} GRANT " + rights + " ON " + what + " TO {}"
            ).format(owner, schema, role)
        )


def protect_history_of_migrations(connection: psycopg.Connection, *, app: str = APP) -> None:
    """After migrating: the application reads which migrations ran, and cannot rewrite that.

    Args:
        connection: of the owner, in autocommit.
    """
    if connection.execute("SELECT to_regclass('public.django_migrations')").fetchone() != (None,):
        connection.execute(
            sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(sql.Identifier(app))
        )


def create_app_role(connection: psycopg.Connection, password: str, *, app: str = APP) -> None:
    """Make the application role on a server of somebody else, with a password, or give it that password anew.

    Args:
        connection: of the owner role, which must have CREATEROLE, in autocommit.

    Raises DatabaseProblem with the commands to be run by hand when the owner role may not do that.
    """
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [app]).fetchone()
    secret = sql.Literal(password)
    try:
        if exists:
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(app), secret))
        else:
            # CREATEROLE alone may not name attributes that it lacks itself; all of them are off by default.
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(app), secret))
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseProblem(
            f"The role of PANAH_DATABASE_URL may not make the application role {app}. As an administrator of that server run: "
            f"CREATE ROLE {app} {NO_POWER} PASSWORD '...'; and set PANAH_APP_DATABASE_URL to connect as it."
        ) from error


def role_name(connection: psycopg.Connection) -> str:
    """The role that a connection acts as."""
    with contextlib.closing(connection.cursor()) as cursor:
        row = cursor.execute("SELECT current_user").fetchone()
    return str(row[0]) if row else ""
