"""What pages and commands may ask of messages; the only code that commits is behind these names."""

from core.notify.campaigns import (
    PAGE_SIZE,
    PERCENTS,
    Asked,
    Preview,
    Result,
    asked_of,
    begin,
    campaign_in,
    campaigns_in,
    group_of,
    preview,
    result_of,
    stop,
)
from core.notify.contacts import Told, ask_code, choose, confirm, told_by
from core.notify.groups import STATES, count_of
from core.notify.inbox import Inbox, Query, Received, inbox_of, read, read_all
from core.notify.mailing import MailDraft, mails_about, write_mail
from core.notify.models import Mail
from core.notify.posting import KINDS, Draft, post
from core.notify.reminding import remind_everybody
from core.notify.sending import send_due
from core.notify.wording import MOST_SUBJECT, MOST_TEXT, outlined, places, templates

__all__ = [
    "KINDS",
    "MOST_SUBJECT",
    "MOST_TEXT",
    "PAGE_SIZE",
    "PERCENTS",
    "STATES",
    "Asked",
    "Draft",
    "Inbox",
    "Mail",
    "MailDraft",
    "Preview",
    "Query",
    "Received",
    "Result",
    "Told",
    "ask_code",
    "asked_of",
    "begin",
    "campaign_in",
    "campaigns_in",
    "choose",
    "confirm",
    "count_of",
    "group_of",
    "inbox_of",
    "mails_about",
    "outlined",
    "places",
    "post",
    "preview",
    "read",
    "read_all",
    "remind_everybody",
    "result_of",
    "send_due",
    "stop",
    "templates",
    "told_by",
    "write_mail",
]
