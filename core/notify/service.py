"""What pages and commands may ask of messages; the only code that commits is behind these names."""

from core.notify.inbox import Inbox, Query, Received, inbox_of, read, read_all
from core.notify.posting import KINDS, Draft, post

__all__ = ["KINDS", "Draft", "Inbox", "Query", "Received", "inbox_of", "post", "read", "read_all"]
