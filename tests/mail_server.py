"""A mail server on loopback that takes, refuses, hangs or hangs up, and keeps what it was given."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Post:
    """What came in, and how the server behaves."""

    mails: list[Message] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    """Recipient → reply to RCPT."""
    data: str = "250 OK"
    """Reply to DATA; "hang" waits until the client gives up, "hang up" closes the connection."""
    port: int = 0

    @property
    def settings(self) -> dict[str, str]:
        return {
            "host": "127.0.0.1",
            "port": str(self.port),
            "security": "none",
            "from": "xuefa@example.cn",
            "timeout": "2",
        }

    async def handle_RCPT(  # noqa: N802 (the server calls it by this name)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (the same)
        if self.data == "hang":
            await asyncio.sleep(6)
        if self.data == "hang up":
            server.transport.close()
        if self.data.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=default))
        return self.data if self.data[0].isdigit() else "250 OK"


@contextmanager
def mail_server(**behaviour: Any) -> Iterator[Post]:
    """Run the server on a free port of loopback."""
    post = Post(**behaviour)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        post.port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=post.port, enable_SMTPUTF8=False)
    controller.start()
    try:
        yield post
    finally:
        controller.stop(no_assert=True)
