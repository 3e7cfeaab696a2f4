"""The records as SuiteQL shows them: views over the store, one for each record type that can be asked for.

The store keeps amounts as whole hundredths. The engine has no decimals, so a question reckons with its numbers, and
the answer is written with 15 digits: exact for every amount below a trillion, and the books never see it.
"""

from __future__ import annotations

DATE_MARK = "\x1e"
"""Begins a date inside the engine, so that dates compare as dates and are told from text when they leave."""

_FLAG = "CASE WHEN json_extract(body, '$.{name}') THEN 'T' ELSE 'F' END AS {column}"


def _flag(name: str, column: str) -> str:
    return _FLAG.format(name=name, column=column)


def _value(name: str, column: str) -> str:
    return f"json_extract(body, '$.{name}') AS {column}"


def _reference(name: str, column: str) -> str:
    return f"CAST(json_extract(body, '$.{name}.internalId') AS INTEGER) AS {column}"


def _date(name: str, column: str) -> str:
    return f"char(30) || json_extract(body, '$.{name}') AS {column}"


_COLUMNS: dict[str, tuple[str, ...]] = {
    "customer": (
        "id",
        "external_id AS externalid",
        "name AS entityid",
        _value("companyName", "companyname"),
        _value("firstName", "firstname"),
        _value("lastName", "lastname"),
        _value("email", "email"),
        _reference("subsidiary", "subsidiary"),
        _reference("currency", "currency"),
        _flag("isPerson", "isperson"),
        _flag("isInactive", "isinactive"),
    ),
    "paymentmethod": ("id", "name", "external_id AS externalid", _flag("isInactive", "isinactive")),
    "currency": (
        "id",
        "name",
        _value("symbol", "symbol"),
        "CASE json_extract(body, '$.currencyPrecision') WHEN '_zero' THEN 0 ELSE 2 END AS currencyprecision",
        "CAST(json_extract(body, '$.exchangeRate') AS NUMERIC) AS exchangerate",
        _flag("isInactive", "isinactive"),
        _flag("isBaseCurrency", "isbasecurrency"),
    ),
    "accountingperiod": (
        "id",
        "name AS periodname",
        _date("startDate", "startdate"),
        _date("endDate", "enddate"),
        _reference("parent", "parent"),
        _flag("closed", "closed"),
        _flag("arLocked", "arlocked"),
        _flag("apLocked", "aplocked"),
        _flag("allLocked", "alllocked"),
        _flag("isQuarter", "isquarter"),
        _flag("isYear", "isyear"),
        _flag("isAdjust", "isadjust"),
    ),
    "account": (
        "id",
        _value("acctNumber", "acctnumber"),
        "name AS accountsearchdisplayname",
        _value("acctName", "fullname"),
        _value("suiteqlType", "accttype"),
        _value("sspecacct", "sspecacct"),
        _reference("currency", "currency"),
        _flag("isInactive", "isinactive"),
        "external_id AS externalid",
    ),
    "subsidiary": ("id", "name", _reference("currency", "currency"), _flag("isInactive", "isinactive")),
    "customfield": ("id", "upper(name) AS scriptid", _value("fieldType", "fieldtype")),
    "revenuerecognitionrule": ("id", "name"),
    "department": ("id", "name"),
    "classification": ("id", "name"),
    "location": ("id", "name"),
    "term": ("id", "name"),
}
_KINDS = {
    "paymentmethod": "paymentMethod",
    "accountingperiod": "accountingPeriod",
    "customfield": "customField",
    "revenuerecognitionrule": "revenueRecognitionRule",
    "classification": "class",
}


def _list_view(name: str) -> str:
    kind = _KINDS.get(name, name)
    columns = ", ".join(_COLUMNS[name])
    return f"CREATE VIEW IF NOT EXISTS {name} AS SELECT {columns} FROM record WHERE kind = '{kind}';"  # noqa: S608


_TRANSACTION_VIEWS = """
CREATE VIEW IF NOT EXISTS item AS
SELECT id, name AS itemid, external_id AS externalid, json_extract(body, '$.displayName') AS displayname,
    CASE kind WHEN 'serviceSaleItem' THEN 'Service' WHEN 'otherChargeSaleItem' THEN 'OthCharge'
        WHEN 'nonInventorySaleItem' THEN 'NonInvtPart' ELSE 'Discount' END AS itemtype,
    CASE WHEN kind = 'discountItem' THEN NULL ELSE 'Sale' END AS subtype,
    CAST(json_extract(body, '$.incomeAccount.internalId') AS INTEGER) AS incomeaccount,
    CASE WHEN json_extract(body, '$.isInactive') THEN 'T' ELSE 'F' END AS isinactive
FROM record WHERE grp = 'item';

CREATE VIEW IF NOT EXISTS entity AS
SELECT id, 'CustJob' AS type, external_id AS externalid, name AS entityid,
    CASE WHEN json_extract(body, '$.isInactive') THEN 'T' ELSE 'F' END AS isinactive
FROM record WHERE grp = 'entity';

CREATE VIEW IF NOT EXISTS "transaction" AS
SELECT d.id, d.type, lower(d.kind) AS recordtype, d.tran_id AS tranid, char(30) || d.tran_date AS trandate,
    char(30) || d.due_date AS duedate, r.external_id AS externalid, d.entity, d.currency,
    d.total / 100.0 AS foreigntotal,
    CASE WHEN d.kind = 'invoice' THEN d.open / 100.0 END AS foreignamountunpaid,
    CASE WHEN d.kind = 'invoice' THEN (d.total - d.open) / 100.0 END AS foreignamountpaid,
    CASE WHEN d.kind IN ('customerPayment', 'creditMemo') THEN d.open / 100.0 END AS foreignpaymentamountunused,
    CASE WHEN d.kind IN ('customerPayment', 'creditMemo') THEN (d.total - d.open) / 100.0 END
        AS foreignpaymentamountused,
    d.memo, d.other_ref_num AS otherrefnum, d.period AS postingperiod, d.created_from AS createdfrom, d.subsidiary,
    d.account, CASE WHEN d.open = 0 THEN 'B' ELSE 'A' END AS status, 'T' AS posting, 'F' AS voided
FROM document d JOIN record r ON r.grp = 'transaction' AND r.id = d.id;

CREATE VIEW IF NOT EXISTS transactionline AS
SELECT document AS "transaction", line AS id, line AS linesequencenumber,
    CASE line WHEN 0 THEN 'T' ELSE 'F' END AS mainline, item, amount / 100.0 AS foreignamount,
    CASE WHEN amount < 0 THEN -CAST(quantity AS NUMERIC) ELSE CAST(quantity AS NUMERIC) END AS quantity, memo, account
FROM document_line;

CREATE VIEW IF NOT EXISTS previoustransactionlinelink AS
SELECT doc AS previousdoc, payer AS nextdoc, 'Payment' AS linktype, amount / 100.0 AS foreignamount FROM application;

CREATE VIEW IF NOT EXISTS nexttransactionlinelink AS
SELECT doc AS previousdoc, payer AS nextdoc, 'Payment' AS linktype, amount / 100.0 AS foreignamount FROM application;
"""
# The engine knows no decimals; a hundredth as the nearest double is exact again when it is written with 15 digits.


def views(*, arm: bool) -> str:
    """The views of an account; without Advanced Revenue Management there are no revenue recognition rules."""
    absent = "" if arm else "DROP VIEW revenuerecognitionrule;"
    return "\n".join(map(_list_view, _COLUMNS)) + _TRANSACTION_VIEWS + absent


RECORD_TYPES = frozenset(_COLUMNS) | {
    "item",
    "entity",
    "transaction",
    "transactionline",
    "previoustransactionlinelink",
    "nexttransactionlinelink",
}
"""The record types that SuiteQL knows."""
