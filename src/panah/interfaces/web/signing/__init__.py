# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of signing in that both sites have: the second factor, enrolling one, proving again, what one's own account is opened by."""
