# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readers of the law, of drafts and of procedures: YAML and JSON that somebody wrote, and facts about a person."""

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from panah.casework.procedure.load import ProcedureError, load_procedure, pack_procedures, procedure_from_json, to_json
from panah.law.engine import assess
from panah.law.errors import FactError
from panah.law.pack import load_pack, pack_folder, read_pack
from panah.law.reforms import parse_reform, read_reform, shipped_reforms
from panah.law.texts import parse_yaml
from tests.hostile.reader import NoJson, Reader, said, text

ON = dt.date(2026, 11, 23)
PACK = "tennis"


@lru_cache
def _folder() -> Path:
    """A pack of its own, in which one file after the other is spoilt."""
    # Under a name of its own: the modules of its clauses must not be taken for those of the pack that other tests use.
    folder = Path(tempfile.mkdtemp(prefix="panah-hostile-")) / "hostile_club"
    shutil.copytree(pack_folder(PACK), folder)
    return folder


def _yaml_files(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(pack_folder(PACK).glob(pattern))]


def _utf8(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _spoil(name: str, content: bytes) -> Path:
    path = _folder() / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def _procedure(content: bytes) -> None:
    load_procedure(_spoil("procedures/lending.v1.yaml", content))


def _part(content: bytes) -> None:
    """A part is spoilt, and the procedures that take it are read."""
    path = _folder() / "procedures/parts/fee.yaml"
    good = path.read_bytes()
    path.write_bytes(content)
    try:
        for name in ("membership.v1.yaml",):
            load_procedure(_folder() / "procedures" / name)
    finally:
        path.write_bytes(good)


def _pack_file(name: str) -> Reader:
    """A file of the law that is spoilt, and the pack read: it says what is wrong, and where."""

    def read(content: bytes) -> None:
        path = _folder() / name
        good = path.read_bytes()
        path.write_bytes(content)
        try:
            pack, problems = read_pack(_folder())
            assert pack is not None or problems
        finally:
            path.write_bytes(good)

    return Reader(
        f"law: {name}",
        _MODULES.get(name, ("src/panah/law/pack.py",)),
        read,
        (),
        lambda: [(pack_folder(PACK) / name).read_bytes()],
        share=0.2,
    )


_MODULES = {
    "parameters/play.yaml": ("src/panah/law/parameters.py",),
    "grounds/lending.yaml": ("src/panah/law/coded.py",),
    "variables/facts/member.yaml": ("src/panah/law/facts.py",),
}


def _reform(content: bytes) -> None:
    law = load_pack("az")
    draft, problems = parse_reform(_utf8(content), law)
    assert draft is not None or problems


def _reform_file(content: bytes) -> None:
    law = load_pack("az")
    draft, problems = read_reform(_spoil("draft.yaml", content), law)
    assert draft is not None or problems


def _reforms() -> Sequence[bytes]:
    return [path.read_bytes() for path in shipped_reforms(load_pack("az"))]


@lru_cache
def _facts_of() -> tuple[dict[str, object], list[str]]:
    """One answer for each fact of the law, and the questions that are asked."""
    law = load_pack("az")
    told: dict[str, object] = {}
    for name, fact in law.facts.items():
        if fact.value_type is bool:
            told[name] = True
        elif fact.value_type is int:
            told[name] = max(fact.meta.minimum or 0, 0)
        elif fact.value_type is dt.date:
            told[name] = "2026-01-02"
    return told, list(law.clauses)[:3]


def _facts(content: bytes) -> None:
    told = said(content)
    law = load_pack("az")
    if isinstance(told, dict):
        assess(told, ON, law, _facts_of()[1])
    else:
        for name in list(law.facts):
            assess({name: told}, ON, law, [])


def _parsed(content: bytes) -> None:
    parse_yaml(text(content))


READERS = [
    Reader("YAML of a pack", ("src/panah/law/texts.py",), _parsed, (yaml.YAMLError,), lambda: [*_yaml_files("parameters/*.yaml"), *_yaml_files("*.yaml")],
           kind="yaml"),
    _pack_file("pack.yaml"),
    _pack_file("sources.yaml"),
    _pack_file("calendar/calendar.yaml"),
    _pack_file("calendar/2026.yaml"),
    _pack_file("parameters/play.yaml"),
    _pack_file("grounds/lending.yaml"),
    _pack_file("papers/lending.yaml"),
    _pack_file("variables/facts/member.yaml"),
    Reader("draft of a law", ("src/panah/law/reforms.py",), _reform, (), _reforms, kind="yaml", share=0.5),
    Reader("file with a draft of a law", ("src/panah/law/reforms.py",), _reform_file, (), _reforms, kind="yaml", share=0.3),
    Reader("procedure", ("src/panah/casework/procedure/load.py",), _procedure, (ProcedureError,), lambda: _yaml_files("procedures/*.yaml"), kind="yaml"),
    Reader("part of a procedure", ("src/panah/casework/procedure/load.py",), _part, (ProcedureError,), lambda: _yaml_files("procedures/parts/*.yaml"), kind="yaml",
           share=0.5),
    Reader("published procedure", ("src/panah/casework/procedure/load.py",), procedure_from_json, (ProcedureError,),
           lambda: [to_json(one).encode() for one in pack_procedures(PACK).values()], kind="json", share=0.5),
    Reader("facts of a person", (), _facts, (NoJson, FactError), lambda: [json.dumps(_facts_of()[0]).encode(), b"3", b'"AZE"'], kind="json",
           share=0.3),
]  # fmt: skip
