"""Processor time that a process and everything below it have used; read from /proc, so Linux only."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PARENT, SPENT = 1, slice(11, 15)
"""Fields of /proc/N/stat behind the name: the parent, and time of its own and of children that have ended."""


def cpu_seconds(*roots: int) -> float:
    """Return the seconds used by these processes and all their descendants, ended ones included."""
    stats = _stats()
    wanted, found = set(roots), set()
    while wanted:
        found |= wanted
        wanted = {pid for pid, fields in stats.items() if int(fields[PARENT]) in found} - found
    return sum(sum(map(int, stats[pid][SPENT])) for pid in found if pid in stats) / TICKS


def _stats() -> dict[int, list[str]]:
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(path.parent.name)] = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
    return found
