"""A year for 120.00 that is refunded in full in its second month: what posts when the first is open, and when closed.

The same invoice and the same memo; only what the books allow on the day of the memo differs (rules RR-30, RR-33).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from connector.recognition.documents import Billed, LineSchedule, Memo, Policy, scheduled
from connector.recognition.periods import CALENDAR_MONTHS, Calendar, Period
from connector.translation.dates import DateRange, term
from connector.translation.wanted import LineCopy, LineTerm
from netsuite_client.records import CreditMemo, Invoice, Kind, Ref, TransactionLine

AMOUNT = Decimal("120.00")
BILLED, REFUNDED = date(2025, 9, 1), date(2025, 10, 15)
FIRST_MONTH = Period.month_of(BILLED)
YEAR = LineTerm(period=DateRange(BILLED, BILLED.replace(year=BILLED.year + 1)), interval="year")


def refunded_year(policy: Policy, *, first_month_closed: bool) -> tuple[LineSchedule, ...]:
    """The rows of the invoice and its memo, by the settings in force."""
    closed = Calendar(closed=frozenset({FIRST_MONTH}))
    memo = Memo(
        record=_memo(policy),
        copies=(LineCopy("a year", 0),),
        calendar=closed if first_month_closed else CALENDAR_MONTHS,
    )
    return scheduled(Billed(record=_invoice(policy), terms=(YEAR,)), [memo], policy)


def _invoice(policy: Policy) -> Invoice:
    return Invoice(external_id="a year", entity=_CUSTOMER, tran_date=BILLED, currency=_CURRENCY, lines=(_line(policy),))


def _memo(policy: Policy) -> CreditMemo:
    return CreditMemo(
        external_id="its refund", entity=_CUSTOMER, tran_date=REFUNDED, currency=_CURRENCY, lines=(_line(policy),)
    )


def _line(policy: Policy) -> TransactionLine:
    service = term(YEAR.period, policy.end_date_rule)
    item = Ref(kind=Kind.SERVICE_SALE_ITEM, external_id="A year")
    return TransactionLine(item=item, amount=AMOUNT, rev_rec_start_date=service.start, rev_rec_end_date=service.end)


_CUSTOMER = Ref(kind=Kind.CUSTOMER, external_id="a customer")
_CURRENCY = Ref(kind=Kind.CURRENCY, name="USD")
