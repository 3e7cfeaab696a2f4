"""What the connector must be allowed at either service, by the names that their pages have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netsuite_client.records import Kind


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A row of a restricted key's permissions that must say Read, and the lists by which that is seen."""

    name: str
    paths: tuple[str, ...]


def _scope(name: str, *lists: str) -> Scope:
    return Scope(name=name, paths=tuple(f"/v1/{each}" for each in lists))


SCOPES: Sequence[Scope] = (
    _scope("Customers", "customers"),
    _scope("Charges and Refunds", "charges", "refunds"),
    _scope("PaymentIntents", "payment_intents"),
    _scope("Payment records", "payment_records"),
    _scope("Disputes", "disputes"),
    _scope("Balance transactions", "balance_transactions"),
    _scope("Payouts", "payouts"),
    _scope("Events", "events"),
    _scope("Products", "products"),
    _scope("Prices", "prices"),
    _scope("Coupons", "coupons"),
    _scope("Promotion codes", "promotion_codes"),
    _scope("Tax rates", "tax_rates"),
    _scope("Shipping rates", "shipping_rates"),
    _scope("Invoices", "invoices", "invoiceitems", "invoice_payments"),
    _scope("Credit notes", "credit_notes"),
    _scope("Subscriptions", "subscriptions"),
)

WRITE_SCOPES = ("Customers", "Invoices", "Charges and Refunds", "Prices", "Coupons")
"""The rows that must say Write where stripe.write_back is on; no list shows them."""


@dataclass(frozen=True, kw_only=True)
class Permission:
    """A permission of the role: its tab on the role's page, its level, and what shows that we have it.

    What shows it is a kind of record that we may read, or a table of SuiteQL; some are shown by any answer at all.
    """

    name: str
    tab: str
    level: str
    kind: Kind | None = None
    table: str | None = None


PERMISSIONS: Sequence[Permission] = (
    Permission(name="Invoice", tab="Transactions", level="Full", kind=Kind.INVOICE),
    Permission(name="Customer Payment", tab="Transactions", level="Full", kind=Kind.CUSTOMER_PAYMENT),
    Permission(name="Credit Memo", tab="Transactions", level="Full", kind=Kind.CREDIT_MEMO),
    Permission(name="Customer Refund", tab="Transactions", level="Full", kind=Kind.CUSTOMER_REFUND),
    Permission(name="Customers", tab="Lists", level="Full", kind=Kind.CUSTOMER, table="customer"),
    Permission(name="Items", tab="Lists", level="Full", kind=Kind.SERVICE_SALE_ITEM, table="item"),
    Permission(name="Accounting Lists", tab="Lists", level="Full", kind=Kind.PAYMENT_METHOD),
    Permission(name="Accounts", tab="Lists", level="View", table="account"),
    Permission(name="Currency", tab="Lists", level="View", table="currency"),
    Permission(name="Subsidiaries", tab="Lists", level="View", table="subsidiary"),
    Permission(name="Manage Accounting Periods", tab="Setup", level="View", table="accountingperiod"),
    Permission(name="SuiteAnalytics Workbook", tab="Reports", level="Edit"),
    Permission(name="SOAP Web Services", tab="Setup", level="Full"),
    Permission(name="REST Web Services", tab="Setup", level="Full"),
    Permission(name="Log in using Access Tokens", tab="Setup", level="Full"),
)
