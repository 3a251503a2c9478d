"""What the demo's office has announced, and how it is reached, from the place's ``front.yaml``."""

from datetime import date

from core.accounts.service import Administrator
from core.audit.service import Actor
from core.demo.content import Content
from core.front.announcements import Written, add, publish
from core.front.contacts import Contacts, save
from core.front.editing import Editor
from core.web.site import Site


def dress(site: Site, content: Content, office: Administrator, today: date) -> None:
    """Publish a place's announcements and enter its hotlines; nothing for a place without the file."""
    front = content.front()
    by = Editor(Actor(office.id, office.name), site.area)
    for raw in front.get("announcements", ()):
        publish(by, add(by, Written.of({name: str(text) for name, text in raw.items()}, today)).id)
    lines = front.get("hotlines", ())
    sent = {f"{name}_{place}": text for place, one in enumerate(lines, 1) for name, text in one.items()}
    if sent:
        save(by, Contacts.of(sent), {"edits": "0"})
