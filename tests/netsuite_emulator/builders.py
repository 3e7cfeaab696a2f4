"""Builds the records of the tests: state only what differs."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from netsuite_emulator.client import Client

PACIFIC = ZoneInfo("America/Los_Angeles")
USD, EUR, GBP, CHF, JPY, KWD = "1", "2", "3", "4", "5", "6"
BANK, RECEIVABLE, UNDEPOSITED, SALES, DEFERRED, DISCOUNTS, BAD_DEBT = "1", "2", "3", "8", "5", "9", "12"
BY_DATES, YEAR, HALF_YEAR, QUARTER, MONTH, AT_ONCE, EXACT_DAYS, PRORATED, PERIOD_RATE = map(str, range(1, 10))
"""The revenue recognition rules of a fresh account."""


def midnight(day: str) -> datetime:
    """A calendar date as NetSuite wants it."""
    return datetime.combine(date.fromisoformat(day), time(), PACIFIC)


class Account:
    """Makes records for one account."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.ref = client.ref

    def furnish(self) -> None:
        """A customer, two items and a discount."""
        records = (
            self.customer("cus_1"),
            self.item("price_1"),
            self.item("price_2"),
            self.discount("coupon_1"),
        )
        said = self.client.add(*records)
        assert all(each.startswith("ok") for each in said), said

    def customer(self, external_id: str, *, currencies: tuple[str, ...] = (USD, JPY), **fields: Any) -> Any:
        rows = [{"currency": self.ref(internalId=each)} for each in currencies]
        return self.client.record(
            "Customer",
            **{
                "externalId": external_id,
                "entityId": external_id,
                "companyName": "ACME",
                "subsidiary": self.ref(internalId="1"),
                "currency": self.ref(internalId=currencies[0]),
                "currencyList": {"currency": rows},
                **fields,
            },
        )

    def item(self, external_id: str, **fields: Any) -> Any:
        account = self.ref(internalId=SALES)
        fields = {"externalId": external_id, "itemId": external_id, "incomeAccount": account, **fields}
        return self.client.record("ServiceSaleItem", **fields)

    def deferring(self, external_id: str = "price_year", rule: str = YEAR, **fields: Any) -> Any:
        """An item whose revenue is deferred."""
        accounts = {"deferredRevenueAccount": self.ref(internalId=DEFERRED)}
        return self.item(external_id, revenueRecognitionRule=self.ref(internalId=rule), **{**accounts, **fields})

    def discount(self, external_id: str, **fields: Any) -> Any:
        fields = {"externalId": external_id, "itemId": external_id, "nonPosting": True, **fields}
        return self.client.record("DiscountItem", **fields)

    def line(self, amount: str | float = "100.00", item: str = "price_1", **fields: Any) -> Any:
        return {"item": self.ref(externalId=item), "amount": amount, "quantity": 1, **fields}

    def invoice(self, external_id: str = "in_1", *lines: Any, day: str = "2026-01-15", **fields: Any) -> Any:
        return self.client.record(
            "Invoice",
            **{
                "externalId": external_id,
                "entity": self.ref(externalId="cus_1"),
                "tranDate": midnight(day),
                "currency": self.ref(internalId=USD),
                "itemList": {"item": list(lines) or [self.line()]},
                **fields,
            },
        )

    def memo(
        self,
        external_id: str = "memo_1",
        *lines: Any,
        applies: dict[str, str] | None = None,
        day: str = "2026-01-20",
        **fields: Any,
    ) -> Any:
        return self.client.record(
            "CreditMemo",
            **{
                "externalId": external_id,
                "entity": self.ref(externalId="cus_1"),
                "tranDate": midnight(day),
                "currency": self.ref(internalId=USD),
                "itemList": {"item": list(lines) or [self.line()]},
                **apply_list(applies),
                **fields,
            },
        )

    def payment(
        self,
        external_id: str = "ch_1",
        amount: str = "100.00",
        *,
        applies: dict[str, str] | None = None,
        day: str = "2026-01-16",
        **fields: Any,
    ) -> Any:
        return self.client.record(
            "CustomerPayment",
            **{
                "externalId": external_id,
                "customer": self.ref(externalId="cus_1"),
                "tranDate": midnight(day),
                "currency": self.ref(internalId=USD),
                "payment": amount,
                "undepFunds": True,
                **apply_list(applies),
                **fields,
            },
        )

    def refund(
        self, external_id: str = "re_1", *, applies: dict[str, str], day: str = "2026-01-25", **fields: Any
    ) -> Any:
        return self.client.record(
            "CustomerRefund",
            **{
                "externalId": external_id,
                "customer": self.ref(externalId="cus_1"),
                "tranDate": midnight(day),
                "currency": self.ref(internalId=USD),
                "account": self.ref(internalId=UNDEPOSITED),
                **apply_list(applies),
                **fields,
            },
        )


def dates(start: str, end: str | None = None) -> dict[str, Any]:
    """The recognition dates of a line."""
    return {"revRecStartDate": midnight(start), **({"revRecEndDate": midnight(end)} if end else {})}


def apply_list(applies: dict[str, str] | None) -> dict[str, Any]:
    """An apply list of amounts by document."""
    if applies is None:
        return {}
    rows = [{"apply": True, "doc": int(doc), "amount": amount} for doc, amount in applies.items()]
    return {"applyList": {"apply": rows}}


def id_of(said: str) -> str:
    """The internal id in an outcome."""
    word, _, internal_id = said.partition(" ")
    assert word == "ok", said
    return internal_id
