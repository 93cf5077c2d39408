# SPDX-License-Identifier: AGPL-3.0-or-later
"""The world with a key to each door, for requests that no browser sends."""

from tests.permissions.conftest import on_site, scene

__all__ = ["on_site", "scene"]
