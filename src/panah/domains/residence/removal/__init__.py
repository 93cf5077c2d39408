# SPDX-License-Identifier: AGPL-3.0-or-later
"""Expulsion by decision of the service (MC 78-81): who may, what is weighed, the term to leave, departure, the ban on entry."""
