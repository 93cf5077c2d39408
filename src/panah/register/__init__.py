# SPDX-License-Identifier: AGPL-3.0-or-later
"""The register: people, their names, papers, families, addresses and legal status over time."""
