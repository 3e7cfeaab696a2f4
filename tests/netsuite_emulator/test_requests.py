"""What a request must look like: namespaces, types, order, values, sizes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from lxml import etree
from zeep.exceptions import Fault

from netsuite_emulator.builders import Account
from netsuite_emulator.client import SOAP_PATH, Client, Passport

Change = Callable[[bytes], bytes]
SALES = b"urn:sales_2025_2.transactions.webservices.netsuite.com"
BOMB = b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


def _sent(account: Account, change: Change) -> requests.Response:
    client = account.client
    invoice = account.invoice(memo="remark", tranId="A1")
    envelope = client.zeep.create_message(client.service, "addList", [invoice], _soapheaders=client.headers())
    changed = change(etree.tostring(envelope))
    headers = {"SOAPAction": '"addList"', "Content-Type": "text/xml; charset=utf-8"}
    return requests.post(client.address + SOAP_PATH, data=changed, headers=headers, timeout=5)


def _element(body: bytes, name: str) -> etree._Element:
    root = etree.fromstring(body)
    return next(each for each in root.iter(etree.Element) if etree.QName(each).localname == name)


def _moved_last(name: str) -> Change:
    def change(body: bytes) -> bytes:
        element = _element(body, name)
        parent = element.getparent()
        assert parent is not None
        parent.append(element)
        return etree.tostring(parent.getroottree())

    return change


def _with_text(name: str, text: str) -> Change:
    def change(body: bytes) -> bytes:
        element = _element(body, name)
        element.text = text
        return etree.tostring(element.getroottree())

    return change


def _renamed(name: str, new: str) -> Change:
    def change(body: bytes) -> bytes:
        element = _element(body, name)
        element.tag = str(element.tag).replace(name, new)
        return etree.tostring(element.getroottree())

    return change


MALFORMED: dict[str, tuple[Change, str]] = {
    "a field out of order": (_moved_last("tranDate"), "tranDate is out of order in sales_2025_2"),
    "an unknown field": (_renamed("memo", "momo"), "Invalid element in sales_2025_2"),
    "a field of another namespace": (
        lambda body: body.replace(SALES, SALES.replace(b"sales_2025_2", b"sales_2024_1")),
        "is not a legal type for Record",
    ),
    "no xsi:type": (lambda body: body.replace(b"xsi:type=", b"xsi:kind="), "is abstract and needs an xsi:type"),
    "a type that is no record": (
        lambda body: body.replace(b":Invoice", b":InvoiceItem"),
        "is not a legal type for Record",
    ),
    "a date without a time": (_with_text("tranDate", "2026-01-15"), "is no valid dateTime for tranDate"),
    "an amount in words": (_with_text("amount", "hundred"), "is no valid double for amount"),
    "an amount that is no number": (_with_text("amount", "NaN"), "is no valid double for amount"),
    "text between the fields": (_with_text("itemList", "stray"), "has text beside its elements"),
    "an unknown operation": (_renamed("addList", "addEverything"), "addEverything"),
    "no XML at all": (lambda _: b"{}", "SAXParseException"),
    "an entity bomb": (lambda body: BOMB + body, "DOCTYPE is disallowed"),
    "an envelope of SOAP 1.2": (
        lambda body: body.replace(
            b"http://schemas.xmlsoap.org/soap/envelope/", b"http://www.w3.org/2003/05/soap-envelope"
        ),
        "Envelope",
    ),
    "an attribute that no one knows": (
        lambda body: body.replace(b'externalId="in_1"', b'externalID="in_1"'),
        "Invalid attribute externalID",
    ),
}


@pytest.mark.parametrize(("change", "message"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_request_is_a_fault_and_nothing_is_done(account: Account, change: Change, message: str) -> None:
    answer = _sent(account, change)
    assert answer.status_code == 500
    assert message in answer.text
    assert account.client.control("records?type=invoice") == []


def test_the_same_request_unchanged_is_accepted(account: Account) -> None:
    assert _sent(account, lambda body: body).status_code == 200


@pytest.mark.parametrize(("operation", "allowed"), [("addList", 200), ("updateList", 100), ("deleteList", 200)])
def test_a_list_has_a_limit(client: Client, operation: str, allowed: int) -> None:
    member = (
        client.ref(type="customer", externalId="nobody")
        if operation == "deleteList"
        else client.record("PaymentMethod", externalId="nobody")
    )
    responses = client.send(operation, [member] * allowed).writeResponseList.writeResponse
    assert len(responses) == allowed
    with pytest.raises(Fault, match="maximum number of records") as refused:
        client.send(operation, [member] * (allowed + 1))
    assert "exceededRecordCountFault" in etree.tostring(refused.value.detail).decode()


def test_a_list_read_takes_a_thousand_references(client: Client) -> None:
    references = [client.ref(type="subsidiary", internalId="1")] * 1000
    assert len(client.send("getList", references).readResponseList.readResponse) == 1000
    with pytest.raises(Fault, match="maximum number of records"):
        client.send("getList", [*references, references[0]])


def test_single_operations_do_what_the_lists_do(account: Account) -> None:
    client = account.client
    added = client.send("add", account.invoice()).writeResponse
    assert added.status.isSuccess
    reference = client.ref(type="invoice", internalId=added.baseRef.internalId)
    assert client.send("get", reference).readResponse.record.externalId == "in_1"
    client.send("update", client.record("Invoice", internalId=added.baseRef.internalId, memo="m"))
    assert client.send("get", reference).readResponse.record.memo == "m"
    assert client.send("delete", reference).writeResponse.status.isSuccess
    missing = client.send("get", reference).readResponse.status
    assert (missing.isSuccess, missing.statusDetail[0].code) == (False, "RCRD_DSNT_EXIST")


@pytest.mark.parametrize("kind", ["account", "accountingPeriod", "currency", "subsidiary"])
def test_what_the_account_consists_of_can_be_read(client: Client, kind: str) -> None:
    assert client.get(type=kind, internalId="1").internalId == "1"


def test_the_governance_tells_the_concurrency(client: Client) -> None:
    result = client.send("getAccountGovernanceInfo", passport=Passport()).getAccountGovernanceInfoResult
    assert result.accountConcurrencyLimit == 5


@pytest.mark.parametrize("path", ["/", "/services/NetSuitePort_2024_1", "/services/rest/record/v1/invoice"])
def test_an_unknown_path_is_not_found(client: Client, path: str) -> None:
    assert requests.get(client.address + path, timeout=5).status_code == 404
