# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running numbers of files: a prefix, a year and a number without gaps within a transaction's reach."""
