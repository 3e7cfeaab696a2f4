"""What can go wrong with NetSuite: exceptions whose type says what to do next, and the catalogue of its fault codes.

    NetSuiteError
    ├── Busy             nothing was done: try again later
    ├── LoginRefused     nothing was done: renew the token, or correct the account or its address
    ├── Unreachable      nothing was sent, or a read got no answer: try again later
    ├── RequestRefused   nothing was done: this request cannot go in as it is; send its members in halves
    └── ProtocolError    the answer to a read cannot be understood

A write whose answer is lost or cannot be read is no exception: each of its members is `Unanswered`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from netsuite_client.outcomes import Meaning, Outcome, Refused, Unanswered


class NetSuiteError(Exception):
    """Something is broken between us and NetSuite. `request_id` is NetSuite's own, when it gave one."""

    def __init__(self, message: str, *, request_id: str | None = None) -> None:
        super().__init__(message if request_id is None else f"{message} (NetSuite request {request_id})")
        self.request_id = request_id


class Busy(NetSuiteError):
    """NetSuite turned the request away and did nothing; `retry_after_seconds` is its wish, when it has one."""

    def __init__(
        self, message: str, *, request_id: str | None = None, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.retry_after_seconds = retry_after_seconds


class LoginRefused(NetSuiteError):
    """NetSuite did not let us in and did nothing. The operator must renew the token or correct the account."""


class Unreachable(NetSuiteError):
    """No connection could be made, so nothing was sent; or a read got no answer."""

    def __init__(
        self, message: str, *, request_id: str | None = None, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.retry_after_seconds = retry_after_seconds


class RequestRefused(NetSuiteError):
    """NetSuite refused the request as a whole and did nothing; sent again it would be refused again."""

    def __init__(self, *, code: str, message: str, request_id: str | None = None) -> None:
        super().__init__(f"NetSuite refused the request with {code}: {message}", request_id=request_id)
        self.code = code
        self.message = message


class ProtocolError(NetSuiteError):
    """NetSuite, or something in front of it, gave an answer to a read that cannot be understood."""


class Verdict(StrEnum):
    """What a code asks for; it is the same whether one member or the whole request got it."""

    LATER = "later"
    DATA = "data"
    CONFIGURATION = "configuration"
    LOOK_UP = "look up"
    LOGIN = "login"
    MAYBE_DONE = "maybe done"


MEANINGS: Mapping[Verdict, Meaning] = {
    Verdict.LATER: Meaning.PASSING,
    Verdict.DATA: Meaning.DATA,
    Verdict.CONFIGURATION: Meaning.CONFIGURATION,
    Verdict.LOOK_UP: Meaning.ALREADY_EXISTS,
    Verdict.LOGIN: Meaning.CONFIGURATION,
}
"""What a refused member asks for. `MAYBE_DONE` is missing: that member is not refused but unanswered."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """An entry of the catalogue: what the code asks for, and what it says in our words."""

    verdict: Verdict
    says: str


def _later(says: str) -> Fault:
    return Fault(verdict=Verdict.LATER, says=says)


def _data(says: str) -> Fault:
    return Fault(verdict=Verdict.DATA, says=says)


def _configuration(says: str) -> Fault:
    return Fault(verdict=Verdict.CONFIGURATION, says=says)


def _look_up(says: str) -> Fault:
    return Fault(verdict=Verdict.LOOK_UP, says=says)


def _login(says: str) -> Fault:
    return Fault(verdict=Verdict.LOGIN, says=says)


def _maybe_done(says: str) -> Fault:
    return Fault(verdict=Verdict.MAYBE_DONE, says=says)


CODES: Mapping[str, Fault] = {
    # The record is there already.
    "DUP_RCRD": _look_up("a record with this external id or name exists"),
    # This record cannot go in as it is.
    "UNIQUE_CUST_ID_REQD": _data("another customer has this name"),
    "DUP_ITEM_NAME": _data("another item has this name"),
    "NAME_ALREADY_IN_USE": _data("another record has this name"),
    "INVALID_KEY_OR_REF": _data("a reference names nothing that may be used here"),
    "RCRD_DSNT_EXIST": _data("a record that is referred to does not exist"),
    "INVALID_REF_KEY": _data("a reference's external id is unknown"),
    "INVALID_RCRD_REF": _data("a reference's internal id is unknown"),
    "INVALID_FLD_VALUE": _data("a field does not accept its value"),
    "INVALID_CSTM_FIELD_REF": _data("a custom field is unknown on this record"),
    "INVALID_CSTM_FIELD_DATA_TYP": _data("a custom field is of another type"),
    "DATE_PRD_MISMATCH": _data("the date lies outside the posting period"),
    "CANT_DELETE_TRANS": _data("other transactions refer to this one"),
    "TRANS_IN_USE": _data("other transactions are linked to this one"),
    "CANT_VOID_TRANS": _data("other transactions are linked to this one"),
    "CANT_MODIFY_VOID_TRANS": _data("the transaction is void"),
    "INVALID_AMT": _data("an amount is not possible here, or more is applied than there is"),
    "INVALID_LINK_SUM": _data("more is applied than there is"),
    "TRANS_APPLIED_AMTS_UNBALNCD": _data("applied and unapplied do not add up to the total"),
    "TRANS_UNBALNCD": _data("the amounts do not balance, or have more decimals than the currency"),
    "INVALID_AUTOAPPLY_VALUE": _data("applications are named and automatic ones asked for as well"),
    "DISCOUNT_EXCEED_TOTAL": _data("the discount is larger than its items"),
    "INVLAID_DISCOUNT_MARKUP": _data("posting and non-posting discounts stand side by side"),
    "INVALID_DISCOUNT_MARKUP": _data("posting and non-posting discounts stand side by side"),
    "INVALID_MARKUP_DISCOUNT": _data("posting and non-posting discounts stand side by side"),
    "CANT_REV_REC_BODY_AND_LINE": _data("revenue recognition is set on the body and on lines"),
    "REV_REC_TMPLT_DATA_MISSING": _data("the revenue template needs more than was given"),
    "REV_REC_DATE_REQD": _data("a revenue recognition start date is needed"),
    "INVALID_REV_REC_DATE_RANGE": _data("revenue recognition ends before it starts"),
    "CANT_UPDATE_AMT": _data("revenue of this line is recognised already"),
    "CANT_DELETE_TRAN_LINES": _data("revenue of this line is recognised already"),
    "REV_REC_UPDATE_DISALLWD": _data("revenue of this line is recognised already"),
    "INVALID_SUB": _data("the transaction mixes subsidiaries"),
    "CANT_MODIFY_SUB": _data("the subsidiary is fixed by earlier transactions"),
    "VALID_LINE_ITEM_REQD": _data("at least one line is needed"),
    "EXCEEDED_MAX_FIELD_LENGTH": _data("a text is too long"),
    "EXCEEDED_MAX_TRANS_LINES": _data("the transaction has too many lines"),
    "CANT_UPDATE_LINKED_TRANS_LINES": _data("linked lines cannot be changed"),
    "CANT_SET_INTERNALID": _data("a new record cannot choose its internal id"),
    "NONEXISTENT_ID": _data("a record that is referred to does not exist"),
    "INVALID_CONTENT": _data("a field does not accept its value"),
    "MAX_RCRDS_EXCEEDED": _data("more records than one request may carry"),
    "INVALID_PARAMETER": _data("a query or parameter is not understood"),
    # The account or the role must be changed first.
    "VALID_PRD_REQD": _configuration("no open period covers the date"),
    "CLOSED_TRAN_PRD": _configuration("the period is closed"),
    "TRAN_PERIOD_CLOSED": _configuration("the period is closed"),
    "TRAN_PRD_CLOSED": _configuration("an exchange difference would fall into a closed period"),
    "TRANS_EDIT_DISALLWD": _configuration("the period is closed"),
    "INVALID_TRANSACTIO_DATE": _configuration("no accounting period covers the date"),
    "CANT_APPLY_PMT": _configuration("the status of the customer forbids payments"),
    "POSTING_DISCOUNT_DISALLWD": _configuration("posting discounts are not possible on recognised lines"),
    "DEFERRED_REV_REC_ACCT_REQD": _configuration("the item needs a deferred revenue account"),
    "DEFERRAL_ACCT_REQD": _configuration("the item needs a deferred revenue account"),
    "INSUFCNT_NUM_PRDS_FOR_REV_REC": _configuration("accounting periods end before the revenue does"),
    "INSUFCNT_OPEN_PRDS_FOR_REV_REC": _configuration("open periods end before the revenue does"),
    "INVALID_TRANS_SUB_ENTITY": _configuration("the customer does not belong to the subsidiary"),
    "INVALID_TRANS_SUB_ITEM": _configuration("the item does not belong to the subsidiary"),
    "INVALID_TRANS_SUB_ACCT": _configuration("the account does not belong to the subsidiary"),
    "INVALID_TRANS_SUB_CLASS": _configuration("the class does not belong to the subsidiary"),
    "INVALID_TRANS_SUB_DEPT": _configuration("the department does not belong to the subsidiary"),
    "INVALID_TRANS_SUB_LOC": _configuration("the location does not belong to the subsidiary"),
    "TRANS_FORGN_CRNCY_MISMATCH": _configuration("the account keeps another currency"),
    "CANT_UPDATE_ACCTNG_PRDS": _configuration("accounting periods cannot be changed from outside"),
    "INSUFFICIENT_PERMISSION": _configuration("the role may not do this, or a form hides the field"),
    "FEATURE_DISABLED": _configuration("a feature is switched off"),
    "WS_FEATURE_REQD": _configuration("web services are switched off"),
    "WS_PERMISSION_REQD": _configuration("the role may not use web services"),
    "INVALID_WS_VERSION": _configuration("this version of the service does not exist"),
    "UNSUPPORTED_WS_VERSION": _configuration("this version of the service has been retired"),
    "RCRD_LOCKED_BY_WF": _configuration("a workflow has locked the record"),
    # Trouble that passes.
    "RCRD_HAS_BEEN_CHANGED": _later("somebody changed the record at the same moment"),
    "RCRD_EDITED_SINCE_RETRIEVED": _later("somebody changed the record at the same moment"),
    "WS_REQUEST_BLOCKED": _later("too many requests at once"),
    "CONCURRENCY_LIMIT_EXCEEDED": _later("too many requests at once"),
    "EXCEEDED_MAX_CONCUR_RQST": _later("too many requests at once"),
    "EXCEEDED_CONCURRENT_REQUEST_LIMIT": _later("too many requests at once"),
    "EXCEEDED_REQUEST_LIMIT": _later("too many requests"),
    "EXCEEDED_USAGE_LIMIT": _later("too many requests"),
    "WS_CONCUR_SESSION_DISALLWD": _later("too many requests at once"),
    "SSS_REQUEST_LIMIT_EXCEEDED": _later("too many requests at once"),
    "ACCT_TEMP_UNAVAILABLE": _later("the account is under maintenance"),
    "SESSION_TIMED_OUT": _later("the session ended"),
    "INVALID_SESSION": _later("the session ended"),
    # We are not let in.
    "INVALID_LOGIN_ATTEMPT": _login("the login is refused"),
    "INVALID_LOGIN_CREDENTIALS": _login("the login is refused"),
    "INVALID_LOGIN": _login("the login is refused"),
    "INVALID_ACCT": _login("the account is unknown"),
    "INVALID_ROLE": _login("the role is unknown"),
    "ROLE_REQUIRED": _login("the user has no role for this"),
    "LOGIN_DISABLED": _login("the user may not log in"),
    "WS_LOG_IN_REQD": _login("the login is refused"),
    # Nobody knows.
    "UNEXPECTED_ERROR": _maybe_done("NetSuite had an error of its own"),
    "EXCEEDED_MAX_TIME": _maybe_done("NetSuite ran out of time"),
    "TIMEOUT_THE_RECORD_DOESNT_EXIST_ANYMORE": _maybe_done("NetSuite ran out of time"),
}
"""NetSuite's codes, of SOAP and REST alike."""


FAULT_NAMES: Mapping[str, Fault] = {
    "invalidCredentialsFault": _login("the login is refused"),
    "invalidAccountFault": _login("the account is unknown"),
    "invalidSessionFault": _later("the session ended"),
    "exceededConcurrentRequestLimitFault": _later("too many requests at once"),
    "exceededRequestLimitFault": _later("too many requests"),
    "exceededUsageLimitFault": _later("too many requests"),
    "exceededRecordCountFault": _data("more records than one request may carry"),
    "exceededRequestSizeFault": _data("the request is too large"),
    "insufficientPermissionFault": _configuration("the role may not do this"),
    "invalidVersionFault": _configuration("this version of the service has been retired"),
    "unexpectedErrorFault": _maybe_done("NetSuite had an error of its own"),
}
"""The kinds of SOAP fault, which say what to do where the code inside is a catch-all."""


TEXTS: tuple[tuple[re.Pattern[str], Fault], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), fault)
    for pattern, fault in (
        (r"\balready exists\b", _look_up("a record with this external id or name exists")),
        (r"\bplease enter values?\b|\bplease enter value\(s\)", _data("a required field is missing")),
        (r"within the date range of your accounting period", _data("the date lies outside the posting period")),
        (r"no valid, open, posting period", _configuration("no open period covers the date")),
        (r"\bclosed (accounting )?period\b|period that has been closed", _configuration("the period is closed")),
        (r"\bpermissions?\b", _configuration("the role may not do this")),
        (r"apply more than|nothing to apply|applied greater than", _data("more is applied than there is")),
        (r"has been changed\b", _later("somebody changed the record at the same moment")),
        (r"concurrent request limit", _later("too many requests at once")),
        (r"unexpected error occurred", _maybe_done("NetSuite had an error of its own")),
    )
)
"""What texts say where the code is a catch-all such as USER_ERROR. The first that fits decides."""

UNKNOWN = _data("NetSuite refused the record")
"""A code that is not in the catalogue: a person must read its text."""


def look_up(code: str, message: str, *, fault_name: str = "") -> Fault:
    """The catalogue's entry: by code, else by kind of SOAP fault, else by text (for catch-all and unknown codes)."""
    if code in CODES:
        return CODES[code]
    if fault_name in FAULT_NAMES:
        return FAULT_NAMES[fault_name]
    return next((fault for pattern, fault in TEXTS if pattern.search(message)), UNKNOWN)


def request_error(
    code: str,
    message: str,
    *,
    fault_name: str = "",
    request_id: str | None = None,
    retry_after_seconds: float | None = None,
) -> NetSuiteError:
    """The exception for a request that was answered as a whole with this code.

    For a write, `Unreachable` means that nobody knows: NetSuite met an error of its own while at it.
    """
    fault = look_up(code, message, fault_name=fault_name)
    text = f"{fault.says} ({code}: {message})"
    match fault.verdict:
        case Verdict.LATER:
            return Busy(f"NetSuite is busy: {text}", request_id=request_id, retry_after_seconds=retry_after_seconds)
        case Verdict.LOGIN:
            return LoginRefused(f"NetSuite does not let us in: {text}", request_id=request_id)
        case Verdict.MAYBE_DONE:
            return Unreachable(f"NetSuite failed: {text}", request_id=request_id)
        case Verdict.DATA | Verdict.CONFIGURATION | Verdict.LOOK_UP:
            return RequestRefused(code=code, message=message, request_id=request_id)


def member_outcome(code: str, message: str) -> Outcome:
    """What became of a member of a list that NetSuite answered with this code: refused, or nobody knows."""
    fault = look_up(code, message)
    if fault.verdict is Verdict.MAYBE_DONE:
        return Unanswered(reason=f"{code}: {message}")
    return Refused(code=code, message=message, meaning=MEANINGS[fault.verdict])
