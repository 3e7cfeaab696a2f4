"""The emulator's WSDL: what it serves, and that it says what the real one says, where that is at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from lxml import etree
from published_schema import WSDL, with_published_schema

import netsuite_client.emulator
from netsuite_client.emulator.ledger.lists import DUPLICATE_NAMES
from netsuite_client.emulator.schema.documents import FAULTS, OPERATIONS
from netsuite_client.emulator.schema.namespaces import NAMESPACES, XSD_NAMESPACE
from netsuite_client.emulator.schema.table import SIMPLE_TYPES, TABLE, ComplexType, Field, parse_table
from netsuite_emulator.builders import Account
from netsuite_emulator.client import Client

XS = f"{{{XSD_NAMESPACE}}}"


def test_the_wsdl_and_its_schemas_point_to_the_address_they_are_served_at(client: Client) -> None:
    wsdl = requests.get(client.address + "/wsdl/v2025_2_0/netsuite.wsdl", timeout=5)
    root = etree.fromstring(wsdl.content)
    assert f"{client.address}/services/NetSuitePort_2025_2" in wsdl.text
    locations = [str(each.get("schemaLocation")) for each in root.iter(f"{XS}import")]
    assert "/xsd/transactions/v2025_2_0/sales.xsd" in locations
    for location in locations:
        schema = etree.fromstring(requests.get(client.address + location, timeout=5).content)
        assert schema.get("targetNamespace") in {each.uri for each in NAMESPACES.values()}


def test_every_operation_and_fault_is_in_the_wsdl(client: Client) -> None:
    binding = client.zeep.wsdl.bindings["{urn:platform_2025_2.webservices.netsuite.com}NetSuiteBinding"]
    assert set(binding.all()) == set(OPERATIONS)
    assert set(binding.get("add").abstract.fault_messages) == set(FAULTS)


def test_the_table_of_types_is_closed() -> None:
    """Every type that a field names is in the table or simple."""
    known = TABLE.types.keys() | TABLE.enumerations.keys() | SIMPLE_TYPES
    named = {each.type for declared in TABLE.types.values() for each in (*declared.fields, *declared.attributes)}
    assert named - known == set()


def test_every_code_that_a_rule_refuses_with_is_a_status_code() -> None:
    """Scripted faults may use any code; the rules use NetSuite's."""
    folder = Path(netsuite_client.emulator.__file__).parent
    sources = "".join(path.read_text() for path in folder.rglob("*.py"))
    codes = set(re.findall(r"Refusal\(\s*\"([A-Z_]+)\"", sources)) | {code for code, _ in DUPLICATE_NAMES.values()}
    assert "DUP_RCRD" in codes
    assert codes <= TABLE.enumerations["StatusDetailCodeType"].values


def test_a_type_inherits_the_fields_of_its_base_before_its_own() -> None:
    table = parse_table("platformCore.Base abstract\n    a:s!\nplatformCore.Derived < Base @k:b=true\n    b:d*\n")
    derived = table.types["Derived"]
    assert [(field.name, field.required, field.repeated) for field in derived.fields] == [
        ("a", True, False),
        ("b", False, True),
    ]
    assert derived.attributes[0].default == "true"


@pytest.fixture(scope="session")
def real() -> etree._Element:
    """All published schemas under one root."""
    root = etree.Element("schemas")
    for path in sorted((WSDL.parent / "xsd").glob("*.xsd")):
        root.append(etree.parse(path).getroot())
    return root


@pytest.fixture(scope="session")
def real_types(real: etree._Element) -> dict[tuple[str, str], etree._Element]:
    return {
        (schema.get("targetNamespace", ""), each.get("name", "")): each
        for schema in real
        for each in schema
        if each.tag in {f"{XS}complexType", f"{XS}simpleType"}
    }


def _real_fields(declared: etree._Element) -> Iterator[etree._Element]:
    """The fields of one type, not those of the types it names."""
    sequence = next(declared.iter(f"{XS}sequence"), None)
    return iter(()) if sequence is None else iter(sequence.findall(f"{XS}element"))


def _said_by_real(element: etree._Element) -> tuple[str, str, bool, bool]:
    name = element.get("ref") or element.get("type") or ""
    prefix, _, local = name.rpartition(":")
    uri = element.nsmap[prefix or None]
    required, repeated = element.get("minOccurs", "1") != "0", element.get("maxOccurs", "1") != "1"
    return (element.get("name") or local, f"{uri} {local}", required, repeated)


def _said_by_us(field: Field) -> tuple[str, str, bool, bool]:
    if field.element:
        prefix, name = field.element.split(".")
        return (name, f"{NAMESPACES[prefix].uri} {name}", field.required, field.repeated)
    return (field.name, f"{_uri_of(field.type)} {field.type}", field.required, field.repeated)


def _uri_of(type_name: str) -> str:
    if type_name in SIMPLE_TYPES:
        return XSD_NAMESPACE
    declared = TABLE.types.get(type_name) or TABLE.enumerations[type_name]
    return NAMESPACES[declared.prefix].uri


@with_published_schema
@pytest.mark.parametrize("declared", TABLE.types.values(), ids=TABLE.types.keys())
def test_a_type_has_the_fields_and_the_order_of_the_real_one(
    real_types: dict[tuple[str, str], etree._Element], declared: ComplexType
) -> None:
    real = real_types[NAMESPACES[declared.prefix].uri, declared.name]
    ours = [_said_by_us(field) for field in declared.own_fields]
    theirs = [_said_by_real(element) for element in _real_fields(real)]
    assert ours == [each for each in theirs if each[0] in {name for name, *_ in ours}]
    attributes = [(a.name, a.default, a.required) for a in declared.own_attributes]
    assert attributes == [
        (str(a.get("name")), a.get("default"), a.get("use") == "required") for a in real.iter(f"{XS}attribute")
    ]
    assert declared.abstract == (real.get("abstract") == "true")
    base = next((e.get("base", "").rpartition(":")[2] for e in real.iter(f"{XS}extension")), None)
    assert (declared.base or ("string" if declared.text else None)) == base


@with_published_schema
@pytest.mark.parametrize("name", TABLE.enumerations)
def test_an_enumeration_has_values_of_the_real_one(
    real_types: dict[tuple[str, str], etree._Element], name: str
) -> None:
    ours = TABLE.enumerations[name]
    real = real_types[NAMESPACES[ours.prefix].uri, name]
    assert ours.values <= {each.get("value") for each in real.iter(f"{XS}enumeration")}


@with_published_schema
def test_a_required_field_of_the_real_schema_is_never_left_out(
    real_types: dict[tuple[str, str], etree._Element],
) -> None:
    for declared in TABLE.types.values():
        real = real_types[NAMESPACES[declared.prefix].uri, declared.name]
        required = {said[0] for said in map(_said_by_real, _real_fields(real)) if said[2]}
        assert required <= {field.name for field in declared.own_fields}, declared.name


@pytest.fixture(scope="session")
def validator() -> etree.XMLSchema:
    """The published schemas as one validator of SOAP bodies."""
    imports = "".join(
        f'<xsd:import namespace="{etree.parse(path).getroot().get("targetNamespace")}" '
        f'schemaLocation="{path.as_uri()}"/>'
        for path in sorted((WSDL.parent / "xsd").glob("*.xsd"))
    )
    return etree.XMLSchema(etree.fromstring(f'<xsd:schema xmlns:xsd="{XSD_NAMESPACE}">{imports}</xsd:schema>'))


@pytest.fixture(scope="session")
def published(served: Client) -> Iterator[Client]:
    """The same client, made from the published WSDL unchanged."""
    client = Client(served.address, wsdl=str(WSDL))
    yield client
    client.close()


@with_published_schema
def test_a_client_made_from_the_published_wsdl_is_served_and_means_the_same(
    client: Client, published: Client, validator: etree.XMLSchema
) -> None:
    client.control("reset", {})
    ours, theirs = Account(client), Account(published)
    theirs.furnish()
    for build in (Account.invoice, Account.payment, Account.memo):
        messages = [
            account.client.zeep.create_message(account.client.service, "addList", [build(account)])
            for account in (ours, theirs)
        ]
        assert _meaning(messages[0]) == _meaning(messages[1])
    said = published.add(theirs.invoice(), theirs.payment(), theirs.memo())
    assert said == ["ok 1", "ok 2", "ok 3"]
    assert published.get(type="invoice", externalId="in_1").total == 100


def _meaning(element: etree._Element) -> Any:
    """An element without its prefixes: names, types, texts, attributes, children."""
    attributes = {
        key: value.rpartition(":")[2] if key.endswith("}type") else value for key, value in element.attrib.items()
    }
    return (element.tag, attributes, (element.text or "").strip(), [_meaning(child) for child in element])


REPLIES: dict[str, tuple[str, Any]] = {
    "the time": ("getServerTime", lambda a: []),
    "the governance": ("getAccountGovernanceInfo", lambda a: []),
    "records added, and one refused": ("addList", lambda a: [[a.invoice("in_7"), a.invoice("in_8", entity=None)]]),
    "one record added": ("add", lambda a: [a.customer("cus_7")]),
    "one record changed": ("update", lambda a: [a.client.record("Invoice", internalId="1", memo="m")]),
    "records deleted, and one refused": (
        "deleteList",
        lambda a: [[a.ref(type="discountItem", externalId="coupon_1"), a.ref(type="invoice", internalId="1")]],
    ),
    "records of every kind read": (
        "getList",
        lambda a: [
            [
                a.ref(type=kind, internalId=internal_id)
                for kind, internal_id in (
                    ("customer", "1"),
                    ("serviceSaleItem", "1"),
                    ("discountItem", "3"),
                    ("invoice", "1"),
                    ("customerPayment", "2"),
                    ("creditMemo", "3"),
                    ("customerRefund", "4"),
                    ("paymentMethod", "1"),
                    ("account", "1"),
                    ("accountingPeriod", "1"),
                    ("currency", "1"),
                    ("subsidiary", "1"),
                    ("invoice", "99"),
                )
            ]
        ],
    ),
}


@with_published_schema
@pytest.mark.parametrize(("operation", "arguments"), REPLIES.values(), ids=REPLIES.keys())
def test_a_reply_is_valid_by_the_published_schema(
    account: Account, validator: etree.XMLSchema, operation: str, arguments: Any
) -> None:
    client = account.client
    client.add(
        account.invoice("in_1", account.line(), account.line("-5.00", "coupon_1")),
        account.payment(amount="50.00", applies={"1": "20.00"}),
        account.memo("memo_1", account.line("10.00")),
        account.refund(applies={"3": "4.00"}),
    )
    envelope = client.zeep.create_message(client.service, operation, *arguments(account), _soapheaders=client.headers())
    url = client.address + "/services/NetSuitePort_2025_2"
    answer = etree.fromstring(requests.post(url, data=etree.tostring(envelope), timeout=5).content)
    body = answer.find("{*}Body")
    assert body is not None
    for part in (answer.find("{*}Header/*"), body[0], envelope[0][0], envelope[1][0]):
        assert part is not None
        validator.assertValid(etree.fromstring(etree.tostring(part)))


@with_published_schema
def test_a_fault_is_valid_by_the_published_schema(client: Client, validator: etree.XMLSchema) -> None:
    url = client.address + "/services/NetSuitePort_2025_2"
    client.control("faults", {"kind": "limit"})
    answer = etree.fromstring(requests.post(url, data=b"", timeout=5).content)
    fault = answer.find(".//{*}exceededConcurrentRequestLimitFault")
    assert fault is not None
    validator.assertValid(etree.fromstring(etree.tostring(fault)))
