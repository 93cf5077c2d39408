# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doors: staff site, portal, API, command line. Doors do not import each other."""
