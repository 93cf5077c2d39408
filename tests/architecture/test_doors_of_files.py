# SPDX-License-Identifier: AGPL-3.0-or-later
"""No file leaves but through the door of exports, or as a paper that somebody made for one person (EX-01)."""

import ast

from tests.architecture.source import Module, called, calls, imported, modules

#: Where an answer is given as a file to be saved, each with its reason.
SAVED = {
    "interfaces.web.exporting.file_response": "the door of exports",
    "interfaces.web.exporting.proof_response": "the signature of what went to another house: codes and hashes",
    "interfaces.staff.views.papers.pdf_response": "one letter, receipt or record of our own making",
    "interfaces.files.views.paper": "one paper that was handed in, from an origin of its own",
    "interfaces.staff.views.imports.example": "an example with invented people",
    "interfaces.portal.views.record.copy": "the own record, as a paper",
    "interfaces.portal.views.home.letter": "the own letter",
    "interfaces.portal.views.files.letter": "the own letter, of a file of stay or work",
    "interfaces.portal.org.files.letter": "a letter to the organisation",
    "interfaces.api.routes.cases.letter": "one letter of a file",
    "interfaces.staff.views.corrections.correction_letter": "the letter of one correction, for the office that sends it",
    "interfaces.api.routes.privacy.correction_letter": "the letter of one correction, for the office that sends it",
    "interfaces.api.routes.organisation.organisation_letter": "a letter to the organisation",
}
#: Where tables are written as files, each with its reason.
TABLES = {
    "foundation.exports.sheets": "what exports are made with",
    "interfaces.cli.seed.register.files": "invented people, for a file to import",
    "interfaces.cli.dedupe": "pairs of ids for whoever keeps the machine; data protection is told",
    "interfaces.cli.linking": "pairs of ids, in a private folder, for the command above",
    "interfaces.cli.bench.deduping": "pairs of invented people",
    "linkage.store": "pairs of ids, in a private folder, for the command above",
}
WRITERS = {"Workbook", "write_table", "to_excel", "to_csv", "save_workbook"}


def where(module: Module, line: int) -> str:
    names = [name for name, function in module.functions() if function.lineno <= line <= (function.end_lineno or line)]
    return f"{module.name}.{names[-1] if names else ''}"


def is_text(node: ast.AST, text: str) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and text in node.value.lower()


def test_what_is_given_as_a_file_is_listed() -> None:
    found = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if is_text(node, "attachment;") or (
                is_text(node, "content-disposition") and not isinstance(node, ast.Expr)
            ):
                place = where(module, node.lineno)
                if not place.endswith("."):
                    found.add(place)
    assert found == set(SAVED)


def test_nothing_is_streamed_and_no_file_of_the_disk_is_served() -> None:
    wrong = [
        module.name
        for module in modules()
        for name in imported(module.tree)
        if name.endswith((".StreamingHttpResponse", ".FileResponse"))
    ]
    assert wrong == []


def test_tables_are_written_by_few() -> None:
    found = {
        module.name
        for module in modules()
        for call in calls(module.tree)
        if called(call) in WRITERS
        or (called(call) == "writer" and isinstance(call.func, ast.Attribute) and is_name(call.func.value, "csv"))
    }
    assert found - set(TABLES) == set()
    assert {name for name in TABLES if name.startswith("foundation")} <= found


def is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
