"""The keys of NetSuite's token-based authentication, and the signature that they make."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class TokenKeys:
    """The four keys of an integration and its user; a printed value shows none of them."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    token_id: str = field(repr=False)
    token_secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Passport:
    """What proves one SOAP request; nonce and timestamp (Unix seconds) may be used once, on retries too."""

    account: str
    consumer_key: str
    token_id: str
    nonce: str
    timestamp: int
    signature: str = field(repr=False)


def sign(account: str, keys: TokenKeys, *, nonce: str, timestamp: int) -> Passport:
    """The passport of one request, signed with HMAC-SHA256."""
    base = "&".join((account, keys.consumer_key, keys.token_id, nonce, str(timestamp)))
    secret = f"{keys.consumer_secret}&{keys.token_secret}"
    digest = hmac.new(secret.encode(), base.encode(), hashlib.sha256).digest()
    return Passport(
        account=account,
        consumer_key=keys.consumer_key,
        token_id=keys.token_id,
        nonce=nonce,
        timestamp=timestamp,
        signature=base64.b64encode(digest).decode(),
    )
