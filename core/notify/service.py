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
from core.notify.deliveries import DeliveryQuery, deliveries_of, try_again
from core.notify.groups import STATES, count_of
from core.notify.happenings import administrators_near
from core.notify.inbox import Inbox, Query, Received, inbox_of, read, read_all
from core.notify.mailing import MailDraft, mails_about, write_mail
from core.notify.models import ContactChoice, Mail
from core.notify.planning import (
    ANCHORS,
    When,
    anchors_here,
    plan_campaign,
    plans_in,
    stop_plan,
    told_when,
    when_of,
)
from core.notify.posting import KINDS, Draft, post
from core.notify.reaching import channels_of, reached_by, the_tenant
from core.notify.reminding import remind_everybody
from core.notify.sending import send_due
from core.notify.wording import MOST_SUBJECT, MOST_TEXT, outlined, places, templates

__all__ = [
    "ANCHORS",
    "KINDS",
    "MOST_SUBJECT",
    "MOST_TEXT",
    "PAGE_SIZE",
    "PERCENTS",
    "STATES",
    "Asked",
    "ContactChoice",
    "DeliveryQuery",
    "Draft",
    "Inbox",
    "Mail",
    "MailDraft",
    "Preview",
    "Query",
    "Received",
    "Result",
    "Told",
    "When",
    "administrators_near",
    "anchors_here",
    "ask_code",
    "asked_of",
    "begin",
    "campaign_in",
    "campaigns_in",
    "channels_of",
    "choose",
    "confirm",
    "count_of",
    "deliveries_of",
    "group_of",
    "inbox_of",
    "mails_about",
    "outlined",
    "places",
    "plan_campaign",
    "plans_in",
    "post",
    "preview",
    "reached_by",
    "read",
    "read_all",
    "remind_everybody",
    "result_of",
    "send_due",
    "stop",
    "stop_plan",
    "templates",
    "the_tenant",
    "told_by",
    "told_when",
    "try_again",
    "when_of",
    "write_mail",
]
