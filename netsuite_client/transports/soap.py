"""Sends records to NetSuite and reads them back over SOAP; questions go to SuiteQL, which SOAP does not have."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from lxml import etree

from netsuite_client.errors import ProtocolError, RequestRefused, Unreachable
from netsuite_client.outcomes import (
    Add,
    ChangeApplications,
    Delete,
    Meaning,
    Operation,
    Outcome,
    Refused,
    Turn,
    Unanswered,
    Update,
)
from netsuite_client.records import Record, Ref
from netsuite_client.transports.http_answers import NoAnswer, nothing_was_sent, reason
from netsuite_client.transports.patience import Sleep, patiently
from netsuite_client.transports.rest import SuiteQl
from netsuite_client.transports.soap_elements import Unwritable
from netsuite_client.transports.soap_records import RecordWriter
from netsuite_client.transports.soap_replies import Reply, Unreadable, concurrency_limit, read_reply, write_outcomes
from netsuite_client.transports.soap_service import SoapService
from netsuite_client.transports.traffic import Spent, Traffic

ADD_RECORDS_MAX = 200
CHANGE_RECORDS_MAX = 100
DELETE_RECORDS_MAX = 200
READ_RECORDS_MAX = 1000
"""What NetSuite takes in one list request."""


@dataclass(frozen=True, kw_only=True)
class _Request:
    """The list request that carries operations of one type: its name, its members' element, and how many."""

    name: str
    within: str
    records_max: int


_REQUESTS: Mapping[type[Operation], _Request] = {
    Add: _Request(name="addList", within="record", records_max=ADD_RECORDS_MAX),
    ChangeApplications: _Request(name="updateList", within="record", records_max=CHANGE_RECORDS_MAX),
    Update: _Request(name="updateList", within="record", records_max=CHANGE_RECORDS_MAX),
    Delete: _Request(name="deleteList", within="baseRef", records_max=DELETE_RECORDS_MAX),
}


class SoapTransport:
    """The `Transport` that writes and reads records over SOAP. Safe to use from several threads."""

    def __init__(self, *, service: SoapService, suiteql: SuiteQl, traffic: Traffic, sleep: Sleep = time.sleep) -> None:
        self._service = service
        self._suiteql = suiteql
        self._traffic = traffic
        self._sleep = sleep

    def write(self, operations: Sequence[Operation], turn: Turn) -> tuple[Outcome, ...]:
        """Send one list request. A member that cannot be written is refused here and not sent."""
        _check_one_request(operations)
        try:
            writer = self._service.writer
        except ProtocolError as broken:  # without a WSDL nothing can be sent
            raise Unreachable(str(broken)) from broken
        prepared = [_prepared(writer, operation) for operation in operations]
        sendable = [
            (operation, piece)
            for operation, piece in zip(operations, prepared, strict=True)
            if not isinstance(piece, Refused)
        ]
        answers = iter(self._send(sendable, turn))
        return tuple(piece if isinstance(piece, Refused) else next(answers) for piece in prepared)

    def _send(self, sendable: Sequence[tuple[Operation, etree._Element]], turn: Turn) -> tuple[Outcome, ...]:
        if not sendable:
            return ()
        operations, elements = zip(*sendable, strict=True)
        request = _REQUESTS[type(operations[0])]
        try:
            with turn():
                response = self._service.post(request.name, elements, within=request.within)
        except NoAnswer as broken:
            if nothing_was_sent(broken):
                raise Unreachable(f"NetSuite cannot be reached ({reason(broken)})") from broken
            return _unanswered(operations, f"no answer ({reason(broken)})")
        try:
            return write_outcomes(read_reply(response, f"{request.name}Response"), operations)
        except (Unreadable, Unreachable) as broken:  # it was sent, so it may have been done
            return _unanswered(operations, str(broken))

    def read(self, refs: Sequence[Ref]) -> tuple[Record | None, ...]:
        """The records, in lists as long as NetSuite takes."""
        chunks = (refs[start : start + READ_RECORDS_MAX] for start in range(0, len(refs), READ_RECORDS_MAX))
        return tuple(record for chunk in chunks for record in patiently(partial(self._read, chunk), sleep=self._sleep))

    def requests_sent(self) -> Counter[str]:
        """Requests sent so far by operation, tries that failed included."""
        return self._traffic.counts()

    def spent(self) -> Spent:
        """How they were answered, and how long that took."""
        return self._traffic.spent()

    def query(self, sql: str, params: Sequence[str] = ()) -> Iterator[Mapping[str, str]]:
        """The rows of a SuiteQL statement, to the last page."""
        return self._suiteql.rows(sql, params)

    def concurrency_limit(self) -> int | None:
        """The account's limit of requests at once; None when the role may not ask."""
        try:
            return patiently(self._concurrency_limit, sleep=self._sleep)
        except RequestRefused:
            return None

    def _concurrency_limit(self) -> int | None:
        return concurrency_limit(self._ask("getAccountGovernanceInfo", (), within=None))

    def _read(self, refs: Sequence[Ref]) -> tuple[Record | None, ...]:
        elements = [self._service.writer.base_ref(ref) for ref in refs]
        reply = self._ask("getList", elements, within="baseRef")
        try:
            return self._service.reader.records(reply, refs)
        except Unreadable as broken:
            raise ProtocolError(f"NetSuite's answer to getList cannot be read: {broken}") from broken

    def _ask(self, name: str, elements: Sequence[etree._Element], *, within: str | None) -> Reply:
        try:
            return read_reply(self._service.post(name, elements, within=within), f"{name}Response")
        except NoAnswer as broken:
            raise Unreachable(f"NetSuite gave no answer to {name} ({reason(broken)})") from broken
        except Unreadable as broken:
            raise ProtocolError(f"NetSuite's answer to {name} cannot be read: {broken}") from broken


def _check_one_request(operations: Sequence[Operation]) -> None:
    types = {type(operation) for operation in operations}
    if len(types) > 1:
        raise ValueError("One request carries operations of one type: all adds, all changes or all deletions")
    for type_ in types:
        most = _REQUESTS[type_].records_max
        if len(operations) > most:
            raise ValueError(f"One request carries at most {most} such operations, not {len(operations)}")


def _prepared(writer: RecordWriter, operation: Operation) -> etree._Element | Refused:
    try:
        return writer.operation(operation)
    except Unwritable as broken:
        return Refused(code="UNWRITABLE", message=str(broken), meaning=Meaning.DATA)


def _unanswered(operations: Sequence[Operation], why: str) -> tuple[Outcome, ...]:
    return (Unanswered(reason=why),) * len(operations)
