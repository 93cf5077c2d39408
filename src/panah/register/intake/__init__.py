# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking people over from a file: reading it, its columns, its rows, whom they are, and the run (`docs/import.md`)."""
