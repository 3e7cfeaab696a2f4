from __future__ import annotations

import re

import pytest

from netsuite_client.errors import (
    CODES,
    FAULT_NAMES,
    MEANINGS,
    TEXTS,
    Busy,
    LoginRefused,
    NetSuiteError,
    RequestRefused,
    Unreachable,
    Verdict,
    look_up,
    request_error,
)


def test_every_entry_says_something_in_a_few_words() -> None:
    entries = [*CODES.values(), *FAULT_NAMES.values(), *(fault for _, fault in TEXTS)]

    assert all((fault.says and fault.says[0].islower()) or fault.says.startswith("NetSuite") for fault in entries)


def test_every_verdict_but_the_unknown_one_means_something_for_a_member() -> None:
    assert set(Verdict) - set(MEANINGS) == {Verdict.MAYBE_DONE}


def test_a_catch_all_code_is_in_no_table_so_that_its_text_decides() -> None:
    assert "USER_ERROR" not in CODES
    assert "WARNING" not in CODES


TEXTS_SEEN = {
    "Please enter value(s) for: Department": Verdict.DATA,
    "The transaction date you specified is not within the date range of your accounting period.": Verdict.DATA,
    "This entity already exists.": Verdict.LOOK_UP,
    "Error while accessing a resource. This entity already exists.": Verdict.LOOK_UP,
    "You cannot move a transaction to or from a closed period.": Verdict.CONFIGURATION,
    "This transaction is in a period that has been closed. You may not edit it.": Verdict.CONFIGURATION,
    "Permission Violation: You need a higher level of the 'Invoice' permission": Verdict.CONFIGURATION,
    "You cannot apply more than your total payments": Verdict.DATA,
    "Record has been changed": Verdict.LATER,
    "An unexpected error occurred. Error ID: k3j4": Verdict.MAYBE_DONE,
    "Something that a script says": Verdict.DATA,
}


@pytest.mark.parametrize(("text", "verdict"), TEXTS_SEEN.items(), ids=TEXTS_SEEN.keys())
def test_the_text_of_a_catch_all_code_decides(text: str, verdict: Verdict) -> None:
    assert look_up("USER_ERROR", text).verdict is verdict


def test_a_known_code_counts_more_than_the_kind_of_fault_and_that_more_than_the_text() -> None:
    assert look_up("WS_REQUEST_BLOCKED", "permission", fault_name="invalidCredentialsFault").verdict is Verdict.LATER
    assert look_up("USER_ERROR", "permission", fault_name="invalidCredentialsFault").verdict is Verdict.LOGIN


ERRORS = {
    "WS_REQUEST_BLOCKED": Busy,
    "INVALID_LOGIN_ATTEMPT": LoginRefused,
    "FEATURE_DISABLED": RequestRefused,
    "DUP_RCRD": RequestRefused,
    "UNEXPECTED_ERROR": Unreachable,
}


@pytest.mark.parametrize(("code", "error"), ERRORS.items(), ids=ERRORS.keys())
def test_the_type_of_the_exception_says_what_to_do(code: str, error: type[NetSuiteError]) -> None:
    raised = request_error(code, "its text", request_id="WS_1")

    assert type(raised) is error
    assert re.search(rf"{code}: its text.*WS_1", str(raised))
    assert raised.request_id == "WS_1"
