# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah keys`: make, unlock, rotate, split, join and erase keys (docs/keys.md)."""

import getpass
import json
import os
import secrets
import sys
import uuid
from pathlib import Path
from typing import Annotated, Any

import typer

from panah.foundation.database import places as database_places
from panah.foundation.database.server import running_database
from panah.foundation.keys import drill, places, recovery, setup
from panah.foundation.keys.errors import KeysProblem
from panah.foundation.keys.master import FileMaster, open_master, passphrase, read_private, write_private
from panah.foundation.keys.policy import Because
from panah.foundation.keys.store import Store
from panah.foundation.keys.vault import Vault

_NEXT = "PANAH_NEXT_"

app = typer.Typer(help="The keys of sealed fields.", no_args_is_help=True)
rotating = typer.Typer(help="Wrap keys anew, while others work.", no_args_is_help=True)
recovering = typer.Typer(help="The master key in shares for its keepers.", no_args_is_help=True)
app.add_typer(rotating, name="rotate")
app.add_typer(recovering, name="recovery")


@app.callback()
def group() -> None:
    """The keys of sealed fields."""


def _home() -> Path:
    return database_places.home()


def _vault() -> Vault:
    found = Vault(_home())
    found.unlock()
    return found


def _asked(question: str, *, twice: bool = False) -> str:
    """What was typed without being shown; from a pipe, its next line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    said = getpass.getpass(question + ": ")
    if twice and getpass.getpass("Once more: ") != said:
        raise KeysProblem("The two do not agree.")
    return said


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print for a program.")] = False) -> None:
    """Whether the service is locked, what is missing, and how many keys there are; exit with 1 when it is locked."""
    home = _home()
    found = Vault(home)
    is_open = found.is_open()
    told: dict[str, Any] = {"open": is_open, "missing": found.why_locked}
    told |= {"store": str(places.store_file(home)), "master": os.environ.get("PANAH_MASTER", "") or "file"}
    if found.store.exists():
        told |= found.store.counts()
        told["to_scrub"] = found.store.owes_scrub()
        told["compartments"] = {key.compartment: key.number for key in found.store.compartment_keys()}
    told["last_drill"], told["drill"] = drill.last_day(home), drill.overdue(home)
    if as_json:
        typer.echo(json.dumps(told, indent=2))
    else:
        typer.echo("Open: sealed fields can be read." if is_open else f"Locked. {found.why_locked}")
        for name in ("store", "master", "compartment_keys", "data_keys", "erased"):
            if name in told:
                typer.echo(f"{name.replace('_', ' ')}: {told[name]}")
        if told.get("to_scrub"):
            typer.echo(
                "Keys were erased or wrapped anew since the store was rewritten: ./panah keys scrub, or wait for the worker."
            )
        typer.echo(f"last drill of the recovery: {told['last_drill'] or 'none'}")
        if told["drill"]:
            typer.echo(f"Look at this: {told['drill']}")
    raise typer.Exit(0 if is_open else 1)


@app.command()
def init(
    propose: Annotated[bool, typer.Option("--propose", help="Make a passphrase and print it once.")] = False,
) -> None:
    """Make the key store and the master key of a new installation."""
    home = _home()
    if setup.way() != "file":
        setup.make_elsewhere(home)
        typer.echo(f"Made {places.store_file(home)}; the master key is kept elsewhere, as PANAH_MASTER says.")
        return
    phrase = secrets.token_urlsafe(24) if propose else passphrase(home)
    text = phrase.decode() if isinstance(phrase, bytes) else phrase or _asked("New passphrase", twice=True)
    setup.make(home, text)
    if propose:
        typer.echo(
            f"The passphrase is {text}\nIt is not shown again, and nobody can find it out: keep it where neither disk nor backup is."
        )
    typer.echo(f"Made {places.store_file(home)} and {places.master_file(home)}. Next: ./panah keys recovery split")


@app.command()
def unlock() -> None:
    """Type the passphrase: running services open within a second, and stay open until the machine stops."""
    home = _home()
    said = _asked("Passphrase").encode()
    typed = places.typed_file(home)
    before = typed.read_bytes() if typed.exists() else None
    if setup.way() == "file":
        FileMaster.read(places.master_file(home), said)
    typed.parent.mkdir(mode=0o700, exist_ok=True)
    if typed.parent.is_symlink() or typed.parent.stat().st_uid != os.geteuid():
        raise KeysProblem(f"{typed.parent} is not this account's. Remove it first.")
    typed.parent.chmod(0o700)
    # Somebody types it, and answers for it: a PIN that was refused before is tried once more.
    places.refused_file(home).unlink(missing_ok=True)
    write_private(typed, said)
    try:
        Vault(home).unlock()
    except KeysProblem:
        if before is None:
            typed.unlink(missing_ok=True)
        else:
            write_private(typed, before)
        raise
    typer.echo("Open. The passphrase lies in memory until this machine stops; ./panah keys lock takes it away.")


@app.command()
def lock() -> None:
    """Take the typed passphrase out of memory; services that are open stay so until they are stopped."""
    places.typed_file(_home()).unlink(missing_ok=True)
    typer.echo("Whatever is started from now on is locked. What runs already stays open: stop it.")


@app.command()
def change() -> None:
    """Seal the master key under another passphrase; the key stays."""
    home = _home()
    current = passphrase(home) or _asked("Passphrase").encode()
    FileMaster.read(places.master_file(home), current)
    fresh = _asked("New passphrase", twice=True)
    if len(fresh) < setup.SHORTEST_PASSPHRASE:
        raise KeysProblem(f"A passphrase has {setup.SHORTEST_PASSPHRASE} characters or more.")
    with Store(places.store_file(home)).rotating():
        # Read again: a rotation may have made another key while somebody typed.
        FileMaster.read(places.master_file(home), current).change_passphrase(fresh.encode())
    places.typed_file(home).unlink(missing_ok=True)
    typer.echo("Changed. Put the new passphrase where the old one lay, or type it with ./panah keys unlock.")


@rotating.command("master")
def rotate_master() -> None:
    """A new master key; the old one is destroyed, and every older copy of the key store with it."""
    count = _vault().rotate_master()
    typer.echo(f"{count} keys of compartments lie under a new master key; the old one is destroyed.")
    typer.echo("Shares of the old one restore nothing any more: make new ones with ./panah keys recovery split.")


@rotating.command("compartment")
def rotate_compartment(name: Annotated[str, typer.Argument(help="asylum, claim, stay, ...")]) -> None:
    """A new key of a compartment; the old one is destroyed."""
    count = _vault().rotate_compartment(name)
    typer.echo(f"{count} keys of people in {name} lie under a new key; the old one is destroyed.")


@app.command()
def move() -> None:
    """To another token or service: PANAH_NEXT_MASTER, PANAH_NEXT_PKCS11_TOKEN ... say which. Stop the service first."""
    home = _home()
    found = _vault()
    given = os.environ.get(_NEXT + "PASSPHRASE_FILE", "").strip()
    way = os.environ.get(_NEXT + "MASTER", "").strip()
    if way not in {"command", "pkcs11"}:
        raise KeysProblem(
            "Say in PANAH_NEXT_MASTER where to: command or pkcs11, with what belongs to it (docs/keys.md)."
        )
    phrase = b""
    if way == "pkcs11":
        phrase = read_private(Path(given)) if given else _asked("PIN of the new token").encode()
    following = {
        name.replace(_NEXT, "PANAH_", 1): value for name, value in os.environ.items() if name.startswith(_NEXT)
    }
    for name in [name for name in os.environ if name.startswith(("PANAH_MASTER", "PANAH_PKCS11_"))]:
        del os.environ[name]
    os.environ.update(following)
    new = open_master(home, phrase)
    setup.prepare_master(new)
    count = found.move_master(new)
    typer.echo(
        f"{count} keys of compartments lie under the new master key. Set the variables without NEXT_ and start the service."
    )
    typer.echo("The old key is where it was and opens older copies of the key store: have its keeper destroy it.")


@app.command()
def scrub() -> None:
    """Rewrite the key store, so that nothing of erased keys is left in its file and log."""
    found = Vault(_home())
    found.store.scrub()
    typer.echo("Nothing of an erased key is left in the store and its log.")


@app.command()
def erase(
    person: Annotated[uuid.UUID, typer.Argument(help="The id of the person, from the address of the file.")],
    because: Annotated[Because, typer.Option(help="Why.")],
    first: Annotated[str, typer.Option(help="Login of who erases.")],
    second: Annotated[str, typer.Option(help="Login of the second natural person.")],
) -> None:
    """Make all that is sealed about a person unreadable for good, backups included. Two people type their passwords."""
    import django

    with running_database(make_app_role=False):
        django.setup()
        _erase(person, because, first, second)


def _erase(person: uuid.UUID, because: Because, first: str, second: str) -> None:
    # Models exist only once Django is set up, which no other command here needs.
    from panah.foundation.access.context import acting
    from panah.foundation.access.errors import Denied
    from panah.foundation.accounts.sign_in import SignInRefused, actor_of, sign_in
    from panah.foundation.keys.services import erase_person

    actors = []
    for login in (first, second):
        try:
            actors.append(actor_of(sign_in(login, _asked(f"Password of {login}"))))
        except SignInRefused:
            raise KeysProblem(f"{login} could not be signed in. Nothing was erased.") from None
    try:
        with acting(actors[0], "erasure"):
            count = erase_person(actor=actors[0], second=actors[1], person_id=person, because=because)
    except Denied:
        raise KeysProblem(
            "Nothing was erased: it takes two different people, each an administrator or data protection officer."
        ) from None
    typer.echo(f"{count} keys are destroyed. What was sealed under them cannot be read any more, wherever a copy lies.")


@recovering.command("split")
def recovery_split(
    needed: Annotated[int, typer.Option(help="How many together restore the key.")] = recovery.NEEDED,
    keepers: Annotated[int, typer.Option(help="How many shares.")] = recovery.KEEPERS,
    folder: Annotated[Path | None, typer.Option(help="Write one private file for each keeper here.")] = None,
) -> None:
    """Shares of the master key for its keepers, of two organisations or more; printed, or written into files."""
    if not 2 <= needed <= keepers <= 255:
        raise KeysProblem("At least two keepers are needed, and no more than there are.")
    master = _vault().master
    if not isinstance(master, FileMaster):
        raise KeysProblem("The master key is in a service or a token, which has its own way of keeping copies.")
    for share in recovery.split(master.current, master.secret, needed=needed, keepers=keepers):
        if folder is None:
            typer.echo(share.text)
        else:
            path = folder / f"share-{share.point}-of-{keepers}"
            write_private(path, share.text.encode() + b"\n")
            typer.echo(path)


def _shares(files: list[Path] | None) -> list[recovery.Share]:
    """From files, or typed until there are enough."""
    shares = [recovery.Share.read(file.read_text()) for file in files or []]
    while not files and (not shares or len({one.point for one in shares}) < shares[0].needed):
        shares.append(recovery.Share.read(_asked(f"Share {len(shares) + 1}")))
    return shares


@recovering.command("drill")
def recovery_drill(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files with a share each; without, shares are typed.")
    ] = None,
    elsewhere: Annotated[
        bool,
        typer.Option(
            "--elsewhere", help="Record that the copies of a token or a service were proved by its own means."
        ),
    ] = False,
) -> None:
    """Once a year: see whether enough keepers still restore the master key, and record the day. Nothing else changes."""
    home = _home()
    if elsewhere:
        if setup.way() == "file":
            raise KeysProblem("The master key is in a file: prove its shares. --elsewhere is for a token or a service.")
        held = drill.record_elsewhere(home, setup.way())
    else:
        held = drill.prove(home, _shares(files))
    who = f" by keepers {', '.join(map(str, held.keepers))}" if held.keepers else ""
    typer.echo(f"The drill of {held.on}{who} is recorded: what they hold restores the master key of today.")


@recovering.command("join")
def recovery_join(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files with a share each; without, shares are typed.")
    ] = None,
) -> None:
    """Make the master key's file anew from enough shares, under a new passphrase."""
    home = _home()
    name, key = recovery.join(_shares(files))
    phrase = _asked("New passphrase", twice=True)
    if len(phrase) < setup.SHORTEST_PASSPHRASE:
        raise KeysProblem(f"A passphrase has {setup.SHORTEST_PASSPHRASE} characters or more.")
    FileMaster.make(places.master_file(home), phrase.encode(), key=key, name=name)
    typer.echo(f"Made {places.master_file(home)}. Open the service with ./panah keys unlock.")
