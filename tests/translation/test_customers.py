"""Customers in NetSuite: names, addresses, countries (rules C-1, C-3, C-4, I-2)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import (
    a_charge_family,
    a_customer,
    a_customer_family,
    a_deleted_customer,
    an_invoice,
    an_invoice_family,
    rules,
)

from connector.translation.countries import COUNTRIES, suitetalk_country
from connector.translation.rules import Rules
from connector.translation.translate import translate
from connector.translation.wanted import Block, WantedRecord
from netsuite_client import records
from stripe_client.objects import Customer, Family, InvoiceFamily, MissingFamily, Root, RootKind
from translation.written import squeezed, written, written_shared

ENUMS = Path(__file__).parents[3] / "shared" / "netsuite-schema" / "soap_enums_2025_2.json"

BERLIN = {"line1": "Torstr. 1", "line2": None, "city": "Berlin", "state": None, "postal_code": "10119", "country": "DE"}
PARIS = {"line1": "1 rue Oberkampf", "city": "Paris", "postal_code": "75011", "country": "FR"}


def the_customer(family: InvoiceFamily, connection: Rules) -> WantedRecord:
    wanted: WantedRecord = translate(family, connection, {}).shared[0]
    assert isinstance(wanted.record, records.Customer)
    return wanted


BOOKED: dict[str, tuple[Customer, Rules, str]] = {
    "C-1: a company with its e-mail and the currency of its first transaction": (
        a_customer(),
        rules(),
        """
        Customer cus_acme Acme USD
        email billing@acme.example
        """,
    ),
    "C-1: the name goes before the description": (
        a_customer(description="Acme of Berlin", email=None),
        rules(),
        "Customer cus_acme Acme USD",
    ),
    "C-1: without a name, the description": (
        a_customer(name=None, description="Acme of Berlin", email=None),
        rules(),
        "Customer cus_acme Acme of Berlin USD",
    ),
    "C-1: without either, the e-mail": (
        a_customer(name=" ", description=""),
        rules(),
        """
        Customer cus_acme billing@acme.example USD
        email billing@acme.example
        """,
    ),
    "C-1: without anything, the Stripe id": (
        a_customer(name=None, email=None),
        rules(),
        "Customer cus_acme cus_acme USD",
    ),
    "C-4: a deleted customer keeps its id": (a_deleted_customer(), rules(), "Customer cus_acme cus_acme USD"),
    "C-1: an individual's name is split at the first space": (
        a_customer(name="Ada King Lovelace", email=None),
        rules(customer_kind="individual"),
        "Customer cus_acme Ada King Lovelace USD",
    ),
    "C-1: billing and shipping address": (
        a_customer(email=None, address=BERLIN, shipping={"name": "Acme Paris", "address": PARIS}),
        rules(),
        """
        Customer cus_acme Acme USD
        billing Torstr. 1, 10119, Berlin, Germany
        shipping 1 rue Oberkampf, 75011, Paris, France
        """,
    ),
    "C-1: one address for both": (
        a_customer(email=None, address=BERLIN, shipping={"name": "Acme", "address": BERLIN}),
        rules(),
        """
        Customer cus_acme Acme USD
        billing and shipping Torstr. 1, 10119, Berlin, Germany
        """,
    ),
    "C-1: an unknown country stays empty": (
        a_customer(email=None, address={"city": "Nowhere", "country": "XX"}),
        rules(),
        """
        Customer cus_acme Acme USD
        billing Nowhere
        """,
    ),
    "C-1: an address without any content is none": (
        a_customer(email=None, address=dict.fromkeys(BERLIN)),
        rules(),
        "Customer cus_acme Acme USD",
    ),
}


@pytest.mark.parametrize(("customer", "connection", "expected"), BOOKED.values(), ids=BOOKED.keys())
def test_a_customer_is_written_as_a_bookkeeper_expects(customer: Customer, connection: Rules, expected: str) -> None:
    wanted = the_customer(an_invoice_family(customer=customer), connection)
    assert written_shared([wanted]) == squeezed(expected)


NAMES: dict[str, tuple[dict[str, Any], tuple[str | None, str | None]]] = {
    "C-1: split at the first space": ({"name": "Ada King Lovelace"}, ("Ada", "King Lovelace")),
    "C-1: a single name is the last name too, which NetSuite requires": ({"name": "Ada"}, ("Ada", "Ada")),
    "C-1: metadata overrides": (
        {"name": "A L", "metadata": {"netsuite_first_name": "Ada", "netsuite_last_name": "Lovelace"}},
        ("Ada", "Lovelace"),
    ),
    "C-1: metadata overrides one of them": (
        {"name": "Ada King", "metadata": {"netsuite_last_name": "Lovelace"}},
        ("Ada", "Lovelace"),
    ),
}


@pytest.mark.parametrize(("differences", "expected"), NAMES.values(), ids=NAMES.keys())
def test_an_individual_has_a_first_and_a_last_name(
    differences: dict[str, Any], expected: tuple[str | None, str | None]
) -> None:
    person = the_customer(
        an_invoice_family(customer=a_customer(**differences)), rules(customer_kind="individual")
    ).record
    assert isinstance(person, records.Customer)
    assert person.is_person
    assert (person.first_name, person.last_name) == expected
    assert person.company_name is None


def test_c_1_the_entity_id_is_stripes_unless_netsuite_numbers_by_itself() -> None:
    ours = the_customer(an_invoice_family(), rules()).record
    theirs = the_customer(an_invoice_family(), rules(customer_entity_id="auto")).record
    assert isinstance(ours, records.Customer)
    assert isinstance(theirs, records.Customer)
    assert (ours.external_id, ours.entity_id) == ("cus_acme", "cus_acme")
    assert (theirs.external_id, theirs.entity_id) == ("cus_acme", None)


def test_c_1_an_account_that_is_billed_directly_becomes_the_customer_that_its_invoice_names() -> None:
    billed = an_invoice(
        customer=None, customer_account="acct_9", customer_name="Nine", customer_email="nine@nine.example"
    )
    wanted = the_customer(an_invoice_family(billed), rules())
    assert written_shared([wanted]) == "Customer acct_9 Nine USD\nemail nine@nine.example"


def test_c_1_the_currency_is_that_of_the_transaction() -> None:
    wanted = the_customer(an_invoice_family(currency="eur"), rules())
    assert written_shared([wanted]).startswith("Customer cus_acme Acme EUR")


def test_c_1_the_subsidiary_is_that_of_the_connection() -> None:
    customer = the_customer(an_invoice_family(), rules()).record
    assert isinstance(customer, records.Customer)
    assert customer.subsidiary == rules().subsidiary


LENGTHS: dict[str, tuple[dict[str, Any], str, int]] = {
    "I-2: company name 83": ({"name": "x" * 84}, "company_name", 83),
    "I-2: email 254": ({"email": "x" * 255}, "email", 254),
    "I-2: phone 21": ({"phone": "1" * 22}, "phone", 21),
    "I-2: entity id 80": ({"id": "cus_" + "x" * 80}, "entity_id", 80),
}


@pytest.mark.parametrize(("differences", "field", "length"), LENGTHS.values(), ids=LENGTHS.keys())
def test_what_is_too_long_is_cut_at_its_end(differences: dict[str, Any], field: str, length: int) -> None:
    customer = the_customer(an_invoice_family(customer=a_customer(**differences)), rules()).record
    text = getattr(customer, field)
    assert len(text) == length
    assert next(value for value in differences.values() if isinstance(value, str)).startswith(text)


def test_i_2_address_lines_are_cut_at_150() -> None:
    customer = the_customer(an_invoice_family(customer=a_customer(address={"line1": "x" * 151})), rules()).record
    assert isinstance(customer, records.Customer)
    assert customer.addresses[0].address.addr1 == "x" * 150


COUNTRY_NAMES = {
    "C-1: in capitals": ("DE", "_germany"),
    "C-1: in small letters": ("us", "_unitedStates"),
    "C-1: of several words": ("GB", "_unitedKingdom"),
    "C-1: of many words": ("BA", "_bosniaAndHerzegovina"),
    "C-1: an unknown code is empty": ("XX", None),
    "C-1: no code is empty": (None, None),
    "C-1: an empty code is empty": ("", None),
}


@pytest.mark.parametrize(("code", "expected"), COUNTRY_NAMES.values(), ids=COUNTRY_NAMES.keys())
def test_a_country_has_suitetalks_name(code: str | None, expected: str | None) -> None:
    assert suitetalk_country(code) == expected


@pytest.mark.skipif(not ENUMS.exists(), reason="the published enumerations are not at hand")
def test_c_1_every_country_is_one_that_netsuite_knows() -> None:
    known = set(json.loads(ENUMS.read_text())["Country"]["values"])
    assert {code: name for code, name in COUNTRIES.items() if name not in known} == {}
    assert len(set(COUNTRIES.values())) == len(COUNTRIES)
    assert known - set(COUNTRIES.values()) <= NOT_ISO, "a country that is never used"


NOT_ISO = {"_canaryIslands", "_ceutaAndMelilla"}
"""Territories without a code among Stripe's countries."""


FOR_ITS_OWN_SAKE: dict[str, tuple[Customer, Rules, str]] = {
    "C-1: a customer that was never billed says no currency: NetSuite takes the subsidiary's": (
        a_customer(email=None),
        rules(),
        "Customer cus_acme Acme",
    ),
    "C-1: one that Stripe bills in euros has euros": (
        a_customer(currency="eur", email=None),
        rules(),
        "Customer cus_acme Acme EUR",
    ),
    "C-1: a currency that NetSuite does not have is left out": (
        a_customer(currency="xts", email=None),
        rules(),
        "Customer cus_acme Acme",
    ),
    "C-1: a person is one here too": (
        a_customer(name="Ada Lovelace", email=None),
        rules(customer_kind="individual"),
        "Customer cus_acme Ada Lovelace",
    ),
}


@pytest.mark.parametrize(("customer", "connection", "expected"), FOR_ITS_OWN_SAKE.values(), ids=FOR_ITS_OWN_SAKE.keys())
def test_a_customer_that_appears_is(customer: Customer, connection: Rules, expected: str) -> None:
    translation = translate(a_customer_family(customer), connection, {})
    assert (translation.root, translation.records) == (Root(RootKind.CUSTOMER, "cus_acme"), ())
    assert written_shared(translation.shared) == expected


def test_i_5_a_customer_that_carries_the_flag_is_held() -> None:
    translation = translate(a_customer_family(metadata={"netsuite_block_integration": "true"}), rules(), {})
    assert (translation.blocked, translation.shared) == (Block(code="BLOCKED_BY_METADATA", by="cus_acme"), ())


def test_c_4_a_customer_that_was_deleted_wants_nothing_and_is_no_problem() -> None:
    translation = translate(MissingFamily(root=Root(RootKind.CUSTOMER, "cus_acme")), rules(), {})
    assert (translation.shared, translation.problems, translation.skipped) == ((), (), None)


ONE_FOR_ALL = rules(customer_strategy="global", external_id_prefix="eu_")
EVERYBODY = "Customer eu_stripe_customers Stripe Customers USD"
UNDER_ONE: dict[str, tuple[Family, Rules, str, str]] = {
    "C-3: an invoice": (an_invoice_family(), ONE_FOR_ALL, "Stripe Customers (eu_stripe_customers)", EVERYBODY),
    "C-3: the payment of an invoice": (a_charge_family(), ONE_FOR_ALL, "Stripe Customers (eu_stripe_customers)", ""),
    "C-3: a charge without an invoice": (
        a_charge_family(pays=()),
        ONE_FOR_ALL,
        "Stripe Customers (eu_stripe_customers)",
        EVERYBODY,
    ),
    "C-3: a charge without a customer stands apart all the same": (
        a_charge_family(pays=(), customer=None),
        ONE_FOR_ALL,
        "Stripe Unallocated Charges (eu_stripe_unallocated_charges)",
        "Customer eu_stripe_unallocated_charges Stripe Unallocated Charges USD",
    ),
    "C-3: under a name of one's own": (
        an_invoice_family(),
        rules(customer_strategy="global", global_customer="Online Shop"),
        "Online Shop (stripe_customers)",
        "Customer stripe_customers Online Shop USD",
    ),
}


@pytest.mark.parametrize(("family", "connection", "under", "created"), UNDER_ONE.values(), ids=UNDER_ONE.keys())
def test_under_one_customer_stands(family: Family, connection: Rules, under: str, created: str) -> None:
    translation = translate(family, connection, {})
    assert under in written(translation)
    customers = [wanted for wanted in translation.shared if isinstance(wanted.record, records.Customer)]
    assert written_shared(customers) == created


def test_c_3_the_setting_is_named_where_the_customer_comes_from() -> None:
    origin = translate(an_invoice_family(), ONE_FOR_ALL, {}).records[0].origins["entity"]
    assert (origin.by, origin.value) == ("C-3 customers.strategy: global", "cus_acme")
