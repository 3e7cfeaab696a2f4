"""The item lines of invoices and credit memos: their amounts, their discounts, and the accounts they post to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.ledger.books import Books
from netsuite_client.emulator.ledger.drafts import Header, Line
from netsuite_client.emulator.ledger.money import amount_text, rounded_hundredths
from netsuite_client.emulator.ledger.store import Stored
from netsuite_client.emulator.refusals import Refusal, invalid_value, please_enter

MAX_LINES = 5000


def read_item_lines(books: Books, header: Header, fields: Fields) -> tuple[Line, ...]:
    """The lines, numbered, with the account that each posts to; completes `fields` as NetSuite would."""
    rows = fields.get("itemList", {}).get("item", [])
    if not rows:
        raise Refusal("VALID_LINE_ITEM_REQD", "You must have at least one valid line item for this transaction.")
    if len(rows) > MAX_LINES:
        raise Refusal("EXCEEDED_MAX_TRANS_LINES", f"Transactions may not contain more than {MAX_LINES} lines.")
    return tuple(_lines(books, header, rows))


def _lines(books: Books, header: Header, rows: list[Fields]) -> Iterator[Line]:
    above: Line | None = None
    items = [_item(books, row) for row in rows]
    _check_discounts(items)
    for number, (row, item) in enumerate(zip(rows, items, strict=True), start=1):
        _check_dates(row)
        amount = _amount(header, row, item, above)
        row["line"] = number
        row["amount"] = amount_text(amount)
        line = Line(
            line=number,
            item=item.id,
            account=_account(books, item, above),
            amount=amount,
            quantity=row.get("quantity"),
            memo=row.get("description"),
        )
        yield line
        if item.kind != "discountItem":
            above = line


def _item(books: Books, row: Fields) -> Stored:
    item = books.referred(row, "item", "item")
    if item is None:
        raise please_enter("Item")
    if item.body.get("isInactive"):
        raise invalid_value("item", str(item.id))
    return item


def _check_discounts(items: list[Stored]) -> None:
    if len({item.body["nonPosting"] for item in items if item.kind == "discountItem"}) > 1:
        message = "Posting and non-posting discounts/markups are not allowed on the same transaction"
        raise Refusal("INVALID_DISCOUNT_MARKUP", message)


def _check_dates(row: Fields) -> None:
    start, end = row.get("revRecStartDate"), row.get("revRecEndDate")
    if start and end and end < start:
        raise Refusal("INVALID_REV_REC_DATE_RANGE", "Rev rec end date can not be before rev rec start date.")


def _amount(header: Header, row: Fields, item: Stored, above: Line | None) -> int:
    if "amount" in row:
        return header.amount(row["amount"])
    rate = row.get("rate") or item.body.get("rate")
    if rate is None:
        raise please_enter("Amount")
    if rate.endswith("%"):
        return _percentage(header, rate, above)
    return rounded_hundredths(_decimal(rate) * Decimal(row.get("quantity", "1")), header.precision)


def _percentage(header: Header, rate: str, above: Line | None) -> int:
    share = _decimal(rate.removesuffix("%")).scaleb(-2)
    return rounded_hundredths(share * Decimal(above.amount if above else 0).scaleb(-2), header.precision)


def _decimal(rate: str) -> Decimal:
    try:
        return Decimal(rate)
    except InvalidOperation:
        raise invalid_value("rate", rate) from None


def _account(books: Books, item: Stored, above: Line | None) -> int:
    if item.kind == "discountItem":
        if not item.body["nonPosting"]:
            return int(item.body["account"]["internalId"])
        if above is None:
            raise Refusal("USER_ERROR", "A non-posting discount must stand under the line that it reduces.")
        return above.account
    deferral = item.body.get("deferredRevenueAccount")
    if deferral and books.features.arm and item.body.get("revenueRecognitionRule"):
        return int(deferral["internalId"])
    return int(item.body["incomeAccount"]["internalId"])
