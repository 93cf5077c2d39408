# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who uses the embedded server. The first user starts it, the last one stops it.

Users are counted by locks on a file, which the kernel lets go of when a process ends, however it ends. A server that
outlived a killed launcher is taken over by the next one.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg

from panah.foundation.database import places, roles, urls
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.database.safety import require_app_role, require_safe_settings


class EmbeddedServer:
    """The embedded server of a state folder, as one process sees it."""

    def __init__(self, state: Path | None = None) -> None:
        """Args: state: the state folder, `home()` by default."""
        self.state = state or places.home()
        self.cluster = Cluster.at(places.data_directory(self.state))
        self._using: int | None = None

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one process at a time makes, starts or stops the server."""
        handle = self._open("postgres.lock")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _open(self, name: str) -> int:
        return os.open(self.state / name, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def attach(self) -> bool:
        """Use the server; make and start it when needed. Returns whether this call started it.

        Raises DatabaseProblem when it cannot be started or is not safe.
        """
        if self._using is not None:
            return False
        with self._alone():
            started = not self.cluster.is_ready()
            self.cluster.create()
            self.cluster.start()
            self._using = self._open("postgres.users")
            fcntl.flock(self._using, fcntl.LOCK_SH)
            if started:
                self._prepare()
        return started

    def _prepare(self) -> None:
        with self.cluster.connect() as connection:
            require_safe_settings(connection)
            roles.create_roles(connection)
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [roles.DATABASE]).fetchone()
            if not known:
                roles.create_database(connection, roles.DATABASE)
        with self.cluster.connect(roles.DATABASE, roles.OWNER) as connection:
            roles.grant_app(connection)
        with self.cluster.connect(roles.DATABASE, roles.APP) as connection:
            require_app_role(connection)

    def detach(self) -> bool:
        """Stop using the server, and stop it when nobody else does. Returns whether it was stopped."""
        if self._using is None:
            return False
        with self._alone():
            handle, self._using = self._using, None
            try:
                # Asking for the lock alone gives up our share first: with everybody else's gone, it is ours.
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            finally:
                os.close(handle)
            self.cluster.stop()
        return True

    def revive(self) -> bool:
        """Start the server again when it died. Returns whether it had.

        Raises DatabaseProblem when it cannot be started.
        """
        if self.cluster.is_ready():
            return False
        with self._alone():
            if self.cluster.is_ready():
                return False
            self.cluster.start()
        return True

    def in_use(self) -> bool:
        """Whether another process uses the server."""
        handle = self._open("postgres.users")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def remove(self) -> None:
        """Delete the database, its server stopped.

        Raises DatabaseProblem when another process uses it.
        """
        with self._alone():
            if self._using is None and self.in_use():
                raise DatabaseProblem(
                    "The database is in use by another Panah on this machine. Stop that one first (Ctrl-C)."
                )
            self.cluster.remove()
            if self.cluster.data.parent.parent == places.SHARED_STATE:
                shutil.rmtree(self.cluster.data.parent, ignore_errors=True)


@contextlib.contextmanager
def running_database(*, make_app_role: bool = True) -> Iterator[EmbeddedServer | None]:
    """A database to work with: the embedded server, started when needed; or the server that the environment names.

    Args:
        make_app_role: on a server of somebody else, make the application role when no address for it is set.

    Yields the embedded server, or None. Raises DatabaseProblem.
    """
    if urls.is_external():
        prepare_external(make_app_role=make_app_role)
        yield None
        return
    server = EmbeddedServer()
    server.attach()
    try:
        yield server
    finally:
        server.detach()


def prepare_external(*, make_app_role: bool = True) -> None:
    """Check the server that the environment names, and see to the application role there.

    Raises DatabaseProblem: not reachable, too old, unsafe, or roles that cannot be had.
    """
    if not os.environ.get(urls.OWNER_VARIABLE, "").strip():
        with _reach("app") as connection:
            require_safe_settings(connection)
            require_app_role(connection)
        return
    with _reach("owner") as connection:
        require_safe_settings(connection)
        if make_app_role and not os.environ.get(urls.APP_VARIABLE, "").strip() and not urls.kept_app_url().exists():
            password = secrets.token_urlsafe(32)
            roles.create_app_role(connection, password)
            info = urls.connection_info("owner") | {"user": roles.APP, "password": password}
            kept = urls.kept_app_url()
            handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(urls.as_url(info) + "\n")
        app = urls.connection_info("app").get("user", roles.APP)
        database = connection.info.dbname
        roles.restrict_database(connection, database, app)
        roles.grant_app(connection, app=app)
    with _reach("app") as connection:
        require_app_role(connection)


def _reach(role: str) -> psycopg.Connection:
    info = {"connect_timeout": "10"} | urls.connection_info(role)
    try:
        return psycopg.connect(urls.as_url(info), autocommit=True)
    except psycopg.OperationalError as error:
        variable = urls.APP_VARIABLE if role == "app" else urls.OWNER_VARIABLE
        raise DatabaseProblem(
            f"The database server could not be reached as the {role}: {str(error).strip()}. Check {variable} and the server."
        ) from error
