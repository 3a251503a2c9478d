"""What can go wrong with the embedded server; every message is one line for the person at the terminal."""


class PostgresFailed(RuntimeError):
    """The embedded server cannot be used; the message says why and what to do."""


class AlreadyRunning(PostgresFailed):
    """Another process has started the server of this home folder."""
