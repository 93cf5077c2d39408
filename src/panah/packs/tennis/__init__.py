# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of a tennis club: proves that the law engine holds no word of any domain. Used by tests only."""
