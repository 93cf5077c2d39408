# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site of the papers: an origin of its own that hands uploaded files out, once, and knows nobody (EX-06)."""
