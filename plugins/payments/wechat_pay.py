"""WeChat Pay, APIv3, Native: requests signed with the merchant's key, answers and notices verified with the platform's.

The protocol: https://pay.weixin.qq.com/doc/v3/merchant/4012791874 (orders), 4012365342 (signatures), 4013053420 (notices).
"""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from core.decisions.payments import Ask, BadNotice, NoAnswer, Notice, PaymentChannel
from core.decisions.records import part
from core.decisions.values import NOWHERE, Cite
from plugins.payments.letters import bytes_of, letters_of

GATEWAY = "https://api.mch.weixin.qq.com"
NATIVE = "/v3/pay/transactions/native"
SCHEME = "WECHATPAY2-SHA256-RSA2048"
NEEDED = ("mchid", "appid", "serial", "merchant_key", "api_key", "platform_serial", "platform_key")
TIMEOUT = 10.0
"""Seconds."""
OLDEST = timedelta(minutes=5)
"""How far a signed moment may lie from ours; a repeated notice is signed anew."""
KEY_BYTES = 32
MOST = 64 * 1024
STATES: Mapping[str, Literal["paid", "waiting", "closed"]] = {
    "SUCCESS": "paid",
    "REFUND": "paid",
    "NOTPAY": "waiting",
    "USERPAYING": "waiting",
    "ACCEPT": "waiting",
}


@part
class WechatPay(PaymentChannel):
    """WeChat Pay: a QR code on the order's page, paid with the phone."""

    cite: Cite = NOWHERE

    def ready(self, settings: Mapping[str, str]) -> bool:
        """Tell whether merchant, keys and the platform's key are there and can be read."""
        if not all(settings.get(name) for name in NEEDED):
            return False
        try:
            _merchant_key(settings)
            _platform_key(settings)
        except (TypeError, ValueError):
            return False
        return len(settings["api_key"].encode()) == KEY_BYTES

    def begin(self, ask: Ask, settings: Mapping[str, str], at: datetime) -> str:
        """Place a Native order and return its code_url."""
        document = {
            "appid": settings["appid"],
            "mchid": settings["mchid"],
            "description": ask.words,
            "out_trade_no": ask.number,
            "notify_url": ask.notice_url,
            "amount": {"total": ask.fen, "currency": "CNY"},
        }
        answer = _call("POST", NATIVE, document, settings, at)
        return str(answer.get("code_url", ""))

    def query(self, number: str, settings: Mapping[str, str], at: datetime) -> Notice:
        """Ask by our own number."""
        path = f"/v3/pay/transactions/out-trade-no/{number}?mchid={settings['mchid']}"
        return _notice(_call("GET", path, None, settings, at), settings)

    def read(
        self, headers: Mapping[str, str], body: bytes, settings: Mapping[str, str], at: datetime
    ) -> Notice:
        """Verify the signature over the whole body, then decrypt what it carries."""
        _verify(headers, body, settings, at)
        resource = _object(body).get("resource")
        if not isinstance(resource, dict):
            raise BadNotice("no_resource")
        return _notice(_decrypted(resource, settings), settings)


def message(*parts: str) -> bytes:
    """Return what is signed: each part on a line of its own."""
    return "".join(f"{one}\n" for one in parts).encode()


def signature(key: RSAPrivateKey, said: bytes) -> str:
    """Return RSA with SHA-256 over a message, in base64."""
    return letters_of(key.sign(said, PKCS1v15(), SHA256()))


def _call(
    method: str, path: str, document: object, settings: Mapping[str, str], at: datetime
) -> dict[str, Any]:
    body = "" if document is None else json.dumps(document, ensure_ascii=False)
    request = Request(  # noqa: S310 (the scheme is checked below)
        _gateway(settings) + path,
        data=body.encode() or None,
        headers={
            "Authorization": _authorization(method, path, body, settings, at),
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "xuefa",
        },
        method=method,
    )
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 (the same)
            content = answer.read(MOST)
            headers = dict(answer.headers)
    except HTTPError as fault:
        fault.close()
        raise NoAnswer(f"service_{fault.code}") from fault
    except OSError as fault:
        raise NoAnswer("no_connection") from fault
    _verify(headers, content, settings, at)
    return _object(content)


def _gateway(settings: Mapping[str, str]) -> str:
    gateway = settings.get("gateway", GATEWAY).rstrip("/")
    if urlsplit(gateway).scheme not in {"https", "http"}:
        raise NoAnswer("bad_gateway")
    return gateway


def _authorization(method: str, path: str, body: str, settings: Mapping[str, str], at: datetime) -> str:
    moment, nonce = str(int(at.timestamp())), secrets.token_hex(16)
    signed = signature(_merchant_key(settings), message(method, path, moment, nonce, body))
    said = {
        "mchid": settings["mchid"],
        "nonce_str": nonce,
        "signature": signed,
        "timestamp": moment,
        "serial_no": settings["serial"],
    }
    return f"{SCHEME} " + ",".join(f'{name}="{value}"' for name, value in said.items())


def _verify(headers: Mapping[str, str], body: bytes, settings: Mapping[str, str], at: datetime) -> None:
    """Raise BadNotice unless the platform's key has signed this body, just now."""
    said = {name.lower(): value for name, value in headers.items()}
    moment, nonce = said.get("wechatpay-timestamp", ""), said.get("wechatpay-nonce", "")
    if said.get("wechatpay-serial") != settings["platform_serial"]:
        raise BadNotice("other_key")
    if (
        not (moment.isascii() and moment.isdigit())
        or abs(at.timestamp() - int(moment)) > OLDEST.total_seconds()
    ):
        raise BadNotice("old")
    try:
        signed = bytes_of(said.get("wechatpay-signature", ""))
        _platform_key(settings).verify(signed, message(moment, nonce, body.decode()), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError) as fault:
        raise BadNotice("bad_signature") from fault


def _decrypted(resource: Mapping[str, Any], settings: Mapping[str, str]) -> dict[str, Any]:
    try:
        plain = AESGCM(settings["api_key"].encode()).decrypt(
            str(resource.get("nonce", "")).encode(),
            bytes_of(str(resource.get("ciphertext", ""))),
            str(resource.get("associated_data", "")).encode(),
        )
    except (InvalidTag, ValueError) as fault:
        raise BadNotice("not_decrypted") from fault
    return _object(plain)


def _notice(said: Mapping[str, Any], settings: Mapping[str, str]) -> Notice:
    if said.get("mchid") != settings["mchid"]:
        raise BadNotice("other_merchant")
    amount = said.get("amount") or {}
    try:
        paid_at = datetime.fromisoformat(said["success_time"]) if said.get("success_time") else None
        return Notice(
            number=str(said["out_trade_no"]),
            state=STATES.get(str(said["trade_state"]), "closed"),
            transaction=str(said.get("transaction_id", "")),
            fen=int(amount.get("total", 0)),
            paid_at=paid_at,
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise BadNotice("not_understood") from fault


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as fault:
        raise BadNotice("no_json") from fault
    if not isinstance(found, dict):
        raise BadNotice("no_json")
    return found


def _merchant_key(settings: Mapping[str, str]) -> RSAPrivateKey:
    key = load_pem_private_key(settings["merchant_key"].encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("merchant_key is no RSA key")
    return key


def _platform_key(settings: Mapping[str, str]) -> RSAPublicKey:
    key = load_pem_public_key(settings["platform_key"].encode())
    if not isinstance(key, RSAPublicKey):
        raise TypeError("platform_key is no RSA key")
    return key
