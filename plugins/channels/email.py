"""Mail by SMTP: one conversation for many letters, each with an answer of its own."""

import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Literal

from core.decisions.channels import SENT, Answer, Channel, Contact, Letter
from core.decisions.records import part
from core.decisions.values import NOWHERE, Cite

FOR_GOOD = 500
"""From this reply code on a server says that trying again is no use."""
TIMEOUT = 20.0
"""Seconds to wait for each of the server's replies."""
PORTS = {"starttls": 587, "tls": 465, "none": 25}
REFUSED = (smtplib.SMTPException, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The platform's mail server, from its settings: host, port, security, user, password, from, timeout."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str
    password: str
    sender: str
    timeout: float

    @classmethod
    def of(cls, platform: Mapping[str, str]) -> "Server":
        """Read the settings; ValueError for what cannot be used."""
        security = platform.get("security", "starttls")
        if security not in PORTS:
            raise ValueError(f"security: {security!r} is none of starttls, tls, none")
        return cls(
            host=platform["host"],
            port=int(platform.get("port", PORTS[security])),
            security=security,  # type: ignore[arg-type]
            user=platform.get("user", ""),
            password=platform.get("password", ""),
            sender=platform["from"],
            timeout=float(platform.get("timeout", TIMEOUT)),
        )

    def open(self) -> smtplib.SMTP:
        """Return a connection that may send; raises OSError or SMTPException."""
        if self.security == "tls":
            secure = ssl.create_default_context()
            made: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=secure)
        else:
            made = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            self._introduce(made)
        except BaseException:
            made.close()
            raise
        return made

    def _introduce(self, made: smtplib.SMTP) -> None:
        if self.security == "starttls":
            made.starttls(context=ssl.create_default_context())
        if self.user:
            made.login(self.user, self.password)


@part
class Email(Channel):
    """Mail to the address that the learner has confirmed."""

    cite: Cite = NOWHERE

    def address(self, contact: Contact) -> str:
        """Return the confirmed address."""
        return contact.email

    def ready(self, platform: Mapping[str, str]) -> bool:
        """Tell whether a server and a sender are named."""
        return bool(platform.get("host") and platform.get("from"))

    def deliver(self, letters: Sequence[Letter], platform: Mapping[str, str]) -> Iterator[Answer]:
        """Send in one conversation; a server that cannot be reached is tried again for every letter later."""
        try:
            server = Server.of(platform)
            connection = server.open()
        except (ValueError, *REFUSED) as fault:
            yield from (Answer("later", _word(fault)) for _ in letters)
            return
        try:
            for letter in letters:
                yield _sent(connection, letter, server.sender)
        finally:
            with suppress(*REFUSED):
                connection.quit()


def mail_of(letter: Letter, sender: str) -> EmailMessage:
    """Return a letter as a mail; ValueError for an address that is none."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(display_name=letter.sender, addr_spec=sender)
    mail["To"] = Address(addr_spec=letter.to)
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Date"] = formatdate()
    mail["Message-ID"] = f"<{letter.id}@{sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text, charset="utf-8")
    for one in letter.enclosed:
        main, _, sub = one.media_type.partition("/")
        mail.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    return mail


def _sent(connection: smtplib.SMTP, letter: Letter, sender: str) -> Answer:
    try:
        mail = mail_of(letter, sender)
    except (ValueError, UnicodeError, IndexError):
        return Answer("never", "bad_address")
    try:
        connection.send_message(mail)
    except smtplib.SMTPRecipientsRefused as fault:
        code, _ = next(iter(fault.recipients.values()))
        return _by_code(code, "recipient_refused")
    except smtplib.SMTPResponseException as fault:
        return _by_code(fault.smtp_code, "refused")
    except smtplib.SMTPNotSupportedError:
        return Answer("never", "bad_address")
    except REFUSED as fault:
        return Answer("later", _word(fault))
    return SENT


def _by_code(code: int, why: str) -> Answer:
    return Answer("never" if code >= FOR_GOOD else "later", f"{why}_{code}")


def _word(fault: Exception) -> str:
    """A stable word for what went wrong with the server itself; smtplib tells a reply that never came as a lost connection."""
    if isinstance(fault.__context__, TimeoutError):
        return "timed_out"
    for kind, word in WORDS:
        if isinstance(fault, kind):
            return word
    return "no_connection"


WORDS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "sign_in_refused"),
    (smtplib.SMTPServerDisconnected, "disconnected"),
    (smtplib.SMTPException, "conversation_failed"),
    (ssl.SSLError, "not_secure"),
    (TimeoutError, "timed_out"),
    (ValueError, "bad_settings"),
)
