# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading procedures: from the files of a pack, and back from the JSON that a published version is kept as.

YAML is read safely and narrowly: duplicate keys are refused (the later one would win in silence), only
`true` and `false` are booleans (so that a country code `NO` stays a text), and dates stay texts. Every
fault names the file, the line and what to do.

What several procedures have in common (a complaint, a fee) stands once, in `procedures/parts/<name>.yaml`, and is taken by
`parts: [complaint, fee]`: mappings are joined, what the procedure says itself goes before its parts, and a part that comes
earlier before a later one; `null` takes something out. A field `{fact: name}` is asked as the law pack describes the fact.
Both are written out before a procedure is checked or published, so that a published version says everything itself.
"""

import copy
import functools
import importlib.resources
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from panah.casework.procedure.facts import UnknownFact, asked
from panah.casework.procedure.schema import Procedure
from panah.law.errors import PackError
from panah.law.texts import NarrowLoader, refuse_cut_texts

FILE_NAME = re.compile(r"^(?P<key>[a-z][a-z0-9_]*)\.v(?P<version>[1-9][0-9]*)\.yaml$")

PART_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


class ProcedureError(ValueError):
    """A file or JSON is not a procedure. `faults` lists everything that is wrong, each with its place and
    what to do."""

    def __init__(self, source: str, faults: list[str]):
        self.source = source
        self.faults = faults
        super().__init__("\n".join(f"{source}{fault}" for fault in faults))


class _Loader(NarrowLoader):
    """With YAML 1.2 booleans, without timestamps, that refuses duplicate keys."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: dict[Any, Any] = {}
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is not a text: put it in quotes", key_node.start_mark
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None,
                    None,
                    f"the key `{key}` stands here again (first in line {seen[key]}): keep one of them",
                    key_node.start_mark,
                )
            seen[key] = key_node.start_mark.line + 1
        refuse_cut_texts(node, self.text)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def load_procedure(path: Path | str) -> Procedure:
    """Read one procedure file.

    Args:
        path: a file called `<key>.v<version>.yaml`.

    Raises:
        ProcedureError: the file cannot be read, is not YAML, or is not a procedure; lists every fault with
            its line.
    """
    path = Path(path)
    name = FILE_NAME.match(path.name)
    if not name:
        raise ProcedureError(path.name, [": call the file <key>.v<number>.yaml, for example membership.v1.yaml"])
    text = _text(path)
    parts = _parsed(path.name, text)[0].get("parts", [])
    if not isinstance(parts, list):
        raise ProcedureError(path.name, [":1: parts: list names, as in parts: [fee]"])
    return _built(path, text, tuple((str(part), _text_of_part(path, part)) for part in parts))


# Whoever publishes a pack, checks it and draws it reads it each time; a procedure is frozen, and the pack's law is read once.
@functools.lru_cache(maxsize=128)
def _built(path: Path, text: str, parts: tuple[tuple[str, str], ...]) -> Procedure:
    """The procedure of a file with these texts: its own and, by name, those of the parts that it takes."""
    name = FILE_NAME.match(path.name)
    assert name is not None
    raw, node = _read(path.name, text)
    raw.pop("parts", None)
    sources = [("", node)]
    for part, said in parts:
        content, part_node = _read_part(part, said)
        raw = joined(raw, content)
        sources.append((f"parts/{part}.yaml", part_node))
    raw = _without_nulls(raw)
    try:
        _write_facts_out(raw, path.parent.parent)
        procedure = Procedure.model_validate(raw)
    except (UnknownFact, PackError) as error:
        raise ProcedureError(path.name, [f":1: {error}"]) from error
    except ValidationError as error:
        raise ProcedureError(path.name, [_fault(e, sources) for e in error.errors()]) from error
    if (procedure.key, procedure.version) != (name["key"], int(name["version"])):
        wrong = f":1: says {procedure.key} version {procedure.version}; make the file name and the content agree"
        raise ProcedureError(path.name, [wrong])
    return procedure


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ProcedureError(
            path.name, [f": cannot be read ({error.strerror}); check that it exists and may be read"]
        ) from error
    except UnicodeDecodeError as error:
        raise ProcedureError(path.name, [f": byte {error.start} is not UTF-8; save the file as UTF-8"]) from error


def _read(source: str, text: str) -> tuple[dict[str, Any], yaml.Node]:
    """The mapping that a file holds, the caller's own, and its nodes with their lines."""
    raw, node = _parsed(source, text)
    return copy.deepcopy(raw), node


# Most procedures share their parts, and whoever publishes a pack reads it twice: parsing YAML takes longer than all the rest.
@functools.lru_cache(maxsize=256)
def _parsed(source: str, text: str) -> tuple[dict[str, Any], yaml.Node]:
    try:
        raw, node = _Loader.read(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ProcedureError(source, [f":{line}: {error.problem}"]) from error
    except yaml.YAMLError as error:
        raise ProcedureError(source, [f": not YAML: {error}"]) from error
    if not isinstance(raw, dict) or node is None:
        raise ProcedureError(source, [":1: the file must hold one mapping with key, version, title, states, actions"])
    return raw, node


def _text_of_part(path: Path, name: object) -> str:
    """What a part says that a procedure takes."""
    if not isinstance(name, str) or not PART_NAME.match(name):
        raise ProcedureError(path.name, [f":1: parts: {name!r} is no name of a part; list names, as in parts: [fee]"])
    file = path.parent / "parts" / f"{name}.yaml"
    if not file.is_file():
        known = ", ".join(sorted(p.stem for p in file.parent.glob("*.yaml"))) or "none"
        raise ProcedureError(path.name, [f":1: parts: there is no parts/{name}.yaml; there are: {known}"])
    return _text(file)


def _read_part(name: str, text: str) -> tuple[dict[str, Any], yaml.Node]:
    """A part that a procedure takes."""
    content, node = _read(f"parts/{name}.yaml", text)
    allowed = {"start", "states", "actions", "clocks", "charges", "beside"}
    if extra := sorted(set(content) - allowed):
        raise ProcedureError(
            f"parts/{name}.yaml", [f":1: {', '.join(extra)}: a part holds only {', '.join(sorted(allowed))}"]
        )
    return content, node


def joined(own: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """What a procedure says itself, and what its part adds: mappings are joined, everything else is the procedure's own.

    The order is the procedure's, then the part's; a key that the procedure gives as `{}` sets the place of the part's.
    """
    result = dict(own)
    for key, value in part.items():
        if key not in result:
            result[key] = value
        elif isinstance(result[key], Mapping) and isinstance(value, Mapping):
            result[key] = joined(result[key], value)
    return result


def _without_nulls(value: Any) -> Any:
    """Takes out what a procedure does not want of its parts."""
    if isinstance(value, Mapping):
        return {key: _without_nulls(one) for key, one in value.items() if one is not None}
    return value


def _write_facts_out(raw: Mapping[str, Any], pack: Path) -> None:
    """Completes the fields that name a fact of the pack; in place."""
    actions = raw.get("actions")
    acts = [raw.get("start"), *(actions.values() if isinstance(actions, Mapping) else ())]
    for act in acts:
        form = act.get("form") if isinstance(act, Mapping) else None
        if isinstance(form, list):
            form[:] = [
                asked(field, pack) if isinstance(field, Mapping) and "fact" in field else field for field in form
            ]


def procedure_folder(pack: str) -> Path:
    """The folder `procedures` of a pack. Raises ProcedureError when there is no such pack."""
    try:
        root = importlib.resources.files(f"panah.packs.{pack}")
    except (ModuleNotFoundError, TypeError, ValueError) as error:
        raise ProcedureError(pack, [": there is no such pack under panah.packs; check the name"]) from error
    return Path(str(root)) / "procedures"


def pack_procedures(pack: str) -> dict[tuple[str, int], Procedure]:
    """All procedures of a pack by key and version, in that order.

    Raises:
        ProcedureError: some file is at fault; the faults of all files are listed at once.
    """
    folder = procedure_folder(pack)
    files = [path for place in (folder, folder / "parts") for path in sorted(place.glob("*.yaml"))]
    return dict(_pack(pack, folder, tuple(map(_look, files))))


def _look(path: Path) -> tuple[Path, int, int]:
    """A file with what changes when it does."""
    try:
        told = path.stat()
    except OSError:  # whoever reads it says so in words
        return path, 0, 0
    return path, told.st_mtime_ns, told.st_size


# Every world that a test makes and every start publishes the pack: its files are read again when one of them changed.
@functools.lru_cache(maxsize=4)
def _pack(pack: str, folder: Path, _looks: tuple[tuple[Path, int, int], ...]) -> dict[tuple[str, int], Procedure]:
    procedures: dict[tuple[str, int], Procedure] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            procedure = load_procedure(path)
        except ProcedureError as error:
            faults += [f"/{error.source}{fault}" for fault in error.faults]
        else:
            procedures[procedure.key, procedure.version] = procedure
    if faults:
        raise ProcedureError(pack, faults)
    return dict(sorted(procedures.items()))


def to_json(procedure: Procedure) -> str:
    """The JSON of a procedure, as a published version is kept: in the order of the file, in which its steps are shown. The
    hash is that of the canonical JSON, so it does not hang on the order."""
    return procedure.written_json


def procedure_from_json(content: str | bytes | Mapping[str, Any]) -> Procedure:
    """A procedure from its JSON. Raises ProcedureError when it is none."""
    try:
        raw = json.loads(content) if isinstance(content, (str, bytes)) else dict(content)
        return Procedure.model_validate(raw)
    except ValidationError as error:
        raise ProcedureError("JSON", [_fault(e, []) for e in error.errors()]) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise ProcedureError("JSON", [f": not JSON: {error}"]) from error


_ADVICE = {
    "extra_forbidden": "there is no such attribute; check the spelling or remove it",
    "missing": "is missing; add it",
}


def _fault(error: Any, sources: Sequence[tuple[str, yaml.Node]]) -> str:
    """One fault of the schema in words: line, where in the file (or in which part), what to do."""
    location = tuple(part for part in error["loc"] if part not in _UNION_PARTS)
    message = _ADVICE.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    line = ""
    if sources:
        # The file that has the deepest part of the place; the procedure's own where several have it.
        found = [(*_line(node, location), name) for name, node in sources]
        depth, number, name = max(found, key=lambda one: one[0])
        line = f":{number}: in {name}" if name and depth else f":{found[0][1]}"
    where = ".".join(str(part) for part in location)
    return f"{line}: {where + ': ' if where else ''}{message}"


# Names that pydantic puts into a location for the branches of `to: name | {field, map}` and of scalars.
_UNION_PARTS = frozenset(
    {"Target", "constrained-str", "bool", "int", "str", "function-after[_one_kind(), Requirement]"}
)


def _line(node: yaml.Node, location: tuple[str | int, ...]) -> tuple[int, int]:
    """How much of `location` the file has, and the line of the deepest part."""
    line, depth = node.start_mark.line + 1, 0
    for part in location:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, node = key.start_mark.line + 1, value
                    break
            else:
                return depth, line
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return depth, line
        depth += 1
    return depth, line
