# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages that `test_axe_pages` looks at, by the part of the system that they belong to.

A module here has `build(town) -> ids`, which makes what its pages show, and `staff(at, ids)` or `portal(at, ids)`: pages by
the sign-in name of who looks. It stands in MODULES; ids of all modules lie together, so their names must differ.
"""

from types import ModuleType

from tests.browser.looks import complaints, laws, leaving, orgs, oversight, own, roles, terms, told, window

MODULES: tuple[ModuleType, ...] = (complaints, laws, leaving, orgs, oversight, own, roles, terms, told, window)
