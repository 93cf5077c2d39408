# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much of a machine the embedded server takes: PostgreSQL's own defaults are for one of thirty years ago.

A register that does not fit into the server's memory is read page by page from the system; a log that is short makes it write
every page anew after each checkpoint, which is most of the work of loading a large register.
"""

import os
import shutil
from pathlib import Path

MIB = 1 << 20
_LEAST, _MOST = 128 * MIB, 8192 * MIB
"""Bounds of the memory that pages are kept in: what PostgreSQL takes anyhow, and from where on more brings next to nothing."""
_SHARE = 4
"""Of the memory of the machine, one part in so many; the rest is for its work, and for what else runs there."""
_LOG_LEAST, _LOG_MOST = 512 * MIB, 6144 * MIB
_LOG_SHARE = 10
"""Of what is free on the disk, one part in so many for the log between two checkpoints."""
_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def machine_memory(limits: tuple[Path, ...] = _LIMITS) -> int:
    """Memory (bytes) that may be used here: the machine's, or what its container is allowed.

    limits: files in which the system says what a container is allowed; one that is missing or no number allows everything.
    """
    found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for file in limits:
        try:
            found = min(found, int(file.read_text()))
        except (OSError, ValueError):
            continue
    return found


def sized(memory: int, free: int) -> dict[str, str]:
    """Settings of a server on a machine.

    Args:
        memory: of the machine (bytes). free: on the disk of the data (bytes).

    Returns:
        PostgreSQL's settings of memory and log. After a crash the log since the last checkpoint is replayed, which is why
        it is bounded (`cluster.START_TIMEOUT`).
    """
    pages = min(max(memory // _SHARE, _LEAST), _MOST)
    log = min(max(free // _LOG_SHARE, _LOG_LEAST), _LOG_MOST)
    return {
        "shared_buffers": _mib(pages),
        # What the planner may take to be in memory: the pages kept and what the system keeps of files besides.
        "effective_cache_size": _mib(max(memory * 5 // 8, pages)),
        "max_wal_size": _mib(log),
        "checkpoint_timeout": "15min",
    }


def free_space(data: Path) -> int:
    """Bytes free on the disk of a data directory, which need not be there yet."""
    while not data.exists():
        data = data.parent
    return shutil.disk_usage(data).free


def _mib(size: int) -> str:
    return f"{size // MIB}MB"
