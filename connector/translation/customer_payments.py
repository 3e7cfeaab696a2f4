"""Money that came in becomes a customer payment, whatever brought it (rules P-1, P-5, R-7)."""

from __future__ import annotations

from dataclasses import dataclass

from connector.translation.booking import Booking
from connector.translation.customers import currency_ref
from connector.translation.dates import calendar_date
from connector.translation.external_ids import memo_of_amount
from connector.translation.items import payment_method_ref
from connector.translation.origins import Origins, stripe_id_field
from netsuite_client.records import CustomerPayment, Ref


@dataclass(frozen=True, kw_only=True)
class MoneyIn:
    """What came in, and where each value stood at Stripe. `minor` is in minor units of its currency.

    `cause` is the id that the record names, of the object that Stripe calls `stripe`. `method` is the key of the
    payment method (rule C-6); `account` takes the money as `account_setting` says, without one Undeposited Funds do.
    """

    external_id: str
    cause: str
    stripe: str
    rule: str
    moment: int
    moment_path: str
    minor: int
    amount_path: str
    method: str
    account: Ref | None
    account_setting: str = "accounts.undeposited_funds"
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaidBy:
    """The customer whose payment it is, the rule that chose, and what Stripe says of its own customer."""

    ref: Ref
    by: str
    path: str | None = None
    customer_id: str | None = None


def customer_payment(money: MoneyIn, payer: PaidBy, booking: Booking) -> tuple[CustomerPayment, Origins]:
    """The record, and the origin of each field."""
    note, rules, currency = Origins(), booking.rules, booking.currency
    day, path = calendar_date(money.moment, rules.timezone), f"{money.stripe}.id"
    text = memo_of_amount(money.cause, booking.exact(money.minor), currency, *money.sentences)
    method = payment_method_ref(money.method, rules)
    record = CustomerPayment(
        external_id=note("external_id", money.external_id, by=f"{money.rule}, I-1", path=path, read=money.cause),
        customer=note("customer", payer.ref, by=payer.by, path=payer.path, read=payer.customer_id),
        tran_date=note("tran_date", day, by=money.rule, path=money.moment_path, read=money.moment),
        currency=note(
            "currency", currency_ref(currency), by="M-1", path=f"{money.stripe}.currency", read=currency.symbol.lower()
        ),
        payment=note("payment", booking.amount(money.minor), by=money.rule, path=money.amount_path, read=money.minor),
        payment_method=note("payment_method", method, by=money.rule),
        memo=note("memo", text, by="I-2", path=path, read=money.cause),
        ar_account=note("ar_account", rules.receivable_account, by="C-7 accounts.receivable"),
        account=note("account", money.account, by=f"C-7 {money.account_setting}"),
        undep_funds=note("undep_funds", money.account is None or None, by=f"{money.rule} Undeposited Funds"),
        fields=stripe_id_field(money.cause, money.stripe, rules, note),
    )
    return record, note
