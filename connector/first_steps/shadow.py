"""What a run would post, by account and month: the bookkeeping of records that nobody has sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from netsuite_client.account import AccountFacts
from netsuite_client.outcomes import Add, Operation
from netsuite_client.records import (
    CreditMemo,
    CustomerPayment,
    CustomerRefund,
    DiscountItem,
    Invoice,
    Kind,
    OtherChargeSaleItem,
    Record,
    Ref,
    ServiceSaleItem,
    Transaction,
    TransactionLine,
    part,
)

RECEIVABLE, UNDEPOSITED = "Accounts receivable", "Undeposited funds"
INCOME = "Income of items that NetSuite has"
DEFERRAL_FIELD = "deferredRevenueAccount"

Cell = tuple[str, str, str]
"""An account, a month such as `2026-03`, and a currency."""


@dataclass(frozen=True, kw_only=True)
class Shadow:
    """What would be posted, debits positive; and of each kind of record how many, with what total by currency."""

    posted: Mapping[Cell, Decimal]
    totals: Mapping[tuple[Kind, str], tuple[int, Decimal]]


def shadow_of(operations: Iterable[Operation], facts: AccountFacts) -> Shadow:
    """The postings of the records that would be added."""
    records = [each.record for each in operations if isinstance(each, Add)]
    accounts = _Accounts(records, facts)
    posted: dict[Cell, Decimal] = defaultdict(Decimal)
    totals: dict[tuple[Kind, str], tuple[int, Decimal]] = {}
    for record in records:
        if isinstance(record, Invoice | CustomerPayment | CreditMemo | CustomerRefund):
            symbol = record.currency.name or ""
            for account, amount in accounts.postings(record):
                posted[account, f"{record.tran_date:%Y-%m}", symbol] += amount
            number, total = totals.get((record.KIND, symbol), (0, Decimal()))
            totals[record.KIND, symbol] = (number + 1, total + record.total)
    return Shadow(posted={cell: amount for cell, amount in posted.items() if amount}, totals=totals)


class _Accounts:
    """To which account each side of a record posts."""

    def __init__(self, records: Iterable[Record], facts: AccountFacts) -> None:
        self._names = {each.internal_id: each.name for each in facts.accounts}
        self._items = {
            each.external_id: self._of_item(each)
            for each in records
            if isinstance(each, ServiceSaleItem | OtherChargeSaleItem | DiscountItem)
        }

    def postings(self, record: Transaction) -> Iterator[tuple[str, Decimal]]:
        """Accounts with what they are debited; the sum is zero."""
        match record:
            case Invoice():
                yield from self._of_lines(record, record.lines, Decimal(-1))
            case CreditMemo():
                yield from self._of_lines(record, record.lines, Decimal(1))
            case CustomerPayment():
                yield self._name(record.account, UNDEPOSITED), record.payment
                yield self._name(record.ar_account, RECEIVABLE), -record.payment
            case CustomerRefund():
                yield self._name(record.ar_account, RECEIVABLE), record.total
                yield self._name(record.account, UNDEPOSITED), -record.total

    def _of_lines(
        self, record: Invoice | CreditMemo, lines: Iterable[TransactionLine], side: Decimal
    ) -> Iterator[tuple[str, Decimal]]:
        """A discount that posts nothing of its own lowers the line above it."""
        yield self._name(record.account, RECEIVABLE), -side * record.total
        above = INCOME
        for line in lines:
            above = self._items.get(line.item.external_id or "", INCOME) or above
            yield above, side * line.amount

    def _of_item(self, item: Record) -> str:
        """The account of an item's revenue; none for a discount."""
        if isinstance(item, DiscountItem):
            return ""
        deferral = part(item, DEFERRAL_FIELD)
        if deferral:
            return self._names.get(str(deferral), f"account {deferral}")
        return self._name(getattr(item, "income_account", None), INCOME)

    def _name(self, account: Ref | None, otherwise: str) -> str:
        if account is None:
            return otherwise
        return account.name or self._names.get(account.internal_id or "", otherwise)
