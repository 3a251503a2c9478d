"""What drafts hang into the composition: the last publication is in force before each request and each job."""

from core.drafts.following import follow
from core.web.site import Composition


def init(composed: Composition) -> None:
    """Let every process follow what is published."""
    composed.before.append(follow)
