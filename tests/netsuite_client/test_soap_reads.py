from __future__ import annotations

from decimal import Decimal

import pytest
import requests
import responses
from full_records import ref
from netsuite_accounts import ACCOUNT, KEYS, RECORDED, SOAP, Naps
from soap_answers import envelope, fault, read_answer, read_failure, sent_passport

from netsuite_client.client import NetSuite, connect
from netsuite_client.errors import Busy, LoginRefused, ProtocolError, RequestRefused, Unreachable
from netsuite_client.outcomes import Add
from netsuite_client.records import Customer, Invoice, Kind, Ref

Network = responses.RequestsMock

GOOD = '<c:status isSuccess="true"/>'
INVOICE = (
    f'{GOOD}<m:record xsi:type="tranSales:Invoice" internalId="12" externalId="in_1">'
    '<tranSales:entity internalId="7"><c:name>Acme</c:name></tranSales:entity>'
    "<tranSales:tranDate>2026-07-04T00:00:00.000-07:00</tranSales:tranDate>"
    '<tranSales:currency internalId="1"/><tranSales:total>10.10</tranSales:total>'
    '<tranSales:itemList><tranSales:item><tranSales:item internalId="3" type="otherChargeSaleItem"/>'
    "<tranSales:amount>10.100</tranSales:amount></tranSales:item></tranSales:itemList>"
    '<tranSales:customFieldList><c:customField xsi:type="c:DoubleCustomFieldRef" scriptId="custbody_x">'
    "<c:value>0.30</c:value></c:customField></tranSales:customFieldList></m:record>"
)
REF = ref(Kind.INVOICE, "12")


def _invoice(netsuite: NetSuite) -> Invoice:
    (record,) = netsuite.read([REF])
    assert isinstance(record, Invoice)
    return record


def test_amounts_are_read_with_the_digits_that_netsuite_wrote(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, read_answer(INVOICE))

    invoice = _invoice(netsuite)

    assert str(invoice.lines[0].amount) == "10.100"
    assert invoice.total == Decimal("10.1")
    assert {field.name: field.value for field in invoice.fields} == {"total": "10.10", "custbody_x": "0.30"}


def test_dates_and_references_are_read_as_values(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, read_answer(INVOICE))

    invoice = _invoice(netsuite)

    assert invoice.tran_date.isoformat() == "2026-07-04"
    assert invoice.entity == Ref(kind=Kind.CUSTOMER, internal_id="7", name="Acme")
    assert invoice.lines[0].item.kind is Kind.OTHER_CHARGE_SALE_ITEM


def test_a_record_made_by_hand_has_no_external_id_and_may_lack_what_ours_have(
    netsuite: NetSuite, recorded: Network
) -> None:
    recorded.post(SOAP, read_answer(f'{GOOD}<m:record xsi:type="listRel:Customer" internalId="5"/>'))

    assert netsuite.read([ref(Kind.CUSTOMER, "5")]) == (Customer(external_id="", is_person=False),)


def test_a_record_that_is_gone_is_none_in_its_place(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, read_answer(read_failure("RCRD_DSNT_EXIST", "That record does not exist."), INVOICE))

    gone, there = netsuite.read([ref(Kind.INVOICE, "11"), REF])

    assert gone is None
    assert isinstance(there, Invoice)


def test_reading_nothing_asks_nothing(netsuite: NetSuite, recorded: Network) -> None:
    assert netsuite.read([]) == ()
    assert len(recorded.calls) == 0


def test_more_than_a_thousand_records_are_read_in_several_lists(netsuite: NetSuite, recorded: Network) -> None:
    gone = read_failure("RCRD_DSNT_EXIST", "gone")
    recorded.post(SOAP, read_answer(*[gone] * 1000))
    recorded.post(SOAP, read_answer(gone))

    assert netsuite.read([REF] * 1001) == (None,) * 1001


def test_a_read_is_tried_again_signed_afresh_and_waits_longer_when_asked(
    netsuite: NetSuite, recorded: Network, naps: Naps
) -> None:
    recorded.post(SOAP, body=requests.ReadTimeout("slow"))
    recorded.post(SOAP, "busy", status=429, headers={"Retry-After": "7"})
    recorded.post(SOAP, read_answer(INVOICE))

    _invoice(netsuite)

    assert len({sent_passport(call.request.body)["nonce"] for call in recorded.calls}) == 3
    assert len(naps.seconds) == 2
    assert naps.seconds[1] >= 7


def test_a_read_gives_up_after_a_few_tries(netsuite: NetSuite, recorded: Network, naps: Naps) -> None:
    recorded.post(SOAP, "down", status=503)

    with pytest.raises(Unreachable, match="HTTP 503"):
        netsuite.read([REF])

    assert len(recorded.calls) == 4
    assert all(0 <= seconds <= 20 for seconds in naps.seconds)


def test_a_long_wish_to_wait_is_handed_to_the_caller(netsuite: NetSuite, recorded: Network, naps: Naps) -> None:
    recorded.post(SOAP, "busy", status=429, headers={"Retry-After": "600"})

    with pytest.raises(Busy) as raised:
        netsuite.read([REF])

    assert raised.value.retry_after_seconds == 600
    assert naps.seconds == []


def test_a_refused_login_is_not_tried_again(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, fault("invalidCredentialsFault", "INVALID_LOGIN_CREDENTIALS", "No."), status=500)

    with pytest.raises(LoginRefused):
        netsuite.read([REF])

    assert len(recorded.calls) == 1


UNREADABLE = {
    "garbage": "not XML",
    "an answer to something else": envelope("<m:addListResponse/>"),
    "too few answers": read_answer(),
    "no status": read_answer('<m:record xsi:type="tranSales:Invoice"/>'),
    "no record": read_answer(GOOD),
    "a record of an unknown type": read_answer(f'{GOOD}<m:record xsi:type="tranSales:Mystery"/>'),
    "an amount that is none": read_answer(INVOICE.replace("10.100", "ten")),
    "no date": read_answer(INVOICE.replace("2026-07-04T00:00:00.000-07:00", "")),
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_answer_that_cannot_be_understood_is_a_protocol_error(
    body: str, netsuite: NetSuite, recorded: Network
) -> None:
    recorded.post(SOAP, body)

    with pytest.raises(ProtocolError, match="cannot be read"):
        netsuite.read([REF])


def test_a_record_that_may_not_be_read_is_refused(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, read_answer(read_failure("INSUFFICIENT_PERMISSION", "Not you.")))

    with pytest.raises(RequestRefused, match="Not you"):
        netsuite.read([REF])


def test_kinds_that_are_only_referred_to_cannot_be_read(netsuite: NetSuite) -> None:
    with pytest.raises(ValueError, match="currency are only referred to"):
        netsuite.read([ref(Kind.CURRENCY)])


def test_the_concurrency_limit_is_the_accounts(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(
        SOAP,
        envelope(
            '<m:getAccountGovernanceInfoResponse><c:getAccountGovernanceInfoResult><c:status isSuccess="true"/>'
            "<c:accountConcurrencyLimit>15</c:accountConcurrencyLimit></c:getAccountGovernanceInfoResult>"
            "</m:getAccountGovernanceInfoResponse>"
        ),
    )

    assert netsuite.concurrency_limit() == 15


def test_the_concurrency_limit_is_unknown_to_a_role_that_may_not_ask(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, fault("insufficientPermissionFault", "INSUFFICIENT_PERMISSION", "No."), status=500)

    assert netsuite.concurrency_limit() is None


BROKEN_WSDLS: dict[str, tuple[int, str | Exception, type[Exception]]] = {
    "does not answer": (200, requests.ConnectTimeout("slow"), Unreachable),
    "fails": (503, "down", Unreachable),
    "is not there": (404, "nothing", Unreachable),
    "serves a page": (200, "<html><body>Maintenance</body></html>", ProtocolError),
    "serves no XML": (200, "hello", ProtocolError),
    "serves entities": (200, '<!DOCTYPE x [<!ENTITY a "b">]><definitions>&a;</definitions>', ProtocolError),
}


@pytest.mark.parametrize(("status", "body", "error"), BROKEN_WSDLS.values(), ids=BROKEN_WSDLS.keys())
def test_nothing_is_sent_when_the_place_of_the_wsdl(
    status: int, body: str | Exception, error: type[Exception], recorded: Network, naps: Naps
) -> None:
    recorded.get(f"{RECORDED}/wsdl/v2025_2_0/netsuite.wsdl", body, status=status)
    netsuite = connect(account=ACCOUNT, keys=KEYS, base_url=RECORDED, sleep=naps)

    with pytest.raises(error, match="WSDL"):
        netsuite.read([REF])
    with pytest.raises(Unreachable, match="WSDL"):
        netsuite.send([Add(record=Customer(external_id="cus_1", is_person=True))])
    assert {call.request.method for call in recorded.calls} == {"GET"}


def test_a_wsdl_file_that_is_not_there_is_named(naps: Naps) -> None:
    netsuite = connect(account=ACCOUNT, keys=KEYS, base_url=RECORDED, wsdl="/no/such/file.wsdl", sleep=naps)

    with pytest.raises(ProtocolError, match=r"/no/such/file\.wsdl"):
        netsuite.read([REF])
