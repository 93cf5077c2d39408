# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door by which data leaves as a file: named, capped, marked, and for another house encrypted (EX-01 to EX-04)."""
