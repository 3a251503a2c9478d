"""Channels: how messages leave the platform, besides the inbox of the site."""

from core.decisions.channels import Channel
from core.hooks import hookimpl
from plugins.channels.email import Email
from plugins.channels.text_message import TextMessage


@hookimpl
def channels() -> list[type[Channel]]:
    """Offer mail by SMTP, and text messages through an operator's gateway."""
    return [Email, TextMessage]
