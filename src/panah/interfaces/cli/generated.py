# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the documentation that are written by the program itself, so that they cannot disagree with it."""

import importlib
from dataclasses import dataclass

from panah.foundation.database import places
from panah.interfaces.cli.problems import CommandProblem


@dataclass(frozen=True)
class Pages:
    """A function that writes pages.

    Attributes:
        source: `module:function`. The function takes nothing and returns `{path below the checkout: text}`.
        django: whether it needs Django set up (no database).
    """

    source: str
    django: bool = True


#: Add a line for each function that writes pages; `./panah docs` and `./panah sure` then know them.
REGISTRY: list[Pages] = [
    Pages("panah.interfaces.cli.generated:law_pages", django=False),
    Pages("panah.interfaces.cli.generated:procedure_pages", django=False),
    Pages("panah.interfaces.api.openapi:pages"),
    Pages("panah.interfaces.cli.pages:roles"),
    Pages("panah.interfaces.cli.pages:data"),
    Pages("panah.interfaces.cli.assurance:pages", django=False),
]
#: Packs whose pages are kept in docs/. The tennis pack is for tests alone.
PACKS = ("az",)


def law_pages() -> dict[str, str]:
    """Input facts, clauses, parameters, calendar and situations of each pack."""
    from panah.law.docs import render
    from panah.law.pack import load_pack

    return {f"docs/law/{name}": text for pack in PACKS for name, text in render(load_pack(pack)).items()}


def procedure_pages() -> dict[str, str]:
    """The procedures of each pack, with a drawing of each."""
    from panah.casework.procedure.docs import render_docs

    return {name: text for pack in PACKS for name, text in render_docs(pack).items()}


def produce() -> dict[str, str]:
    """All generated pages: path below the checkout -> text.

    Raises CommandProblem when a function is missing or two write the same page.
    """
    made: dict[str, str] = {}
    for pages in REGISTRY:
        module, _, name = pages.source.partition(":")
        if pages.django:
            import django

            django.setup()
        try:
            function = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError) as error:
            raise CommandProblem(f"The generated pages name {pages.source}, which cannot be loaded: {error}") from error
        for path, text in function().items():
            if path in made:
                raise CommandProblem(f"Two functions write {path}.")
            made[path] = text if text.endswith("\n") else text + "\n"
    return made


def stale() -> list[tuple[str, str]]:
    """The pages that are missing or differ from what the program would write, each with the reason."""
    found = []
    for path, text in sorted(produce().items()):
        file = places.repository() / path
        if not file.exists():
            found.append((path, "missing"))
        elif file.read_text() != text:
            found.append((path, "differs from what the program would write"))
    return found


def write() -> list[str]:
    """Write the pages that are stale and return their paths."""
    pages = produce()
    changed = [path for path, _ in stale()]
    for path in changed:
        file = places.repository() / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(pages[path])
    return changed
