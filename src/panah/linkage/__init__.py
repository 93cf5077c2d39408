# SPDX-License-Identifier: AGPL-3.0-or-later
"""Duplicates inside a register and private matching between two registers."""
