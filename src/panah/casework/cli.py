# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah procedures check` and `panah procedures draw`."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from panah.casework.procedure.docs import render_docs
from panah.casework.procedure.draw import draw_svg
from panah.casework.procedure.lint import lint
from panah.casework.procedure.load import ProcedureError, pack_procedures
from panah.casework.procedure.names import RegistryNames, pack_names
from panah.law.errors import PackError

app = typer.Typer(help="The procedures of a pack: check them, draw them.", no_args_is_help=True)

_KINDS = {
    "predicates": "predicates",
    "effects": "effects",
    "permissions": "permissions",
    "options": "run-time options",
    "letters": "data of letters",
    "compartments": "compartments",
}


def _names() -> RegistryNames:
    """The names that the applications register, where settings say which these are; otherwise none, and the caller says so."""
    if not os.environ.get("DJANGO_SETTINGS_MODULE"):
        return RegistryNames()
    import django

    django.setup()
    from panah.casework import registry
    from panah.foundation.access.policy import policy_table
    from panah.foundation.access.roles import Compartment

    return RegistryNames(
        predicates=frozenset(registry.predicates),
        effects=frozenset(registry.effects),
        permissions=frozenset(str(permission) for permission in policy_table()),
        options=frozenset(registry.choices),
        letters=frozenset(registry.letters),
        compartments=frozenset(Compartment),
    )


@app.command()
def check(
    pack: Annotated[str, typer.Option(help="The pack whose procedures are checked.")] = "az",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Check every procedure of a pack: states, ends, refusals and appeals, clocks, names, forms, texts."""
    names = _names()
    try:
        known = pack_names(pack)
        procedures = pack_procedures(pack)
    except (ProcedureError, PackError) as error:
        _fail(pack, str(error), as_json)
    problems = {
        f"{key} v{version}": lint(procedure, pack=known, registry_names=names)
        for (key, version), procedure in procedures.items()
    }
    failed = any(problems.values()) or not procedures
    if as_json:
        found = {
            "pack": pack,
            "ok": not failed,
            "procedures": [
                {"key": key, "version": version, "hash": procedure.hash}
                for (key, version), procedure in procedures.items()
            ],
            "problems": [
                {"procedure": name, "rule": p.rule, "where": p.where, "message": p.message}
                for name, found_here in problems.items()
                for p in found_here
            ],
            "not_checked": names.unchecked,
        }
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        console = Console(highlight=False, soft_wrap=True)
        if not procedures:
            console.print(f"The pack {pack} has no procedures.", markup=False)
        for name, found_here in problems.items():
            console.print(f"{name}: {'in order' if not found_here else f'{len(found_here)} to mend'}", markup=False)
            for problem in found_here:
                console.print(f"  {problem}", markup=False)
        if names.unchecked:
            kinds = ", ".join(_KINDS[kind] for kind in names.unchecked)
            console.print(f"Not checked, because the applications are not loaded: names of {kinds}.", markup=False)
    raise typer.Exit(1 if failed else 0)


@app.command()
def draw(
    key: Annotated[
        str | None, typer.Argument(help="A procedure; without it, all pages of the pack are written.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write into; for pages, the repository.")] = None,
    pack: Annotated[str, typer.Option(help="The pack.")] = "az",
    language: Annotated[str, typer.Option(help="en, az or ru; for a single drawing.")] = "en",
) -> None:
    """Draw a procedure as SVG, or write the pages of all of them."""
    try:
        if key is None:
            pages = render_docs(pack)
            for path, text in pages.items():
                _write((out or Path.cwd()) / path, text)
            return
        versions = {version: p for (k, version), p in pack_procedures(pack).items() if k == key}
        if not versions:
            known = ", ".join(sorted({k for k, _ in pack_procedures(pack)}))
            _fail(pack, f"There is no procedure {key} in the pack {pack}; there are: {known}.", False)
        latest = max(versions)
        _write((out or Path.cwd()) / f"{key}.v{latest}.svg", draw_svg(versions[latest], language))
    except (ProcedureError, PackError) as error:
        _fail(pack, str(error), False)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    Console(highlight=False, soft_wrap=True).print(str(path), markup=False)


def _fail(pack: str, message: str, as_json: bool) -> NoReturn:
    """Say what is wrong, for people or programs, and end with 1."""
    if as_json:
        sys.stdout.write(json.dumps({"pack": pack, "ok": False, "error": message}, ensure_ascii=False) + "\n")
    else:
        Console(stderr=True, highlight=False, soft_wrap=True).print(message, markup=False)
    raise typer.Exit(1)
