# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every part stands on: accounts, access, audit, privacy, documents, jobs, numbering."""
