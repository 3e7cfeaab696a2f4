"""The text with which people look for records: what fits, and exact words for what is not understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from connector.desk.query import QueryError, read_query
from connector.journal import Entry, Issue, Money, Remarks, Shown
from stripe_client.objects import Root, RootKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ISSUE = Issue(
    id=1,
    code="REQUIRED_FIELD_MISSING",
    subject="in_1",
    values={},
    fingerprint="f",
    opened_at=NOON,
    last_seen_at=NOON,
    times=1,
)
INVOICE = Entry(
    id="in_1",
    kind="invoice",
    shown=Shown.NEEDS_ATTENTION,
    root=Root(RootKind.INVOICE, "in_1"),
    money=Money(
        amount=Decimal("1200.00"),
        currency="USD",
        customer="Acme Ltd (cus_1)",
        dated_on=date(2025, 9, 30),
        subsidiary="3",
    ),
    since=NOON,
    internal_id="456",
    issue=ISSUE,
    remarks=Remarks(assignee="mia", tags=("Close",)),
    source="stripe",
    text='in_1 {"memo": "Stripe: in_1"} class',
)
CUSTOMER = replace(INVOICE, kind="customer", money=Money(customer="Acme"), issue=None, remarks=Remarks())

FITS = {
    "": True,
    "state:attention": True,
    "state:needs_attention,queued": True,
    "state:synced": False,
    "kind:invoice": True,
    "kind:memo,refund": False,
    "code:NS-101": True,
    "code:required_field_missing": True,
    "code:NS-102": False,
    'customer:"acme ltd"': True,
    "customer:beta": False,
    "amount:>1000": True,
    "amount:>=1,200.00": True,
    "amount:<1200": False,
    "amount:1200": True,
    "amount:1000..1300": True,
    "amount:1300..1400": False,
    "period:2025-09": True,
    "period:2025-10": False,
    "currency:usd": True,
    "subsidiary:3": True,
    "subsidiary:1": False,
    "source:stripe": True,
    "source:internal": False,
    "assignee:me": True,
    "assignee:nobody": False,
    "tag:close": True,
    "tag:open": False,
    "id:456": True,
    "in_1": True,
    'text:"CLASS"': True,
    "nonsense": False,
    "state:attention kind:invoice amount:>5000": False,
}


@pytest.mark.parametrize(("text", "fits"), FITS.items(), ids=list(FITS))
def test_a_query_fits_what_it_says(text: str, fits: bool) -> None:
    assert read_query(text, me="mia").fits(INVOICE) is fits


@pytest.mark.parametrize("text", ["amount:>0", "amount:0..9", "period:2025-09", "currency:usd", "code:NS-101"])
def test_what_a_record_does_not_have_fits_nothing(text: str) -> None:
    assert not read_query(text).fits(CUSTOMER)


WRONG = {
    "stat:attention": '"stat:" is nothing to look for: did you mean "state"?',
    "state:atention": 'There is no state "atention": did you mean "attention"?',
    "kind:invoise": 'There is no kind "invoise": did you mean "invoice"?',
    "code:NS-1": 'There is no code "NS-1": ',
    "amount:much": "amount:much is no amount: write 100.00",
    "source:strpe": 'There is no source "strpe": did you mean "stripe"?',
    "period:2025-13": "period:2025-13 is no month: write it as 2025-09.",
    'customer:""': "customer: needs a value.",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=list(WRONG))
def test_a_word_that_is_not_understood_is_named_with_what_works(text: str, said: str) -> None:
    with pytest.raises(QueryError) as wrong:
        read_query(text)
    assert str(wrong.value).startswith(said)
