"""The questions that are asked in SuiteQL, and how their rows become values.

Every question sorts by what makes its rows unique, because pages are cut from the sorted answer. Dates are asked for
as text, since the service writes a plain date in the form that its user prefers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from netsuite_client.account import (
    AppliedBalance,
    Balance,
    Currency,
    Found,
    LedgerAccount,
    Period,
    Sought,
    UnpostedRevenue,
)
from netsuite_client.outcomes import Apply
from netsuite_client.records import Group

IN_LIST_MAX = 1000
"""Values that one IN list may hold."""

Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A SuiteQL statement with the values of its question marks."""

    sql: str
    params: tuple[str, ...] = ()


_GROUP_SELECTS = (
    "SELECT 'transaction' AS recordgroup, t.type AS recordtype, t.id AS id, t.externalid AS externalid,"
    " t.entity AS entity, t.currency AS currency, t.foreigntotal AS total"
    " FROM transaction t WHERE LOWER(t.externalid) IN ({marks})",
    "SELECT 'entity', e.type, e.id, e.externalid, NULL, NULL, NULL"
    " FROM entity e WHERE LOWER(e.externalid) IN ({marks})",
    "SELECT 'item', i.itemtype, i.id, i.externalid, NULL, NULL, NULL"
    " FROM item i WHERE LOWER(i.externalid) IN ({marks})",
    "SELECT 'payment_method', 'PaymentMethod', p.id, p.externalid, NULL, NULL, NULL"
    " FROM paymentmethod p WHERE LOWER(p.externalid) IN ({marks})",
)


def external_ids_question(external_ids: Sequence[str]) -> Question:
    """Who has these external ids, in any letter case and whatever the type of record; one request for all groups."""
    wanted = tuple(external_id.lower() for external_id in external_ids)
    union = " UNION ALL ".join(_GROUP_SELECTS).format(marks=_marks(wanted))
    return Question(sql=f"{union} ORDER BY 1, 3", params=wanted * len(_GROUP_SELECTS))


def found(row: Row) -> Found:
    """A record with one of the external ids asked for. Its total is positive, whichever side it posts to."""
    return Found(
        group=Group(row["recordgroup"]),
        type=row["recordtype"],
        internal_id=row["id"],
        external_id=row["externalid"],
        entity=row.get("entity"),
        currency=row.get("currency"),
        total=abs(Decimal(row["total"])) if "total" in row else None,
    )


_TABLES: dict[Group, tuple[str, str, str]] = {
    Group.ENTITY: ("customer", "'CustJob'", "NULL"),
    Group.ITEM: ("item", "r.itemtype", "NULL"),
    Group.TRANSACTION: ("transaction", "r.type", "r.entity"),
}
"""Where records of a group are looked for, and the columns of their type and their customer.

Customers have a table of their own, since `entity` also holds vendors and employees; that it has every column that is
shown on the record, custom ones by their script id, is field knowledge, as is that TRIM and one-argument TO_CHAR are
known functions. A UNION wants columns of one type, hence the text of the internal id.
"""

_SOUGHT = (
    "SELECT '{group}' AS recordgroup, '{field}' AS field, {shown} AS value, r.id AS id, {type} AS recordtype,"
    " {entity} AS entity, r.externalid AS externalid FROM {table} r WHERE {compared} IN ({marks}){active}"
)


def sought_question(sought: Iterable[Sought]) -> Question:
    """Who is described by any of these: one SELECT for each column that is compared, one request for all.

    Raises ValueError for a column that is no name, and KeyError for a group that is not looked for.
    """
    columns: dict[tuple[Group, str], dict[str, None]] = {}
    for one in sought:
        columns.setdefault((one.group, one.field), {})[_compared(one.value)] = None
    union = " UNION ALL ".join(_sought_select(group, field, len(values)) for (group, field), values in columns.items())
    params = tuple(value for values in columns.values() for value in values)
    return Question(sql=f"{union} ORDER BY 1, 2, 4", params=params)


def _sought_select(group: Group, field: str, values: int) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", field):
        raise ValueError(f"{field} is no column")
    by_id = field == "id"
    table, type_, entity = _TABLES[group]
    text = f"LOWER(TRIM(r.{field}))"
    return _SOUGHT.format(
        group=group.value,
        field=field,
        shown="TO_CHAR(r.id)" if by_id else text,
        type=type_,
        entity=entity,
        table=table,
        compared="r.id" if by_id else text,
        marks=", ".join("?" * values),
        active="" if by_id else " AND r.isinactive = 'F'",
    )


def described(sought: Sequence[Sought], rows: Iterable[Row]) -> dict[Sought, tuple[Found, ...]]:
    """Who fits each description; one that nobody fits has none."""
    fitting: dict[tuple[str, str, str], tuple[Found, ...]] = {}
    for row in rows:
        key = (row["recordgroup"], row["field"], row["value"])
        fitting[key] = (*fitting.get(key, ()), found({"externalid": "", **row}))
    return {one: fitting.get((one.group.value, one.field, _compared(one.value)), ()) for one in sought}


def _compared(value: str) -> str:
    return value.strip().lower()


_APPLICATIONS = (
    "SELECT l.nextdoc AS payer, l.previousdoc AS payee, SUM(l.foreignamount) AS amount"
    " FROM nexttransactionlinelink l WHERE l.linktype = 'Payment' AND l.nextdoc IN ({marks})"
    " GROUP BY l.nextdoc, l.previousdoc ORDER BY 1, 2"
)


def applications_question(payers: Sequence[str]) -> Question:
    """What these payers (internal ids) are used on now."""
    return Question(sql=_APPLICATIONS.format(marks=_marks(payers)), params=tuple(payers))


def applications(payers: Sequence[str], rows: Iterable[Row]) -> dict[str, tuple[Apply, ...]]:
    """The applications of each payer that was asked for; a payer that is used on nothing has none."""
    used: dict[str, tuple[Apply, ...]] = dict.fromkeys(payers, ())
    for row in rows:
        apply = Apply(doc=row["payee"], amount=abs(Decimal(row.get("amount", "0"))))
        used[row["payer"]] = (*used[row["payer"]], apply)
    return used


_TYPES_THAT_ARE_DUE = {"CustInvc"}

_BALANCES = (
    "SELECT t.id AS id, t.type AS recordtype, t.foreigntotal AS total, t.foreignamountunpaid AS due,"
    " t.foreignpaymentamountunused AS unapplied FROM transaction t WHERE t.id IN ({marks}) ORDER BY 1"
)


def balances_question(internal_ids: Sequence[str]) -> Question:
    """Total, and what is due or unapplied, of these transactions in their own currencies."""
    return Question(sql=_BALANCES.format(marks=_marks(internal_ids)), params=tuple(internal_ids))


def balance(row: Row) -> Balance:
    """A transaction's total and rest; NetSuite leaves out what is empty."""
    rest = row.get("due" if row["recordtype"] in _TYPES_THAT_ARE_DUE else "unapplied", "0")
    return Balance(internal_id=row["id"], total=abs(Decimal(row.get("total", "0"))), remaining=abs(Decimal(rest)))


_APPLIED_BALANCES = (
    "SELECT t.id AS id, t.type AS recordtype, TO_CHAR(t.trandate, 'YYYY-MM-DD') AS dated, t.currency AS currency,"
    " t.foreigntotal AS total, t.foreignamountunpaid AS due, t.foreignpaymentamountunused AS unapplied,"
    " SUM(CASE WHEN p.type = 'CustCred' THEN 0 ELSE l.foreignamount END) AS paid,"
    " SUM(CASE WHEN p.type = 'CustCred' THEN l.foreignamount ELSE 0 END) AS credited"
    " FROM transaction t"
    " LEFT JOIN nexttransactionlinelink l ON l.previousdoc = t.id AND l.linktype = 'Payment'"
    " LEFT JOIN transaction p ON p.id = l.nextdoc WHERE t.id IN ({marks})"
    " GROUP BY t.id, t.type, t.trandate, t.currency, t.foreigntotal, t.foreignamountunpaid,"
    " t.foreignpaymentamountunused ORDER BY 1"
)


def applied_balances_question(internal_ids: Sequence[str]) -> Question:
    """Total and rest of these transactions, with what payments and what credit memos are applied to them."""
    return Question(sql=_APPLIED_BALANCES.format(marks=_marks(internal_ids)), params=tuple(internal_ids))


def applied_balance(row: Row) -> AppliedBalance:
    """A transaction with its applications; amounts are positive, whichever side it posts to."""
    plain = balance(row)
    return AppliedBalance(
        internal_id=plain.internal_id,
        total=plain.total,
        remaining=plain.remaining,
        dated=date.fromisoformat(row["dated"]),
        currency=row["currency"],
        paid=abs(Decimal(row.get("paid", "0"))),
        credited=abs(Decimal(row.get("credited", "0"))),
    )


CURRENCIES = Question(
    sql="SELECT c.id AS id, c.symbol AS symbol, c.currencyprecision AS decimals FROM currency c ORDER BY 1"
)
BASE_PERIODS = Question(
    sql=(
        "SELECT p.id AS id, p.periodname AS name, TO_CHAR(p.startdate, 'YYYY-MM-DD') AS startdate,"
        " TO_CHAR(p.enddate, 'YYYY-MM-DD') AS enddate, p.closed AS closed, p.arlocked AS arlocked,"
        " p.alllocked AS alllocked FROM accountingperiod p"
        " WHERE p.isquarter = 'F' AND p.isyear = 'F' AND p.isadjust = 'F' ORDER BY 1"
    )
)
LEDGER_ACCOUNTS = Question(
    sql="SELECT a.id AS id, a.fullname AS name, a.accttype AS type FROM account a WHERE a.isinactive = 'F' ORDER BY 1"
)
LINE_COLUMNS = Question(
    sql="SELECT LOWER(f.scriptid) AS scriptid FROM customfield f WHERE LOWER(f.scriptid) LIKE 'custcol%' ORDER BY 1"
)
REVENUE_RULES = Question(sql="SELECT COUNT(*) AS rules FROM revenuerecognitionrule")


_UNPOSTED_REVENUE = (
    "SELECT p.revenueplancurrency AS currency, COUNT(*) AS planned, SUM(r.amount) AS amount"
    " FROM revenueplanplannedrevenue r JOIN revenueplan p ON p.id = r.revenueplan"
    " WHERE r.postingperiod = ? AND r.isrecognized = 'F' AND r.amount <> 0"
    " GROUP BY p.revenueplancurrency ORDER BY 1"
)


def unposted_revenue_question(period: str) -> Question:
    """The planned revenue of a posting period (internal id) that no journal entry has, by currency."""
    return Question(sql=_UNPOSTED_REVENUE, params=(period,))


def unposted_revenue(row: Row) -> UnpostedRevenue:
    """A currency's planned rows without journal entry."""
    return UnpostedRevenue(currency=row["currency"], rows=int(row["planned"]), amount=Decimal(row.get("amount", "0")))


def currency(row: Row) -> Currency:
    """A currency of the account."""
    return Currency(internal_id=row["id"], symbol=row["symbol"], precision=int(row["decimals"]))


def period(row: Row) -> Period:
    """A base accounting period; a locked one takes what a closed one takes: nothing."""
    return Period(
        internal_id=row["id"],
        name=row["name"],
        start=date.fromisoformat(row["startdate"]),
        end=date.fromisoformat(row["enddate"]),
        closed="T" in (row["closed"], row.get("arlocked"), row.get("alllocked")),
    )


def ledger_account(row: Row) -> LedgerAccount:
    """An account of the chart of accounts."""
    return LedgerAccount(internal_id=row["id"], name=row.get("name", ""), type=row.get("type", ""))


def script_id(row: Row) -> str:
    """The script id of a custom field, lower case."""
    return row["scriptid"].lower()


def names_an_unknown_table(message: str) -> bool:
    """Whether a refused query says that its table does not exist for us."""
    return "not found" in message.lower() or "unknown" in message.lower()


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
