# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shapes of what the API takes and gives."""
