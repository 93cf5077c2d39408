# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work of foreigners and stateless people: permits, the yearly quota (Migration Code, Articles 51 and 57-73)."""
