"""Reads SuiteTalk's answers: outcomes of writes, faults of whole requests, and single values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import requests
import structlog
from lxml import etree

from netsuite_client.errors import NetSuiteError, RequestRefused, Unreachable, member_outcome, request_error
from netsuite_client.outcomes import Accepted, Add, ChangeApplications, Delete, Operation, Outcome, Unanswered, Update
from netsuite_client.transports.http_answers import retry_after_seconds, status_error
from netsuite_client.transports.soap_schema import SOAP_ENVELOPE, clark

log = structlog.get_logger(__name__)

Element = etree._Element

_BODY = f"{{{SOAP_ENVELOPE}}}Body"
_FAULT = f"{{{SOAP_ENVELOPE}}}Fault"
_STATUS = clark("platformCore", "status")
_STATUS_DETAIL = clark("platformCore", "statusDetail")
_CODE = clark("platformCore", "code")
_MESSAGE = clark("platformCore", "message")
_AFTER_SUBMIT_FAILED = clark("platformCore", "afterSubmitFailed")
_BASE_REF = clark("platformMsgs", "baseRef")
_CONCURRENCY_LIMIT = clark("platformCore", "accountConcurrencyLimit")
_NS_ID = clark("platformMsgs", "nsId")


GONE_CODES = frozenset({"RCRD_DSNT_EXIST", "INVALID_REF_KEY", "INVALID_KEY_OR_REF", "NONEXISTENT_ID"})
"""What NetSuite says of a record that is not there, whichever way it was named."""


class Unreadable(Exception):
    """An answer that is no answer: nobody knows what was done."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The content of a good SOAP answer, with NetSuite's id of the request."""

    content: Element
    request_id: str | None


def read_reply(response: requests.Response, expected: str) -> Reply:
    """The answer's content, an element of the messages namespace named `expected`.

    Raises the `NetSuiteError` that a fault or an HTTP status stands for, and `Unreadable` for anything else. Here
    `Unreachable` says that the server failed over the request: a read may be repeated, a write may have been done.
    """
    body = _body(response)
    if body is None:
        raise status_error(response) or Unreadable(f"HTTP {response.status_code} without a readable SOAP answer")
    request_id = _text(body.getroottree(), _NS_ID)
    fault = body.find(_FAULT)
    if fault is not None:
        raise _fault_error(fault, request_id, retry_after_seconds(response))
    content = body.find(clark("platformMsgs", expected))
    if content is None:
        raise Unreadable(f"HTTP {response.status_code} with a SOAP answer that has no {expected}")
    log.debug("netsuite_answered", request_id=request_id)
    return Reply(content=content, request_id=request_id)


def _body(response: requests.Response) -> Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(response.content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    doctype = root.getroottree().docinfo.doctype  # type: ignore[union-attr]  # the stubs lack it
    return None if doctype else root.find(_BODY)


def _fault_error(fault: Element, request_id: str | None, retry_after: float | None) -> NetSuiteError:
    """The exception of a SOAP fault. One that NetSuite's service did not raise itself may come too late."""
    message = (fault.findtext("faultstring") or "").strip()
    for detail in fault.iterfind("detail/*"):
        code = _child_text(detail, "code")
        if code is not None:
            return request_error(
                code,
                _child_text(detail, "message") or message,
                fault_name=etree.QName(detail).localname,
                request_id=request_id,
                retry_after_seconds=retry_after,
            )
    if _is_ours(fault.findtext("faultcode") or ""):
        return RequestRefused(code="SOAP_FAULT", message=message, request_id=request_id)
    return Unreachable(f"NetSuite failed: {message}", request_id=request_id)


def _is_ours(fault_code: str) -> bool:
    """Whether the fault blames the request, such as XML that its schema does not allow."""
    return fault_code.endswith(("Client", "userException"))


def _child_text(element: Element, name: str) -> str | None:
    """The text of a child of this name, whatever its namespace."""
    return next((child.text or "" for child in element if etree.QName(child).localname == name), None)


def write_outcomes(reply: Reply, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
    """What became of each operation. Raises `Unreadable` when the answers cannot be paired with the operations."""
    answers = list(reply.content.iter(clark("platformMsgs", "writeResponse")))
    if len(answers) != len(operations):
        raise Unreadable(f"{len(answers)} answers to {len(operations)} operations")
    return tuple(_outcome(answer, operation) for answer, operation in zip(answers, operations, strict=True))


def _outcome(answer: Element, operation: Operation) -> Outcome:
    status, base_ref = answer.find(_STATUS), answer.find(_BASE_REF)
    internal_id = base_ref.get("internalId") if base_ref is not None else None
    if status is None:
        return Unanswered(reason="an answer without a status")
    if not _belongs(base_ref, operation):
        raise Unreadable("an answer about another record")
    if succeeded(status):
        return _accepted(internal_id)
    code, message, saved = failure(status)
    if _takes_back(operation) and code in GONE_CODES:
        return Unanswered(reason=f"it may be gone already ({code}: {message})")
    return _accepted(internal_id) if saved and internal_id else member_outcome(code, message)


def _takes_back(operation: Operation) -> bool:
    """Whether all that it asks for is done once the record in question is gone."""
    match operation:
        case Add() | Update():
            return False
        case ChangeApplications(applies=applies):
            return all(apply.amount == 0 for apply in applies)
        case Delete():
            return True


def _accepted(internal_id: str | None) -> Outcome:
    return Accepted(internal_id=internal_id) if internal_id else Unanswered(reason="accepted without an internal id")


def _belongs(base_ref: Element | None, operation: Operation) -> bool:
    """Whether an answer names the record of its operation, as far as it names one."""
    named = base_ref.get("externalId") if base_ref is not None else None
    if named is None or not isinstance(operation, Add):
        return True
    return named.lower() == operation.record.external_id.lower()


def failure(status: Element) -> tuple[str, str, bool]:
    """Code and text of the first error of a status, and whether the record was saved before a script failed."""
    details = status.findall(_STATUS_DETAIL)
    errors = [detail for detail in details if detail.get("type", "ERROR") == "ERROR"] or details
    if not errors:
        return "NO_CODE", "NetSuite gave no reason", False
    saved = any(detail.findtext(_AFTER_SUBMIT_FAILED) in {"true", "1"} for detail in details)
    return errors[0].findtext(_CODE) or "NO_CODE", errors[0].findtext(_MESSAGE) or "", saved


def succeeded(status: Element | None) -> bool:
    """Whether a status reports success."""
    return status is not None and status.get("isSuccess") in {"true", "1"}


def concurrency_limit(reply: Reply) -> int | None:
    """The account's limit of requests at once; None when NetSuite does not say. Raises `Unreadable`."""
    text = next((element.text for element in reply.content.iter(_CONCURRENCY_LIMIT)), None)
    if text is None:
        return None
    if not text.isdigit():
        raise Unreadable("a concurrency limit that is no number")
    return int(text)


def _text(tree: etree._ElementTree, tag: str) -> str | None:
    return next((element.text for element in tree.iter(tag)), None)
