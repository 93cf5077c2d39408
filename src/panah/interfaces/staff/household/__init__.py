# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering a household outside of asylum reception, page by page."""
