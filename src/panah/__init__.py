# SPDX-License-Identifier: AGPL-3.0-or-later
"""Panah: the open case system for asylum, migration and protection."""

__version__ = "0.1.0"
