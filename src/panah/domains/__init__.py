# SPDX-License-Identifier: AGPL-3.0-or-later
"""One package per field of work. Domains do not import each other."""
