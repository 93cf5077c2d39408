# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers: stored files, letters and certificates, machine-readable zones, uploads."""
