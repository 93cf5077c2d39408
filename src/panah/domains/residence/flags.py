# SPDX-License-Identifier: AGPL-3.0-or-later
"""Marks that files of stay bear."""

SELF_DECLARED = "self_declared"
"""Flag of a file whose person has not been seen yet."""
