"""SuiteQL: what can be asked, and how it is answered."""

from __future__ import annotations

import pytest
import requests

from netsuite_emulator.builders import Account
from netsuite_emulator.client import Client, oauth


def test_external_ids_are_looked_up_in_every_group_in_any_letter_case(account: Account) -> None:
    account.client.add(account.invoice("in_1aB"), account.payment("ch_1"))
    rows = account.client.suiteql(
        "SELECT 'transaction' AS grp, id, type, externalid, foreigntotal AS total FROM transaction "
        "WHERE LOWER(externalid) IN (?, ?) UNION ALL "
        "SELECT 'item', id, itemtype, externalid, NULL FROM item WHERE LOWER(externalid) IN (?) UNION ALL "
        "SELECT 'entity', id, type, externalid, NULL FROM entity WHERE LOWER(externalid) IN (?)",
        "in_1ab",
        "ch_1",
        "price_1",
        "cus_1",
    )
    assert sorted(rows, key=lambda row: row["externalid"]) == [
        {"grp": "transaction", "id": "2", "type": "CustPymt", "externalid": "ch_1", "total": "100"},
        {"grp": "entity", "id": "1", "type": "CustJob", "externalid": "cus_1"},
        {"grp": "transaction", "id": "1", "type": "CustInvc", "externalid": "in_1aB", "total": "100"},
        {"grp": "item", "id": "1", "type": "Service", "externalid": "price_1"},
    ]


def test_amounts_dates_and_states_of_transactions(account: Account) -> None:
    client = account.client
    client.add(
        account.invoice("in_1", account.line("100.10")), account.payment("ch_1", "70.30", applies={"1": "20.05"})
    )
    rows = client.suiteql(
        "SELECT tranid, trandate, TO_CHAR(trandate, 'YYYY-MM-DD') AS day, foreigntotal, foreignamountunpaid, "
        "foreignpaymentamountunused, status, NVL(memo, '-') AS memo FROM transaction "
        "WHERE trandate >= TO_DATE('2026-01-15', 'YYYY-MM-DD') ORDER BY id"
    )
    assert rows == [
        {
            "tranid": "INV1001",
            "trandate": "1/15/2026",
            "day": "2026-01-15",
            "foreigntotal": "100.1",
            "foreignamountunpaid": "80.05",
            "status": "A",
            "memo": "-",
        },
        {
            "tranid": "PYMT1001",
            "trandate": "1/16/2026",
            "day": "2026-01-16",
            "foreigntotal": "70.3",
            "foreignpaymentamountunused": "50.25",
            "status": "A",
            "memo": "-",
        },
    ]


def test_lines_and_links_join_their_transaction(account: Account) -> None:
    client = account.client
    client.add(account.invoice("in_1", account.line("60.00"), account.line("40.00", "price_2")))
    client.add(account.payment(applies={"1": "100.00"}))
    lines = client.suiteql(
        "SELECT tl.linesequencenumber AS n, tl.mainline, tl.foreignamount AS amount, i.itemid FROM transaction t "
        "JOIN transactionline tl ON tl.transaction = t.id LEFT JOIN item i ON i.id = tl.item "
        "WHERE t.externalid = ? ORDER BY n",
        "in_1",
    )
    assert lines == [
        {"n": "0", "mainline": "T", "amount": "100"},
        {"n": "1", "mainline": "F", "amount": "-60", "itemid": "price_1"},
        {"n": "2", "mainline": "F", "amount": "-40", "itemid": "price_2"},
    ]
    links = client.suiteql("SELECT previousdoc, nextdoc, linktype, foreignamount FROM previoustransactionlinelink")
    assert links == [{"previousdoc": "1", "nextdoc": "2", "linktype": "Payment", "foreignamount": "100"}]


def test_memos_and_refunds_are_negative_and_tell_what_they_have_left(account: Account) -> None:
    client = account.client
    client.add(account.invoice("in_1"), account.payment("ch_1", "10.00"))
    client.add(account.memo("memo_1", account.line("40.00"), applies={"1": "15.00"}))
    client.add(account.refund("re_1", applies={"3": "20.00", "2": "1.00"}))
    rows = client.suiteql(
        "SELECT externalid AS x, type, recordtype, foreigntotal AS total, foreignpaymentamountunused AS unused,"
        " foreignpaymentamountused AS used FROM transaction WHERE id > 1 ORDER BY id"
    )
    assert rows == [
        {"x": "ch_1", "type": "CustPymt", "recordtype": "customerpayment", "total": "10", "unused": "9", "used": "1"},
        {"x": "memo_1", "type": "CustCred", "recordtype": "creditmemo", "total": "-40", "unused": "5", "used": "35"},
        {"x": "re_1", "type": "CustRfnd", "recordtype": "customerrefund", "total": "-21"},
    ]
    links = client.suiteql(
        "SELECT previousdoc AS doc, nextdoc AS payer, foreignamount AS n FROM nexttransactionlinelink"
    )
    assert sorted((row["payer"], row["doc"], row["n"]) for row in links) == [
        ("3", "1", "15"),
        ("4", "2", "1"),
        ("4", "3", "20"),
    ]


SEEDED: dict[str, tuple[str, list[dict[str, str]]]] = {
    "currencies": (
        "SELECT symbol, currencyprecision AS p, isbasecurrency AS base FROM currency ORDER BY id",
        [
            {"symbol": "USD", "p": "2", "base": "T"},
            {"symbol": "EUR", "p": "2", "base": "F"},
            {"symbol": "GBP", "p": "2", "base": "F"},
            {"symbol": "CHF", "p": "2", "base": "F"},
            {"symbol": "JPY", "p": "0", "base": "F"},
            {"symbol": "KWD", "p": "2", "base": "F"},
        ],
    ),
    "base periods": (
        "SELECT COUNT(*) AS n, MIN(startdate) AS first, MAX(enddate) AS last FROM accountingperiod "
        "WHERE isquarter = 'F' AND isyear = 'F' AND isadjust = 'F' AND closed = 'F'",
        [{"n": "132", "first": "1/1/2020", "last": "12/31/2030"}],
    ),
    "a leap month": (
        "SELECT periodname, TO_CHAR(enddate, 'YYYY-MM-DD') AS last FROM accountingperiod WHERE periodname = 'Feb 2028'",
        [{"periodname": "Feb 2028", "last": "2028-02-29"}],
    ),
    "undeposited funds": (
        "SELECT accountsearchdisplayname AS name, accttype FROM account WHERE sspecacct = 'UndepFunds'",
        [{"name": "Undeposited Funds", "accttype": "OthCurrAsset"}],
    ),
    "the receivable": ("SELECT id FROM account WHERE accttype = 'AcctRec'", [{"id": "2"}]),
    "the subsidiary": ("SELECT id, name FROM subsidiary", [{"id": "1", "name": "Parent Company"}]),
    "line columns": (
        "SELECT scriptid, fieldtype FROM customfield ORDER BY id",
        [
            {"scriptid": "CUSTCOL_STRIPE_START", "fieldtype": "date"},
            {"scriptid": "CUSTCOL_STRIPE_END", "fieldtype": "date"},
        ],
    ),
    "revenue rules, whose periods are their own or those of the line": (
        "SELECT name, recognitionperiod AS n FROM revenuerecognitionrule WHERE id < 4 ORDER BY id",
        [
            {"name": "Straight-line by line dates"},
            {"name": "Straight-line over 12 months", "n": "12"},
            {"name": "Straight-line over 6 months", "n": "6"},
        ],
    ),
    "payment methods": ("SELECT name FROM paymentmethod WHERE name = 'Cash'", [{"name": "Cash"}]),
}


@pytest.mark.parametrize(("query", "rows"), SEEDED.values(), ids=SEEDED.keys())
def test_a_fresh_account_holds(client: Client, query: str, rows: list[dict[str, str]]) -> None:
    assert client.suiteql(query) == rows


def test_pages_have_links_and_counts(client: Client) -> None:
    body = {"q": "SELECT id FROM accountingperiod ORDER BY id"}
    first, last = client.post_query(body, limit=100).json(), client.post_query(body, limit=100, offset=100).json()
    assert (first["count"], first["hasMore"], first["offset"], first["totalResults"]) == (100, True, 0, 187)
    assert (last["count"], last["hasMore"], last["offset"], last["totalResults"]) == (87, False, 100, 187)
    assert [row["id"] for row in first["items"] + last["items"]] == [str(n + 1) for n in range(187)]
    assert {link["rel"] for link in first["links"]} == {"self", "next"}
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    answer = client.session.post(following, json=body, auth=oauth(), headers={"Prefer": "transient"}, timeout=5)
    assert answer.json()["offset"] == 100


REFUSED: dict[str, tuple[str, str]] = {
    "a record type that does not exist": ("SELECT id FROM invoices", "Record 'invoices' was not found."),
    "a table of the store": ("SELECT * FROM record", "Record 'record' was not found."),
    "a table of the store behind a view": ("SELECT p.* FROM item, posting p", "Record 'posting' was not found."),
    "a table of the store, counted": ("SELECT COUNT(*) FROM posting", "Record 'posting' was not found."),
    "the engine's own tables": ("SELECT * FROM sqlite_master", "was not found."),
    "a column that does not exist": ("SELECT tranidd FROM transaction", "Unknown identifier 'tranidd'."),
    "an unknown function": ("SELECT FOO(id) FROM transaction", "Unknown function 'FOO'."),
    "a deletion": ("DELETE FROM transaction", "Invalid or unsupported search"),
    "a deletion behind a name": ("WITH x AS (SELECT 1) DELETE FROM transaction", "Invalid or unsupported search"),
    "two statements": ("SELECT 1; SELECT 2", "Unexpected token ';'"),
    "a setting": ("PRAGMA user_version", "Invalid or unsupported search"),
    "nothing": ("", "Invalid or unsupported search"),
    "too few parameters": ("SELECT ? AS a, ? AS b", "Invalid or unsupported search"),
}


@pytest.mark.parametrize(("query", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_it_does_not_answer(client: Client, query: str, message: str) -> None:
    answer = client.post_query({"q": query, "params": ["1"] if "?" in query else []})
    assert answer.status_code == 400
    assert message in answer.json()["o:errorDetails"][0]["detail"]


def test_comments_and_the_oracle_way_to_limit_rows_are_understood(client: Client) -> None:
    query = "SELECT id /* the first */ FROM accountingperiod ORDER BY id FETCH FIRST 2 ROWS ONLY -- of many"
    assert client.suiteql(query.partition(" --")[0], limit=2) == [{"id": "1"}, {"id": "2"}]
    assert client.suiteql("SELECT id FROM subsidiary -- the only one", limit=1) == [{"id": "1"}]


def test_the_word_transaction_stays_in_texts(client: Client) -> None:
    assert client.suiteql("SELECT 'transaction' AS said, ? AS sent", "transaction") == [
        {"said": "transaction", "sent": "transaction"}
    ]


@pytest.mark.parametrize(
    ("paging", "message"),
    [
        ({"limit": 1001}, "limit"),
        ({"limit": 0}, "limit"),
        ({"limit": 100, "offset": 50}, "divisible"),
        ({"limit": "ten"}, "whole numbers"),
        ({"page": 2}, "Invalid query parameter name 'page'"),
    ],
)
def test_wrong_paging_is_refused(client: Client, paging: dict[str, int], message: str) -> None:
    answer = client.post_query({"q": "SELECT 1 AS one"}, **paging)
    assert answer.status_code == 400
    assert message in answer.json()["o:errorDetails"][0]["detail"]


def test_a_query_must_be_transient(client: Client) -> None:
    url = client.address + "/services/rest/query/v1/suiteql"
    answer = requests.post(url, json={"q": "SELECT 1 AS one"}, auth=oauth(), timeout=5)
    assert answer.status_code == 400
    assert "Prefer" in answer.text


@pytest.mark.parametrize("body", [[], {}, {"q": 1}, {"q": "SELECT 1", "limit": 3}, {"q": "SELECT 1", "params": {}}])
def test_a_query_of_another_shape_is_refused(client: Client, body: object) -> None:
    assert client.post_query(body).status_code == 400


def test_reading_changes_nothing_and_sees_what_was_just_written(account: Account) -> None:
    for number in range(5):
        account.client.add(account.invoice(f"in_{number}"))
        assert account.client.suiteql("SELECT COUNT(*) AS n FROM transaction") == [{"n": str(number + 1)}]
