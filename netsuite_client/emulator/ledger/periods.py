"""Which accounting period a transaction posts to, and what a closed one forbids."""

from __future__ import annotations

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.ledger.books import Books, Period
from netsuite_client.emulator.refusals import Refusal, invalid_key


def posting_period(books: Books, fields: Fields, tran_date: str) -> Period:
    """The period that a transaction posts to: the one named, else the date's. It may be closed."""
    reference = fields.get("postingPeriod")
    if reference is None:
        period = books.period_of(tran_date)
        if period is None:
            message = "There are no Accounting Periods that cover this transaction date."
            raise Refusal("INVALID_TRANSACTIO_DATE", message)
        return period
    period = books.period(reference["internalId"])
    if period is None:
        raise invalid_key("postingPeriod", reference["internalId"])
    if not period.start <= tran_date <= period.end:
        message = "The transaction date you specified is not within the date range of your accounting period."
        raise Refusal("USER_ERROR", message)
    return period


def check_open(period: Period, *, named: bool, tran_date: str) -> None:
    """Refuses a new transaction in a closed period; `named` when the request chose the period itself."""
    if not period.closed:
        return
    if named:
        raise Refusal("CLOSED_TRAN_PRD", "You cannot move a transaction to or from a closed period.")
    raise Refusal(
        "VALID_PRD_REQD",
        f"Insert Transaction Failure: No valid, open, posting period for date - {tran_date}. "
        "Please visit Setup > Manage Accounting Periods to open or create it.",
    )


def check_change(before: Period, after: Period, *, posts_differently: bool) -> None:
    """Refuses an update that changes what a closed period holds."""
    if before.id != after.id and (before.closed or after.closed):
        raise Refusal("CLOSED_TRAN_PRD", "You cannot move a transaction to or from a closed period.")
    if before.closed and posts_differently:
        raise gl_impact()


def gl_impact() -> Refusal:
    """What a closed period says to any change of its postings."""
    return Refusal("CLOSED_TRAN_PRD", "The G/L impact of a transaction in a closed period cannot be changed.")
