# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line, and what starts and tests an installation."""
