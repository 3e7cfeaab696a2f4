"""The client against Oracle's own WSDL and schemas, where they are at hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import responses
from full_records import INVOICE, MEMO, PAYMENT, RECORDS, REFUND, ref
from netsuite_accounts import ACCOUNT, KEYS, RECORDED, SOAP
from published_schema import WSDL, faults_of, needs_published_schema
from soap_answers import add_answer, done, read_answer, read_failure

from netsuite_client.client import NetSuite, connect
from netsuite_client.outcomes import Accepted, Add, Apply, ChangeApplications, Delete
from netsuite_client.records import Field, Kind, Record

pytestmark = [needs_published_schema, pytest.mark.published_schema]

APPLIES = (Apply(doc="5", amount=Decimal("10.10")), Apply(doc="6", amount=Decimal(0)))
MIXED = (*RECORDS, replace(INVOICE, fields=()), replace(PAYMENT, fields=()))


@pytest.fixture(scope="module")
def published() -> NetSuite:
    return connect(account=ACCOUNT, keys=KEYS, base_url=RECORDED, wsdl=WSDL, sleep=lambda _: None)


def _body(network: responses.RequestsMock) -> bytes:
    body = network.calls[0].request.body
    assert isinstance(body, bytes)
    return body


@pytest.mark.parametrize("record", MIXED, ids=lambda record: f"{record.KIND}, {len(record.fields)} fields")
def test_an_add_is_valid(record: Record, published: NetSuite, recorded: responses.RequestsMock) -> None:
    recorded.post(SOAP, add_answer(done("1")))

    assert published.send([Add(record=record)]) == (Accepted(internal_id="1"),)
    assert faults_of(_body(recorded)) == []


def test_a_list_of_every_kind_with_applications_is_valid(published: NetSuite, recorded: responses.RequestsMock) -> None:
    payers = (PAYMENT, MEMO, REFUND)
    adds = [*(Add(record=each) for each in RECORDS), *(Add(record=each, applies=APPLIES) for each in payers)]
    recorded.post(SOAP, add_answer(*[done("1")] * len(adds)))

    published.send(adds)

    assert faults_of(_body(recorded)) == []


@pytest.mark.parametrize("kind", [Kind.CUSTOMER_PAYMENT, Kind.CREDIT_MEMO, Kind.CUSTOMER_REFUND])
def test_a_change_of_applications_is_valid_and_leaves_the_others_alone(
    kind: Kind, published: NetSuite, recorded: responses.RequestsMock
) -> None:
    recorded.post(SOAP, add_answer(done("9"), operation="updateList"))

    published.send([ChangeApplications(kind=kind, internal_id="9", applies=APPLIES)])

    assert faults_of(_body(recorded)) == []
    assert b'applyList replaceAll="false"' in _body(recorded)


def test_a_deletion_of_every_kind_is_valid(published: NetSuite, recorded: responses.RequestsMock) -> None:
    recorded.post(SOAP, add_answer(*[done("9")] * len(RECORDS), operation="deleteList"))

    published.send([Delete(kind=record.KIND, internal_id="9") for record in RECORDS])

    assert faults_of(_body(recorded)) == []


def test_a_list_read_of_every_kind_is_valid(published: NetSuite, recorded: responses.RequestsMock) -> None:
    refs = [ref(record.KIND) for record in RECORDS]
    recorded.post(SOAP, read_answer(*[read_failure("RCRD_DSNT_EXIST", "gone")] * len(refs)))

    assert published.read(refs) == (None,) * len(refs)
    assert faults_of(_body(recorded)) == []


def test_asking_for_the_concurrency_limit_is_valid(published: NetSuite, recorded: responses.RequestsMock) -> None:
    recorded.post(SOAP, "", status=403)

    with pytest.raises(Exception, match="HTTP 403"):
        published.concurrency_limit()
    assert faults_of(_body(recorded)) == []


def test_the_schema_finds_what_is_wrong() -> None:
    envelope = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        '<m:addList xmlns:m="urn:messages_2025_2.platform.webservices.netsuite.com"><m:nonsense/></m:addList>'
        "</s:Body></s:Envelope>"
    )
    assert faults_of(envelope.encode()) != []


def test_a_field_of_the_full_schema_can_be_mapped(published: NetSuite, recorded: responses.RequestsMock) -> None:
    field = Field(name="shippingCost", type="decimal", value="4.90")
    recorded.post(SOAP, add_answer(done("1")))

    published.send([Add(record=replace(INVOICE, fields=(field,)))])

    assert b"shippingCost>4.90</" in _body(recorded)
    assert faults_of(_body(recorded)) == []
