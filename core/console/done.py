"""What the console says after an act: which act it was and what follows from it."""

from collections.abc import Mapping

from core.accounts.rules import rules_of
from core.decisions.values import Text, say
from core.web.site import Site

DONE: Mapping[str, Text] = {
    "unlock": say("The lock is lifted."),
    "deactivate": say("The account is deactivated."),
    "reactivate": say("The account is active again."),
}


def done(site: Site, act: str) -> Text:
    """Return the sentence for an act on a learner; after a reset it names the password, which everybody shares."""
    initial = rules_of(site).accounts.initial
    if act != "reset" or initial is None:
        return DONE.get(act, say("The password is reset."))
    return say(
        "The password is the shared one again: {password}. It has to be changed at the next sign-in.",
        password=initial.reset_to or initial.value,
    )
