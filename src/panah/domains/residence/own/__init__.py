# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people do for themselves in the portal: open an account, apply, act for their children."""
