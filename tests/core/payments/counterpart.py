"""WeChat Pay's side of APIv3 on loopback: checks the merchant's signature, answers signed, and sends notices of every kind."""

import json
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from plugins.payments.letters import bytes_of, letters_of

MCHID, APPID, SERIAL, PLATFORM = "1900000001", "wxd678efh567hg6787", "MERCHANT01", "PUB_KEY_ID_01"
API_KEY = "k" * 32
MERCHANT = generate_private_key(65537, 2048)
SERVICE = generate_private_key(65537, 2048)
STRANGER = generate_private_key(65537, 2048)
SAID = re.compile(r'(\w+)="([^"]*)"')


def private_pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key: RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def signed(key: RSAPrivateKey, *parts: str) -> str:
    said = "".join(f"{one}\n" for one in parts).encode()
    return letters_of(key.sign(said, PKCS1v15(), SHA256()))


@dataclass
class Service:
    """The payments that merchants have asked for, by their number, and how it behaves."""

    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    paid: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    answers_by: RSAPrivateKey = SERVICE
    port: int = 0

    @property
    def settings(self) -> dict[str, str]:
        return {
            "mchid": MCHID,
            "appid": APPID,
            "serial": SERIAL,
            "merchant_key": private_pem(MERCHANT),
            "api_key": API_KEY,
            "platform_serial": PLATFORM,
            "platform_key": public_pem(SERVICE),
            "gateway": f"http://127.0.0.1:{self.port}",
        }

    def pay(self, number: str, fen: int | None = None) -> dict[str, Any]:
        """Somebody has scanned the code and paid."""
        total = self.orders[number]["amount"]["total"] if fen is None else fen
        self.paid[number] = {
            "mchid": MCHID,
            "appid": APPID,
            "out_trade_no": number,
            "transaction_id": f"42000{secrets.token_hex(8)}",
            "trade_state": "SUCCESS",
            "success_time": "2024-06-03T10:00:00+08:00",
            "amount": {"total": total, "payer_total": total, "currency": "CNY"},
        }
        return self.paid[number]

    def notice(
        self, said: dict[str, Any], key: RSAPrivateKey = SERVICE, age: int = 0, api_key: str = API_KEY
    ) -> tuple[dict[str, str], bytes]:
        """Return headers and body of a notice."""
        nonce = secrets.token_hex(6)
        sealed = AESGCM(api_key.encode()).encrypt(nonce.encode(), json.dumps(said).encode(), b"transaction")
        resource = {
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": letters_of(sealed),
            "associated_data": "transaction",
            "nonce": nonce,
        }
        body = json.dumps(
            {"id": secrets.token_hex(8), "event_type": "TRANSACTION.SUCCESS", "resource": resource}
        )
        return headers_for(body, key, age), body.encode()


def headers_for(body: str, key: RSAPrivateKey, age: int = 0) -> dict[str, str]:
    moment, nonce = str(int(time.clock_gettime(time.CLOCK_REALTIME)) - age), secrets.token_hex(16)
    return {
        "Wechatpay-Timestamp": moment,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": PLATFORM,
        "Wechatpay-Signature": signed(key, moment, nonce, body),
        "Content-Type": "application/json",
    }


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if not self._is_signed("POST", body):
                return
            said = json.loads(body)
            service.orders[said["out_trade_no"]] = said
            self._answer(200, {"code_url": f"weixin://wxpay/bizpayurl?pr={said['out_trade_no']}"})

        def do_GET(self) -> None:
            if not self._is_signed("GET", ""):
                return
            number = self.path.partition("?")[0].rpartition("/")[2]
            known = number in service.orders
            waiting = {"mchid": MCHID, "out_trade_no": number, "trade_state": "NOTPAY"}
            self._answer(200 if known else 404, service.paid.get(number, waiting))

        def _is_signed(self, method: str, body: str) -> bool:
            said = dict(SAID.findall(self.headers.get("Authorization", "")))
            parts = (method, self.path, said.get("timestamp", ""), said.get("nonce_str", ""), body)
            message = "".join(f"{one}\n" for one in parts).encode()
            try:
                MERCHANT.public_key().verify(bytes_of(said["signature"]), message, PKCS1v15(), SHA256())
                return True
            except (InvalidSignature, KeyError, ValueError):
                service.refused.append(self.path)
                self._answer(401, {"code": "SIGN_ERROR"})
                return False

        def _answer(self, status: int, document: dict[str, Any]) -> None:
            body = json.dumps(document)
            self.send_response(status)
            for name, value in headers_for(body, service.answers_by).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_args: Any) -> None:
            pass

    return Handler


@contextmanager
def payment_service() -> Iterator[Service]:
    """Run the service on a free port of loopback."""
    service = Service()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
