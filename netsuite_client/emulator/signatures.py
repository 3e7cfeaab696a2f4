"""Verifies token-based authentication: the token passport of SOAP and the OAuth 1.0 header of REST."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from netsuite_client.emulator.fields import TEXT, Fields
from netsuite_client.emulator.refusals import Fault

MAX_CLOCK_SKEW_SECONDS = 300
_NONCE = re.compile(r"[A-Za-z0-9]{6,64}")
_OAUTH_NONCE = re.compile(r"[A-Za-z0-9_.~-]{6,64}")
_OAUTH_PARAMETER = re.compile(r'\s*([A-Za-z_]+)="([^"]*)"\s*')


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The four keys of token-based authentication."""

    consumer_key: str
    consumer_secret: str
    token_id: str
    token_secret: str

    def sign(self, base_string: str, *, quoted: bool = False) -> str:
        """The HMAC-SHA256 of a base string, base64; OAuth quotes the secrets first."""
        secrets = (self.consumer_secret, self.token_secret)
        key = "&".join(_quote(secret) for secret in secrets) if quoted else "&".join(secrets)
        digest = hmac.new(key.encode(), base_string.encode(), hashlib.sha256).digest()
        return base64.b64encode(digest).decode()


EMULATOR_KEYS = Keys(
    consumer_key="emulator-consumer-key",
    consumer_secret="emulator-consumer-secret-not-a-real-one",  # noqa: S106
    token_id="emulator-token-id",  # noqa: S106
    token_secret="emulator-token-secret-not-a-real-one",  # noqa: S106
)
"""Keys that open nothing but an emulator."""


class Refused(Exception):
    """The request is not signed as it must be. The reason is for the log; NetSuite tells it to nobody else."""


class Verifier:
    """Checks signatures, times and nonces; each nonce is good once."""

    def __init__(self, *, account: str, keys: Keys, clock: Callable[[], float]) -> None:
        self._account = account
        self._keys = keys
        self._clock = clock
        self._nonces: dict[str, float] = {}

    def check_passports(self, passports: list[Fields]) -> None:
        """Check the token passports of a SOAP request, of which there must be one; raises Fault."""
        if len(passports) != 1:
            message = "Ambiguous authentication" if passports else "Invalid login attempt."
            raise Fault("InvalidCredentialsFault", "USER_ERROR" if passports else "INVALID_LOGIN_CREDENTIALS", message)
        try:
            self._check_passport(passports[0])
        except Refused as reason:
            raise Fault("InvalidCredentialsFault", "INVALID_LOGIN_CREDENTIALS", "Invalid login attempt.") from reason

    def _check_passport(self, passport: Fields) -> None:
        names = ("account", "consumerKey", "token", "nonce")
        account, consumer_key, token, nonce = (passport[name] for name in names)
        timestamp = str(passport["timestamp"])
        if passport["signature"]["algorithm"] != "HMAC-SHA256":
            raise Refused("UnknownAlgorithm")
        if _NONCE.fullmatch(nonce) is None:
            raise Refused("InvalidNonce")
        self._check_names(account, consumer_key, token)
        expected = self._keys.sign("&".join((account, consumer_key, token, nonce, timestamp)))
        if not hmac.compare_digest(expected.encode(), passport["signature"][TEXT].strip().encode()):
            raise Refused("InvalidSignature")
        self._check_time(timestamp, nonce)

    def check_header(self, method: str, url: str, query: Iterable[tuple[str, str]], header: str | None) -> None:
        """Check the Authorization header of a REST request; raises Refused."""
        parameters = _oauth_parameters(header)
        signature = parameters.pop("oauth_signature", "")
        realm = parameters.pop("realm", "")
        if parameters.get("oauth_signature_method") != "HMAC-SHA256":
            raise Refused("UnknownAlgorithm")
        if parameters.get("oauth_version", "1.0") != "1.0":
            raise Refused("version_rejected")
        self._check_names(realm, parameters.get("oauth_consumer_key", ""), parameters.get("oauth_token", ""))
        pairs = sorted((_quote(key), _quote(value)) for key, value in (*query, *parameters.items()))
        base_string = "&".join((method, _quote(url), _quote("&".join(f"{key}={value}" for key, value in pairs))))
        expected = self._keys.sign(base_string, quoted=True)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise Refused("InvalidSignature")
        nonce = parameters.get("oauth_nonce", "")
        if _OAUTH_NONCE.fullmatch(nonce) is None:
            raise Refused("InvalidNonce")
        self._check_time(parameters.get("oauth_timestamp", ""), nonce)

    def _check_names(self, account: str, consumer_key: str, token: str) -> None:
        if account != self._account:
            raise Refused("InvalidAccount")
        if consumer_key != self._keys.consumer_key:
            raise Refused("consumer_key_unknown")
        if token != self._keys.token_id:
            raise Refused("token_rejected")

    def _check_time(self, timestamp: str, nonce: str) -> None:
        now = self._clock()
        if not timestamp.isdecimal() or abs(now - int(timestamp)) > MAX_CLOCK_SKEW_SECONDS:
            raise Refused("InvalidTimestamp")
        key = f"{timestamp} {nonce}"
        if key in self._nonces:
            raise Refused("NonceUsed")
        self._forget_old_nonces(now)
        self._nonces[key] = now

    def _forget_old_nonces(self, now: float) -> None:
        """Insertion order is time order: look only at the oldest."""
        while self._nonces:
            oldest = next(iter(self._nonces))
            if self._nonces[oldest] >= now - 2 * MAX_CLOCK_SKEW_SECONDS:
                return
            del self._nonces[oldest]


def _oauth_parameters(header: str | None) -> dict[str, str]:
    scheme, _, rest = (header or "").strip().partition(" ")
    if scheme.lower() != "oauth":
        raise Refused("no OAuth header")
    parameters: dict[str, str] = {}
    for part in rest.split(","):
        match = _OAUTH_PARAMETER.fullmatch(part)
        if match is None or match[1] in parameters:
            raise Refused("malformed OAuth header")
        parameters[match[1]] = unquote(match[2])
    return parameters


def _quote(text: str) -> str:
    return quote(text, safe="~")
