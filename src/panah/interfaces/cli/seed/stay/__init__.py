# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invented matters of stay, residence and work in the invented country."""
