# SPDX-License-Identifier: AGPL-3.0-or-later
"""The invented country: offices, logins, and people in claims at every stage. All of it is made up.

`command` is what the command line calls, `run` lives through the months, `stories` says what becomes of whom, `answers`
what is typed into the forms, `people` and `names` who they are, `country` who works there, `process` lets two live at once.
Nothing is imported here: a process begins in this package before Django stands.
"""
