# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who acts, what they may do, and what PostgreSQL lets them see."""
