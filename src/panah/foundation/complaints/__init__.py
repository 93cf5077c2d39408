# SPDX-License-Identifier: AGPL-3.0-or-later
"""Complaints about how somebody was treated, or how their data were used: answered by somebody outside the unit complained about."""
