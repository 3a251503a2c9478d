"""Text messages through the operator's own gateway, which knows the provider: a signed JSON document for each message."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from core.decisions.channels import SENT, Answer, Channel, Contact, Letter
from core.decisions.records import part
from core.decisions.values import NOWHERE, Cite

TIMEOUT = 10.0
"""Seconds."""
TOO_MANY, SERVERS = 429, 500
"""Status codes after which trying again makes sense."""
SCHEMES = ("https://", "http://")


@part
class TextMessage(Channel):
    """Text messages to the learner's mobile phone: the name of the platform and the subject line."""

    name: ClassVar[str] = "sms"

    cite: Cite = NOWHERE

    def address(self, contact: Contact) -> str:
        """Return the mobile number."""
        return contact.phone

    def ready(self, platform: Mapping[str, str]) -> bool:
        """Tell whether a gateway and the key that signs for it are named."""
        return platform.get("url", "").startswith(SCHEMES) and bool(platform.get("key"))

    def deliver(self, letters: Sequence[Letter], platform: Mapping[str, str]) -> Iterator[Answer]:
        """Post each message; 429 and 5xx are tried again, any other refusal is final."""
        for letter in letters:
            yield _posted(_request(letter, platform), float(platform.get("timeout", TIMEOUT)))


def signature(body: bytes, key: str) -> str:
    """Return what the gateway checks: HMAC-SHA256 of the document, in hexadecimal."""
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def _request(letter: Letter, platform: Mapping[str, str]) -> Request:
    document: dict[str, Any] = {
        "id": letter.id,
        "to": letter.to,
        "text": f"【{letter.sender}】{letter.subject}",
    }
    body = json.dumps(document, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "X-Signature": signature(body, platform["key"])}
    return Request(platform["url"], data=body, headers=headers, method="POST")  # noqa: S310 (ready() checks the scheme)


def _posted(request: Request, timeout: float) -> Answer:
    try:
        with urlopen(request, timeout=timeout):  # noqa: S310 (the same)
            return SENT
    except HTTPError as fault:
        fault.close()
        again = fault.code == TOO_MANY or fault.code >= SERVERS
        return Answer("later" if again else "never", f"gateway_{fault.code}")
    except TimeoutError:
        return Answer("later", "timed_out")
    except OSError:
        return Answer("later", "no_connection")
