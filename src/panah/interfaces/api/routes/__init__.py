# SPDX-License-Identifier: AGPL-3.0-or-later
"""The operations, by what they are about."""
