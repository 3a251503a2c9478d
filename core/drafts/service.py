"""What pages and commands may ask of drafts; the only code that commits is behind these names."""

from core.drafts.dryrun import begin_dry_run, last_dry_run, sampled
from core.drafts.finding import Draft, Found, Query, acts_of, draft_in, drafts_in, versions_of
from core.drafts.following import ask_again, fault_of, follow
from core.drafts.publishing import approve, hand_in, publish, send_back, withdraw
from core.drafts.writing import MOST_CHARACTERS, Conflict, begin, drop, save

__all__ = [
    "MOST_CHARACTERS",
    "Conflict",
    "Draft",
    "Found",
    "Query",
    "acts_of",
    "approve",
    "ask_again",
    "begin",
    "begin_dry_run",
    "draft_in",
    "drafts_in",
    "drop",
    "fault_of",
    "follow",
    "hand_in",
    "last_dry_run",
    "publish",
    "sampled",
    "save",
    "send_back",
    "versions_of",
    "withdraw",
]
