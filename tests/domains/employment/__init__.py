# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work permits and the quota."""
