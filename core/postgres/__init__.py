"""The embedded PostgreSQL: a small supervisor over shipped server programs, one server per home folder.

It listens on a private Unix socket alone, runs as an unprivileged user when started as root, stops when its parent
dies, and recovers after ``kill -9``. ``database(settings)`` prefers DATABASE_URL and then loads nothing of it.
"""

from core.postgres.access import Access, database
from core.postgres.errors import AlreadyRunning, PostgresFailed

__all__ = ["Access", "AlreadyRunning", "PostgresFailed", "database"]
