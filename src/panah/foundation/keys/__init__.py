# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed fields: who holds which key, and what is read with it (standards 1.19, docs/keys.md)."""
