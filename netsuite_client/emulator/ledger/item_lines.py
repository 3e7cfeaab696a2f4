"""The item lines of invoices and credit memos: their amounts, their discounts, and the accounts they post to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.ledger.books import Books
from netsuite_client.emulator.ledger.drafts import Header, Line, Recognition, allows
from netsuite_client.emulator.ledger.money import amount_text, rounded_hundredths
from netsuite_client.emulator.ledger.store import Stored
from netsuite_client.emulator.ledger.taxes import check_line_tax
from netsuite_client.emulator.refusals import Refusal, invalid_value, please_enter

MAX_LINES = 5000


def read_item_lines(books: Books, header: Header, fields: Fields) -> tuple[Line, ...]:
    """The lines, numbered, with the account that each posts to; completes `fields` as NetSuite would."""
    rows = fields.get("itemList", {}).get("item", [])
    if not rows:
        raise Refusal("VALID_LINE_ITEM_REQD", "You must have at least one valid line item for this transaction.")
    if len(rows) > MAX_LINES:
        raise Refusal("EXCEEDED_MAX_TRANS_LINES", f"Transactions may not contain more than {MAX_LINES} lines.")
    _check_body_dates(fields, rows)
    return tuple(_lines(books, header, rows))


def _lines(books: Books, header: Header, rows: list[Fields]) -> Iterator[Line]:
    above: Line | None = None
    items = [_item(books, header, row) for row in rows]
    _check_discounts(items)
    for number, (row, item) in enumerate(zip(rows, items, strict=True), start=1):
        check_line_tax(books.features.tax, row)
        _check_dates(row)
        amount = _amount(header, row, item, above)
        row["line"] = number
        row["amount"] = amount_text(amount)
        if item.kind == "discountItem":
            yield _discount_line(row, item, amount, above)
        else:
            above = _item_line(books, row, item, amount)
            yield above


def _item(books: Books, header: Header, row: Fields) -> Stored:
    item = books.referred(row, "item", "item")
    if item is None:
        raise please_enter("Item")
    if not allows(item, header.subsidiary):
        raise Refusal(
            "INVALID_TRANS_SUB_ITEM",
            f"Transaction subsidiary {header.subsidiary} is not valid for item {item.id}. "
            "Please choose a different item.",
        )
    return item


def _check_discounts(items: list[Stored]) -> None:
    if len({item.body["nonPosting"] for item in items if item.kind == "discountItem"}) > 1:
        message = "Posting and non-posting discounts/markups are not allowed on the same transaction"
        raise Refusal("INVALID_DISCOUNT_MARKUP", message)


REV_REC_DATES = ("revRecStartDate", "revRecEndDate")


def _check_body_dates(fields: Fields, rows: list[Fields]) -> None:
    if not any(name in fields for name in REV_REC_DATES):
        return
    if any(name in row for name in REV_REC_DATES for row in rows):
        raise Refusal(
            "CANT_REV_REC_BODY_AND_LINE",
            "The Revenue Recognition fields must be specified at EITHER the transaction body or the item line level.",
        )
    raise Refusal("USER_ERROR", "This emulator does not support recognition dates of a whole transaction.")


def _check_dates(row: Fields) -> None:
    start, end = (row.get(name) for name in REV_REC_DATES)
    if end and not start:
        raise Refusal("REV_REC_DATE_REQD", "No Revenue Recognition Start Date Specified")
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


def _item_line(books: Books, row: Fields, item: Stored, amount: int) -> Line:
    recognition = _recognition(books, item)
    account = item.body["deferredRevenueAccount" if recognition else "incomeAccount"]
    return Line(
        line=row["line"],
        item=item.id,
        account=int(account["internalId"]),
        amount=amount,
        quantity=row.get("quantity"),
        memo=row.get("description"),
        start=row.get("revRecStartDate"),
        end=row.get("revRecEndDate"),
        recognition=recognition,
    )


def _recognition(books: Books, item: Stored) -> Recognition | None:
    """How the item's revenue is deferred; None where it goes to income at once."""
    rule = item.body.get("revenueRecognitionRule")
    if rule is None or not books.features.arm or item.body.get("directRevenuePosting"):
        return None
    if not item.body.get("deferredRevenueAccount"):
        message = f"The {item.name} item does not have a Deferred Revenue Account specified."
        raise Refusal("DEFERRED_REV_REC_ACCT_REQD", message)
    event = books.referred(item.body, "createRevenuePlansOn", "createRevenuePlansOn")
    return Recognition(
        rule=int(rule["internalId"]),
        income=int(item.body["incomeAccount"]["internalId"]),
        planned=event is None or event.name != "Fulfillment",
    )


def _discount_line(row: Fields, item: Stored, amount: int, above: Line | None) -> Line:
    account, nets = _discounted(item, above)
    return Line(
        line=row["line"],
        item=item.id,
        account=account,
        amount=amount,
        quantity=row.get("quantity"),
        memo=row.get("description"),
        nets=nets,
    )


def _discounted(item: Stored, above: Line | None) -> tuple[int, int | None]:
    """A discount's account, and the line that it nets: a posting one posts by itself, another to the line above."""
    if item.body["nonPosting"]:
        if above is None:
            raise Refusal("USER_ERROR", "A non-posting discount must stand under the line that it reduces.")
        return above.account, above.line
    if above is not None and above.recognition:
        message = "Posting Discounts are not allowed on lines with Revenue Recognition Schedules."
        raise Refusal("POSTING_DISCOUNT_DISALLWD", message)
    return int(item.body["account"]["internalId"]), None
