"""Channels: how messages leave the platform, besides the inbox of the site."""

from core.decisions.channels import Channel
from core.hooks import hookimpl
from plugins.channels.email import Email
from plugins.channels.official_account import OfficialAccount
from plugins.channels.text_message import TextMessage


@hookimpl
def channels() -> list[type[Channel]]:
    """Offer mail by SMTP, text messages through an operator's gateway, and a province's official account."""
    return [Email, TextMessage, OfficialAccount]
