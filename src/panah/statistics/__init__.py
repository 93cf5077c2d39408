# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures that are shown: counts go through disclosure control before anybody sees them (ST-01 to ST-07)."""
