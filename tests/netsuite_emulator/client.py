"""A small honest client: signs by the books, sends through zeep, and shows what came back."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

import requests
import zeep
from requests_oauthlib import OAuth1
from zeep import Settings
from zeep.cache import InMemoryCache
from zeep.transports import Transport

from netsuite_client.emulator import EMULATOR_KEYS, Keys

CORE = "urn:core_2025_2.platform.webservices.netsuite.com"
MESSAGES = "urn:messages_2025_2.platform.webservices.netsuite.com"
COMMON = "urn:common_2025_2.platform.webservices.netsuite.com"
NAMESPACES = {
    "Customer": "urn:relationships_2025_2.lists.webservices.netsuite.com",
    "ServiceSaleItem": "urn:accounting_2025_2.lists.webservices.netsuite.com",
    "OtherChargeSaleItem": "urn:accounting_2025_2.lists.webservices.netsuite.com",
    "NonInventorySaleItem": "urn:accounting_2025_2.lists.webservices.netsuite.com",
    "DiscountItem": "urn:accounting_2025_2.lists.webservices.netsuite.com",
    "PaymentMethod": "urn:accounting_2025_2.lists.webservices.netsuite.com",
    "AccountingPeriod": "urn:accounting_2025_2.lists.webservices.netsuite.com",
    "Invoice": "urn:sales_2025_2.transactions.webservices.netsuite.com",
    "CustomerPayment": "urn:customers_2025_2.transactions.webservices.netsuite.com",
    "CreditMemo": "urn:customers_2025_2.transactions.webservices.netsuite.com",
    "CustomerRefund": "urn:customers_2025_2.transactions.webservices.netsuite.com",
}
BINDING = "{urn:platform_2025_2.webservices.netsuite.com}NetSuiteBinding"
SOAP_PATH = "/services/NetSuitePort_2025_2"


@dataclass(frozen=True, kw_only=True)
class Passport:
    """What a token passport is made of; a test breaks one part."""

    keys: Keys = EMULATOR_KEYS
    account: str = "1234567_SB1"
    nonce: str = field(default_factory=lambda: secrets.token_hex(10))
    timestamp: int = field(default_factory=lambda: int(time.time()))
    algorithm: str = "HMAC-SHA256"

    def value(self) -> dict[str, Any]:
        """The passport, signed."""
        keys = self.keys
        base = "&".join((self.account, keys.consumer_key, keys.token_id, self.nonce, str(self.timestamp)))
        secret = f"{keys.consumer_secret}&{keys.token_secret}".encode()
        signature = base64.b64encode(hmac.new(secret, base.encode(), hashlib.sha256).digest()).decode()
        return {
            "account": self.account,
            "consumerKey": keys.consumer_key,
            "token": keys.token_id,
            "nonce": self.nonce,
            "timestamp": self.timestamp,
            "signature": {"_value_1": signature, "algorithm": self.algorithm},
        }


class Client:
    """SuiteTalk through zeep, SuiteQL through requests-oauthlib, and the controls."""

    def __init__(self, address: str, wsdl: str | None = None) -> None:
        self.address = address
        self.session = requests.Session()
        transport = Transport(cache=InMemoryCache(), session=self.session, timeout=10, operation_timeout=10)
        location = wsdl or f"{address}/wsdl/v2025_2_0/netsuite.wsdl"
        self.zeep = zeep.Client(location, transport=transport, settings=Settings(strict=True))
        self.service = self.zeep.create_service(BINDING, address + SOAP_PATH)

    @contextmanager
    def at(self, address: str) -> Iterator[Client]:
        """The same client at another address, without reading the WSDL again."""
        other = copy(self)
        other.address, other.session = address, requests.Session()
        other.service = self.zeep.create_service(BINDING, address + SOAP_PATH)
        with other.session:
            yield other

    def close(self) -> None:
        """Close the connections."""
        self.session.close()

    def record(self, type_name: str, **fields: Any) -> Any:
        """A record of that type."""
        return self.zeep.get_type(f"{{{NAMESPACES[type_name]}}}{type_name}")(**fields)

    def ref(self, **ids: Any) -> Any:
        """A reference."""
        return self.zeep.get_type(f"{{{CORE}}}RecordRef")(**ids)

    def core(self, type_name: str, **fields: Any) -> Any:
        """A value of a type of the core namespace."""
        return self.zeep.get_type(f"{{{CORE}}}{type_name}")(**fields)

    def headers(self, passport: Passport | None = None, **preferences: bool) -> dict[str, Any]:
        """The headers of a request."""
        token = self.zeep.get_element(f"{{{MESSAGES}}}tokenPassport")(**(passport or Passport()).value())
        headers = {"tokenPassport": token}
        if preferences:
            headers["preferences"] = self.zeep.get_element(f"{{{MESSAGES}}}preferences")(**preferences)
        return headers

    def send(self, operation: str, *arguments: Any, passport: Passport | None = None, **preferences: bool) -> Any:
        """Call an operation and return its body."""
        answer = self.service[operation](*arguments, _soapheaders=self.headers(passport, **preferences))
        return answer.body

    def add(self, *records: Any, **preferences: bool) -> list[str]:
        """addList; each outcome in words: `ok ID` or `CODE: message`."""
        return said(self.send("addList", list(records), **preferences).writeResponseList.writeResponse)

    def update(self, *records: Any) -> list[str]:
        """updateList; each outcome in words."""
        return said(self.send("updateList", list(records)).writeResponseList.writeResponse)

    def delete(self, *references: Any) -> list[str]:
        """deleteList; each outcome in words."""
        return said(self.send("deleteList", list(references)).writeResponseList.writeResponse)

    def get(self, **ids: Any) -> Any:
        """The record that getList gives."""
        response = self.send("getList", [self.ref(**ids)]).readResponseList.readResponse[0]
        assert response.status.isSuccess, response.status
        return response.record

    def suiteql(self, query: str, *parameters: Any, **paging: int) -> list[dict[str, str]]:
        """The rows of a query, without their links."""
        answer = self.post_query({"q": query, "params": list(parameters)}, **paging)
        assert answer.status_code == 200, answer.text
        return [{key: value for key, value in row.items() if key != "links"} for row in answer.json()["items"]]

    def post_query(self, body: Any, *, keys: Keys = EMULATOR_KEYS, realm: str = "1234567_SB1", **paging: int) -> Any:
        """The whole response to a query."""
        url = self.address + "/services/rest/query/v1/suiteql"
        auth = oauth(keys, realm)
        return self.session.post(url, json=body, params=paging, auth=auth, headers={"Prefer": "transient"}, timeout=10)

    def control(self, path: str, body: Any = None) -> Any:
        """A control: POST when there is a body, GET otherwise."""
        url = f"{self.address}/_emulator/{path}"
        answer = self.session.get(url, timeout=10) if body is None else self.session.post(url, json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def balances(self, symbol: str = "USD") -> dict[str, str]:
        """The trial balance in one currency."""
        rows = self.control("trial-balance")
        return {name: row[symbol] for name, row in rows.items() if symbol in row}


def oauth(keys: Keys = EMULATOR_KEYS, realm: str = "1234567_SB1", **changes: Any) -> OAuth1:
    """The signature of a REST request."""
    return OAuth1(
        client_key=keys.consumer_key,
        client_secret=keys.consumer_secret,
        resource_owner_key=keys.token_id,
        resource_owner_secret=keys.token_secret,
        realm=realm,
        **{"signature_method": "HMAC-SHA256", **changes},
    )


def said(responses: Any) -> list[str]:
    """Each outcome in words."""
    return [
        f"ok {response.baseRef.internalId}"
        if response.status.isSuccess
        else f"{response.status.statusDetail[0].code}: {response.status.statusDetail[0].message}"
        for response in responses
    ]


WRONG_SECRET = replace(EMULATOR_KEYS, token_secret="not-the-secret")
