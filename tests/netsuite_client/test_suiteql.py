from __future__ import annotations

import json
import logging
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses
from full_records import INVOICE
from netsuite_accounts import SECRETS, SOAP, SUITEQL, Naps
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA256, Client
from soap_answers import add_answer, done

from netsuite_client.account import AppliedBalance, Balance, Found
from netsuite_client.client import NetSuite
from netsuite_client.errors import Busy, LoginRefused, NetSuiteError, ProtocolError, RequestRefused, Unreachable
from netsuite_client.outcomes import Add, Apply
from netsuite_client.records import Group

Network = responses.RequestsMock


def page(*rows: dict[str, object], more: bool = False) -> dict[str, object]:
    return {"links": [], "items": [{"links": [], **row} for row in rows], "hasMore": more, "count": len(rows)}


def problem(code: str, detail: str) -> dict[str, object]:
    return {"title": "Bad", "status": 400, "o:errorDetails": [{"detail": detail, "o:errorCode": code}]}


FOUND = {
    "recordgroup": "transaction",
    "recordtype": "CustInvc",
    "id": "12",
    "externalid": "in_1",
    "entity": "7",
    "currency": "1",
    "total": "-10.10",
}


def test_a_look_up_asks_all_groups_at_once_in_lower_case(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(
        SUITEQL, json=page(FOUND, {"recordgroup": "item", "recordtype": "Service", "id": 3, "externalid": "x"})
    )

    transaction, item = netsuite.find(["in_1AbC", "X"])

    asked = json.loads(recorded.calls[0].request.body)
    assert asked["params"] == ["in_1abc", "x"] * 4
    assert asked["q"].count("?") == 8
    assert transaction == Found(
        group=Group.TRANSACTION,
        type="CustInvc",
        internal_id="12",
        external_id="in_1",
        entity="7",
        currency="1",
        total=Decimal("10.10"),
    )
    assert item == Found(group=Group.ITEM, type="Service", internal_id="3", external_id="x")


def test_a_thousand_ids_are_one_request_and_one_more_is_another(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SUITEQL, json=page())

    netsuite.find([f"in_{number}" for number in range(1000)])
    assert len(recorded.calls) == 1
    netsuite.find([f"in_{number}" for number in range(1001)])
    assert len(recorded.calls) == 3


def test_looking_for_nothing_asks_nothing(netsuite: NetSuite, recorded: Network) -> None:
    assert netsuite.find([]) == ()
    assert netsuite.balances([]) == {}
    assert netsuite.applications([]) == {}
    assert len(recorded.calls) == 0


def test_pages_are_read_to_the_last(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SUITEQL, json=page(FOUND, more=True))
    recorded.post(SUITEQL, json=page(FOUND))

    assert len(netsuite.find(["in_1"])) == 2
    asked = [parse_qs(urlsplit(call.request.url).query) for call in recorded.calls]
    assert asked == [{"limit": ["1000"], "offset": ["0"]}, {"limit": ["1000"], "offset": ["1000"]}]


def test_an_answer_without_end_is_cut(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SUITEQL, json=page(more=True))

    with pytest.raises(ProtocolError, match="more than 100000 rows"):
        netsuite.find(["in_1"])
    assert len(recorded.calls) == 100


def test_what_is_due_and_what_is_unapplied_are_both_the_rest(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(
        SUITEQL,
        json=page(
            {"id": "1", "recordtype": "CustInvc", "total": "120.00", "due": "20.5"},
            {"id": "2", "recordtype": "CustPymt", "total": "-100", "unapplied": "30"},
            {"id": "3", "recordtype": "CustInvc", "total": "5"},
        ),
    )

    assert netsuite.balances(["1", "2", "3", "4"]) == {
        "1": Balance(internal_id="1", total=Decimal("120.00"), remaining=Decimal("20.5")),
        "2": Balance(internal_id="2", total=Decimal(100), remaining=Decimal(30)),
        "3": Balance(internal_id="3", total=Decimal(5), remaining=Decimal(0)),
    }


def test_amounts_that_come_as_numbers_keep_their_digits(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(
        SUITEQL,
        body='{"items": [{"id": 1, "recordtype": "CustInvc", "total": 0.10, "due": 123456789012345.67}],'
        ' "hasMore": false}',
    )

    balance = netsuite.balances(["1"])["1"]

    assert (str(balance.total), str(balance.remaining)) == ("0.10", "123456789012345.67")


def test_every_payer_asked_for_has_its_applications(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(
        SUITEQL, json=page({"payer": "9", "payee": "1", "amount": "-10"}, {"payer": "9", "payee": "2", "amount": "5"})
    )

    assert netsuite.applications(["9", "10"]) == {
        "9": (Apply(doc="1", amount=Decimal(10)), Apply(doc="2", amount=Decimal(5))),
        "10": (),
    }


def test_a_4_what_is_applied_to_a_document_is_paid_or_credited(netsuite: NetSuite, recorded: Network) -> None:
    figures = {"total": "100", "due": "20", "paid": "50", "credited": "30"}
    recorded.post(
        SUITEQL, json=page({"id": "1", "recordtype": "CustInvc", "dated": "2026-03-01", "currency": "1", **figures})
    )

    assert netsuite.applied_balances(["1"]) == {
        "1": AppliedBalance(
            internal_id="1",
            total=Decimal(100),
            remaining=Decimal(20),
            dated=date(2026, 3, 1),
            currency="1",
            paid=Decimal(50),
            credited=Decimal(30),
        )
    }


def test_every_try_is_signed_afresh_for_the_account(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SUITEQL, "busy", status=429)
    recorded.post(SUITEQL, json=page())

    netsuite.find(["in_1"])

    first, second = (_authorization(call.request) for call in recorded.calls)
    assert 'realm="1234567_SB1"' in first
    assert 'oauth_signature_method="HMAC-SHA256"' in first
    assert first != second
    assert recorded.calls[0].request.headers["Prefer"] in ("transient", b"transient")


def test_a_signature_covers_the_page(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SUITEQL, json=page())

    netsuite.find(["in_1"])

    request = recorded.calls[0].request
    sent = dict(part.split("=", 1) for part in _authorization(request)[6:].replace('"', "").split(", "))
    again = Client(
        SECRETS[0],
        client_secret=SECRETS[1],
        resource_owner_key=SECRETS[2],
        resource_owner_secret=SECRETS[3],
        signature_method=SIGNATURE_HMAC_SHA256,
        nonce=sent["oauth_nonce"],
        timestamp=sent["oauth_timestamp"],
        realm="1234567_SB1",
    )
    _, headers, _ = again.sign(request.url, http_method="POST")
    assert sent["oauth_signature"] in headers["Authorization"]


def test_no_log_of_any_library_shows_a_secret(
    netsuite: NetSuite, recorded: Network, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded.post(SUITEQL, json=page())
    recorded.post(SOAP, add_answer(done("1")))

    with caplog.at_level(logging.DEBUG):
        netsuite.find(["in_1"])
        netsuite.send([Add(record=INVOICE)])

    logged = caplog.text + capsys.readouterr().out
    assert "suiteql" in logged
    assert not [secret for secret in SECRETS if secret.endswith("secret-of-the-tests") and secret in logged]
    assert "Acme" not in logged


def _authorization(request: requests.PreparedRequest) -> str:
    header: str | bytes = request.headers["Authorization"]
    return header.decode() if isinstance(header, bytes) else header


REFUSALS: dict[str, tuple[int, object, type[NetSuiteError], int]] = {
    "a refused login": (401, problem("INVALID_LOGIN", "Invalid login attempt."), LoginRefused, 1),
    "a login refused without a word": (401, None, LoginRefused, 1),
    "a missing permission": (403, problem("INSUFFICIENT_PERMISSION", "Not you."), RequestRefused, 1),
    "a query that is not understood": (400, problem("INVALID_PARAMETER", "Invalid search query."), RequestRefused, 1),
    "too many requests at once": (429, problem("CONCURRENCY_LIMIT_EXCEEDED", "Blocked."), Busy, 4),
    "an error of NetSuite's own": (500, problem("UNEXPECTED_ERROR", "Error ID: 1"), Unreachable, 4),
    "a page instead of an answer": (502, None, Unreachable, 4),
    "a redirect": (302, None, ProtocolError, 1),
}


@pytest.mark.parametrize("case", REFUSALS.values(), ids=REFUSALS.keys())
def test_a_question_is_turned_away_by(
    case: tuple[int, object, type[NetSuiteError], int], netsuite: NetSuite, recorded: Network
) -> None:
    status, body, error, tries = case
    recorded.post(SUITEQL, json.dumps(body) if body else "<html>", status=status)

    with pytest.raises(error) as raised:
        netsuite.find(["in_1"])

    assert len(recorded.calls) == tries
    assert not [secret for secret in SECRETS if secret in f"{raised.value} {raised.value!r}"]


def test_a_question_that_gets_no_answer_is_asked_a_few_times(netsuite: NetSuite, recorded: Network, naps: Naps) -> None:
    recorded.post(SUITEQL, body=requests.ConnectionError("reset"))

    with pytest.raises(Unreachable, match="no answer") as raised:
        netsuite.find(["in_1"])

    assert isinstance(raised.value.__cause__, requests.ConnectionError)
    assert len(naps.seconds) == 3


UNREADABLE = {
    "no JSON": "<html>",
    "JSON of another shape": "[]",
    "no rows": '{"hasMore": false}',
    "columns that were not asked for": json.dumps(page({"id": "1"})),
    "a total that is no amount": json.dumps(page({**FOUND, "total": "ten"})),
    "a group that nobody knows": json.dumps(page({**FOUND, "recordgroup": "gadget"})),
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_question_is_answered_with(body: str, netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SUITEQL, body)

    with pytest.raises(ProtocolError, match="query"):
        netsuite.find(["in_1"])


def test_an_account_without_the_table_of_revenue_rules_has_no_revenue_features(
    netsuite: NetSuite, recorded: Network
) -> None:
    for _ in range(4):
        recorded.post(SUITEQL, json=page())
    recorded.post(
        SUITEQL,
        status=400,
        json=problem("INVALID_PARAMETER", "Search error occurred: Record 'revenuerecognitionrule' was not found."),
    )

    assert netsuite.account_facts().revenue_features is False


def test_a_role_that_may_not_query_does_not_switch_revenue_off(netsuite: NetSuite, recorded: Network) -> None:
    for _ in range(4):
        recorded.post(SUITEQL, json=page())
    recorded.post(SUITEQL, status=403, json=problem("INSUFFICIENT_PERMISSION", "Not you."))

    with pytest.raises(RequestRefused):
        netsuite.account_facts()
