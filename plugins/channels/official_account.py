"""Messages by the province's official account: template messages to followers, as the operator of such accounts takes them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from core.decisions.channels import SENT, Answer, Channel, Contact, Letter
from core.decisions.records import part
from core.decisions.values import NOWHERE, Cite

TIMEOUT = 10.0
"""Seconds."""
PLATFORM = "https://api.weixin.qq.com"
NEEDED = ("app", "secret", "template")
STALE = frozenset({40001, 40014, 42001})
"""The token is no longer taken: another is fetched, once."""
LATER = frozenset({-1, 45009, 45011, 45047, 50002})
"""Busy, or too many for now."""
LONGEST = 20
"""Signs of a field of a template; longer ones are refused."""


class Refused(Exception):
    """The operator's own error number."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@part
class OfficialAccount(Channel):
    """The official account that the learner follows: the name of the platform and the subject line, as a template message."""

    name: ClassVar[str] = "official"

    cite: Cite = NOWHERE

    def address(self, contact: Contact) -> str:
        """Return the follower's key, which the account's binding has left with the learner."""
        return contact.accounts.get(self.name, "")

    def ready(self, platform: Mapping[str, str]) -> bool:
        """Tell whether the account, its secret and a template are named."""
        return all(platform.get(name) for name in NEEDED) and _base(platform).startswith(
            ("https://", "http://")
        )

    def deliver(self, letters: Sequence[Letter], platform: Mapping[str, str]) -> Iterator[Answer]:
        """Fetch a token and send each message; a token that has run out is fetched anew, once for a letter."""
        token = ""
        for letter in letters:
            try:
                token = token or _token(platform)
                try:
                    _send(letter, platform, token)
                except Refused as fault:
                    if fault.code not in STALE:
                        raise
                    token = _token(platform)
                    _send(letter, platform, token)
            except Refused as fault:
                again = fault.code in LATER or fault.code in STALE
                yield Answer("later" if again else "never", f"account_{fault.code}")
            except HTTPError as fault:
                fault.close()
                yield Answer("later", f"account_http_{fault.code}")
            except TimeoutError:
                yield Answer("later", "timed_out")
            except (OSError, ValueError):
                yield Answer("later", "no_connection")
            else:
                yield SENT


def _token(platform: Mapping[str, str]) -> str:
    query = urlencode(
        {"grant_type": "client_credential", "appid": platform["app"], "secret": platform["secret"]}
    )
    found = _asked(Request(f"{_base(platform)}/cgi-bin/token?{query}"), platform)  # noqa: S310 (ready() checks the scheme)
    return str(found["access_token"])


def _send(letter: Letter, platform: Mapping[str, str], token: str) -> None:
    document = {
        "touser": letter.to,
        "template_id": platform["template"],
        "client_msg_id": letter.id.replace("-", "")[:32],
        "url": platform.get("page", ""),
        "data": {
            platform.get("field_sender", "thing1"): {"value": letter.sender[:LONGEST]},
            platform.get("field_subject", "thing2"): {"value": _short(letter.subject)},
        },
    }
    body = json.dumps(document, ensure_ascii=False).encode()
    address = f"{_base(platform)}/cgi-bin/message/template/send?{urlencode({'access_token': token})}"
    _asked(Request(address, data=body, headers={"Content-Type": "application/json"}), platform)  # noqa: S310 (the same)


def _asked(request: Request, platform: Mapping[str, str]) -> Mapping[str, Any]:
    with urlopen(request, timeout=float(platform.get("timeout", TIMEOUT))) as answer:  # noqa: S310 (the same)
        found: dict[str, Any] = json.loads(answer.read())
    if found.get("errcode"):
        raise Refused(int(found["errcode"]))
    return found


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _base(platform: Mapping[str, str]) -> str:
    return platform.get("url", PLATFORM).rstrip("/")
