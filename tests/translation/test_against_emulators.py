"""Invoices of every kind of line, read by the real client from Stripe's emulator and accepted by NetSuite's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import requests
from builders import rules

from connector.binding import BoundRefs, bound_record
from connector.ports import ClaimedRecord
from connector.translation.rules import Rules
from connector.translation.translate import translate
from connector.translation.values import rounded, stripe_amount
from connector.translation.wanted import Translation, WantedRecord
from netsuite_client.account import AccountFacts
from netsuite_client.client import NetSuite, connect
from netsuite_client.emulator import EMULATOR_KEYS, NetSuiteEmulator
from netsuite_client.outcomes import Accepted, Add
from netsuite_client.records import DiscountItem, Invoice, Kind, Ref
from netsuite_client.tokens import TokenKeys
from stripe_client.client import Stripe
from stripe_client.emulator import EMULATOR_KEY, Book, StripeEmulator
from stripe_client.emulator.history import FreeAmount, History, Line, Terms, at
from stripe_client.objects import InvoiceFamily, Root, RootKind

OPENED, MARCH = at(2026, 1, 1), at(2026, 3, 1)


@dataclass(frozen=True, kw_only=True)
class Booked:
    """What came of a year of billing: the families as read, their translations, and NetSuite's totals by invoice."""

    families: Mapping[str, InvoiceFamily]
    translations: Mapping[str, Translation]
    netsuite: Mapping[str, Decimal]
    requests_to_stripe: int
    trial_balance: Mapping[str, Mapping[str, str]]


def a_history() -> History:
    """An invoice of every kind of line, in dollars, yen and dinars."""
    history = History()
    acme, kaisha, sharika = (
        history.customer(name, f"{name.lower()}@books.example", "US", "New York", created=OPENED)
        for name in ("Acme", "Kaisha", "Sharika")
    )
    gold = history.price(
        history.product("Gold", created=OPENED), "Gold, monthly", "usd", 10_000, months=1, created=OPENED
    )
    vat = history.tax_rate("VAT", 20, created=OPENED)
    within = history.tax_rate("VAT", 20, created=OPENED, inclusive=True)
    post = history.shipping_rate("Post", 1000, "usd", created=OPENED)
    ten, spring = (
        history.discount(history.coupon(name, percent=percent, created=OPENED), start=OPENED)
        for name, percent in (("Ten percent off", 10), ("Spring", 15))
    )
    lines = [Line(gold, 1, MARCH, discounts=(ten,)), Line(gold, 3, MARCH)]
    history.finalized(acme, lines, created=MARCH)
    history.finalized(
        acme,
        lines,
        created=MARCH,
        terms=Terms(discounts=(spring,), taxes=(vat,), credit=1234, shipping=post, shipping_taxes=(vat,)),
    )
    history.finalized(acme, lines, created=MARCH, terms=Terms(discounts=(spring,), taxes=(within,)))
    credit = Line(FreeAmount(name="Unused time", currency="usd", unit_amount=-2500), 1, MARCH)
    history.finalized(acme, [lines[0], credit], created=MARCH, terms=Terms(taxes=(vat,)))
    history.finalized(acme, [Line(gold, 1, MARCH, discounts=(ten,))] * 12, created=MARCH)
    for customer, currency, amount in ((kaisha, "jpy", 3333), (sharika, "kwd", 10_005)):
        odd = Line(FreeAmount(name="Support", currency=currency, unit_amount=amount), 1, MARCH, discounts=(ten,))
        history.finalized(customer, [odd, odd, odd], created=MARCH, terms=Terms(discounts=(spring,), taxes=(vat,)))
    return history


@pytest.fixture(scope="module")
def booked() -> Iterator[Booked]:
    history = a_history()
    with ExitStack() as stack:
        stripe_address = stack.enter_context(StripeEmulator(Book.from_plain(history.book)).serving())
        netsuite_address = stack.enter_context(NetSuiteEmulator().serving())
        stripe = Stripe(
            EMULATOR_KEY, api_base=stripe_address, start=date(2026, 1, 1), timezone="UTC", requests_per_second=0
        )
        netsuite = connect(account="1234567_SB1", keys=_keys(), base_url=netsuite_address)
        roots = [Root(RootKind.INVOICE, str(invoice["id"])) for invoice in history.book["invoices"]]
        families = {read.root.id: read for read in stripe.families(roots) if isinstance(read, InvoiceFamily)}
        connection = _rules_of(netsuite.account_facts())
        translations = {name: translate(family, connection, {}) for name, family in families.items()}
        yield Booked(
            families=families,
            translations=translations,
            netsuite=_sent(netsuite, translations),
            requests_to_stripe=stripe.requests_sent,
            trial_balance=requests.get(f"{netsuite_address}/_emulator/trial-balance", timeout=5).json(),
        )
        stripe.close()


def _keys() -> TokenKeys:
    return TokenKeys(**{name: getattr(EMULATOR_KEYS, name) for name in TokenKeys.__dataclass_fields__})


def _rules_of(facts: AccountFacts) -> Rules:
    by_name = {account.name: account.internal_id for account in facts.accounts}
    income, taxes, receivable = (
        Ref(kind=Kind.ACCOUNT, internal_id=by_name[name])
        for name in ("Sales", "Sales Taxes Payable", "Accounts Receivable")
    )
    return rules(
        timezone=ZoneInfo("UTC"),
        currencies={currency.symbol.lower(): currency for currency in facts.currencies},
        income_account=income,
        tax_payable_account=taxes,
        receivable_account=receivable,
        line_dates=True,
    )


def _sent(netsuite: NetSuite, translations: Mapping[str, Translation]) -> dict[str, Decimal]:
    """Sends what is shared, then the invoices; NetSuite's own total of each."""
    shared = {wanted.external_id: wanted for translation in translations.values() for wanted in translation.shared}
    known = _added(netsuite, shared.values(), {})
    ids = _added(netsuite, [wanted for translation in translations.values() for wanted in translation.records], known)
    balances = netsuite.balances(list(ids.values()))
    return {name: balances[internal_id].total for name, internal_id in ids.items()}


def _added(netsuite: NetSuite, wanted: Iterable[WantedRecord], known: Mapping[str, str]) -> dict[str, str]:
    """The internal ids of records that NetSuite took, by external id."""
    records = [wanted_record.record for wanted_record in wanted]
    claims = [
        ClaimedRecord(intent_id=1, external_id=each.external_id, sent_as=each.external_id, record=each)
        for each in records
    ]
    refs = BoundRefs(known)
    outcomes = netsuite.send([Add(record=bound_record(claim, refs)) for claim in claims])
    assert [outcome for outcome in outcomes if not isinstance(outcome, Accepted)] == []
    internal_ids = [outcome.internal_id for outcome in outcomes if isinstance(outcome, Accepted)]
    return dict(zip((each.external_id for each in records), internal_ids, strict=True))


def test_a_4_netsuite_makes_every_total_equal_to_stripes(booked: Booked) -> None:
    precision = {"usd": 2, "jpy": 0, "kwd": 2}
    stripe = {
        name: rounded(stripe_amount(family.invoice.total, family.invoice.currency), precision[family.invoice.currency])
        for name, family in booked.families.items()
    }
    assert len(stripe) == 7
    assert booked.netsuite == stripe


def test_v_4_every_kind_of_line_was_there(booked: Booked) -> None:
    items = {
        line.item.external_id
        for translation in booked.translations.values()
        for wanted in translation.records
        if isinstance(wanted.record, Invoice)
        for line in wanted.record.lines
    }
    discounts = {"coupon_TEN-PERCENT-OFF", "coupon_SPRING", "stripe_billing_credit"}
    assert items >= discounts | {"stripe_shipping", "stripe_tax", "stripe_item"}


def test_v_4_coupons_are_known_by_name_also_on_the_lines_after_the_tenth(booked: Booked) -> None:
    names = {
        wanted.record.item_id
        for translation in booked.translations.values()
        for wanted in translation.shared
        if isinstance(wanted.record, DiscountItem)
    }
    assert names == {"Ten percent off (TEN-PERCENT-OFF)", "Spring (SPRING)", "Stripe Billing Credit"}


def test_a_coupon_costs_one_request_at_most_however_many_invoices_it_is_on(booked: Booked) -> None:
    """Each invoice is read singly here; then there is one price, one coupon, and one list of more than ten lines."""
    assert booked.requests_to_stripe == len(booked.families) + 3


def test_v_4_v_7_discounts_net_the_income_of_their_lines_and_taxes_are_owed(booked: Booked) -> None:
    """The books balance in every currency, and nothing is on the account of posting discounts."""
    for currency in ("USD", "JPY", "KWD"):
        balances = {name: Decimal(each[currency]) for name, each in booked.trial_balance.items() if each.get(currency)}
        assert sum(balances.values()) == 0
        assert not balances.get("Sales Discounts")
        taxes = sum(
            line.amount
            for translation in booked.translations.values()
            for wanted in translation.records
            if isinstance(wanted.record, Invoice) and wanted.record.currency.name == currency
            for line in wanted.record.lines
            if line.item.external_id == "stripe_tax"
        )
        assert balances["Sales Taxes Payable"] == -taxes != 0
