# SPDX-License-Identifier: AGPL-3.0-or-later
"""Views of the staff site, one module for each process."""
