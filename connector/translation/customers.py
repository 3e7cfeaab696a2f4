"""A Stripe customer becomes a NetSuite customer, with its first transaction or when it appears (rules C-1, C-3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from connector.translation.countries import suitetalk_country
from connector.translation.external_ids import (
    ADDRESS_LINE_MAX,
    COMPANY_NAME_MAX,
    EMAIL_MAX,
    ENTITY_ID_MAX,
    PERSON_NAME_MAX,
    PHONE_MAX,
    cut,
)
from connector.translation.flags import block_of_customer
from connector.translation.global_records import Called, called_by_setting
from connector.translation.links import linked_customer
from connector.translation.matching import customer_match
from connector.translation.once import once
from connector.translation.origins import Origins
from connector.translation.rules import Rules
from connector.translation.wanted import Translation, WantedRecord
from netsuite_client import records
from netsuite_client.account import Currency
from netsuite_client.records import CustomerAddress, Kind, Ref
from stripe_client.objects import Address, Customer, CustomerFamily, Invoice

UNALLOCATED, ALL_CUSTOMERS = "stripe_unallocated_charges", "stripe_customers"
"""The tails of the external ids of global customers."""

GLOBAL_SETTINGS = {UNALLOCATED: "customers.unallocated", ALL_CUSTOMERS: "customers.global_name"}
"""The settings that name them, or other customers instead of them (rule C-6)."""

UNALLOCATED_CHARGES = "Stripe Unallocated Charges"
"""The global customer under which charges without a customer stand."""


@dataclass(frozen=True, kw_only=True)
class Booked:
    """The customer under which a transaction is booked: how to refer to it, what makes its record, who chose it."""

    ref: Ref
    make: Callable[[], WantedRecord]
    by: str

    @property
    def wanted(self) -> WantedRecord:
        """Its record, made when it is asked for: a payment mostly leaves it to the invoice that it pays."""
        return self.make()


def booked_under(customer: Customer | None, currency: Ref | None, rules: Rules, *, by: str) -> Booked:
    """The NetSuite customer of a Stripe customer, or the global one that stands for it (rules C-1, C-3).

    `currency` is that of the transaction; `by` is the rule that names the Stripe customer.
    """
    if customer is None:
        return _global(UNALLOCATED, UNALLOCATED_CHARGES, currency, rules, by="C-3 no customer")
    if rules.customer_strategy == "global" and linked_customer(customer, customer.id) is None:
        return _global(ALL_CUSTOMERS, rules.global_customer, currency, rules, by="C-3 customers.strategy: global")
    ref = Ref(kind=Kind.CUSTOMER, external_id=customer.id, name=_name(customer)[0])
    return Booked(ref=ref, make=partial(translate_customer, customer, customer.id, currency, rules), by=by)


def translate_customer_root(family: CustomerFamily, rules: Rules) -> Translation:
    """A customer for its own sake (rule C-1 `on_create`), shared with all that bills it.

    Its currency is the one that Stripe bills it in, if NetSuite has it; else none is said, and NetSuite takes the
    subsidiary's.
    """
    customer, depends_on = family.customer, frozenset({family.customer.id})
    block = block_of_customer(family)
    if block is not None:
        return Translation(root=family.root, blocked=block, depends_on=depends_on)
    currency = rules.currency(customer.currency) if customer.currency else None
    booked = booked_under(customer, currency_ref(currency) if currency else None, rules, by="C-1 on_create")
    return Translation(root=family.root, shared=(booked.wanted,), depends_on=depends_on)


@lru_cache
def currency_ref(currency: Currency) -> Ref:
    """How records refer to a currency of the account."""
    return Ref(kind=Kind.CURRENCY, internal_id=currency.internal_id, name=currency.symbol)


def customer_of(invoice: Invoice, customer: Customer | None) -> Customer:
    """The customer that an invoice bills (rule C-1); one that Stripe does not have, as the invoice names it."""
    if customer is not None and not customer.deleted:
        return customer
    billed = invoice.customer_id or invoice.customer_account or invoice.id
    return Customer(id=billed, name=invoice.customer_name, email=invoice.customer_email)


@once
def translate_customer(customer: Customer, external_id: str, currency: Ref | None, rules: Rules) -> WantedRecord:
    """The customer that people linked (I-4), else the record with the currency of its first transaction (C-1, C-2)."""
    return linked_customer(customer, external_id) or _customer(customer, external_id, currency, rules)


def _customer(customer: Customer, external_id: str, currency: Ref | None, rules: Rules) -> WantedRecord:
    note = Origins()
    match = customer_match(customer, rules.customer_match)
    if match is not None:
        note("match", match, by="C-2 customers.match", path=match.place, read=match.value)
    name, name_path = _name(customer)
    person = rules.customer_kind == "individual"
    first, last = _person_names(name, customer)
    record = records.Customer(
        external_id=note("external_id", external_id, by="C-1", path="customer.id", read=customer.id),
        entity_id=note("entity_id", _entity_id(external_id, rules), by="C-1", path="customer.id", read=customer.id),
        is_person=note("is_person", person, by="C-1 customers.kind"),
        company_name=note(
            "company_name", None if person else cut(name, COMPANY_NAME_MAX), by="C-1", path=name_path, read=name
        ),
        first_name=note("first_name", first if person else None, by="C-1", path=name_path, read=name),
        last_name=note("last_name", last if person else None, by="C-1", path=name_path, read=name),
        email=note("email", cut(customer.email, EMAIL_MAX), by="C-1", path="customer.email", read=customer.email),
        phone=note("phone", cut(customer.phone, PHONE_MAX), by="C-1", path="customer.phone", read=customer.phone),
        subsidiary=note("subsidiary", rules.subsidiary, by="M-2 netsuite.subsidiary"),
        currency=note("currency", currency, by="C-1 first transaction"),
        currencies=note("currencies", _seen(currency), by="C-1 currencies seen"),
        addresses=note("addresses", _addresses(customer), by="C-1", path="customer.address, customer.shipping.address"),
    )
    return WantedRecord(record=record, origins=note, match=match, updatable=_updatable(rules))


def _global(key: str, name: str, currency: Ref | None, rules: Rules, *, by: str) -> Booked:
    """A customer that stands for many or for none (rules C-3, C-6)."""
    called = called_by_setting(key, name, GLOBAL_SETTINGS[key], rules)
    ref = Ref(kind=Kind.CUSTOMER, external_id=called.external_id, name=called.name)
    return Booked(ref=ref, make=partial(_global_customer, called, currency, rules), by=by)


def _global_customer(called: Called, currency: Ref | None, rules: Rules) -> WantedRecord:
    if called.internal_id is not None:
        return called.link(Kind.CUSTOMER)
    note, numbered = Origins(), rules.customer_entity_id == "stripe_id"
    record = records.Customer(
        external_id=note("external_id", called.external_id, by="C-6"),
        entity_id=note("entity_id", called.name[:ENTITY_ID_MAX] if numbered else None, by="C-6"),
        is_person=note("is_person", False, by="C-6"),
        company_name=note("company_name", cut(called.name, COMPANY_NAME_MAX), by="C-6"),
        subsidiary=note("subsidiary", rules.subsidiary, by="M-2 netsuite.subsidiary"),
        currency=note("currency", currency, by="C-1 first transaction"),
        currencies=note("currencies", _seen(currency), by="C-1 currencies seen"),
    )
    sought = called.match("companyname")
    return WantedRecord(record=record, origins=note, match=sought, updatable=_updatable(rules))


def _updatable(rules: Rules) -> frozenset[str]:
    """A currency that is seen later is added (rule C-1), unless a setting leaves that to people; nothing else (C-4)."""
    return frozenset({"currencies"}) if rules.add_currencies else frozenset()


def _seen(currency: Ref | None) -> tuple[Ref, ...]:
    return (currency,) if currency else ()


def _name(customer: Customer) -> tuple[str, str]:
    """The name to use and where it stood: name, description, email, else the Stripe id."""
    for path in ("name", "business_name", "individual_name", "description", "email"):
        value = getattr(customer, path)
        if value and value.strip():
            return value.strip(), f"customer.{path}"
    return customer.id, "customer.id"


def _person_names(name: str, customer: Customer) -> tuple[str | None, str | None]:
    """First and last name: metadata first, else the name split at its first space."""
    first, _, last = name.partition(" ")
    first = customer.metadata.get("netsuite_first_name", first)
    last = customer.metadata.get("netsuite_last_name", last or first)
    return cut(first, PERSON_NAME_MAX), cut(last, PERSON_NAME_MAX)


def _entity_id(external_id: str, rules: Rules) -> str | None:
    return external_id[:ENTITY_ID_MAX] if rules.customer_entity_id == "stripe_id" else None


def _addresses(customer: Customer) -> tuple[CustomerAddress, ...]:
    """Billing and shipping address; one entry when they are the same."""
    billing = _address(customer.address, addressee=_name(customer)[0])
    goods_to = customer.shipping
    shipping = _address(goods_to.address, addressee=goods_to.name or _name(customer)[0]) if goods_to else None
    if billing and billing == shipping:
        return (CustomerAddress(address=billing, default_billing=True, default_shipping=True),)
    return (
        *([CustomerAddress(address=billing, default_billing=True)] if billing else []),
        *([CustomerAddress(address=shipping, default_shipping=True)] if shipping else []),
    )


def _address(address: Address | None, *, addressee: str) -> records.Address | None:
    if address is None or not any((address.line1, address.city, address.postal_code, address.country)):
        return None
    return records.Address(
        country=suitetalk_country(address.country),
        addressee=cut(addressee, COMPANY_NAME_MAX),
        addr1=cut(address.line1, ADDRESS_LINE_MAX),
        addr2=cut(address.line2, ADDRESS_LINE_MAX),
        city=cut(address.city, ADDRESS_LINE_MAX),
        state=cut(address.state, ADDRESS_LINE_MAX),
        zip=cut(address.postal_code, ADDRESS_LINE_MAX),
    )
