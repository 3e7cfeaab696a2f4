"""A transaction as the rules make it, before it is kept: header, lines and what it posts."""

from __future__ import annotations

from dataclasses import dataclass

from netsuite_client.emulator.ledger.books import Books, Period
from netsuite_client.emulator.ledger.money import hundredths
from netsuite_client.emulator.ledger.store import Stored
from netsuite_client.emulator.refusals import Refusal, invalid_key, please_enter
from netsuite_client.emulator.soap.codec import Fields


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a transaction; the amount in hundredths, as it stands on the document."""

    line: int
    amount: int
    item: int | None = None
    account: int | None = None
    quantity: str | None = None
    memo: str | None = None


@dataclass(frozen=True, kw_only=True)
class Posting:
    """An amount on an account, in hundredths of the transaction's currency; debit is positive."""

    account: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class Header:
    """What all transactions share. `account` is the receivable account."""

    entity: Stored
    currency: int
    precision: int
    subsidiary: int
    account: int
    tran_date: str
    period: Period

    def amount(self, text: str) -> int:
        """An amount of this transaction as sent, in hundredths; refuses too many decimals."""
        return hundredths(text, self.precision)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A transaction, complete but for its applications."""

    header: Header
    fields: Fields
    total: int
    lines: tuple[Line, ...]
    postings: tuple[Posting, ...]


def read_header(books: Books, fields: Fields, *, entity: str, account: str) -> Header:
    """The header, checked; `entity` and `account` name the fields for customer and receivable account."""
    customer = books.referred(fields, entity, "entity")
    if customer is None:
        raise please_enter("Customer")
    if customer.body.get("isInactive"):
        raise Refusal("CANT_APPLY_PMT", "This entity cannot accept transactions because it is inactive.")
    currency = _currency(fields, customer)
    tran_date = fields.setdefault("tranDate", books.today())
    return Header(
        entity=customer,
        currency=currency,
        precision=books.precision(currency),
        subsidiary=_subsidiary(fields, customer),
        account=_receivable(books, fields, account, customer),
        tran_date=tran_date,
        period=posting_period(books, fields, tran_date),
    )


def _currency(fields: Fields, customer: Stored) -> int:
    reference = fields.setdefault("currency", customer.body["currency"])
    allowed = {row["currency"]["internalId"] for row in customer.body["currencyList"]["currency"]}
    if reference["internalId"] not in allowed:
        raise invalid_key("currency", reference["internalId"], f" for entity {customer.id}")
    return int(reference["internalId"])


def _subsidiary(fields: Fields, customer: Stored) -> int:
    own = customer.body["subsidiary"]
    reference = fields.setdefault("subsidiary", own)
    if reference != own:
        raise Refusal(
            "INVALID_TRANS_SUB_ENTITY",
            f"Transaction subsidiary {reference['internalId']} is not valid for entity {customer.id}. "
            "Please choose a different entity.",
        )
    return int(reference["internalId"])


def _receivable(books: Books, fields: Fields, name: str, customer: Stored) -> int:
    default = customer.body.get("receivablesAccount") or {"internalId": str(books.account("AcctRec").id)}
    fields.setdefault(name, default)
    found = books.referred(fields, name, "account")
    if found is None or found.body["acctType"] != "_accountsReceivable":
        subsidiary = customer.body["subsidiary"]["internalId"]
        raise invalid_key("account", fields[name]["internalId"], f" for subsidiary {subsidiary}")
    return found.id


def posting_period(books: Books, fields: Fields, tran_date: str) -> Period:
    """The period that a transaction posts to: the one named, else the date's; refuses closed ones."""
    reference = fields.get("postingPeriod")
    if reference is None:
        return _period_of_date(books, tran_date)
    period = books.period(reference["internalId"])
    if period is None:
        raise invalid_key("postingPeriod", reference["internalId"])
    if not period.start <= tran_date <= period.end:
        raise Refusal(
            "USER_ERROR",
            "The transaction date you specified is not within the date range of your accounting period.",
        )
    if period.closed:
        raise Refusal("CLOSED_TRAN_PRD", "You cannot move a transaction to or from a closed period.")
    return period


def _period_of_date(books: Books, tran_date: str) -> Period:
    period = books.period_of(tran_date)
    if period is None:
        message = "There are no Accounting Periods that cover this transaction date."
        raise Refusal("INVALID_TRANSACTIO_DATE", message)
    if period.closed:
        raise Refusal(
            "VALID_PRD_REQD",
            f"Insert Transaction Failure: No valid, open, posting period for date - {tran_date}. "
            "Please visit Setup > Manage Accounting Periods to open or create it.",
        )
    return period
