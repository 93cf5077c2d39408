# SPDX-License-Identifier: AGPL-3.0-or-later
"""The migrated template of a test run, kept between runs.

Migrating an empty database takes longer than most tests. So the data directory with the migrated template is kept in the
temporary folder, under a name made of everything that it was made from; the next run with the same sources copies it.
`PANAH_TEST_NO_CACHE=1` makes it anew, `PANAH_TEST_TEMPLATES` names another folder for what is kept.
"""

import ast
import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from panah.foundation.database import places, roles, urls
from panah.foundation.database.cluster import Cluster
from panah.foundation.database.founding import open_founding
from panah.foundation.privacy.erasable import allow_erasing

TEMPLATE = "panah_tmpl"
SETTINGS = "panah.config.settings"
MIGRATE_TIMEOUT = 600  # s
STORE_VARIABLE = "PANAH_TEST_TEMPLATES"
#: Every step of a migration makes a model of each table anew. Looking for what is garbage takes two fifths of the time of such
#: a process, which ends soon and has room for a while.
MIGRATE = """
import gc, sys
gc.disable()
from django.core.management import execute_from_command_line
execute_from_command_line(["django", *sys.argv[1:]])
"""
KEPT = 3
PACKAGE = "panah"
_MIGRATES = (
    "migrations",
    "models",
    "models.py",
    "apps.py",
    "settings.py",
    "cluster.py",
    "roles.py",
    "erasable.py",
    "founding.py",
)
"""Names of files and folders from which the template is made; what they import counts as well."""


@dataclass(frozen=True)
class Database:
    """A database for tests: how to connect to it in each role."""

    name: str
    cluster: Cluster

    def info(self, role: str = "app") -> dict[str, str]:
        """Keyword arguments of `psycopg.connect`. Args: role: `app`, `owner` or `superuser`."""
        names = {"app": roles.APP, "owner": roles.OWNER, "superuser": "postgres"}
        return self.cluster.conninfo(self.name, names[role])

    @property
    def app_url(self) -> str:
        """The value of PANAH_APP_DATABASE_URL."""
        return urls.as_url(self.info("app"))

    @property
    def owner_url(self) -> str:
        """The value of PANAH_DATABASE_URL."""
        return urls.as_url(self.info("owner"))

    def environment(self) -> dict[str, str]:
        """The variables with which a process works on this database."""
        return {urls.APP_VARIABLE: self.app_url, urls.OWNER_VARIABLE: self.owner_url}

    def connect(self, role: str = "app", *, autocommit: bool = True) -> psycopg.Connection:
        """A connection of its own, outside Django."""
        return psycopg.connect(urls.as_url(self.info(role)), autocommit=autocommit)


def prepare(cluster: Cluster) -> None:
    """Make and start a server for tests, with the two roles."""
    cluster.create()
    cluster.start()
    with cluster.connect() as connection:
        roles.create_roles(connection)


def make_migrated(cluster: Cluster, name: str) -> Database:
    """Make a database and migrate it as the owner, in a process of its own.

    Raises RuntimeError with the end of what the migration said.
    """
    with cluster.connect() as connection:
        roles.create_database(connection, name)
    database = Database(name, cluster)
    with database.connect("owner") as connection:
        roles.grant_app(connection)
    environment = os.environ | database.environment() | {"PANAH_DB_ROLE": "owner", "DJANGO_SETTINGS_MODULE": SETTINGS}
    done = subprocess.run(
        [sys.executable, "-P", "-c", MIGRATE, "migrate", "--skip-checks", "--no-input", "--verbosity", "0"],
        env=environment,
        cwd=places.repository(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=MIGRATE_TIMEOUT,
    )
    if done.returncode:
        raise RuntimeError("The migrations failed on an empty database:\n" + (done.stdout + done.stderr)[-6000:])
    with database.connect("owner") as connection:
        roles.protect_history_of_migrations(connection)
        allow_erasing(connection)
        # The invented people of tests hold their roles from nobody.
        open_founding(connection)
    return database


def lay_out(cluster: Cluster, scratch: Path) -> str:
    """Make and start a server for tests, with the two roles and the migrated template.

    Args:
        cluster: a throw-away one; where an earlier start of it failed, it is started again.
        scratch: a folder of the run that PostgreSQL's account may enter.

    Returns what the migrations said when they failed (there is then no template), else nothing.
    """
    if cluster.exists():
        # Another worker laid it out, and its start failed.
        cluster.start()
        return ""
    key = source_key()
    failure = ""
    with _store() as store:
        kept = store / key if store is not None else None
        if kept is not None and (kept / "PG_VERSION").exists():
            os.utime(kept)
            _copy(kept, cluster.data)
        else:
            with tempfile.TemporaryDirectory(dir=scratch, prefix="build-") as folder:
                Path(folder).chmod(0o711)
                build = Cluster.at(Path(folder) / "postgres", throwaway=True, durable=False)
                prepare(build)
                try:
                    make_migrated(build, TEMPLATE)
                except RuntimeError as error:
                    failure = str(error)
                build.stop()
                # Sources that changed meanwhile would be kept under a wrong name.
                if kept is not None and not failure and source_key() == key:
                    _copy(build.data, kept)
                    _prune(kept.parent)
                build.data.rename(cluster.data)
    cluster.start()
    return failure


def source_key(*, whole: bool = False) -> str:
    """A hash of what the template is made from: the sources of the tables, the packages, PostgreSQL, the account.

    whole: of every source instead, for a database in which people have worked.
    """
    total = hashlib.sha256()
    package = places.repository() / "src" / PACKAGE
    sources = {path: path.read_bytes() for path in package.rglob("*.py")} if whole else sources_of_tables(package)
    for path, content in sorted(sources.items()):
        total.update(f"{path.relative_to(package)}\0".encode() + hashlib.sha256(content).digest())
    account = places.account_for(places.repository() / "does-not-exist")
    total.update((places.repository() / "requirements" / "runtime.txt").read_bytes())
    total.update(f"{places.programs(account)} {account} {sys.version}".encode())
    for program in (Path(__file__), Path(roles.__file__), Path(places.programs(account)) / "postgres"):
        total.update(f"{program.stat().st_mtime_ns}".encode())
    return total.hexdigest()[:32]


def sources_of_tables(package: Path) -> dict[Path, bytes]:
    """Migrations and models with everything that they import, wherever it lies, and the bytes of each.

    `apps.py` counts but is not followed: what it starts in a running process changes no table, and it would lead everywhere.
    """
    found: dict[Path, bytes] = {}
    waiting = [path for path in package.rglob("*.py") if not {path.name, *path.parts}.isdisjoint(_MIGRATES)]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        try:
            found[path] = path.read_bytes()
            tree = ast.parse(found[path])
        except (FileNotFoundError, SyntaxError):
            continue
        if path.name != "apps.py":
            waiting += _imported(package, tree)
    return found


def _imported(package: Path, tree: ast.Module) -> Iterator[Path]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for parts in (name.split(".") for name in names if name.startswith(f"{PACKAGE}.")):
            for depth in range(1, len(parts) + 1):
                one = package.joinpath(*parts[1:depth])
                yield from (path for path in (one / "__init__.py", one.with_suffix(".py")) if path.is_file())


@contextlib.contextmanager
def _store() -> Iterator[Path | None]:
    """The folder of kept templates, locked; None where there can be none that is ours alone."""
    named = os.environ.get(STORE_VARIABLE)
    store = Path(named) if named else Path(tempfile.gettempdir()) / f"panah-templates-{os.geteuid()}"
    if os.environ.get("PANAH_TEST_NO_CACHE") == "1":
        yield None
        return
    with contextlib.suppress(OSError):
        store.mkdir(mode=0o700, exist_ok=True)
    try:
        status = store.lstat()
    except OSError:
        yield None
        return
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        yield None
        return
    with open(store / "lock", "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield store


def _copy(source: Path, target: Path) -> None:
    """Copy a data directory with its owner and rights, whole or not at all."""
    fresh = target.with_name(f"{target.name}.copy-{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    subprocess.run(["cp", "-a", "--", str(source), str(fresh)], check=True, timeout=300)  # noqa: S607 - coreutils
    fresh.rename(target)


def _prune(store: Path) -> None:
    kept = sorted((path for path in store.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for path in kept[:-KEPT]:
        shutil.rmtree(path, ignore_errors=True)
