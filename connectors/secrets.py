"""Secrets: how they are held, hidden in everything that is said, and read at the moment they are used."""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

from connectors.errors import PermanentError, TokenExpiredError

Hide = Callable[[str], str]
ReadToken = Callable[[], str]

HIDDEN = "***"
_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_WHERE = "RealPage reporting token"
_RENEW = "Sign in again, copy the fresh token into the environment variable or token file, and start the run again"


def hiding(secrets: Iterable[str | None]) -> Hide:
    """A function that puts *** for each of these values in a text, also where it stands escaped for XML or a URL."""
    plain = [secret for secret in secrets if secret and secret.strip()]
    forms = {form for one in plain for form in (one, escape(one), escape(one, {'"': "&quot;"}), quote(one, safe=""))}
    if not forms:
        return str
    # Texts are quoted with their white space squeezed, and the secrets in them with it.
    words = (form.split() for form in sorted(forms, key=len, reverse=True))
    pattern = re.compile("|".join(r"\s+".join(map(re.escape, one)) for one in words))
    return lambda text: pattern.sub(HIDDEN, text)


def token_from(*, env: str | None = None, file: Path | None = None) -> ReadToken:
    """A callable that reads the token anew at every call: from the environment variable, else from the file.

    The callable raises PermanentError where neither holds a token.
    """

    def read() -> str:
        value = os.environ.get(env, "").strip() if env else ""
        if not value and file is not None and file.exists():
            value = file.read_text(encoding="utf-8").strip()
        if value:
            return value
        places = [f"the environment variable {env}" if env else "", f"the file {file}" if file else ""]
        expected = f"a token in {' or '.join(place for place in places if place) or 'a place that is configured'}"
        raise PermanentError("there is no token", _WHERE, expected, "Copy the token there")

    return read


def bearer(token: str) -> str:
    """The Authorization header of a token; raises PermanentError, without saying it, where it is no JWT."""
    if not _JWT.fullmatch(token):
        raise _no_jwt()
    return f"Bearer {token}"


def check_expiry(token: str, *, now: datetime, needed: timedelta) -> datetime | None:
    """When the token expires (UTC), or None where it does not say; its signature is not checked.

    Raises:
        TokenExpiredError: it has expired or will within `needed`.
        PermanentError: it is no JWT.
    """
    claims = _claims(token)
    expiry = claims.get("exp")
    if isinstance(expiry, bool) or not isinstance(expiry, int | float):
        return None
    expires = datetime.fromtimestamp(expiry, UTC)
    if expires < now + needed:
        verb = "expired" if expires <= now else "expires"
        raise TokenExpiredError(
            f"it {verb} at {expires:%Y-%m-%d %H:%M:%S} UTC",
            f"{_WHERE} of {claims['orgName']}" if claims.get("orgName") else _WHERE,
            f"a token that is valid for another {int(needed.total_seconds() // 60)} minutes",
            _RENEW,
        )
    return expires


def refused_token() -> TokenExpiredError:
    """What is said when the source refuses a token that looked valid."""
    return TokenExpiredError("the source refused it", _WHERE, "a token the source accepts", _RENEW)


def _claims(token: str) -> dict[str, object]:
    bearer(token)
    body = token.split(".")[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (binascii.Error, ValueError):
        raise _no_jwt() from None
    if not isinstance(claims, dict):
        raise _no_jwt()
    return claims


def _no_jwt() -> PermanentError:
    return PermanentError("it is no JWT", _WHERE, "three parts of letters, digits, - and _, joined by dots", _RENEW)
