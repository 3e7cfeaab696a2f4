"""Scripted trouble: what is done, what is answered, and which request meets it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
from lxml import etree
from zeep.exceptions import Fault, TransportError, XMLSyntaxError

from netsuite_emulator.builders import Account
from netsuite_emulator.client import Client

NOTHING_DONE = "nothing done"
DONE = "done"

TROUBLE: dict[str, tuple[dict[str, Any], tuple[type[Exception], ...], str]] = {
    "a server error": ({"kind": "http_500"}, (Fault, TransportError), NOTHING_DONE),
    "too many requests": ({"kind": "limit"}, (Fault,), NOTHING_DONE),
    "a refused login": ({"kind": "login"}, (Fault,), NOTHING_DONE),
    "no answer, nothing done": (
        {"kind": "timeout_before", "hold_seconds": 0},
        (requests.ConnectionError,),
        NOTHING_DONE,
    ),
    "no answer, but done": ({"kind": "timeout_after", "hold_seconds": 0}, (requests.ConnectionError,), DONE),
    "a broken answer": (
        {"kind": "broken"},
        (requests.ConnectionError, requests.exceptions.ChunkedEncodingError),
        DONE,
    ),
    "an answer that is garbage": ({"kind": "garbage"}, (XMLSyntaxError, TransportError), DONE),
}


@pytest.mark.parametrize(("fault", "errors", "end"), TROUBLE.values(), ids=TROUBLE.keys())
def test_trouble_with_soap(
    account: Account, fault: dict[str, Any], errors: tuple[type[Exception], ...], end: str
) -> None:
    account.client.control("faults", {**fault, "operation": "addList"})
    with pytest.raises(errors):
        account.client.add(account.invoice())
    kept = account.client.control("records?type=invoice")
    assert len(kept) == (1 if end == DONE else 0)
    assert account.client.add(account.invoice("in_2"))[0].startswith("ok")


REST_TROUBLE: dict[str, tuple[dict[str, Any], Callable[[requests.Response], bool]]] = {
    "a server error": ({"kind": "http_500"}, lambda answer: answer.status_code == 500),
    "too many requests": (
        {"kind": "limit"},
        lambda answer: answer.json()["o:errorDetails"][0]["o:errorCode"] == "CONCURRENCY_LIMIT_EXCEEDED",
    ),
    "a refused login": ({"kind": "login"}, lambda answer: answer.status_code == 401),
    "garbage": ({"kind": "garbage"}, lambda answer: answer.status_code == 200 and "<html>" in answer.text),
    "a refusal": (
        {"kind": "refuse", "code": "USER_ERROR", "message": "No."},
        lambda answer: "Error while accessing a resource. No." in answer.text,
    ),
}


@pytest.mark.parametrize(("fault", "expected"), REST_TROUBLE.values(), ids=REST_TROUBLE.keys())
def test_trouble_with_suiteql(
    client: Client, fault: dict[str, Any], expected: Callable[[requests.Response], bool]
) -> None:
    client.control("faults", {**fault, "operation": "suiteql"})
    assert expected(client.post_query({"q": "SELECT 1 AS one"}))
    assert client.suiteql("SELECT 1 AS one") == [{"one": "1"}]


def test_the_limit_says_that_the_request_was_blocked(client: Client) -> None:
    client.control("faults", {"kind": "limit"})
    with pytest.raises(Fault, match="concurrent request limit exceeded") as refused:
        client.send("getServerTime")
    names = [each.tag.rpartition("}")[2] for each in refused.value.detail]
    assert "exceededConcurrentRequestLimitFault" in names


def test_one_member_is_refused_and_the_others_go_on(account: Account) -> None:
    fault = {"kind": "refuse", "code": "RCRD_LOCKED_BY_WF", "message": "Locked."}
    account.client.control("faults", [{**fault, "member": 1}])
    said = account.client.add(account.invoice("in_1"), account.invoice("in_2"), account.invoice("in_3"))
    assert said == ["ok 1", "RCRD_LOCKED_BY_WF: Locked.", "ok 2"]
    account.client.control("faults", [{**fault, "external_id": "in_4"}])
    said = account.client.add(account.invoice("in_4"), account.invoice("in_5"))
    assert said == ["RCRD_LOCKED_BY_WF: Locked.", "ok 3"]


def test_trouble_comes_at_the_nth_matching_request_and_so_many_times(client: Client) -> None:
    client.control("faults", {"kind": "limit", "operation": "getServerTime", "nth": 2, "times": 2})
    outcomes = []
    for operation in ("getServerTime", "getAccountGovernanceInfo", "getServerTime", "getServerTime", "getServerTime"):
        try:
            client.send(operation)
            outcomes.append("ok")
        except Fault:
            outcomes.append("limit")
    assert outcomes == ["ok", "ok", "limit", "limit", "ok"]
    assert [each["outcome"] for each in client.control("requests")["requests"]] == outcomes


def test_a_slow_answer_comes_late(client: Client) -> None:
    client.control("faults", {"kind": "slow", "seconds": 0.3})
    started = time.monotonic()
    client.send("getServerTime")
    assert time.monotonic() - started >= 0.3


def test_a_client_that_gives_up_finds_the_work_done(account: Account) -> None:
    account.client.control("faults", {"kind": "timeout_after", "hold_seconds": 5})
    envelope = account.client.zeep.create_message(
        account.client.service, "addList", [account.invoice()], _soapheaders=account.client.headers()
    )
    url = account.client.address + "/services/NetSuitePort_2025_2"
    with pytest.raises(requests.ReadTimeout):
        requests.post(url, data=etree.tostring(envelope), headers={"SOAPAction": "addList"}, timeout=0.3)
    assert len(account.client.control("records?type=invoice")) == 1


WRONG: dict[str, tuple[Any, str]] = {
    "an unknown kind": ({"kind": "earthquake"}, "earthquake"),
    "no kind": ({}, "None"),
    "an unknown key": ({"kind": "limit", "when": 1}, "unknown: when"),
    "a count of zero": ({"kind": "limit", "nth": 0}, "nth begins at 1"),
    "a number as text": ({"kind": "limit", "times": "2"}, "times is not int"),
    "no object": (7, ""),
}


@pytest.mark.parametrize(("fault", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_script_is_refused_with_its_reason(client: Client, fault: Any, message: str) -> None:
    answer = requests.post(client.address + "/_emulator/faults", json=fault, timeout=5)
    assert answer.status_code == 400
    assert message in answer.json()["error"]


def test_faults_can_be_called_off(client: Client) -> None:
    client.control("faults", {"kind": "limit", "times": 9})
    assert requests.delete(client.address + "/_emulator/faults", timeout=5).status_code == 204
    client.send("getServerTime")
