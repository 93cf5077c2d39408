# SPDX-License-Identifier: AGPL-3.0-or-later
"""Law as code: loads a country pack, turns facts into findings with the clauses that decided them.

The engine knows no domain word, no person's name and no web framework; all law lives in ``panah.packs``.
Import from the modules (``panah.law.engine``, ``panah.law.calendar``, ...); this package imports nothing
by itself, so that working days can be counted without loading the calculation library.
"""
