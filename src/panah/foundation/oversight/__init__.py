# SPDX-License-Identifier: AGPL-3.0-or-later
"""Watching over the readers: the access log is looked through, what looks like snooping is told to the data protection officer,
readers are asked why, and whoever takes too much is stopped (LG-11, LG-12, EX-05)."""
