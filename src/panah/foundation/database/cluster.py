# SPDX-License-Identifier: AGPL-3.0-or-later
"""One PostgreSQL data directory and its server process: make, start, find, stop, remove.

The server listens on a Unix socket alone, in a folder that only its account (and root) can enter, and asks
the kernel who is calling (`peer`): there is no password that could leak, and no port that could be reached.
"""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from panah.foundation.database import places, sizing
from panah.foundation.database.errors import DatabaseProblem

SUPERUSER = "postgres"
#: The name that a throw-away server gives itself; `safety` tolerates fast settings on no other.
THROWAWAY_NAME = "panah-throwaway"
#: Crash recovery replays the log since the last checkpoint; a machine with slow disks needs its time (s).
START_TIMEOUT = 300
STOP_TIMEOUT = 60
LARGEST_LOG = 10_000_000  # bytes
ARCHIVE_TIMEOUT = 60  # not-law: policy
"""After how long a piece of the log is given away though it is not full (s): with the way it then goes, what may be lost."""
#: Copies a piece of the log into the spool, durably and whole or not at all; one that is there already must be the same.
ARCHIVE = (
    'if test -e {spool}/%f; then cmp -s "%p" {spool}/%f; '
    'else cp "%p" {spool}/.%f.new && sync {spool}/.%f.new && mv {spool}/.%f.new {spool}/%f && sync {spool}; fi'
)
NO_ARCHIVE = "true"

# DB-01: what an acknowledged write rests on. Written out although most are defaults, so that they are ours.
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
COMMON = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "150",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "datestyle": "iso, ymd",
    "password_encryption": "scram-sha-256",
    # Compiling a plan costs more than our short queries run.
    "jit": "off",
    # A statement, its values or a failing row could name a person: the log gets the bare message only.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}


@dataclass(frozen=True)
class Cluster:
    """A data directory, the folder of its socket, the programs that serve it, and the account they run under."""

    data: Path
    account: places.Account
    throwaway: bool = False
    durable: bool = True

    @classmethod
    def at(cls, data: Path, *, throwaway: bool = False, durable: bool = True) -> "Cluster":
        """The cluster of a data directory, which need not exist yet.

        Args:
            data: the data directory.
            throwaway: the server calls itself one that may lose everything (tests, benchmarks).
            durable: False switches off what makes a write survive a crash; only for a throw-away server.

        Raises DatabaseProblem when no account may run it.
        """
        if not durable and not throwaway:
            raise DatabaseProblem("Only a throw-away database may run without durable settings (DB-01).")
        return cls(data, places.account_for(data), throwaway, durable)

    @property
    def sockets(self) -> Path:
        """The folder of the socket: what the running server uses, or what the next one will."""
        lines = self._pid_lines()
        if len(lines) > 4 and lines[4] and self.pid() is not None:
            return Path(lines[4])
        return places.socket_directory(self.data, self.account)

    def conninfo(self, database: str, role: str = SUPERUSER) -> dict[str, str]:
        """Keyword arguments for `psycopg.connect`."""
        return {"host": str(self.sockets), "port": "5432", "dbname": database, "user": role}

    def connect(self, database: str = "postgres", role: str = SUPERUSER) -> psycopg.Connection:
        """A connection that commits each statement, for administration."""
        info = self.conninfo(database, role) | {"connect_timeout": "30"}
        return psycopg.connect(make_conninfo("", **info), autocommit=True)

    # -- making

    def exists(self) -> bool:
        """Whether the data directory has been made."""
        return (self.data / "PG_VERSION").exists()

    def create(self) -> None:
        """Make the data directory, whole or not at all. Nothing happens where it exists.

        Raises DatabaseProblem with what PostgreSQL said.
        """
        if self.exists():
            return
        if self.data.exists() and any(self.data.iterdir()):
            raise DatabaseProblem(f"{self.data} is not empty and holds no database. Move it away, then start again.")
        parent = self.data.parent
        parent.mkdir(parents=True, exist_ok=True)
        for left in parent.glob(self.data.name + ".new-*"):
            shutil.rmtree(left, ignore_errors=True)
        fresh = parent / f"{self.data.name}.new-{os.getpid()}"
        fresh.mkdir(mode=0o700)
        if self.account.other:
            os.chown(fresh, self.account.uid, self.account.gid)
        try:
            self._run(
                "initdb",
                f"--pgdata={fresh}",
                f"--username={SUPERUSER}",
                "--encoding=UTF8",
                # The same order of texts on every machine, whatever its system library knows of languages.
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums",
                "--auth=peer",
                "--no-instructions",
                *([] if self.durable else ["--no-sync"]),
                timeout=START_TIMEOUT,
            )
            if self.data.exists():
                self.data.rmdir()
            fresh.rename(self.data)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    @property
    def spool(self) -> Path:
        """The folder into which the log is given away. Where it exists, the log is (`begin_archiving`)."""
        return self.data.parent / "log-spool"

    def begin_archiving(self) -> None:
        """Give the log away from now on, also after every start.

        Raises DatabaseProblem when the server is not durable, or was started by a Panah that could not do this.
        """
        if not self.durable:
            raise DatabaseProblem("Only a durable database can be backed up.")
        if not self.spool.exists():
            self.spool.mkdir(mode=0o700)
            if self.account.other:
                os.chown(self.spool, self.account.uid, self.account.gid)
        self.configure()
        with self.connect() as connection:
            row = connection.execute("SELECT setting FROM pg_settings WHERE name = 'archive_mode'").fetchone()
            if row != ("on",):
                raise DatabaseProblem(
                    "The database must be started anew once before it can be backed up: stop ./panah up, start it."
                )
            connection.execute("SELECT pg_reload_conf()")

    def identifier(self) -> str:
        """PostgreSQL's own number of this database: a copy has the same, another one never."""
        with self.connect() as connection:
            row = connection.execute("SELECT system_identifier::text FROM pg_control_system()").fetchone()
        return str(row[0]) if row else ""

    def configure(self, more: Mapping[str, str] | None = None) -> None:
        """Write the server's settings and who may connect; done before every start, so an upgrade reaches old data.

        Args:
            more: settings of this start alone (a recovery).
        """
        values = COMMON | (DURABLE if self.durable else FAST)
        if self.durable:
            # The mode takes a start to change, the command does not: so the log can be given away from any moment on.
            archives = self.spool.is_dir()
            values |= {
                "archive_mode": "on",
                "archive_command": ARCHIVE.format(spool=in_command(self.spool)) if archives else NO_ARCHIVE,
                "archive_timeout": str(ARCHIVE_TIMEOUT) if archives else "0",
            }
        values |= {
            "unix_socket_directories": str(places.socket_directory(self.data, self.account)),
            "cluster_name": THROWAWAY_NAME if self.throwaway else "panah",
        }
        if self.throwaway:
            # It lives beside others, and holds little.
            values |= {"shared_buffers": "128MB", "max_wal_size": "512MB"}
        else:
            values |= sizing.sized(sizing.machine_memory(), sizing.free_space(self.data))
        values |= more or {}
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in values.items()]
        self._write("postgresql.conf", ["# Written by Panah before every start.", *lines])
        self._write("pg_hba.conf", ["local all all peer map=panah", "local replication all peer map=panah"])
        # The account itself and root, and nobody else on the machine.
        names = sorted({"root", self.account.name})
        self._write("pg_ident.conf", [f'panah "{name}" all' for name in names])

    def _write(self, name: str, lines: list[str]) -> None:
        path = self.data / name
        fresh = path.with_suffix(".new")
        fresh.write_text("\n".join(lines) + "\n")
        fresh.chmod(0o600)
        if self.account.other:
            os.chown(fresh, self.account.uid, self.account.gid)
        fresh.rename(path)

    # -- the process

    def _pid_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def pid(self) -> int | None:
        """The process id of the running server, or None. A number left by a crash and used again does not count."""
        lines = self._pid_lines()
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        process = Path("/proc") / str(pid)
        if not Path("/proc/self").exists():
            try:
                os.kill(pid, 0)
            except OSError:
                return None
            return pid
        try:
            # The server's working folder is its data directory. A zombie has none.
            return pid if Path(os.readlink(process / "cwd")) == self.data.resolve() else None
        except OSError:
            return None

    def is_ready(self) -> bool:
        """Whether the server runs and takes connections."""
        return self.pid() is not None and any(line.strip() == "ready" for line in self._pid_lines()[7:8])

    def start(self, more: Mapping[str, str] | None = None, *, timeout: int = START_TIMEOUT) -> None:
        """Start the server and wait until it takes connections. Nothing happens where it already does.

        What a crash left behind is cleared away; PostgreSQL then replays its log by itself.

        Args:
            more: settings of this start alone. timeout: how long to wait (s).

        Raises DatabaseProblem: another major version made the data, or the server does not start.
        """
        if self.is_ready():
            return
        self._require_same_version()
        self.configure(more)
        self._turn_log()
        said = ""
        for _ in range(20):
            if self.pid() is None:
                self._clear_leftovers()
            try:
                self._run(
                    "pg_ctl", "start", "-w", "-s", "-t", str(timeout), "-D", str(self.data), "-l", str(self.log),
                    timeout=timeout + 30,
                )  # fmt: skip
            except DatabaseProblem as error:
                said = str(error)
                if "pre-existing shared memory block" not in self._log_tail():
                    break
                # Processes of a server that was killed are still on their way out.
                time.sleep(0.5)
            else:
                # While it recovers it counts as started, and takes no connections yet.
                _wait(lambda: self.is_ready() or self.pid() is None, timeout)
                if self.is_ready():
                    return
                break
        raise DatabaseProblem(
            f"PostgreSQL does not start on {self.data}. {said or 'It ended at once.'} Its last words: {self._log_tail()}. "
            "Free disk space and the owner of that folder are what to look at first."
        )

    def stop(self, *, mode: str = "fast") -> None:
        """Stop the server: `fast` ends open transactions and writes everything; `immediate` is a crash on purpose.

        Raises DatabaseProblem when it still runs after a minute.
        """
        pid = self.pid()
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT if mode == "fast" else signal.SIGQUIT)
        if not _wait(lambda: self.pid() is None, STOP_TIMEOUT):
            raise DatabaseProblem(f"PostgreSQL (process {pid}) did not stop within {STOP_TIMEOUT} seconds.")

    def kill(self) -> None:
        """Kill the server without warning (SIGKILL), as a power cut would. For drills."""
        pid = self.pid()
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            _wait(lambda: self.pid() is None, 10)

    def remove(self) -> None:
        """Stop the server and delete the data directory and its socket folder."""
        sockets = self.sockets if self.exists() else None
        self.stop(mode="immediate" if self.throwaway else "fast")
        shutil.rmtree(self.data, ignore_errors=True)
        # Pieces of the log of this database mean nothing to the next one.
        shutil.rmtree(self.spool, ignore_errors=True)
        if sockets is not None:
            shutil.rmtree(sockets, ignore_errors=True)

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.data / "server.log"

    def log_says(self, words: str) -> bool:
        """Whether the last lines of the server's log hold these words."""
        return words in self._log_tail(12)

    def _turn_log(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > LARGEST_LOG:
                self.log.replace(self.log.with_suffix(".old.log"))

    def _log_tail(self, count: int = 4) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return ""
        return " / ".join(lines[-count:])

    def _clear_leftovers(self) -> None:
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        folder = places.socket_directory(self.data, self.account)
        for name in (places.SOCKET_NAME, places.SOCKET_NAME + ".lock"):
            (folder / name).unlink(missing_ok=True)

    def _require_same_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        said = self._run("postgres", "--version", timeout=60).split()
        ours = said[2].split(".")[0] if len(said) > 2 else "?"
        if made_by != ours:
            raise DatabaseProblem(
                f"The database in {self.data} was made by PostgreSQL {made_by}; this Panah brings PostgreSQL {ours}. "
                f"To keep the data: write a dump (pg_dump) with the Panah that made it, move the folder away, start this "
                f"Panah, load the dump. To begin anew with the invented country: ./panah up --reset."
            )

    def _run(self, program: str, *arguments: str, timeout: float) -> str:
        """Run one of PostgreSQL's programs under the account and return what it printed."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        environment |= {"LC_ALL": "C"}
        # pg_ctl hands its output to the server, which outlives it: a pipe would never close. Hence a file.
        with open(os.devnull) as nothing, _Spool() as spool:
            try:
                done = subprocess.run(
                    [str(places.programs(self.account) / program), *arguments],
                    stdin=nothing,
                    stdout=spool.file,
                    stderr=spool.file,
                    env=environment,
                    cwd="/",
                    timeout=timeout,
                    **self.account.switch(),  # type: ignore[call-overload]
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                raise DatabaseProblem(f"{program} of PostgreSQL could not be run: {error}") from error
            said = spool.text()
        if done.returncode:
            raise DatabaseProblem(f"{program} of PostgreSQL failed: {said.strip() or done.returncode}")
        return said


def in_command(path: Path) -> str:
    """A path as part of a command in PostgreSQL's settings, which the shell reads after PostgreSQL put in its own words."""
    return shlex.quote(str(path)).replace("%", "%%")


class _Spool:
    """A nameless file that takes a program's output."""

    def __enter__(self) -> "_Spool":
        import tempfile

        self.file = tempfile.TemporaryFile()
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def text(self) -> str:
        """What was written so far."""
        self.file.seek(0)
        return self.file.read().decode(errors="replace")


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until a condition holds; False when it does not within that many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
