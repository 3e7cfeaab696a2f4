"""What each SOAP operation does: one member after the other, each with its own outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from netsuite_client.emulator.fields import TYPE, Fields
from netsuite_client.emulator.ledger.kinds import KINDS_BY_TYPE, group_of
from netsuite_client.emulator.ledger.ledger import Ledger
from netsuite_client.emulator.ledger.store import Store, Stored
from netsuite_client.emulator.permissions import Level, Role
from netsuite_client.emulator.refusals import Fault, Refusal

MAX_RECORDS = {"addList": 200, "updateList": 100, "deleteList": 200, "getList": 1000}
LEVELS = {"add": Level.CREATE, "update": Level.EDIT, "delete": Level.FULL}
"""How far the role's permission for a record must reach."""
Refuse = Callable[[int, Fields], None]
"""Asked before each member, by its place in the list: raises Refusal where a script says so."""
_SUCCESS: Fields = {"isSuccess": True}


@dataclass(kw_only=True)
class Performed:
    """What became of a request: the content of its answer, how many records it touched, how many were refused."""

    content: Fields
    records: int = 0
    refused: int = 0
    codes: list[str] = field(default_factory=list)


class Operations:
    """The operations over one ledger. `refuse` may refuse a member by script before the ledger sees it."""

    def __init__(self, *, ledger: Ledger, store: Store, role: Role, concurrency: int, now: Callable[[], str]) -> None:
        self._role = role
        self._ledger = ledger
        self._store = store
        self._concurrency = concurrency
        self._now = now

    def perform(self, operation: str, content: Fields, *, ignore_read_only: bool, refuse: Refuse) -> Performed:
        """Perform an operation inside the request's transaction; raises Fault, and then nothing is kept."""
        name = operation.removesuffix("List")
        if name in {"add", "update"}:
            change = self._ledger.add if name == "add" else self._ledger.update

            def write(sent: Fields) -> Stored:
                self._role.check(KINDS_BY_TYPE.get(sent[TYPE], ""), LEVELS[name])
                return change(sent, ignore_read_only=ignore_read_only)

            return self._write(operation, content["record"], write, refuse)
        if name == "delete":
            return self._write(operation, content["baseRef"], self._delete, refuse)
        if name == "get":
            return self._read(operation, content["baseRef"], refuse)
        return self._ask(operation)

    def _delete(self, reference: Fields) -> Stored:
        self._role.check(reference.get("type") or "", Level.FULL)
        return self._ledger.delete(reference)

    def _write(self, operation: str, members: Any, write: Callable[[Fields], Stored], refuse: Refuse) -> Performed:
        performed = Performed(content={})
        responses = [
            self._write_member(index, member, write, refuse, performed)
            for index, member in enumerate(_members(operation, members))
        ]
        performed.records = len(responses)
        if operation.endswith("List"):
            performed.content = {"writeResponseList": {"status": _SUCCESS, "writeResponse": responses}}
        else:
            performed.content = {"writeResponse": responses[0]}
        return performed

    def _write_member(
        self,
        index: int,
        member: Fields,
        write: Callable[[Fields], Stored],
        refuse: Refuse,
        performed: Performed,
    ) -> Fields:
        try:
            with self._store.member():
                refuse(index, member)
                record = write(member)
        except Refusal as refusal:
            performed.refused += 1
            performed.codes.append(refusal.code)
            return {"status": _failure(refusal), **_reference_sent(member)}
        reference: Fields = {TYPE: "RecordRef", "internalId": str(record.id), "type": record.kind}
        if record.external_id is not None:
            reference["externalId"] = record.external_id
        return {"status": _SUCCESS, "baseRef": reference}

    def _read(self, operation: str, members: Any, refuse: Refuse) -> Performed:
        performed = Performed(content={})
        responses = []
        for index, reference in enumerate(_members(operation, members)):
            try:
                refuse(index, reference)
                self._role.check(reference.get("type") or "", Level.VIEW)
                responses.append({"status": _SUCCESS, "record": self._ledger.get(reference)})
            except Refusal as refusal:
                performed.refused += 1
                performed.codes.append(refusal.code)
                responses.append({"status": _failure(refusal)})
        performed.records = len(responses)
        if operation.endswith("List"):
            performed.content = {"readResponseList": {"status": _SUCCESS, "readResponse": responses}}
        else:
            performed.content = {"readResponse": responses[0]}
        return performed

    def _ask(self, operation: str) -> Performed:
        if operation == "getServerTime":
            return Performed(content={"getServerTimeResult": {"status": _SUCCESS, "serverTime": self._now()}})
        limits = {"accountConcurrencyLimit": self._concurrency, "unallocatedConcurrencyLimit": self._concurrency}
        return Performed(content={"getAccountGovernanceInfoResult": {"status": _SUCCESS, **limits}})


def _members(operation: str, members: Any) -> Iterator[Fields]:
    if not operation.endswith("List"):
        return iter((members,))
    if len(members) > MAX_RECORDS[operation]:
        raise Fault(
            "ExceededRecordCountFault",
            "MAX_RCRDS_EXCEEDED",
            f"The maximum number of records allowed for {operation} is {MAX_RECORDS[operation]}.",
        )
    return iter(members)


def _reference_sent(member: Fields) -> Fields:
    """The reference that a refusal carries back: what the request itself named the record by."""
    named = {key: member[key] for key in ("internalId", "externalId") if member.get(key) is not None}
    if not named:
        return {}
    kind = member.get("type") or member.get(TYPE, "")
    kind = kind[:1].lower() + kind[1:]
    return {"baseRef": {TYPE: "RecordRef", **named, **({"type": kind} if group_of(kind) else {})}}


def _failure(refusal: Refusal) -> Fields:
    detail = {"type": "ERROR", "code": refusal.code, "message": refusal.message}
    return {"isSuccess": False, "statusDetail": [detail]}
