# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah exports`: what may be taken, to whom it is encrypted, and where a copy comes from."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from panah.foundation.access.context import acting
from panah.foundation.access.receivers import ALLOWED, Receiver
from panah.foundation.audit import signing
from panah.foundation.audit.note import read_key
from panah.foundation.exports.declaration import every_export
from panah.foundation.exports.keeping import telling
from panah.foundation.exports.making import must_be_encrypted
from panah.foundation.exports.sealing import NoCertificate, certificate_of, folder
from panah.foundation.exports.selectors import late_exports
from panah.foundation.exports.sending import sign_waiting
from panah.foundation.exports.sending_check import NotGenuine
from panah.foundation.exports.sending_check import verify as check_sending
from panah.foundation.exports.trace import NotReadable, Traced, tracer
from panah.foundation.exports.trace import trace as look

app = typer.Typer(help="Exports.", no_args_is_help=True)
console = Console(highlight=False)
Json = Annotated[bool, typer.Option("--json", help="Print for a program.")]
WRONG = {
    "missing": "no certificate",
    "broken": "cannot be read",
    "weak": "the key is too short",
    "over": "holds no longer, or not yet",
}


@app.callback()
def group() -> None:
    """Exports."""


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Name every export that somebody may take, with its fields, its receiver and its cap."""
    told: list[dict[str, Any]] = [
        {
            "name": spec.name,
            "fields": [column.code for column in spec.columns],
            "receiver": spec.receiver.value,
            "class": f"C{spec.data_class.value}",
            "permission": str(spec.permission),
            "cap": spec.cap,
            "encrypted": must_be_encrypted(spec),
        }
        for spec in every_export()
    ]
    if as_json:
        typer.echo(json.dumps(told, indent=2))
        return
    table = Table("export", "fields", "for", "class", "rows alone")
    for one in told:
        table.add_row(one["name"], ", ".join(one["fields"]), one["receiver"], one["class"], str(one["cap"]))
    console.print(table)


@app.command()
def receivers(as_json: Json = False) -> None:
    """Say for which receivers in other houses there is a certificate, and until when it holds."""
    told = [
        _receiver(one) for one in Receiver if one in ALLOWED and ALLOWED[one].outside and one is not Receiver.PUBLIC
    ]
    if as_json:
        typer.echo(json.dumps({"folder": str(folder()), "receivers": told}, indent=2))
        return
    table = Table("receiver", "certificate", "holds until", title=f"{folder()}/RECEIVER.pem")
    for one in told:
        table.add_row(one["receiver"], one["fingerprint"] or one["wrong"], one["ends_at"])
    console.print(table)


@app.command()
def trace(
    file: Annotated[
        Path, typer.Argument(help="A copy that turned up, or a part of one: CSV, XLSX or text.", exists=True)
    ],
    as_json: Json = False,
) -> None:
    """Say which export a file comes from: when it was taken, under which event of the log, by which account. Exit with 1 for none."""
    try:
        found = look(file.read_bytes())
    except NotReadable as wrong:
        typer.echo(f"Panah: {wrong}", err=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps([_told(one) for one in found], indent=2))
    elif not found:
        console.print("No number, no code and no order in this file is of an export of this installation.")
    for one in [] if as_json else found:
        export = one.export
        console.print(
            f"{export.number} ({export.name}), taken {export.taken_at:%Y-%m-%d %H:%M} UTC, {export.rows:,} rows"
        )
        console.print(f"  event {export.event_id}, account {export.account_id}")
        console.print(f"  {'; '.join(_proofs(one))}")
        if words := _of_its_day(one):
            console.print(f"  {words}")
    raise typer.Exit(0 if found else 1)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The file as it was sent, not yet decrypted.", exists=True)],
    proof: Annotated[Path | None, typer.Option(help="What came beside it; FILE.proof.json by default.")] = None,
    key: Annotated[
        list[str] | None, typer.Option(help="A public key of the sender's log; of this house by default.")
    ] = None,
    receiver: Annotated[str, typer.Option(help="For whom it has to be, by its code.")] = "",
    as_json: Json = False,
) -> None:
    """Say whether a file is the one that was signed: what, to whom, when. Exit with 1 where it is not, 2 where it cannot be read.

    Where there is no Panah, tools/panah_verify.py does the same.
    """
    beside = proof or file.with_name(file.name + ".proof.json")
    try:
        keys = dict(read_key(one) for one in key) if key else signing.public_keys()
        told = beside.read_bytes()
    except (OSError, ValueError) as wrong:
        typer.echo(f"Panah: {wrong}", err=True)
        raise typer.Exit(2) from None
    try:
        found = check_sending(told, file.read_bytes(), keys, receiver)
    except NotGenuine as wrong:
        typer.echo(json.dumps({"genuine": False, "why": str(wrong)}) if as_json else f"NOT GENUINE: {wrong}")
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps({"genuine": True, **dataclasses.asdict(found)}, indent=2))
        return
    typer.echo(
        f"Genuine: {found.number} ({found.export}), copy {found.copy}, sent to {found.receiver} at {found.at},"
        f" under the head of {found.log} over {found.head.split(' ')[0]} events."
    )


@app.command()
def sign() -> None:
    """Sign what went to another house and is covered by a head of the log since: what the worker does every minute, now."""
    typer.echo(f"{sign_waiting()} signed.")


@app.command()
def late(as_json: Json = False) -> None:
    """List copies whose day has passed and of which nobody has said that they were destroyed. Exit with 1 where there are some."""
    with acting(tracer(), "data_protection"):
        found = [one.export for one in late_exports(actor=tracer())]
    if as_json:
        told = [{"number": one.number, "export": one.name, "receiver": one.receiver, **telling(one)} for one in found]
        typer.echo(json.dumps(told, indent=2))
    elif not found:
        console.print("Nothing is kept past its day, as far as its receivers have said.")
    else:
        table = Table("number", "export", "for", "to be destroyed by")
        for one in found:
            table.add_row(one.number, one.name, one.receiver, str(one.keep_until))
        console.print(table)
    raise typer.Exit(1 if found else 0)


def _of_its_day(one: Traced) -> str:
    said = telling(one.export)
    if said["kept"] == "destroyed":
        return (
            f"this copy should not be there: on {said['destroyed_on']} it was confirmed that all copies were destroyed"
        )
    if said["kept"] == "expired":
        return f"expired: it was to be destroyed by {said['keep_until']}, and nobody has confirmed that"
    return f"to be destroyed by {said['keep_until']}" if said["keep_until"] else ""


def _proofs(one: Traced) -> list[str]:
    said = []
    if one.codes:
        said.append(f"{one.codes} rows bear a code of this copy")
    if one.order:
        said.append("the rows stand in the order of this copy")
    if one.number:
        said.append("its number stands in the file, which anybody could have written")
    return said


def _told(one: Traced) -> dict[str, Any]:
    export = one.export
    return {
        "number": export.number,
        "export": export.name,
        "event": str(export.event_id),
        "account": str(export.account_id),
        "taken_at": export.taken_at.isoformat() if export.taken_at else None,
        "rows": export.rows,
        **telling(export),
        "by_number": one.number,
        "by_codes": one.codes,
        "by_order": one.order,
    }


def _receiver(receiver: Receiver) -> dict[str, str]:
    try:
        found = certificate_of(receiver)
    except NoCertificate as wrong:
        return {"receiver": receiver.value, "fingerprint": "", "ends_at": "", "wrong": WRONG[wrong.key]}
    return {
        "receiver": receiver.value,
        "fingerprint": found.fingerprint,
        "ends_at": f"{found.ends_at:%Y-%m-%d}",
        "wrong": "",
    }
