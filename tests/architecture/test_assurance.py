# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages on protection name is there: tests, files, commands. A row cannot go on claiming what was taken away."""

import re
from pathlib import Path

import pytest
import yaml

from panah.foundation.database import places
from panah.interfaces.cli import assurance, main
from tests.architecture.source import called, calls, imported, modules

ROOT = places.repository()
PAGES = [
    ROOT / "SECURITY.md",
    *(ROOT / "docs" / name for name in ("asvs.md", "cryptography.md", "logs.md", "promises.md", "threats.md")),
    *sorted((ROOT / "docs" / "dpia").glob("*.md")),
]
COMMANDS = frozenset(
    {*main.MOUNTED, *((command.name or command.callback.__name__) for command in main.app.registered_commands)}  # type: ignore[union-attr]
)
MODULES = {
    "asylum", "casework", "complaints", "employment", "exports", "import", "linkage", "organisations", "oversight", "portal", "register", "residence",
    "statistics",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    assert assurance.faults(page.read_text(encoding="utf-8"), COMMANDS) == []


def test_what_is_not_there_is_found() -> None:
    told = assurance.faults(
        "See `tests/architecture/test_assurance.py::test_nothing`, `src/panah/nowhere.py` and `./panah pray`; "
        "`tests/architecture/test_assurance.py::test_what_is_not_there_is_found` and `./panah up` are good.",
        COMMANDS,
    )
    assert [sentence.split()[3] for sentence in told] == ["test", "file", "command"]


def test_every_requirement_of_levels_one_and_two_has_a_row_with_its_evidence() -> None:
    rows = yaml.safe_load((ROOT / "docs" / "assurance" / "asvs.yaml").read_text(encoding="utf-8"))
    levels = [row["level"] for row in rows.values()]
    assert (levels.count(1), levels.count(2)) == (70, 183), "as many as version 5.0.0 has"
    for name, row in rows.items():
        assert row["state"] in assurance.STATES, name
        assert not row.get("where") or (ROOT / row["where"]).exists(), f"{name}: {row.get('where')}"
        if row["state"] == "met":
            assert row.get("tests") or row.get("why"), f"{name} is met and nothing shows it"
        else:
            assert row.get("why"), f"{name} is {row['state']} and does not say why"


def test_whatever_encrypts_signs_or_keys_a_digest_stands_in_the_inventory() -> None:
    """ASVS 11.1.2: `docs/cryptography.md` names each module, and no module that does nothing of it."""
    page = (ROOT / "docs" / "cryptography.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`src/panah/([a-z0-9_/]+)\.py`", page))
    libraries = {"cryptography", "hmac", "joserfc", "pkcs11", "webauthn", "argon2", "django.contrib.auth.hashers"}
    works = {
        module.name.replace(".", "/")
        for module in modules()
        if "interfaces/cli" not in module.path.as_posix()
        and (
            set(imported(module.tree)) & libraries
            or any(name.partition(".")[0] in libraries for name in imported(module.tree))
            or any("scrypt" in called(call) for call in calls(module.tree))
        )
    }
    assert sorted(works - named) == [], "say in docs/cryptography.md what they do, with which algorithm and key"


def test_every_threat_says_what_is_left_over_and_none_is_held_without_a_test() -> None:
    model = yaml.safe_load((ROOT / "docs" / "assurance" / "threats.yaml").read_text(encoding="utf-8"))
    assert [name for name in model if name != "about"] == [f"T{number}" for number in range(1, 23)]
    for name, row in model.items():
        if name == "about":
            continue
        assert row["left"], name
        assert row["state"] in ("held", "partly", "not built yet"), name
        assert row.get("tests") or row["state"] == "not built yet", name
        assert row.get("why") or row["state"] == "held", f"{name} does not say what is missing"


def test_every_module_has_its_assessment_with_every_part_of_the_template() -> None:
    folder = ROOT / "docs" / "dpia"

    def parts(page: Path) -> list[str]:
        return [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("## ")]

    assert {page.stem for page in folder.glob("*.md")} == MODULES | {"template"}
    for page in folder.glob("*.md"):
        assert parts(page) == parts(folder / "template.md"), page.name


def test_assessments_name_tables_that_are_there_and_leave_out_none_that_holds_people() -> None:
    from panah.foundation.privacy.checks import models_of_ours

    held = {model._meta.db_table: model.privacy.data_class for model in models_of_ours()}
    told = " ".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "dpia").glob("*.md"))
    named = set(re.findall(r"\b[a-z]+_[a-z]+\b", told))
    missing = sorted(table for table, data_class in held.items() if int(data_class) >= 2 and table not in named)
    assert missing == [], "say in docs/dpia/ which assessment covers these tables"
