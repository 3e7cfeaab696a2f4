"""What becomes of a write, for every answer that NetSuite, the network or something between them may give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest
import requests
import responses
from full_records import INVOICE, PAYMENT
from netsuite_accounts import ACCOUNT, KEYS, SECRETS, SOAP
from soap_answers import REQUEST_ID, add_answer, bare_fault, done, envelope, failed, fault, sent_passport
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from netsuite_client.client import ADD_RECORDS_MAX, NetSuite, connect
from netsuite_client.errors import Busy, LoginRefused, NetSuiteError, RequestRefused, Unreachable
from netsuite_client.outcomes import (
    Accepted,
    Add,
    Apply,
    ChangeApplications,
    Delete,
    Meaning,
    Outcome,
    Refused,
    Unanswered,
)
from netsuite_client.records import Field, Kind

ADD = Add(record=INVOICE)
CHANGE = ChangeApplications(kind=Kind.CUSTOMER_PAYMENT, internal_id="9", applies=(Apply(doc="5", amount=Decimal(1)),))
Network = responses.RequestsMock


MEMBERS: dict[str, tuple[str, Outcome]] = {
    "success": (done("12"), Accepted(internal_id="12")),
    "success that names our external id in other letters": (done("12", "IN_1"), Accepted(internal_id="12")),
    "saved before a script failed": (failed("USER_ERROR", "Script broke", saved_as="12"), Accepted(internal_id="12")),
    "success without an internal id": (
        '<m:writeResponse><c:status isSuccess="true"/></m:writeResponse>',
        Unanswered(reason="accepted without an internal id"),
    ),
    "a warning beside success": (
        '<m:writeResponse><c:status isSuccess="true"><c:statusDetail type="WARN"><c:code>WARNING</c:code>'
        '</c:statusDetail></c:status><m:baseRef internalId="12" xsi:type="c:RecordRef"/></m:writeResponse>',
        Accepted(internal_id="12"),
    ),
    "a record that exists": (
        failed("DUP_RCRD", "This record already exists"),
        Refused(code="DUP_RCRD", message="This record already exists", meaning=Meaning.ALREADY_EXISTS),
    ),
    "an entity that exists, under a catch-all code": (
        failed("USER_ERROR", "This entity already exists."),
        Refused(code="USER_ERROR", message="This entity already exists.", meaning=Meaning.ALREADY_EXISTS),
    ),
    "a wrong reference": (
        failed("INVALID_KEY_OR_REF", "Invalid entity reference key 7."),
        Refused(code="INVALID_KEY_OR_REF", message="Invalid entity reference key 7.", meaning=Meaning.DATA),
    ),
    "a closed period": (
        failed("CLOSED_TRAN_PRD", "closed"),
        Refused(code="CLOSED_TRAN_PRD", message="closed", meaning=Meaning.CONFIGURATION),
    ),
    "a closed period, under a catch-all code": (
        failed("USER_ERROR", "You cannot post to a closed period."),
        Refused(code="USER_ERROR", message="You cannot post to a closed period.", meaning=Meaning.CONFIGURATION),
    ),
    "somebody else's edit": (
        failed("RCRD_HAS_BEEN_CHANGED", "Record has been changed"),
        Refused(code="RCRD_HAS_BEEN_CHANGED", message="Record has been changed", meaning=Meaning.PASSING),
    ),
    "a code that nobody has seen": (
        failed("BRAND_NEW_CODE", "No idea"),
        Refused(code="BRAND_NEW_CODE", message="No idea", meaning=Meaning.DATA),
    ),
    "an error of NetSuite's own": (
        failed("UNEXPECTED_ERROR", "Error ID: x"),
        Unanswered(reason="UNEXPECTED_ERROR: Error ID: x"),
    ),
    "an operation that ran out of time": (failed("EXCEEDED_MAX_TIME"), Unanswered(reason="EXCEEDED_MAX_TIME: ")),
    "a failure without a reason": (
        '<m:writeResponse><c:status isSuccess="false"/></m:writeResponse>',
        Refused(code="NO_CODE", message="NetSuite gave no reason", meaning=Meaning.DATA),
    ),
    "no status": ("<m:writeResponse/>", Unanswered(reason="an answer without a status")),
}


@pytest.mark.parametrize(("member", "outcome"), MEMBERS.values(), ids=MEMBERS.keys())
def test_a_member_is_answered_with(member: str, outcome: Outcome, netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, add_answer(member))

    assert netsuite.send([ADD]) == (outcome,)


def test_outcomes_keep_the_order_of_the_operations(netsuite: NetSuite, recorded: Network) -> None:
    adds = [Add(record=replace(INVOICE, external_id=f"in_{number}")) for number in range(3)]
    recorded.post(SOAP, add_answer(done("7", "in_0"), failed("INVALID_AMT", "too much"), done("9", "in_2")))

    first, second, third = netsuite.send(adds)

    assert (first, third) == (Accepted(internal_id="7"), Accepted(internal_id="9"))
    assert second == Refused(code="INVALID_AMT", message="too much", meaning=Meaning.DATA)


WHOLE: dict[str, tuple[int, str, type[NetSuiteError], str]] = {
    "too many requests at once": (
        500,
        fault("exceededConcurrentRequestLimitFault", "WS_REQUEST_BLOCKED", "Blocked."),
        Busy,
        "too many requests at once",
    ),
    "maintenance": (500, fault("unexpectedErrorFault", "ACCT_TEMP_UNAVAILABLE", "Later."), Busy, "maintenance"),
    "an ended session": (500, fault("invalidSessionFault", "SESSION_TIMED_OUT", "Gone."), Busy, "session"),
    "a refused login": (
        500,
        fault("invalidCredentialsFault", "INVALID_LOGIN_CREDENTIALS", "Invalid login attempt."),
        LoginRefused,
        "Invalid login attempt",
    ),
    "a refused login, under a catch-all code": (
        500,
        fault("invalidCredentialsFault", "USER_ERROR", "Ambiguous authentication"),
        LoginRefused,
        "Ambiguous authentication",
    ),
    "a code outside the schema": (
        500,
        fault("invalidCredentialsFault", "INVALID_LOGIN_ATTEMPT", "Invalid login attempt."),
        LoginRefused,
        "INVALID_LOGIN_ATTEMPT",
    ),
    "a missing permission": (
        500,
        fault("insufficientPermissionFault", "INSUFFICIENT_PERMISSION", "Not you."),
        RequestRefused,
        "INSUFFICIENT_PERMISSION: Not you.",
    ),
    "too many records": (
        500,
        fault("exceededRecordCountFault", "MAX_RCRDS_EXCEEDED", "Too many."),
        RequestRefused,
        "MAX_RCRDS_EXCEEDED",
    ),
    "XML that its schema does not allow": (
        500,
        bare_fault("soapenv:Server.userException", "org.xml.sax.SAXException: bad value"),
        RequestRefused,
        "bad value",
    ),
    "HTTP 429": (429, "slow down", Busy, "HTTP 429"),
    "HTTP 401": (401, "who are you?", LoginRefused, "HTTP 401"),
    "HTTP 403 from a firewall": (403, "<html>no</html>", LoginRefused, "HTTP 403"),
    "HTTP 404, as for an unknown account": (404, "<html>nothing here</html>", LoginRefused, "HTTP 404"),
    "HTTP 413": (413, "", RequestRefused, "HTTP_413"),
}


@pytest.mark.parametrize("case", WHOLE.values(), ids=WHOLE.keys())
def test_a_whole_request_is_turned_away_by(
    case: tuple[int, str, type[NetSuiteError], str], netsuite: NetSuite, recorded: Network
) -> None:
    status, body, error, says = case
    recorded.post(SOAP, body, status=status)

    with pytest.raises(error, match=says) as raised:
        netsuite.send([ADD])

    assert raised.value.request_id == (REQUEST_ID if body.startswith("<?xml") else None)
    assert len(recorded.calls) == 1, "a write is never repeated by itself"


LOST: dict[str, tuple[int, str | Exception]] = {
    "HTTP 500 without SOAP": (500, "<html>oops</html>"),
    "HTTP 502": (502, "bad gateway"),
    "HTTP 503": (503, ""),
    "HTTP 408": (408, ""),
    "a redirect": (302, ""),
    "an error of NetSuite's own": (500, fault("unexpectedErrorFault", "UNEXPECTED_ERROR", "Error ID: 1")),
    "a fault that nobody explains": (500, bare_fault("soapenv:Server", "out of memory")),
    "garbage": (200, "\x00garbage"),
    "half an answer": (200, add_answer(done("1"))[:300]),
    "an answer to something else": (200, envelope("<m:getListResponse/>")),
    "an empty answer": (200, ""),
    "fewer answers than members": (200, add_answer()),
    "more answers than members": (200, add_answer(done("1"), done("2"))),
    "an answer about another record": (200, add_answer(done("1", "in_other"))),
    "an answer with a document type": (200, f'<!DOCTYPE x [<!ENTITY e "x">]>{add_answer(done("1"))[38:]}'),
    "no answer in time": (0, requests.ReadTimeout("read timed out")),
    "a connection reset": (0, requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError()))),
    "an answer that breaks off": (0, requests.exceptions.ChunkedEncodingError("IncompleteRead")),
    "an answer that cannot be unpacked": (0, requests.exceptions.ContentDecodingError("bad gzip")),
    "an error of the socket": (0, ConnectionResetError("reset")),
}


@pytest.mark.parametrize(("status", "body"), LOST.values(), ids=LOST.keys())
def test_nobody_knows_what_was_done_after(
    status: int, body: str | Exception, netsuite: NetSuite, recorded: Network
) -> None:
    recorded.post(SOAP, body, status=status or 200)

    (outcome,) = netsuite.send([ADD])

    assert isinstance(outcome, Unanswered)
    assert outcome.reason
    assert len(recorded.calls) == 1, "a write is never repeated by itself"


def _never_connected() -> requests.ConnectionError:
    refused = NewConnectionError(None, "Connection refused")  # type: ignore[arg-type]  # as urllib3 raises it
    return requests.ConnectionError(MaxRetryError(None, "/", refused))  # type: ignore[arg-type]  # as urllib3 raises it


NOT_SENT: dict[str, Callable[[], Exception]] = {
    "a refused connection": _never_connected,
    "a connection that takes too long": lambda: requests.ConnectTimeout("connect timed out"),
    "an untrusted certificate": lambda: requests.exceptions.SSLError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"),
    "a proxy that cannot be reached": lambda: requests.exceptions.ProxyError("Unable to connect to proxy"),
    "an impossible address": lambda: requests.exceptions.InvalidURL("no host"),
}


@pytest.mark.parametrize("broken", NOT_SENT.values(), ids=NOT_SENT.keys())
def test_nothing_was_sent_after(broken: Callable[[], Exception], netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, broken())

    with pytest.raises(Unreachable) as raised:
        netsuite.send([ADD])

    assert raised.value.__cause__ is not None


def test_a_real_refused_connection_and_an_unknown_host_are_told_from_a_lost_answer(wsdl: str) -> None:
    for nowhere in ("http://127.0.0.1:1", "http://no-such-host.invalid"):
        with pytest.raises(Unreachable, match="cannot be reached"):
            connect(account=ACCOUNT, keys=KEYS, base_url=nowhere, wsdl=wsdl).send([ADD])


def test_each_try_has_a_nonce_of_its_own_and_the_account_as_it_is_written(
    netsuite: NetSuite, recorded: Network
) -> None:
    recorded.post(SOAP, add_answer(done("1")))

    netsuite.send([ADD])
    netsuite.send([ADD])

    first, second = (sent_passport(call.request.body) for call in recorded.calls)
    assert first["account"] == "1234567_SB1"
    assert first["nonce"] != second["nonce"]
    assert 6 <= len(first["nonce"]) <= 64
    assert first["nonce"].isalnum()


def test_the_soap_action_is_the_bare_name_of_the_operation(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, add_answer(done("9"), operation="updateList"))

    assert netsuite.send([CHANGE]) == (Accepted(internal_id="9"),)
    assert recorded.calls[0].request.headers["SOAPAction"] == '"updateList"'


UNWRITABLE = {
    "a field that the record does not have": (
        Field(name="noSuchField", type="text", value="x"),
        "Invoice has no field noSuchField",
    ),
    "a field of another type": (Field(name="department", type="text", value="x"), "is a RecordRef, not a text"),
    "a date that is none": (Field(name="startDate", type="date", value="soon"), "'soon' is not"),
    "a number that is none": (Field(name="custbody_n", type="decimal", value="many"), "'many' is not"),
}


@pytest.mark.parametrize(("field", "says"), UNWRITABLE.values(), ids=UNWRITABLE.keys())
def test_a_member_that_cannot_be_written_is_refused_alone_and_not_sent(
    field: Field, says: str, netsuite: NetSuite, recorded: Network
) -> None:
    recorded.post(SOAP, add_answer(done("2", "ch_1")))
    poisonous = Add(record=replace(INVOICE, fields=(field,)))

    refused, accepted = netsuite.send([poisonous, Add(record=PAYMENT)])

    assert isinstance(refused, Refused)
    assert says in refused.message
    assert accepted == Accepted(internal_id="2")


def test_a_batch_of_nothing_and_a_batch_of_unwritable_members_send_no_request(
    netsuite: NetSuite, recorded: Network
) -> None:
    poisonous = Add(record=replace(INVOICE, fields=(Field(name="noSuchField", type="text", value="x"),)))

    assert netsuite.send([]) == ()
    assert isinstance(netsuite.send([poisonous])[0], Refused)
    assert len(recorded.calls) == 0


def test_only_a_request_takes_one_of_the_turns_of_the_account(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, add_answer(done("2", "ch_1")))
    poisonous = Add(record=replace(INVOICE, fields=(Field(name="noSuchField", type="text", value="x"),)))
    at_turns: list[int] = []

    @contextmanager
    def turn() -> Iterator[None]:
        at_turns.append(len(recorded.calls))
        yield
        at_turns.append(len(recorded.calls))

    netsuite.send([poisonous], turn=turn)
    netsuite.send([Add(record=PAYMENT)], turn=turn)
    assert at_turns == [0, 1]


DELETE = Delete(kind=Kind.INVOICE, internal_id="5")
DELETIONS: dict[str, tuple[str, Outcome]] = {
    "success": (done("5"), Accepted(internal_id="5")),
    "a record that is not there": (
        failed("RCRD_DSNT_EXIST", "No such record."),
        Unanswered(reason="it may be gone already (RCRD_DSNT_EXIST: No such record.)"),
    ),
    "links to it": (
        failed("CANT_DELETE_TRANS", "Linked."),
        Refused(code="CANT_DELETE_TRANS", message="Linked.", meaning=Meaning.DATA),
    ),
}


@pytest.mark.parametrize(("member", "outcome"), DELETIONS.values(), ids=DELETIONS.keys())
def test_a_deletion_is_answered_with(member: str, outcome: Outcome, netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, add_answer(member, operation="deleteList"))

    assert netsuite.send([DELETE]) == (outcome,)
    assert recorded.calls[0].request.headers["SOAPAction"] == '"deleteList"'


def test_one_request_carries_operations_of_one_type(netsuite: NetSuite) -> None:
    with pytest.raises(ValueError, match="of one type"):
        netsuite.send([ADD, CHANGE])
    with pytest.raises(ValueError, match="of one type"):
        netsuite.send([CHANGE, DELETE])


def test_one_request_carries_no_more_than_netsuite_takes(netsuite: NetSuite) -> None:
    with pytest.raises(ValueError, match="at most 200"):
        netsuite.send([ADD] * (ADD_RECORDS_MAX + 1))


def test_no_error_and_no_outcome_shows_a_key(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, fault("invalidCredentialsFault", "INVALID_LOGIN_CREDENTIALS", "No."), status=500)
    recorded.post(SOAP, body=requests.ReadTimeout("read timed out"))
    recorded.post(SOAP, body=_never_connected())

    shown = [_shown(lambda: netsuite.send([ADD])) for _ in range(3)]

    for text, expected in zip(shown, ("LoginRefused", "Unanswered", "Unreachable"), strict=True):
        assert expected in text
    assert not [secret for secret in SECRETS for text in shown if secret in text]


def _shown(act: Callable[[], object]) -> str:
    """Everything that a log or a person could see of it."""
    try:
        return repr(act())
    except NetSuiteError as broken:
        chain = []
        link: BaseException | None = broken
        while link is not None:
            chain += [str(link), repr(link)]
            link = link.__cause__ or link.__context__
        return " ".join(chain)


def test_requests_are_counted_by_operation(netsuite: NetSuite, recorded: Network) -> None:
    recorded.post(SOAP, add_answer(done("1")))
    before = netsuite.requests_sent()

    netsuite.send([ADD])
    netsuite.send([ADD])

    assert netsuite.requests_sent() - before == {"addList": 2}
