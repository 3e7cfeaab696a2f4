"""A record as NetSuite shows it: what was sent, and what NetSuite computes."""

from __future__ import annotations

from netsuite_client.emulator.fields import TYPE, Fields
from netsuite_client.emulator.ledger.books import Books
from netsuite_client.emulator.ledger.kinds import KINDS, TransactionKind, type_name
from netsuite_client.emulator.ledger.money import amount_text
from netsuite_client.emulator.ledger.store import Stored


def shown(books: Books, record: Stored) -> Fields:
    """The record's fields with its ids, its computed amounts and its applications."""
    fields: Fields = {TYPE: type_name(record.kind), "internalId": str(record.id), **record.body}
    if record.external_id is not None:
        fields["externalId"] = record.external_id
    kind = KINDS.get(record.kind)
    if isinstance(kind, TransactionKind):
        fields |= _computed(books, kind, record)
    return fields


def _computed(books: Books, kind: TransactionKind, record: Stored) -> Fields:
    sql = "SELECT total, open, tran_id, period, account FROM document WHERE id = ?"
    total, left, tran_id, period, account = books.store.rows(sql, record.id)[0]
    done = kind.statuses[1] if left == 0 else kind.statuses[0]
    fields: Fields = {"tranId": tran_id, "postingPeriod": {"internalId": str(period)}, "status": done}
    fields |= {"total": amount_text(total)}
    if kind.name == "invoice":
        fields |= {"amountRemaining": amount_text(left), "amountPaid": amount_text(total - left)}
        fields |= {"subTotal": amount_text(total), "account": {"internalId": str(account)}}
    if kind.applies_to:
        fields |= {"unapplied": amount_text(left), "applied": amount_text(total - left)}
        fields["applyList"] = {"replaceAll": True, "apply": _applies(books, record.id)}
    if kind.name == "creditMemo":
        fields |= {"amountRemaining": amount_text(left), "amountPaid": amount_text(total - left)}
    if kind.name == "customerPayment":
        fields["status"] = kind.statuses[0 if record.body.get("undepFunds") else 1]
    return fields


def _applies(books: Books, payer: int) -> list[Fields]:
    sql = (
        "SELECT a.doc, a.amount, d.tran_date, d.kind, d.tran_id, d.total, d.open, d.currency "
        "FROM application a JOIN document d ON d.id = a.doc WHERE a.payer = ? ORDER BY a.doc"
    )
    return [
        {
            "apply": True,
            "doc": doc,
            "line": 0,
            "applyDate": tran_date,
            "type": {"invoice": "Invoice", "creditMemo": "Credit Memo"}.get(kind, "Payment"),
            "refNum": tran_id,
            "total": amount_text(total),
            "due": amount_text(left + amount),
            "currency": _currency_name(books, currency),
            "amount": amount_text(amount),
        }
        for doc, amount, tran_date, kind, tran_id, total, left, currency in books.store.rows(sql, payer)
    ]


def _currency_name(books: Books, currency: int) -> str:
    found = books.store.find("currency", currency)
    return str(found.body["name"]) if found else ""
