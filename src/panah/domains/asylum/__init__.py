# SPDX-License-Identifier: AGPL-3.0-or-later
"""The asylum procedure: from the border to a notified decision and its appeal."""
