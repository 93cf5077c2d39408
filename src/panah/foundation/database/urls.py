# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a program needs to connect: the embedded server by default, or the server that the environment names.

`PANAH_DATABASE_URL` connects as the owner of the tables, `PANAH_APP_DATABASE_URL` as the application. Where only the
first is set, `./panah up` makes the application role and keeps its address in the state folder (mode 0600).
"""

import ipaddress
import os
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from panah.foundation.database import places, roles
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.errors import DatabaseProblem

OWNER_VARIABLE = "PANAH_DATABASE_URL"
APP_VARIABLE = "PANAH_APP_DATABASE_URL"
KEPT_APP_URL = "app-database-url"
VERIFIED = "verify-full"
"""The one mode of libpq that encrypts and looks at who the server is, its name included."""


def is_external() -> bool:
    """Whether the environment names a server; the embedded one is then left alone."""
    return bool(os.environ.get(OWNER_VARIABLE, "").strip() or os.environ.get(APP_VARIABLE, "").strip())


def connection_info(role: str = "app") -> dict[str, str]:
    """How to connect, as keyword arguments of `psycopg.connect`.

    Args:
        role: `app` (what serves people) or `owner` (what migrates).

    Raises DatabaseProblem when an address cannot be read, or is missing for this role.
    """
    if role not in {"app", "owner"}:
        raise DatabaseProblem(f"PANAH_DB_ROLE is {role!r}; it can be app or owner.")
    if not is_external():
        return _embedded(roles.APP if role == "app" else roles.OWNER)
    variable = APP_VARIABLE if role == "app" else OWNER_VARIABLE
    url = os.environ.get(variable, "").strip()
    if not url and role == "app":
        kept = kept_app_url()
        url = kept.read_text().strip() if kept.exists() else ""
    if not url:
        raise DatabaseProblem(
            f"{variable} is not set, and it is needed to connect as the "
            + (
                "application. ./panah up can make that role where PANAH_DATABASE_URL may."
                if role == "app"
                else "owner."
            )
        )
    try:
        info = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError as error:
        # The address holds a password: it is not repeated.
        raise DatabaseProblem(f"{variable} is no address of a PostgreSQL database (postgresql://...).") from error
    _require_encrypted(info, variable)
    return info


def _require_encrypted(info: dict[str, str], variable: str) -> None:
    """Refuse a server on another machine to which the connection is not encrypted, or which does not prove who it is (KY-01)."""
    hosts: set[str] = set()
    for name, elsewhere in (("host", "PGHOST"), ("hostaddr", "PGHOSTADDR")):
        hosts |= {one.strip() for one in (info.get(name) or os.environ.get(elsewhere, "")).split(",")}
    # A service of libpq names its host in a file that is read later.
    far = sorted(host for host in hosts if not _is_here(host)) or (["service"] if info.get("service") else [])
    if far and info.get("sslmode") != VERIFIED:
        raise DatabaseProblem(
            f"{variable} names a server on another machine ({', '.join(far)}) without sslmode={VERIFIED}: whoever is on the way "
            "could read along, or pose as the server. Let that server offer TLS, bring the certificate of the authority that "
            f"signed its own here, and add ?sslmode={VERIFIED}&sslrootcert=/path/to/that.crt to the address; docs/running.md "
            "says how, and what there is where the server cannot."
        )


def _is_here(host: str) -> bool:
    """Whether a host of an address is this machine: a socket, `localhost`, or an address of the loop."""
    if not host or host.startswith(("/", "@")) or host.lower() in {"localhost", "ip6-localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _embedded(role: str) -> dict[str, str]:
    data = places.data_directory(places.home())
    if data.exists():
        return Cluster.at(data).conninfo(roles.DATABASE, role)
    # Nothing has been made yet, and reading settings must not make it: accounts and folders come with the first start.
    return {"host": str(data.parent / "sockets"), "port": "5432", "dbname": roles.DATABASE, "user": role}


def database_settings(role: str = "app") -> dict[str, Any]:
    """The entry `default` of Django's DATABASES for a role. It connects to nothing.

    Args:
        role: `app` or `owner`.
    """
    info = dict(connection_info(role))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": info.pop("dbname", roles.DATABASE),
        "USER": info.pop("user", ""),
        "PASSWORD": info.pop("password", ""),
        "HOST": info.pop("host", ""),
        "PORT": info.pop("port", ""),
        # A thread keeps its connection, and asks whether it still lives before it uses it again:
        # after a restart of the database people see one plain page at most.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "application_name": f"panah-{role}"} | info,
    }


def as_url(info: dict[str, str]) -> str:
    """One string for an environment variable, from keyword arguments of `psycopg.connect`."""
    return make_conninfo("", **info)


def kept_app_url() -> Path:
    """The file that keeps the application's address on a server of somebody else."""
    return places.home() / KEPT_APP_URL
