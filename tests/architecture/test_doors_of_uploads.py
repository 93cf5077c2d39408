# SPDX-License-Identifier: AGPL-3.0-or-later
"""No file comes in past the virus scanner and the check of its content, and none that came in is served by another site than its own (EX-06)."""

import ast

from tests.architecture.source import Module, called, calls, modules

#: What takes a file out of a request, each with where it goes.
TAKES = {
    "interfaces.api.routes.cases": "casework.keep_upload",
    "interfaces.api.routes.organisation": "casework.keep_upload, residence.keep_party_upload",
    "interfaces.api.routes.person_file": "register.add_document, register.set_photo",
    "interfaces.api.routes.stay": "residence.take_upload",
    "interfaces.portal.org.files": "casework.keep_upload",
    "interfaces.portal.org.people": "residence.keep_party_upload; a list of guests is read after taking.require_clean",
    "interfaces.portal.views.apply": "residence.keep_own_upload",
    "interfaces.portal.views.files": "casework.keep_upload",
    "interfaces.staff.views.action": "casework.keep_upload",
    "interfaces.staff.views.imports": "intake.receive_file",
    "interfaces.staff.views.person_files": "register.add_document, register.set_photo",
    "interfaces.staff.views.simulations": "a draft of law is read after taking.require_clean",
    "interfaces.staff.views.window": "residence.take_upload",
}
#: Who asks the scanner, by either of its doors.
ASKS = {
    "casework.services.files": {"take"},
    "register.services.documents": {"take", "take_portrait"},
    "register.intake.services": {"require_clean"},
    "interfaces.portal.org.people": {"require_clean"},
    "interfaces.staff.views.simulations": {"require_clean"},
}
_DOORS = {"take", "take_portrait", "require_clean"}


def by_name(name: str) -> Module:
    return next(one for one in modules() if one.name == name)


def test_whatever_takes_a_file_out_of_a_request_is_listed() -> None:
    found = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if (isinstance(node, ast.Attribute) and node.attr == "FILES") or (
                isinstance(node, ast.Name) and node.id == "UploadedFile"
            ):
                found.add(module.name)
    assert found == set(TAKES)


def test_the_content_is_checked_by_the_door_that_asks_the_scanner_alone() -> None:
    found = {
        module.name
        for module in modules()
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Name) and node.id in {"check_upload", "check_portrait"})
        or (isinstance(node, ast.Attribute) and node.attr in {"check_upload", "check_portrait"})
    }
    assert found == {"foundation.documents.taking", "foundation.documents.uploads"}


def test_whoever_keeps_what_was_sent_asks_the_scanner() -> None:
    found: dict[str, set[str]] = {}
    for module in modules():
        if module.name == "foundation.documents.taking":
            continue
        names = {
            alias.asname or alias.name
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ImportFrom) and node.module == "panah.foundation.documents.taking"
            for alias in node.names
        }
        used = {called(call) for call in calls(module.tree)} & names & _DOORS
        if used:
            found[module.name] = used
    assert found == ASKS


def test_a_list_or_a_draft_is_read_after_the_scanner_was_asked() -> None:
    """Where the bytes are not kept they are still read: the call stands before the reading, in the same function."""
    for name in ("interfaces.portal.org.people", "interfaces.staff.views.simulations", "register.intake.services"):
        wrong = []
        for where, function in by_name(name).functions():
            lines = {
                called(call): call.lineno
                for call in calls(function)
                if called(call) in {"require_clean", "_require_clean", "guests_of_file", "decode", "fingerprint"}
            }
            asked = lines.get("require_clean", lines.get("_require_clean"))
            reads = [line for what, line in lines.items() if "require_clean" not in what]
            if reads and (asked is None or asked > min(reads)):
                wrong.append(where)
        assert wrong == [], name


# -- going out


def test_no_page_holds_the_bytes_of_an_upload_but_the_site_of_the_papers() -> None:
    """Elsewhere among the pages a stored file is asked whether it can be read, and what it says is thrown away."""
    wrong = []
    for module in modules():
        if not module.name.startswith("interfaces.") or module.name.startswith("interfaces.files"):
            continue
        thrown_away = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
        wrong += [
            f"{module.name}:{call.lineno}"
            for call in calls(module.tree)
            if called(call) in {"collect_paper", "small_portrait"}
            or (called(call) == "readable" and id(call) not in thrown_away)
        ]
        wrong += [
            f"{module.name}:{node.lineno}"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Attribute)
            and node.attr == "content"
            and _is_stored(node.value)
            and not _is_digested(module, node)
        ]
    assert wrong == []


def _is_stored(node: ast.AST) -> bool:
    return (isinstance(node, ast.Name) and node.id == "stored") or (
        isinstance(node, ast.Attribute) and node.attr == "file"
    )


def _is_digested(module: Module, node: ast.Attribute) -> bool:
    """`sha256(stored.content)`: whoever sent it hears the digest of what was kept."""
    return any(called(call) == "sha256" and node in call.args for call in calls(module.tree))


def test_the_bytes_of_a_stored_file_are_read_by_few() -> None:
    found = {
        module.name
        for module in modules()
        for call in calls(module.tree)
        if called(call) == "readable" and not module.name.startswith("interfaces.")
    }
    assert found == {
        "casework.selectors.content",  # letters, which are of our own making
        "foundation.documents.handing",
        "foundation.privacy.corrections",  # the letter of a correction, of our own making
        "foundation.privacy.copying",  # the archive of a copy, which leaves by the door of exports
    }
    drawn = {module.name for module in modules() for call in calls(module.tree) if called(call) == "small_portrait"}
    assert drawn == {"register.selectors.documents"}
    collected = {module.name for module in modules() for call in calls(module.tree) if called(call) == "collect_paper"}
    assert collected == {"interfaces.files.views"}
