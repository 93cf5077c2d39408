# SPDX-License-Identifier: AGPL-3.0-or-later
"""Backup and restore of an installation (standards DB-08, DB-09, DP-12, KY-04).

It knows no Django, as `foundation.database` does not: a restore begins where there is no database yet.

- `sealing`: encrypted files that only the holder of a key kept elsewhere can open, and nobody can shorten or swap.
- `keys`: the pair of keys, and what this host knows of it.
- `place`: how the folder of the backups is laid out, and what goes from it.
- `shipping`: carries the log of the database there, all the time, and the store of keys and the list of erasures.
- `taking`: a base backup.
- `reading`: looks a backup through before anything is made of it.
- `restoring`: a new installation from it, at a point in time.
- `closed`: the marker that keeps a site shut until the checks after a restore are done.
"""
