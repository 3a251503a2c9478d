"""Becomes the server: run as a script of its own between our process and PostgreSQL.

Doing this after a fork of ours instead (``preexec_fn``) may deadlock a process with threads, and warns since
Python 3.12. Arguments: our process, user and group or ``-``, then the server's command.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
LOST_PARENT = 70


def become(parent: int, user: str, group: str, command: list[str]) -> None:
    """Change to the user, ask for a fast shutdown when the parent's thread dies, become the server."""
    linux = sys.platform.startswith("linux")
    prctl = ctypes.CDLL(None).prctl if linux else None  # loaded while we may still read it
    if user != "-":
        os.setgroups([])
        os.setgid(int(group))
        os.setuid(int(user))
    if prctl:
        prctl(PR_SET_PDEATHSIG, signal.SIGINT)  # after setuid, which clears it
    if os.getppid() != parent:  # it died before we asked
        sys.exit(LOST_PARENT)
    os.execv(command[0], command)  # noqa: S606 (becoming the server is the point)


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:])
