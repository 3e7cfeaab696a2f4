"""Who is let in: signatures, times and nonces, over SOAP and over REST."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import requests
from lxml import etree
from zeep.exceptions import Fault

from netsuite_client.emulator import EMULATOR_KEYS
from netsuite_emulator.client import SOAP_PATH, WRONG_SECRET, Client, Passport, oauth

BROKEN: dict[str, Callable[[], Passport]] = {
    "signed with another secret": lambda: Passport(keys=WRONG_SECRET),
    "of another account": lambda: Passport(account="7654321"),
    "of an unknown consumer": lambda: Passport(keys=replace(EMULATOR_KEYS, consumer_key="nobody")),
    "of an unknown token": lambda: Passport(keys=replace(EMULATOR_KEYS, token_id="none")),
    "six minutes old": lambda: Passport(timestamp=int(time.time()) - 360),
    "six minutes early": lambda: Passport(timestamp=int(time.time()) + 360),
    "of a nonce too short": lambda: Passport(nonce="abc"),
    "of a nonce with other characters": lambda: Passport(nonce="abc-def-ghi"),
    "signed with another algorithm": lambda: Passport(algorithm="HMAC-SHA1"),
}


@pytest.mark.parametrize("passport", BROKEN.values(), ids=BROKEN.keys())
def test_a_passport_is_refused(client: Client, passport: Callable[[], Passport]) -> None:
    with pytest.raises(Fault) as refused:
        client.send("getServerTime", passport=passport())
    assert _platform_fault(refused.value) == ("invalidCredentialsFault", "INVALID_LOGIN_CREDENTIALS")
    assert refused.value.code == "soapenv:Server.userException"


def test_a_passport_is_good_once(client: Client) -> None:
    passport = Passport()
    client.send("getServerTime", passport=passport)
    with pytest.raises(Fault, match="Invalid login attempt"):
        client.send("getServerTime", passport=passport)


def test_a_refused_request_changes_nothing(client: Client) -> None:
    method = client.record("PaymentMethod", externalId="stripe", name="Stripe")
    with pytest.raises(Fault):
        client.send("addList", [method], passport=Passport(keys=WRONG_SECRET))
    assert client.add(method) == ["ok 5"]


@pytest.mark.parametrize(("passports", "message"), [(0, "Invalid login attempt"), (2, "Ambiguous authentication")])
def test_there_is_exactly_one_passport(client: Client, passports: int, message: str) -> None:
    envelope = client.zeep.create_message(client.service, "getServerTime", _soapheaders=client.headers())
    header = envelope[0]
    passport = header[0]
    header.remove(passport)
    for _ in range(passports):
        header.append(etree.fromstring(etree.tostring(passport)))
    answer = requests.post(client.address + SOAP_PATH, data=etree.tostring(envelope), timeout=5)
    assert answer.status_code == 500
    assert message in answer.text


@pytest.mark.parametrize("missing", ["account", "consumerKey", "token", "nonce", "timestamp", "signature"])
def test_every_part_of_a_passport_is_required(client: Client, missing: str) -> None:
    envelope = client.zeep.create_message(client.service, "getServerTime", _soapheaders=client.headers())
    passport = envelope[0][0]
    for part in passport:
        if etree.QName(part).localname == missing:
            passport.remove(part)
    answer = requests.post(client.address + SOAP_PATH, data=etree.tostring(envelope), timeout=5)
    assert answer.status_code == 500
    assert f"{missing} is missing" in answer.text


def test_no_key_or_signature_appears_in_a_refusal(client: Client) -> None:
    with pytest.raises(Fault) as refused:
        client.send("getServerTime", passport=Passport(keys=WRONG_SECRET))
    text = etree.tostring(refused.value.detail).decode() + str(refused.value)
    assert EMULATOR_KEYS.consumer_key not in text
    assert EMULATOR_KEYS.token_id not in text


def _query(client: Client, **changes: Any) -> requests.Response:
    request = {
        "url": client.address + "/services/rest/query/v1/suiteql",
        "params": {"limit": 5},
        "json": {"q": "SELECT id FROM subsidiary"},
        "auth": oauth(),
        "headers": {"Prefer": "transient"},
    }
    return requests.post(**{**request, **changes}, timeout=5)


def test_a_rest_request_is_let_in_once(client: Client) -> None:
    assert _query(client).status_code == 200
    prepared = requests.Request(
        "POST",
        client.address + "/services/rest/query/v1/suiteql?offset=0",
        json={"q": "SELECT id FROM subsidiary"},
        auth=oauth(),
        headers={"Prefer": "transient"},
    ).prepare()
    with requests.Session() as session:
        assert [session.send(prepared, timeout=5).status_code for _ in range(2)] == [200, 401]


REST_BROKEN: dict[str, Callable[[], Any]] = {
    "signed with another secret": lambda: oauth(WRONG_SECRET),
    "of another realm": lambda: oauth(realm="7654321"),
    "of an unknown consumer": lambda: oauth(replace(EMULATOR_KEYS, consumer_key="nobody")),
    "signed with SHA-1": lambda: oauth(signature_method="HMAC-SHA1"),
    "six minutes old": lambda: oauth(timestamp=str(int(time.time()) - 360)),
    "not signed": lambda: None,
    "with a password": lambda: ("user", "password"),
}


@pytest.mark.parametrize("auth", REST_BROKEN.values(), ids=REST_BROKEN.keys())
def test_a_rest_request_is_refused(client: Client, auth: Callable[[], Any]) -> None:
    answer = _query(client, auth=auth())
    assert answer.status_code == 401
    assert answer.json()["o:errorDetails"][0]["o:errorCode"] == "INVALID_LOGIN"
    assert answer.headers["content-type"].startswith("application/vnd.oracle.resource+json; type=error")


def test_the_query_parameters_are_signed_too(client: Client) -> None:
    url = client.address + "/services/rest/query/v1/suiteql"
    request = requests.Request("POST", url, params={"limit": 5}, json={"q": "SELECT 1 AS one"}, auth=oauth())
    prepared = request.prepare()
    prepared.headers["Prefer"] = "transient"
    prepared.url = prepared.url and prepared.url.replace("limit=5", "limit=6")
    with requests.Session() as session:
        assert session.send(prepared, timeout=5).status_code == 401


def _platform_fault(fault: Fault) -> tuple[str, str]:
    named = next(each for each in fault.detail if "faults_2025_2" in each.tag)
    return etree.QName(named).localname, named[0].text
