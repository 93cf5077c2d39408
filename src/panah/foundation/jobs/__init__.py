# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work after the commit: the queue is in PostgreSQL, so a job exists exactly when its cause was committed."""
