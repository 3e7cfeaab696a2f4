"""A transaction as the rules make it, before it is kept: header, lines and what it posts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.ledger.books import Books, Period
from netsuite_client.emulator.ledger.money import hundredths
from netsuite_client.emulator.ledger.periods import posting_period
from netsuite_client.emulator.ledger.store import Stored
from netsuite_client.emulator.refusals import Refusal, invalid_key, please_enter


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """How a line's revenue is deferred: by which rule, and to which account it goes in the end."""

    rule: int
    income: int
    planned: bool
    """Whether billing is enough for a plan; not where only a fulfilment makes one."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a transaction; the amount in hundredths, as it stands on the document.

    `nets` is the line above that a non-posting discount lowers. `start` and `end` are its recognition's ISO dates.
    """

    line: int
    amount: int
    account: int
    item: int | None = None
    quantity: str | None = None
    memo: str | None = None
    nets: int | None = None
    start: str | None = None
    end: str | None = None
    recognition: Recognition | None = None


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
    """A transaction, complete but for its applications. Postings: the main line, then each line."""

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
    subsidiary = customer.body["subsidiary"]["internalId"]
    if found is None or found.body["acctType"] != "_accountsReceivable" or not allows(found, subsidiary):
        raise invalid_key("account", fields[name]["internalId"], f" for subsidiary {subsidiary}")
    return found.id


def allows(record: Stored, subsidiary: int | str) -> bool:
    """Whether an item or account may be used in a subsidiary; one without a list may in all."""
    listed = record.body.get("subsidiaryList", {}).get("recordRef")
    return not listed or str(subsidiary) in {each["internalId"] for each in listed}


def posted_lines(draft: Draft) -> Iterator[Line]:
    """The lines as SuiteQL shows them: the main line first, as line 0; debits are positive."""
    main = draft.postings[0]
    yield Line(line=0, account=main.account, amount=main.amount, memo=draft.fields.get("memo"))
    for line, posting in zip(draft.lines, draft.postings[1:], strict=False):
        yield replace(line, amount=posting.amount)
