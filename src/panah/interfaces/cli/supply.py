# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Panah runs on: a bill of components with hashes and licences, and the question for known holes.

`./panah dependencies`, and a part of `./panah sure`.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from panah.foundation.database import places
from panah.interfaces.cli.problems import CommandProblem

BILL = "sbom.cdx.json"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# Licences under which a work under AGPL-3.0-or-later may be given on together with the component.
_FREE = re.compile(
    r"AGPL|GPL|LGPL|MIT|BSD|Apache|ISC|MPL|Mozilla|PSF|Python Software|Unlicense|Zlib|0BSD|CC0|HPND|PostgreSQL|Public Domain",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Component:
    """A pinned package: its name and version, the SHA-256 of every file that may be installed, and its licence ("" unknown)."""

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str


@dataclass(frozen=True)
class Asked:
    """What a database of known holes answered.

    Attributes:
        holes: one line for each: package, version, id, version that mends it.
        not_asked: why it could not be asked, of everything or of some packages; "" when it answered for all.
    """

    holes: tuple[str, ...]
    not_asked: str


def pinned(file: Path) -> list[Component]:
    """The packages that a file of requirements pins, in its order.

    Raises CommandProblem for one without a hash.
    """
    found = []
    for block in re.split(r"\n(?=\S)", file.read_text(encoding="utf-8")):
        pin = _PIN.match(block)
        if pin is None:
            continue
        hashes = tuple(_HASH.findall(block))
        if not hashes:
            raise CommandProblem(f"{pin[1]} is pinned without a hash in {file.name}. Run: ./panah lock")
        found.append(Component(pin[1], pin[2], hashes, licence_of(pin[1])))
    return found


def licence_of(name: str) -> str:
    """The licence that an installed package declares; "" where it is not installed or says nothing."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    kinds = [
        line.rpartition("::")[2].strip() for line in told.get_all("Classifier") or () if line.startswith("License")
    ]
    declared = [one.strip() for name in ("License-Expression", "License") for one in told.get_all(name) or ()]
    expression = (told.get_all("License-Expression") or [""])[0].strip()
    return expression or " OR ".join(kinds) or next((one.splitlines()[0][:80] for one in declared if one), "")


def unclear(components: Iterable[Component]) -> list[str]:
    """Names of installed components whose licence is not one of those that may be given on with ours."""
    return [one.name for one in components if one.licence and not _FREE.search(one.licence)]


def bill(components: Iterable[Component], version: str) -> str:
    """A CycloneDX 1.6 bill of the components as JSON. The same components give the same text but for serial number and time."""
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component as Part
    from cyclonedx.model.component import ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    licences = LicenseFactory()
    whole = Bom()
    ours = licences.make_from_string("AGPL-3.0-or-later")
    root = Part(name="panah", version=version, type=ComponentType.APPLICATION, bom_ref="panah", licenses=[ours])
    whole.metadata.component = root
    parts = [
        Part(
            name=one.name,
            version=one.version,
            bom_ref=f"{one.name}=={one.version}",
            purl=PackageURL("pypi", None, one.name.lower(), one.version),
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=value) for value in one.hashes],
            licenses=[licences.make_from_string(one.licence)] if one.licence else [],
        )
        for one in components
    ]
    for part in parts:
        whole.components.add(part)
    whole.register_dependency(root, parts)
    return JsonV1Dot6(whole).output_as_string(indent=2)


def write_bill() -> tuple[Path, list[Component]]:
    """Write the bill of the runtime requirements into PANAH_HOME. Returns its path and the components."""
    from panah import __version__

    components = pinned(places.repository() / "requirements" / "runtime.txt")
    path = places.home() / BILL
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(bill(components, __version__) + "\n", encoding="utf-8")
    return path, components


def ask_for_holes(file: Path, *, timeout: int = 120) -> Asked:
    """Ask the public database of holes (pip-audit) about every pin of a file.

    Args:
        file: pinned requirements.
        timeout: in seconds, for the whole question.
    """
    command = [
        sys.executable, "-P", "-m", "pip_audit", "--requirement", str(file), "--no-deps", "--disable-pip",
        "--progress-spinner", "off", "--format", "json", "--timeout", "10",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=timeout
        )
    except subprocess.TimeoutExpired:
        return Asked((), f"it did not answer within {timeout} seconds")
    return read_answer(done.stdout, done.stderr)


def read_answer(out: str, error: str) -> Asked:
    """What pip-audit said. Args: out: its JSON, empty when it failed; error: its words."""
    try:
        answered = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = next((line.strip() for line in reversed(error.splitlines()) if line.strip()), "it said nothing")
        return Asked((), last[-300:])
    holes = [
        f"{one['name']} {one['version']}: {hole['id']}, mended in {', '.join(hole.get('fix_versions') or ()) or 'no version yet'}"
        for one in answered
        for hole in one.get("vulns", ())
    ]
    passed_over = [one["name"] for one in answered if "skip_reason" in one]
    told = f"it knows nothing of {len(passed_over)} of {len(answered)} packages ({', '.join(passed_over[:5])} ...)"
    return Asked(tuple(holes), told if passed_over else "" if answered else "it answered for no package")


def look(*, strict: bool) -> tuple[bool, list[str]]:
    """Write the bill, list licences, ask for known holes.

    Args:
        strict: a question that could not be asked, and a licence that is not clear, fail as well.

    Returns:
        Whether all is well, and lines that say what was found.
    """
    path, components = write_bill()
    said = [f"{len(components)} packages with their hashes: {path}"]
    doubtful = unclear(components)
    if doubtful:
        said.append(f"Read the licences of: {', '.join(doubtful)}")
    asked = ask_for_holes(places.repository() / "requirements" / "runtime.txt")
    said += [f"Known hole: {hole}" for hole in asked.holes]
    if asked.not_asked:
        said.append(
            f"Known holes could not be asked for: {asked.not_asked}. Run this again where the network allows it."
        )
    elif not asked.holes:
        said.append("No hole is known in any of them.")
    well = not asked.holes and not (strict and (asked.not_asked or doubtful))
    return well, said


def licences() -> list[str]:
    """One line for each pinned package that is installed here: licence, name, version; by licence."""
    components = pinned(places.repository() / "requirements" / "runtime.txt")
    return [
        f"{one.licence}: {one.name} {one.version}"
        for one in sorted(components, key=lambda one: (one.licence.lower(), one.name))
        if one.licence
    ]
