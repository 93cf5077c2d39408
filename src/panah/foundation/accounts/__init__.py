# SPDX-License-Identifier: AGPL-3.0-or-later
"""Offices, people behind accounts, accounts, roles between dates, tokens of the API, access to the portal."""
