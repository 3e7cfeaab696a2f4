"""NetSuite's books as a dry run's notes would leave them; what was there before is asked of the account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from connector.rehearsal_erp import RecordingErp
from netsuite_client.account import AppliedBalance
from netsuite_client.outcomes import Apply
from netsuite_client.records import Kind, Transaction

Uses = Mapping[str, Mapping[Kind, Decimal]]
"""What is used on each document, by the kind of what is used."""


class Books(Protocol):
    """The account itself."""

    def applied_balances(self, internal_ids: Sequence[str]) -> Mapping[str, AppliedBalance]:
        """Total, rest and applications of transactions."""
        ...


class NotedBooks:
    """The same question as to the account, answered from the notes where they know."""

    def __init__(self, noted: RecordingErp, books: Books) -> None:
        self._noted, self._books = noted, books

    def applied_balances(self, internal_ids: Sequence[str]) -> Mapping[str, AppliedBalance]:
        """Total, rest and applications of transactions, by internal id."""
        noted = {id_: record for id_, record in self._noted.records.items() if isinstance(record, Transaction)}
        asked = [each for each in internal_ids if each not in noted]
        uses = _uses({payer: self._noted.applied_last(payer) for payer in noted}, noted)
        found = {each: _balance(each, noted[each], uses) for each in internal_ids if each in noted}
        return {**found, **(self._books.applied_balances(asked) if asked else {})}


def _uses(applied: Mapping[str, Sequence[Apply]], noted: Mapping[str, Transaction]) -> Uses:
    summed: dict[str, dict[Kind, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for payer, uses in applied.items():
        for use in uses:
            summed[use.doc][noted[payer].KIND] += use.amount
            summed[payer][noted[payer].KIND] += use.amount
    return summed


def _balance(internal_id: str, record: Transaction, uses: Uses) -> AppliedBalance:
    used = uses.get(internal_id, {})
    credited = used.get(Kind.CREDIT_MEMO, Decimal()) if record.KIND is Kind.INVOICE else Decimal()
    paid = sum(used.values(), Decimal()) - credited
    return AppliedBalance(
        internal_id=internal_id,
        total=record.total,
        remaining=record.total - paid - credited,
        dated=record.tran_date,
        currency=record.currency.internal_id or "",
        paid=paid,
        credited=credited,
    )
