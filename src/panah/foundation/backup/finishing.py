# SPDX-License-Identifier: AGPL-3.0-or-later
"""The checks after a restore, with the database running and Django set up: only when they hold does anybody get in (DB-09).

The rows are counted against what the backup says, the access log is verified, and whoever was erased after the moment that was
restored is erased again (DP-12).
"""

import datetime as dt
from dataclasses import dataclass, field

from panah.foundation.backup.restoring import Notes
from panah.foundation.backup.taking import count_rows
from panah.foundation.database import roles
from panah.foundation.database.cluster import Cluster


@dataclass
class Report:
    """What was found. problems: why the site stays shut; fewer: tables with fewer rows than when the backup was begun;
    branch: what the witnesses had seen beyond, in words; empty when nothing."""

    rows: int = 0
    fewer: dict[str, tuple[int, int]] = field(default_factory=dict)
    erased_again: int = 0
    problems: list[str] = field(default_factory=list)
    branch: str = ""


def hold_rows(cluster: Cluster, notes: Notes, report: Report) -> None:
    """Read every row of every table, and hold their number against the backup.

    Rows were written after the backup was begun, so more of them are right; fewer are a problem in a table from which the
    database lets nothing go, and are told of in the others.
    """
    with cluster.connect(roles.DATABASE) as connection:
        now = count_rows(connection)
    report.rows = sum(now.values())
    for table, before in notes.rows.items():
        if table not in now:
            report.problems.append(f"The table {table} of the backup is missing.")
        elif now[table] < before:
            report.fewer[table] = (before, now[table])
            if table in notes.only_grow:
                report.problems.append(
                    f"{table} has {now[table]} rows; the backup had {before}, and nothing ever goes from it."
                )


def hold_log(report: Report, restored_at: dt.datetime) -> None:
    """Verify the access log, and what other apps hold against it. Args: restored_at: when the database was restored.

    Where a witness has seen more of the log than is restored, or cannot be asked, the log goes on under a new name, and the report says how much is
    lost: one name never signs two histories.
    """
    from panah.foundation.audit.branching import begin_branch
    from panah.foundation.audit.verify import verify

    report.branch = begin_branch(restored_at)
    for check in verify():
        report.problems += [f"{check.name}: {problem}" for problem in check.problems]


def erase_again(notes: Notes, report: Report) -> None:
    """Erase whom the list names and the restored data still holds."""
    from panah.foundation.keys.errors import KeysProblem
    from panah.foundation.privacy.destroying import destroy_left_over
    from panah.foundation.privacy.erasing import Erased, replay

    listed = [Erased(kind, subject_id, dt.datetime.fromisoformat(at)) for kind, subject_id, at in notes.erased]
    done, problems = replay(listed)
    # The store of keys may be an older copy, which holds keys of people who were erased since.
    try:
        destroy_left_over()
    except KeysProblem as problem:
        problems = [*problems, str(problem)]
    report.erased_again = done
    report.problems += problems


def what_was_lost(notes: Notes) -> str:
    """In words, for whoever has to tell others."""
    if notes.until:
        words = f"The installation is as it was at {notes.until}. Everything entered after that is not in it."
    elif notes.log_until:
        words = (
            f"The backup reaches to {notes.log_until}. What was acknowledged after the last entry below and before the old "
            "installation ended is lost; ask those who worked then."
        )
    else:
        words = "The backup holds no log after its base."
    last = notes.recovered_to or notes.base_ended_at
    return f"{words} The last entry that is there was made at {last}."
