"""The records as SuiteQL shows them: views over the store, one for each record type that can be asked for.

The store keeps amounts as whole hundredths. The engine has no decimals, so a question reckons with its numbers, and
the answer is written with 15 digits: exact for every amount below a trillion, and the books never see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    "customfield": (
        "id",
        "upper(name) AS scriptid",
        _value("fieldType", "fieldtype"),
        _flag("isMandatory", "ismandatory"),
    ),
    **dict.fromkeys(
        ("department", "classification", "location", "term"), ("id", "name", _flag("isInactive", "isinactive"))
    ),
}
_ARM_COLUMNS: dict[str, tuple[str, ...]] = {
    "revenuerecognitionrule": (
        "id",
        "name",
        _value("method", "recognitionmethod"),
        _value("recognitionPeriod", "recognitionperiod"),
        "CASE WHEN json_extract(body, '$.recognitionPeriod') IS NULL THEN 'REVENUE_ELEMENT_END_DATE' "
        "ELSE 'RECOGNITION_PERIOD' END AS revrecenddatesource",
        "'REVENUE_ELEMENT_START_DATE' AS revrecstartdatesource",
        _flag("isInactive", "isinactive"),
    ),
}
_KINDS = {
    "paymentmethod": "paymentMethod",
    "accountingperiod": "accountingPeriod",
    "customfield": "customField",
    "revenuerecognitionrule": "revenueRecognitionRule",
    "classification": "class",
}


_ITEM_COLUMNS = (
    "id",
    "name AS itemid",
    "external_id AS externalid",
    _value("displayName", "displayname"),
    "CASE kind WHEN 'serviceSaleItem' THEN 'Service' WHEN 'otherChargeSaleItem' THEN 'OthCharge' "
    "WHEN 'nonInventorySaleItem' THEN 'NonInvtPart' ELSE 'Discount' END AS itemtype",
    "CASE WHEN kind = 'discountItem' THEN NULL ELSE 'Sale' END AS subtype",
    _reference("incomeAccount", "incomeaccount"),
    _reference("deferredRevenueAccount", "deferredrevenueaccount"),
    _flag("isInactive", "isinactive"),
)
_ARM_ITEM_COLUMNS = (
    _reference("revenueRecognitionRule", "revenuerecognitionrule"),
    _reference("createRevenuePlansOn", "createrevenueplanson"),
    "(SELECT l.name FROM record l WHERE l.grp = 'createRevenuePlansOn' "
    "AND l.id = json_extract(record.body, '$.createRevenuePlansOn.internalId')) AS createrevenueplanson_df",
    _flag("directRevenuePosting", "directrevenueposting"),
)
_ENTITY_COLUMNS = (
    "id",
    "'CustJob' AS type",
    "external_id AS externalid",
    "name AS entityid",
    _flag("isInactive", "isinactive"),
)

_LINKS = (
    "SELECT doc AS previousdoc, payer AS nextdoc, 'Payment' AS linktype, amount / 100.0 AS foreignamount "
    "FROM application"
)
_QUERIES: dict[str, str] = {
    "transaction": """
SELECT d.id, d.type, lower(d.kind) AS recordtype, d.tran_id AS tranid, char(30) || d.tran_date AS trandate,
    char(30) || d.due_date AS duedate, r.external_id AS externalid, d.entity, d.currency,
    CASE WHEN d.kind IN ('creditMemo', 'customerRefund') THEN -1 ELSE 1 END * d.total / 100.0 AS foreigntotal,
    CASE WHEN d.kind = 'invoice' THEN d.open / 100.0 END AS foreignamountunpaid,
    CASE WHEN d.kind = 'invoice' THEN (d.total - d.open) / 100.0 END AS foreignamountpaid,
    CASE WHEN d.kind IN ('customerPayment', 'creditMemo') THEN d.open / 100.0 END AS foreignpaymentamountunused,
    CASE WHEN d.kind IN ('customerPayment', 'creditMemo') THEN (d.total - d.open) / 100.0 END
        AS foreignpaymentamountused,
    d.memo, d.other_ref_num AS otherrefnum, d.period AS postingperiod, d.created_from AS createdfrom, d.subsidiary,
    d.account, CASE WHEN d.open = 0 THEN 'B' ELSE 'A' END AS status, 'T' AS posting, 'F' AS voided
FROM document d JOIN record r ON r.grp = 'transaction' AND r.id = d.id
""",
    "transactionline": """
SELECT document AS "transaction", line AS id, line AS linesequencenumber,
    CASE line WHEN 0 THEN 'T' ELSE 'F' END AS mainline, item, amount / 100.0 AS foreignamount,
    CASE WHEN amount < 0 THEN -CAST(quantity AS NUMERIC) ELSE CAST(quantity AS NUMERIC) END AS quantity, memo, account,
    char(30) || start AS revrecstartdate, char(30) || end AS revrecenddate
FROM document_line
""",
    "previoustransactionlinelink": _LINKS,
    "nexttransactionlinelink": _LINKS,
}
_ARM_QUERIES: dict[str, str] = {
    "revenueelement": """
SELECT e.id, 'RE' || e.id AS recordnumber, d.type || '_' || e.document || '_' || e.line AS referenceid,
    e.document AS source, e.item, d.entity, d.currency, d.subsidiary, char(30) || d.tran_date AS elementdate,
    char(30) || e.start AS revrecstartdate, char(30) || e.end AS revrecenddate,
    e.amount / 100.0 AS discountedsalesamount, e.rule AS revenuerecognitionrule, e.deferral AS deferralaccount,
    e.income AS recognitionaccount
FROM revenue_element e JOIN document d ON d.id = e.document
""",
    "revenueplan": """
SELECT e.id, 'RP' || e.id AS recordnumber, e.id AS createdfrom, e.item, e.amount / 100.0 AS amount,
    'ACTUAL' AS revenueplantype, e.rule AS revenuerecognitionrule, d.currency AS revenueplancurrency,
    char(30) || e.start AS revrecstartdate, char(30) || e.end AS revrecenddate, 'F' AS holdrevenuerecognition,
    SUM(CASE WHEN r.journal IS NULL THEN 0 ELSE r.amount END) / 100.0 AS totalrecognized
FROM revenue_element e JOIN document d ON d.id = e.document JOIN revenue_row r ON r.element = e.id GROUP BY e.id
""",
    "revenueplanplannedrevenue": """
SELECT r.element * 1000 + r.number AS id, r.element AS revenueplan, r.source AS plannedperiod,
    r.posting AS postingperiod, r.amount / 100.0 AS amount, e.deferral AS deferredrevenueaccount,
    e.income AS recognitionaccount, CASE WHEN r.journal IS NULL THEN 'F' ELSE 'T' END AS isrecognized, r.journal
FROM revenue_row r JOIN revenue_element e ON e.id = r.element
""",
}
"""What Advanced Revenue Management adds. No published schema of these was at hand: their names are those that data
warehouses filled from SuiteQL have; which columns a role may read differs from account to account."""
# The engine knows no decimals; a hundredth as the nearest double is exact again when it is written with 15 digits.


def views(*, arm: bool, custom_fields: Iterable[str]) -> str:
    """The views of an account, made anew; what belongs to Advanced Revenue Management does not exist without it."""
    selects = _selects(arm=arm, custom_fields=tuple(custom_fields))
    dropped = [f'DROP VIEW IF EXISTS "{name}";' for name in RECORD_TYPES]
    created = [f'CREATE VIEW "{name}" AS {select};' for name, select in selects.items()]
    return "\n".join([*dropped, *created])


def _selects(*, arm: bool, custom_fields: Sequence[str] = ()) -> dict[str, str]:
    lists = _COLUMNS | (_ARM_COLUMNS if arm else {})
    lists |= {"customer": lists["customer"] + _customs("custentity", custom_fields)}
    items = _ITEM_COLUMNS + (_ARM_ITEM_COLUMNS if arm else ()) + _customs("custitem", custom_fields)
    return {
        **{name: _select(columns, "kind", _KINDS.get(name, name)) for name, columns in lists.items()},
        "item": _select(items, "grp", "item"),
        "entity": _select(_ENTITY_COLUMNS, "grp", "entity"),
        **_QUERIES,
        **(_ARM_QUERIES if arm else {}),
    }


def _customs(prefix: str, custom_fields: Sequence[str]) -> tuple[str, ...]:
    """The account's own fields of a record type, which are columns of it."""
    return tuple(_custom(field.lower()) for field in custom_fields if field.lower().startswith(prefix))


def _custom(field: str) -> str:
    """A field as a column; what it refers to by its internal id."""
    of_field = f"WHERE lower(json_extract(each.value, '$.scriptId')) = '{field}'"
    value = "COALESCE(json_extract(each.value, '$.value.internalId'), json_extract(each.value, '$.value'))"
    return f"(SELECT {value} FROM json_each(body, '$.customFieldList.customField') each {of_field}) AS {field}"  # noqa: S608 - our own names


def _select(columns: tuple[str, ...], column: str, value: str) -> str:
    return f"SELECT {', '.join(columns)} FROM record WHERE {column} = '{value}'"  # noqa: S608 - our own names


RECORD_TYPES = frozenset(_selects(arm=True))
"""The record types that SuiteQL knows."""
