"""The journal of a month: takes out of deferred revenue what the plans make income in that period.

One entry per subsidiary and currency, dated the period's last day. NetSuite writes it in the subsidiary's base
currency; here it stays in the currency of the transactions, so that deferred revenue comes out at zero in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.ledger.books import Books, Period
from netsuite_client.emulator.ledger.money import amount_text
from netsuite_client.emulator.ledger.store import Stored

KIND = "journalEntry"


@dataclass(frozen=True, kw_only=True)
class Debit:
    """What an account is debited, in hundredths; credited where it is negative."""

    account: int
    amount: int

    def line(self, number: int) -> Fields:
        """The line of the journal entry."""
        side = "debit" if self.amount > 0 else "credit"
        return {"account": {"internalId": str(self.account)}, "line": number, side: amount_text(abs(self.amount))}


def post_journals(books: Books, period: Period) -> list[Fields]:
    """Post all rows of the period that are not posted yet; says each entry's id, currency and debits."""
    found = books.store.rows(_UNPOSTED, period.id)
    return [
        _post(books, period, key, [debit for _, _, *row in rows for debit in _debits(*row)])
        for key, rows in groupby(found, key=lambda row: (int(row[0]), int(row[1])))
    ]


def _debits(deferral: int, income: int, amount: int) -> tuple[Debit, Debit]:
    return Debit(account=deferral, amount=amount), Debit(account=income, amount=-amount)


def _post(books: Books, period: Period, key: tuple[int, int], debits: list[Debit]) -> Fields:
    """The entry of a subsidiary and currency."""
    store, number, (subsidiary, currency) = books.store, books.store.next_id("transaction"), key
    total = sum(debit.amount for debit in debits if debit.amount > 0)
    name, memo = books.next_number(KIND, "JE"), f"Revenue recognition {period.month}"
    body = {
        "tranId": name,
        "tranDate": period.end,
        "postingPeriod": {"internalId": str(period.id)},
        "currency": {"internalId": str(currency)},
        "subsidiary": {"internalId": str(subsidiary)},
        "memo": memo,
        "lineList": {"replaceAll": True, "line": [debit.line(index) for index, debit in enumerate(debits)]},
    }
    store.insert(Stored(group="transaction", id=number, kind=KIND, external_id=None, name=name, body=body))
    store.change(_KEEP_DOCUMENT, number, KIND, currency, subsidiary, name, period.end, period.id, total, memo)
    store.change_many(
        "INSERT INTO document_line (document, line, account, amount) VALUES (?, ?, ?, ?)",
        [(number, index, debit.account, debit.amount) for index, debit in enumerate(debits)],
    )
    store.change_many(
        "INSERT INTO posting VALUES (?, ?, ?, ?)",
        [(number, debit.account, currency, debit.amount) for debit in debits],
    )
    store.change(_MARK_POSTED, number, period.id, currency, subsidiary)
    return {"internalId": str(number), "currency": books.symbol(currency), "amount": amount_text(total)}


_UNPOSTED = """
SELECT d.subsidiary, d.currency, e.deferral, e.income, SUM(r.amount)
FROM revenue_row r JOIN revenue_element e ON e.id = r.element JOIN document d ON d.id = e.document
WHERE r.posting = ? AND r.journal IS NULL AND r.amount <> 0
GROUP BY d.subsidiary, d.currency, e.deferral, e.income, r.amount > 0 ORDER BY 1, 2, 3, 4, 5 DESC
"""
_KEEP_DOCUMENT = """
INSERT INTO document (id, kind, type, currency, subsidiary, tran_id, tran_date, period, total, memo, open)
VALUES (?, ?, 'Journal', ?, ?, ?, ?, ?, ?, ?, 0)
"""
_MARK_POSTED = """
UPDATE revenue_row SET journal = ?1 WHERE posting = ?2 AND journal IS NULL AND amount <> 0 AND element IN (
    SELECT e.id FROM revenue_element e JOIN document d ON d.id = e.document
    WHERE d.currency = ?3 AND d.subsidiary = ?4
)
"""
