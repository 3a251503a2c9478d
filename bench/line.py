"""A cheap client for many learners at once: HTTP over plain sockets, nothing parsed but what is needed."""

import asyncio
import json
from dataclasses import dataclass
from types import TracebackType
from typing import Self

PATIENCE = 60.0
"""Seconds after which an answer that has not come counts as none."""


class NoAnswer(Exception):
    """The connection broke or no answer came."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: bytes


@dataclass(slots=True)
class Line:
    """A connection of one learner to the server, for as long as the block does."""

    port: int
    host: str
    token: str
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        try:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError as error:
            raise NoAnswer(str(error)) from error
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self.writer is not None:
            self.writer.close()

    async def get(self, path: str) -> Answer:
        """Ask for a page."""
        return await self._ask("GET", path, b"", "")

    async def post(self, path: str, form: str = "") -> Answer:
        """Send a form."""
        return await self._ask("POST", path, form.encode(), "application/x-www-form-urlencoded")

    async def send(self, path: str, body: object) -> Answer:
        """Send JSON."""
        return await self._ask("POST", path, json.dumps(body).encode(), "application/json")

    async def _ask(self, method: str, path: str, body: bytes, kind: str) -> Answer:
        if self.reader is None or self.writer is None:
            raise NoAnswer("no connection")
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nAuthorization: Bearer {self.token}\r\n"
        head += f"Content-Length: {len(body)}\r\n" + (f"Content-Type: {kind}\r\n" if kind else "") + "\r\n"
        try:
            self.writer.write(head.encode() + body)
            async with asyncio.timeout(PATIENCE):
                return await self._answer(self.reader)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            raise NoAnswer(f"{method} {path}: {error!r}") from error

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(first.split(" ", 2)[1]), headers.get("location", ""), body)
