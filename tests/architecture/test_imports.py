# SPDX-License-Identifier: AGPL-3.0-or-later
"""The contracts of import-linter hold, and they are the contracts that the design asks for."""

import subprocess
import sys
import tomllib
from pathlib import Path

from panah.foundation.database import places
from tests.architecture.source import imported, modules

CONTRACTS = {"downward", "domains", "interfaces", "plain"}
WITHOUT_DJANGO = ("law", "names", "linkage", "casework.procedure", "packs")


def test_the_contracts_are_kept(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable, "-c",
            "import sys; from importlinter.cli import lint_imports;"
            "sys.exit(lint_imports(cache_dir=sys.argv[1]))",
            str(tmp_path),
        ],
        cwd=places.repository(), capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert f"{len(CONTRACTS)} kept, 0 broken" in done.stdout


def test_the_contracts_are_those_of_the_design() -> None:
    settings = tomllib.loads((places.repository() / "pyproject.toml").read_text())["tool"]["importlinter"]
    contracts = {contract["id"]: contract for contract in settings["contracts"]}
    assert set(contracts) == CONTRACTS
    assert contracts["downward"]["layers"] == [
        "(config)",
        "(interfaces)",
        "(statistics)",
        "(domains)",
        "(casework)",
        "(register)",
        "(foundation)",
        "(law) | (names) | (linkage)",
    ]
    assert "ignore_imports" not in {key for contract in contracts.values() for key in contract}


def test_what_is_plain_imports_no_django() -> None:
    """Law, names and procedures are usable in a notebook."""
    wrong = [
        (module.name, name)
        for module in modules()
        if module.name.startswith(WITHOUT_DJANGO)
        for name in imported(module.tree)
        if name.split(".")[0] == "django" or name.startswith(("panah.foundation", "panah.register"))
    ]
    assert wrong == []


def test_the_engine_names_no_domain() -> None:
    """Whatever the engine does for a claim it does for a tennis club: no module of it imports a domain or a pack."""
    wrong = [
        (module.name, name)
        for module in modules()
        if module.name.startswith("casework")
        for name in imported(module.tree)
        if name.startswith(("panah.domains", "panah.packs"))
    ]
    assert wrong == []
