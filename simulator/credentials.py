"""What a server asks of its callers: invented logins for Yardi and RealPage, and tokens for the reporting API."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class YardiCredentials:
    """The login, and the two interfaces: of the resident services and, of its own, of the ILS service."""

    user_name: str = "simulator"
    password: str = "not-a-secret"  # noqa: S105 - opens the simulator alone
    server_name: str = "simulated-server"
    database: str = "simulated_live"
    platform: str = "SQL Server"
    interface_entity: str = "Rentroll"
    interface_license: str = "resident-license"
    ils_interface_entity: str = "RentrollILS"
    ils_interface_license: str = "ils-license"


@dataclass(frozen=True, slots=True)
class RealPageCredentials:
    """The gateway's management company and license; user name and password are asked for only where they are set."""

    pmc_id: str = "1234567"
    license_key: str = "gateway-license"
    system: str = "Onesite"
    user_name: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """Everything a server checks."""

    yardi: YardiCredentials = field(default_factory=YardiCredentials)
    realpage: RealPageCredentials = field(default_factory=RealPageCredentials)
    token_secret: str = "signs-simulated-tokens"  # noqa: S105 - opens the simulator alone


def make_token(secret: str, expires_at: datetime, *, organisation: str = "Kairoi Management, LLC") -> str:
    """A bearer token as a browser session holds one: a JWT with `exp` and `orgName`."""
    claims = {"exp": int(expires_at.timestamp()), "orgName": organisation}
    unsigned = f"{_encoded({'alg': 'HS256', 'typ': 'JWT'})}.{_encoded(claims)}"
    return f"{unsigned}.{_signature(secret, unsigned)}"


def token_problem(token: str, secret: str, now: datetime) -> str | None:
    """Why a token is not taken; None if it is good."""
    unsigned, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(secret, unsigned).encode()):
        return "The token is not valid"
    expires = json.loads(base64.urlsafe_b64decode(unsigned.split(".")[1] + "=="))["exp"]
    return "The token has expired" if expires <= now.timestamp() else None


def _encoded(content: dict[str, Any]) -> str:
    return _base64(json.dumps(content, separators=(",", ":")).encode())


def _signature(secret: str, unsigned: str) -> str:
    return _base64(hmac.new(secret.encode(), unsigned.encode(), hashlib.sha256).digest())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
