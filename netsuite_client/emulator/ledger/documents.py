"""Each kind of transaction: what it needs, its total, and what it posts to the general ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.ledger.books import Books
from netsuite_client.emulator.ledger.drafts import Draft, Header, Line, Posting, allows, read_header
from netsuite_client.emulator.ledger.item_lines import read_item_lines
from netsuite_client.emulator.ledger.money import amount_text
from netsuite_client.emulator.ledger.store import Stored
from netsuite_client.emulator.refusals import Refusal, invalid_key, please_enter

FUNDS_TYPES = frozenset({"_bank", "_otherCurrentAsset", "_creditCard", "_otherCurrentLiability", "_expense", "_equity"})
"""The types of account into which money may be received, or from which it may be paid back."""


def draft_invoice(books: Books, fields: Fields) -> Draft:
    """Debits the receivable with the total, credits each line's account."""
    header = read_header(books, fields, entity="entity", account="account")
    lines = read_item_lines(books, header, fields)
    total = _total(lines)
    postings = (Posting(account=header.account, amount=total), *_against(lines, sign=-1))
    return Draft(header=header, fields=fields, total=total, lines=lines, postings=postings)


def draft_credit_memo(books: Books, fields: Fields) -> Draft:
    """The reverse of an invoice: credits the receivable, debits each line's account."""
    header = read_header(books, fields, entity="entity", account="account")
    lines = read_item_lines(books, header, fields)
    total = _total(lines)
    postings = (Posting(account=header.account, amount=-total), *_against(lines, sign=1))
    return Draft(header=header, fields=fields, total=total, lines=lines, postings=postings)


def draft_payment(books: Books, fields: Fields) -> Draft:
    """Debits undeposited funds or a bank with the full amount, credits the receivable, applied or not."""
    header = read_header(books, fields, entity="customer", account="arAcct")
    if "payment" not in fields:
        fields["payment"] = amount_text(_sum_of_applies(header, fields))
    total = _positive(header.amount(fields["payment"]))
    funds = _funds(books, header, fields)
    postings = (Posting(account=funds, amount=total), Posting(account=header.account, amount=-total))
    return Draft(header=header, fields=fields, total=total, lines=(), postings=postings)


def draft_refund(books: Books, fields: Fields) -> Draft:
    """Pays out what is applied: debits the receivable, credits the bank."""
    header = read_header(books, fields, entity="customer", account="arAcct")
    total = _positive(_sum_of_applies(header, fields))
    if not total:
        raise Refusal("USER_ERROR", "You must apply the refund to at least one credit.")
    _check_refunded(header.amount(fields.get("total", amount_text(total))), total)
    fields["total"] = amount_text(total)
    if not fields.get("account") and not fields.get("paymentMethod"):
        raise please_enter("Account")
    funds = _funds(books, header, fields)
    postings = (Posting(account=funds, amount=-total), Posting(account=header.account, amount=total))
    return Draft(header=header, fields=fields, total=total, lines=(), postings=postings)


def _check_refunded(total: int, applied: int) -> None:
    """A refund pays out what it is applied to, neither more nor less; so nothing of it can be un-applied later."""
    if total != applied:
        raise Refusal(
            "TRANS_APPLIED_AMTS_UNBALNCD",
            f"Transaction is not in balance! Total to apply of ${amount_text(total)} does not equal sum of "
            f"applied ${amount_text(applied)} and unapplied $0.00",
        )


def _total(lines: Sequence[Line]) -> int:
    total = sum(line.amount for line in lines)
    if total < 0 <= sum(line.amount for line in lines if line.nets is None):
        raise Refusal("DISCOUNT_EXCEED_TOTAL", "Discount can not exceed item total.")
    if total < 0:
        raise Refusal("USER_ERROR", "The total can not be negative.")
    return total


def _against(lines: Iterable[Line], *, sign: int) -> Iterable[Posting]:
    return (Posting(account=line.account, amount=sign * line.amount) for line in lines)


def _positive(amount: int) -> int:
    if amount < 0:
        raise Refusal("INVALID_AMT", "The amount can not be negative.")
    return amount


def _sum_of_applies(header: Header, fields: Fields) -> int:
    rows = fields.get("applyList", {}).get("apply", [])
    return sum(header.amount(row["amount"]) for row in rows if row.get("apply") and row.get("amount") is not None)


def _funds(books: Books, header: Header, fields: Fields) -> int:
    account = _funds_account(books, fields)
    if account.body["acctType"] not in FUNDS_TYPES or not allows(account, header.subsidiary):
        raise invalid_key("account", str(account.id), f" for subsidiary {header.subsidiary}")
    own_currency = account.body.get("currency")
    if own_currency and int(own_currency["internalId"]) != header.currency:
        raise Refusal(
            "TRANS_FORGN_CRNCY_MISMATCH", "Transaction and foreign currency account use different currencies."
        )
    fields["account"] = {"internalId": str(account.id)}
    fields["undepFunds"] = account.body["role"] == "UndepFunds"
    return account.id


def _funds_account(books: Books, fields: Fields) -> Stored:
    """`undepFunds` beats the account, the account beats the payment method's, undeposited funds are the rest."""
    if fields.get("undepFunds"):
        return books.account("UndepFunds")
    named = books.referred(fields, "account", "account")
    if named is not None:
        return named
    if fields.get("undepFunds") is False:
        raise please_enter("Account")
    method = books.referred(fields, "paymentMethod", "paymentMethod")
    of_method = books.referred(method.body, "account", "account") if method else None
    return of_method or books.account("UndepFunds")
