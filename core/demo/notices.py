"""A notice that the demo's office has sent, so that inboxes are not empty; the worker brings it to its readers after the start."""

from core.accounts.service import Acting, Administrator, server_acting
from core.audit.service import Actor
from core.notify.service import STATES, asked_of, begin, count_of, templates
from core.web.site import Site


def send_notice(site: Site, office: Administrator) -> None:
    """Let the office tell everybody of its units who is behind, by the first of the tenant's texts; nothing where nobody is."""
    scope = server_acting(site).scope
    text = next(iter(templates().values()))
    sent = {"unit": office.unit, "states": STATES, "subject": text.subject, "text": text.text}
    asked = asked_of(scope, sent)
    if count_of(asked.group):
        begin(Acting(site, Actor(office.id, office.name), scope), asked)
