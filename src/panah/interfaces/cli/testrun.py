# SPDX-License-Identifier: AGPL-3.0-or-later
"""One run of the tests: a throw-away PostgreSQL, a migrated template in it, a state folder of its own.

As a pytest plugin (`-p panah.interfaces.cli.testrun`, from pyproject.toml) it sets the environment before any settings
are read, so that no test can reach the installation of whoever runs it. The workers of a parallel run share the
server; whoever needs it first starts it, and the process that began the run removes it.
"""

import contextlib
import fcntl
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from panah.foundation.database import roles, urls
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.errors import DatabaseProblem
from panah.foundation.database.safety import FAST_FLAG
from panah.foundation.keys.places import VARIABLES as KEY_VARIABLES
from panah.foundation.keys.setup import invent
from panah.interfaces.cli.testtemplate import SETTINGS, TEMPLATE, Database, lay_out

ROOT_VARIABLE = "PANAH_TEST_ROOT"
PREFIX = "panah-test-"
FAILED = "template.failed"


class TestRun:
    """The throw-away state of one run of the tests, below one temporary folder."""

    __test__ = False  # not a test case, whatever its name says

    def __init__(self, root: Path) -> None:
        self.root = root
        self._numbers = itertools.count(1)

    @classmethod
    def begin(cls) -> tuple["TestRun", int | None]:
        """Join the run that the environment names, or begin one.

        Returns the run, and for the process that began it the handle of the lock that shows it is alive.
        """
        given = os.environ.get(ROOT_VARIABLE)
        if given and Path(given).is_dir():
            return cls(Path(given)), None
        # Short, for the path of the socket; enterable, for the account that runs PostgreSQL when root tests.
        shared = Path("/tmp")  # noqa: S108 - mkdtemp below makes a folder of our own
        if not os.access(shared, os.W_OK | os.X_OK):
            shared = Path(tempfile.gettempdir())
        remove_abandoned(shared)
        root = Path(tempfile.mkdtemp(prefix=PREFIX, dir=shared))
        root.chmod(0o711)
        alive = os.open(root / "alive", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(alive, fcntl.LOCK_EX)
        (root / "home").mkdir(mode=0o700)
        invent(root / "home")
        return cls(root), alive

    def set_environment(self) -> None:
        """Point every process of the run at the throw-away state."""
        os.environ[ROOT_VARIABLE] = str(self.root)
        os.environ["PANAH_HOME"] = str(self.root / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        os.environ[FAST_FLAG] = "1"
        os.environ["PANAH_INVENTED"] = "1"
        for name in ("PANAH_DB_ROLE", *KEY_VARIABLES):
            os.environ.pop(name, None)
        for variable, role in ((urls.APP_VARIABLE, roles.APP), (urls.OWNER_VARIABLE, roles.OWNER)):
            host = str(self.root / "sockets")
            info = {"host": host, "port": "5432", "dbname": TEMPLATE, "user": role}
            # A worker of a parallel run inherits what the controller set; each points at its own database later.
            os.environ[variable] = urls.as_url(info)

    @contextlib.contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        with open(self.root / f"{name}.lock", "a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def cluster(self) -> Cluster:
        """The throw-away server with the migrated template, made and started when this is the first call of the run."""
        cluster = Cluster.at(self.root / "postgres", throwaway=True, durable=False)
        if not cluster.is_ready():
            with self._alone("cluster"):
                if not cluster.is_ready():
                    failure = lay_out(cluster, self.root)
                    if failure:
                        (self.root / FAILED).write_text(failure)
        return cluster

    def template(self) -> None:
        """See to it that there is a migrated template.

        Raises RuntimeError with what the migration said; in every worker, at once.
        """
        self.cluster()
        failed = self.root / FAILED
        if failed.exists():
            raise RuntimeError(failed.read_text())

    def clone(self, purpose: str) -> Database:
        """A fresh copy of the migrated template. Args: purpose: a word for its name."""
        self.template()
        cluster = self.cluster()
        name = f"panah_{purpose}_{os.getpid()}_{next(self._numbers)}"
        with self._alone("clone"), cluster.connect() as connection:
            roles.create_database(connection, name, template=TEMPLATE)
        return Database(name, cluster)

    def drop(self, database: Database) -> None:
        """Delete a copy, whoever is connected to it."""
        with database.cluster.connect() as connection:
            roles.drop_database(connection, database.name)

    def end(self) -> None:
        """Stop the server and delete everything."""
        if (self.root / "postgres").exists():
            Cluster.at(self.root / "postgres", throwaway=True, durable=False).remove()
        shutil.rmtree(self.root, ignore_errors=True)


def remove_abandoned(shared: Path) -> None:
    """Remove what test runs left behind that were killed: their lock is free. Other accounts' runs are left alone."""
    for root in shared.glob(PREFIX + "*"):
        try:
            if root.stat().st_uid != os.geteuid():
                continue
            with open(root / "alive") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                TestRun(root).end()
        except (OSError, DatabaseProblem):
            continue


# -- the pytest plugin

_run, _alive = TestRun.begin()
_run.set_environment()


def current() -> TestRun:
    """The run that this process belongs to."""
    return _run


def pytest_unconfigure(config: Any) -> None:
    """Remove the run's state, in the process that began it."""
    if _alive is not None and not hasattr(config, "workerinput"):
        _run.end()
