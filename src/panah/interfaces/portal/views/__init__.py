# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the portal, split by what the person comes for."""
