# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receiving a claim, page by page: what is asked, what the machine-readable zone fills, what is handed to the domain."""
