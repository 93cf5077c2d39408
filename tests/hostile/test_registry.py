# SPDX-License-Identifier: AGPL-3.0-or-later
"""No module parses without being among the readers that are attacked, or saying why nobody outside decides what it reads."""

import ast
from pathlib import Path

from tests.architecture.source import SOURCE, modules
from tests.hostile.own_bytes import REASONS
from tests.hostile.registry import READERS

ROOT = Path(__file__).parents[2]

PARSING = {
    "load", "loads", "safe_load", "scan", "parse", "fromstring", "iterparse", "reader", "DictReader", "ZipFile", "TarFile", "load_workbook",
    "PdfReader", "b64decode", "urlsafe_b64decode", "b32decode", "b16decode", "a85decode", "base64url_to_bytes", "fromhex", "unhexlify", "unpack", "unpack_from",
    "iter_unpack", "from_bytes", "decompress", "decompressobj", "import_key_set", "decode_complete", "verify_registration_response", "whole",
    "verify_authentication_response", "parse_cbor", "read_csv", "read_table", "read_yaml", "parse_yaml", "load_own", "urlopen", "load_pem_x509_certificate",
    "load_der_x509_certificate", "load_pem_private_key", "load_der_private_key", "model_validate_json",
}  # fmt: skip
"""Names of calls that turn bytes or a text of some form into something else."""
_OPENING = {
    ("Image", "open"),
    ("gzip", "open"),
    ("bz2", "open"),
    ("lzma", "open"),
    ("tarfile", "open"),
    ("signing", "loads"),
    ("jwt", "decode"),
    ("jws", "decode"),
}
"""Those whose last name says nothing."""
_LIBRARIES = {
    "json", "yaml", "csv", "zipfile", "tarfile", "struct", "zlib", "pickle", "marshal", "tomllib", "safe_xml", "safe_sax", "ET", "etree", "base64", "binascii",
    "bytes", "int", "signing", "pc", "pq", "x509", "phonenumbers", "cbor2", "request", "email", "plistlib", "configparser", "ZoneInfo",
}  # fmt: skip


def _dotted(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Attribute):
        return (*_dotted(node.value), node.attr)
    return (node.id,) if isinstance(node, ast.Name) else ("",)


def parses(tree: ast.AST) -> set[str]:
    """The parsers that a module calls."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        *owners, last = _dotted(node.func)
        owner = owners[-1] if owners else ""
        generic = last in {
            "load",
            "loads",
            "parse",
            "scan",
            "reader",
            "unpack",
            "whole",
            "open",
            "decode",
            "read_table",
        }
        if (owner, last) in _OPENING or (last in PARSING and (not generic or owner in _LIBRARIES)):
            found.add(".".join([*owners, last]))
    return found


def test_every_module_that_parses_is_attacked_or_says_why_not() -> None:
    attacked = {module for reader in READERS for module in reader.modules}
    forgotten, seen = {}, set()
    for module in modules():
        name = module.path.relative_to(SOURCE).as_posix()
        calls = parses(module.tree)
        if calls and f"src/panah/{name}" not in attacked:
            seen.add(name)
            if name not in REASONS:
                forgotten[name] = sorted(calls)
    assert not forgotten, "Add a reader to tests/hostile, or a reason to own_bytes.py"
    assert set(REASONS) == seen, "own_bytes.py names modules that parse nothing any more, or that are attacked"


def test_what_is_named_exists_and_is_named_once() -> None:
    assert [module for reader in READERS for module in reader.modules if not (ROOT / module).is_file()] == []
    names = [reader.name for reader in READERS]
    assert len(set(names)) == len(names)
    assert all(len(reason) > 10 for reason in REASONS.values())


def test_a_parser_that_is_called_is_seen() -> None:
    for line in (
        "json.loads(x)",
        "yaml.safe_load(x)",
        "int.from_bytes(x, 'big')",
        "zipfile.ZipFile(x)",
        "Image.open(x)",
        "a.b64decode(x)",
        "csv.reader(x)",
    ):
        assert parses(ast.parse(line)), line
    for line in ("argparse.parse(x)", "store.load()", "open(x)", "x.decode()"):
        assert not parses(ast.parse(line)), line
