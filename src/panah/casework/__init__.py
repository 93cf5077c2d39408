# SPDX-License-Identifier: AGPL-3.0-or-later
"""The engine: procedures, cases, actions, clocks, decisions, letters. It knows no domain word."""
